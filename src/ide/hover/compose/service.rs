//! A service: what it runs, what it opens, whom it needs, and the whole of it where it is put together from several places.

use super::{declared, port, resolved, yaml};
use crate::ide::hover::page::{Page, code, codes};
use crate::ide::hover::words;
use crate::model::Compose;
use crate::model::compose::project::Origin;
use crate::model::compose::{Health, ReferenceKind, Section, Service, Value};

/// The page of a service where it is declared: its YAML only where more than these lines makes it.
pub(super) fn page(file: &Compose, name: &str) -> Page {
    let Some(service) = file.service(name) else { return referred(file, name) };
    let page = Page::of(head(service)).list(facts(file, service));
    match put_together(file, service) {
        Some(yaml) => page.add("As Compose reads it, all files and anchors together:").block("yaml", &yaml),
        None => page,
    }
}

/// The page of a service where it is only named.
pub(super) fn referred(file: &Compose, name: &str) -> Page {
    let Some(service) = file.service(name) else { return elsewhere(file, name) };
    let line = declared::line(file, name).map(|line| format!(", line {line}")).unwrap_or_default();
    let page = Page::of(format!("{}{line}", head(service))).list(facts(file, service));
    let yaml = put_together(file, service).unwrap_or_else(|| declared::lines(file.source(), service.span));
    page.block("yaml", &yaml)
}

fn elsewhere(file: &Compose, name: &str) -> Page {
    let page = Page::of(format!("service {}", code(name)));
    let Some(project) = file.shared_project() else {
        return page.add("Nothing under `services` declares it here.");
    };
    match project.root.at(&["services", name]) {
        Some(datum) => {
            let origin = datum.origins().first().copied();
            let place = origin.map(|origin| format!("Declared in {}.", yaml::place(project, origin)));
            page.add_some(place).block("yaml", &yaml::write(project, name, datum, origin))
        }
        None => page.add("No file of the project declares it."),
    }
}

fn head(service: Service<'_>) -> String {
    format!("service {}", code(service.name))
}

/// The service as the project has it, where that is more than its own lines.
fn put_together(file: &Compose, service: Service<'_>) -> Option<String> {
    let text = file.text(service.span);
    let is_plain = !["<<", "*", "${", "extends"].iter().any(|sign| text.contains(sign));
    if is_plain && file.shared_project().is_none() {
        return None;
    }
    let project = file.project();
    let datum = declared::datum(file, service.name)?;
    let home = Origin { file: 0, span: service.span };
    yaml::is_put_together(project, datum, home).then(|| yaml::write(project, service.name, datum, Some(home)))
}

fn facts(file: &Compose, service: Service<'_>) -> Vec<String> {
    let mut facts = Vec::new();
    let text = |value: Value<'_>| Some(resolved::filled(file, value.text()?));
    if let Some(build) = service.build() {
        let context = service.build_context().and_then(text).unwrap_or_else(|| ".".to_owned());
        let target = build.get("target").and_then(text);
        let stage = target.map(|target| format!(", stage {}", code(&target))).unwrap_or_default();
        facts.push(format!("built from {}{stage}", code(&context)));
    }
    if let Some(image) = service.get("image").and_then(text) {
        let what = if service.build().is_some() { "tagged" } else { "runs" };
        facts.push(format!("{what} {}", code(&image)));
    }
    let ports: Vec<String> = service.ports().take(MAX_TOLD).map(|it| port::published(file, &it)).collect();
    facts.extend(ports);
    if let Some(mode) = service.get("network_mode").and_then(text) {
        facts.push(format!("network: {}", code(&mode)));
    }
    let needs: Vec<&str> = service.dependencies().map(|reference| reference.name.as_str()).collect();
    if !needs.is_empty() {
        facts.push(format!("starts after {}", codes(unique(needs), MAX_TOLD)));
    }
    let needed = needed_by(file, service.name);
    if !needed.is_empty() {
        facts.push(format!("needed by {}", codes(needed.iter().map(String::as_str), MAX_TOLD)));
    }
    match service.health() {
        Health::Checked => facts.push("its health is checked".to_owned()),
        Health::Disabled(_) => facts.push("its health check is switched off".to_owned()),
        Health::Missing | Health::Unknown => {}
    }
    let profiles: Vec<&str> = service.profiles().filter_map(Value::text).collect();
    if !profiles.is_empty() {
        let is_on = file.setting().environment.turns_on(profiles.iter().copied());
        let state = if is_on { "which is on" } else { "off unless one is chosen" };
        let profiles: Vec<String> = profiles.iter().map(|profile| code(profile)).collect();
        facts.push(format!("profile {}, {state}", words::joined(&profiles)));
    }
    facts
}

