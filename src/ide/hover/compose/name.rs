//! A name that the project declares: what stands behind it, and who uses it.

use super::{declared, service, yaml};
use crate::ide::hover::page::{Page, code, codes};
use crate::model::Compose;
use crate::model::compose::{Declared, Section, Service};

/// The page of a name.
pub(super) fn page(file: &Compose, section: Section, name: &str) -> Page {
    if section == Section::Services {
        return service::referred(file, name);
    }
    let entry = file.declarations(section).into_iter().find(|entry| entry.name == name);
    let head = format!("{} {}", section.entry(), code(name));
    let page = match entry {
        Some(entry) => {
            let page = Page::of(head).add(real_name(file, entry));
            let lines = declared::lines(file.source(), entry.span);
            let says_nothing = entry.value.is_null() || entry.value.entries().is_empty();
            page.block("yaml", if says_nothing { "" } else { &lines }.trim_end())
        }
        None if section == Section::Networks && name == "default" => Page::of(head).add(format!(
            "The network that Compose makes for every service that names none: {}.",
            code(&format!("{}_default", file.setting().name))
        )),
        None => {
            match file.shared_project().and_then(|project| Some((project, project.root.at(&[section.key(), name])?))) {
                Some((project, datum)) => {
                    let place = datum.origins().first().map(|origin| yaml::place(project, *origin));
                    let page = Page::of(head).add_some(place.map(|place| format!("Declared in {place}.")));
                    page.block("yaml", &yaml::write(project, name, datum, datum.origins().first().copied()))
                }
                None => Page::of(head).add(format!("Nothing under {} declares it here.", code(section.key()))),
            }
        }
    };
    page.add(users(file, section, name))
}

/// What the engine calls it, and whether Compose makes it.
fn real_name(file: &Compose, declared: Declared<'_>) -> String {
    let given = |key: &str| declared.value.get(key);
    let is_external = given("external").is_some_and(|value| value.is_mapping() || value.text() == Some("true"));
    let own = given("name").and_then(|name| name.text()).map(|name| super::resolved::filled(file, name));
    if let Some(path) = given("file").and_then(|path| path.text()) {
        return format!("Its content is that of the file {}.", code(path));
    }
    if let Some(variable) = given("environment").and_then(|name| name.text()) {
        return format!("Its content is the variable {} of the environment in which Compose runs.", code(variable));
    }
    match (declared.section, is_external) {
        (_, true) => format!(
            "External: {} must be there already; Compose neither makes nor removes it.",
            code(own.as_deref().unwrap_or(declared.name))
        ),
        (Section::Networks | Section::Volumes, false) => {
            let real = own.unwrap_or_else(|| format!("{}_{}", file.setting().name, declared.name));
            let driver = given("driver").and_then(|driver| driver.text());
            let usual = if declared.section == Section::Networks { "bridge" } else { "local" };
            let going = match declared.section {
                Section::Networks => "`docker compose down` removes it",
                _ => "only `docker compose down --volumes` removes it",
            };
            format!("The engine knows it as {}, driver {}; {going}.", code(&real), code(driver.unwrap_or(usual)))
        }
        _ => String::new(),
    }
}

fn users(file: &Compose, section: Section, name: &str) -> String {
    let uses = |service: &Service<'_>| {
        service.references().iter().any(|reference| reference.section == section && reference.name == name)
    };
    let here: Vec<String> =
        file.services().iter().filter(|service| uses(service)).map(|it| it.name.to_owned()).collect();
    let names = if here.is_empty() && file.shared_project().is_some() { elsewhere(file, section, name) } else { here };
    match names.is_empty() {
        true => "No service uses it.".to_owned(),
        false => format!("Used by {}.", codes(names.iter().map(String::as_str), 8)),
    }
}

fn elsewhere(file: &Compose, section: Section, name: &str) -> Vec<String> {
    let uses = file.project().uses().iter().filter(|it| it.section == section && it.name == name);
    let mut names: Vec<String> = uses.map(|it| it.service.clone()).collect();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::super::testing::{says, says_among};

    #[test]
    fn a_name_shows_what_declares_it() {
        let source = "\
services:
  web:
    image: x
    volumes: [\"da$0ta:/d\"]
volumes:
  data:
    driver: local
";
        says(source, "data", "The engine knows it as `p_data`, driver `local`; only `docker compose down --volumes`");
        says(source, "data", "data:\n  driver: local\n```\n\nUsed by `web`.");
        let source = "services:\n  web:\n    image: x\n    networks: [fro$0nt]\nnetworks:\n  front: {external: true}\n";
        says(source, "front", "External: `front` must be there already");
        says("services:\n  web:\n    networks: [def$0ault]\n", "default", "`p_default`");
        says("services:\n  web:\n    secrets: [ke$0y]\n", "key", "Nothing under `secrets` declares it here.");
        let source = "services:\n  web:\n    secrets: [ke$0y]\nsecrets:\n  key: {file: ./key.txt}\n";
        says(source, "key", "Its content is that of the file `./key.txt`.");
    }

    #[test]
    fn a_name_may_be_declared_in_another_file() {
        let over = [("/p/compose.override.yaml", "volumes:\n  data:\n    driver: nfs\n")];
        let source = "services:\n  web:\n    volumes: [\"da$0ta:/d\"]\n";
        says_among(&over, source, "data", "Declared in compose.override.yaml:3.");
    }
}