/// Ports, services and the like that are told one by one.
const MAX_TOLD: usize = 8;

fn unique(names: Vec<&str>) -> Vec<&str> {
    let mut known = Vec::new();
    for name in names {
        if !known.contains(&name) {
            known.push(name);
        }
    }
    known
}

fn needed_by(file: &Compose, name: &str) -> Vec<String> {
    let needs = |service: &Service<'_>| {
        let mut references = service.references().iter();
        references.any(|it| it.section == Section::Services && it.name == name && it.kind != ReferenceKind::Extends)
    };
    file.services().iter().filter(|service| needs(service)).map(|service| service.name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{at, says, says_among};

    #[test]
    fn a_service_tells_what_it_runs_and_whom_it_needs() {
        let source = "\
services:
  we$0b:
    image: nginx:1
    ports: [\"8080:80\"]
    depends_on: [db]
  db:
    image: postgres
    profiles: [full]
";
        says(source, "web", "- runs `nginx:1`\n- publishes host port 8080 on every address → port 80/tcp");
        says(source, "web", "- starts after `db`");
        assert!(at(source).is_some_and(|(_, text)| !text.contains("```")));
        let source = source.replace("we$0b:", "web:").replace("  db:", "  d$0b:");
        says(&source, "db", "- needed by `web`\n- profile `full`, off unless one is chosen");
    }

    #[test]
    fn a_service_that_is_put_together_is_shown_whole() {
        let files = [
            ("/p/common.yaml", "services:\n  base:\n    restart: always\n    environment:\n      A: 1\n"),
            ("/p/compose.override.yaml", "services:\n  web:\n    command: run\n"),
            ("/p/.env", "TAG=2\n"),
        ];
        let source = "\
x-log: &log
  logging:
    driver: local
services:
  we$0b:
    <<: *log
    extends: {file: common.yaml, service: base}
    image: nginx:${TAG}
";
        let expected = "\
```yaml
web:
  logging:  # from line 2
    driver: local
  image: nginx:2  # written nginx:${TAG}
  restart: always  # from common.yaml:3
  environment:  # from common.yaml:4
    A: 1
  command: run  # from compose.override.yaml:3
```";
        says_among(&files, source, "web", "all files and anchors together:");
        let (_, text) = super::super::testing::at_among(&files, source).expect("a hover");
        let block = &text[text.find("```").expect("a block")..];
        let mut lines: Vec<&str> = block.lines().collect();
        let mut wanted: Vec<&str> = expected.lines().collect();
        lines.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(lines, wanted, "{block}");
    }

    #[test]
    fn of_a_variable_that_several_files_set_the_last_is_shown() {
        let files = [("/p/compose.override.yaml", "services:\n  web:\n    environment:\n      - A=2\n")];
        let source = "services:\n  we$0b:\n    image: nginx:1\n    environment:\n      A: 1\n      B: 1\n";
        says_among(&files, source, "web", "  environment:\n    - B=1\n    - A=2  # from compose.override.yaml:4");
    }

    #[test]
    fn a_service_that_is_named_shows_its_lines() {
        let source = "services:\n  web:\n    depends_on: [d$0b]\n  db:\n    image: postgres\n\nvolumes: {}\n";
        says(source, "db", "service `db`, line 4");
        says(source, "db", "```yaml\ndb:\n  image: postgres\n```");
    }
}
