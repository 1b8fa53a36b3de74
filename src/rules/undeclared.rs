//! What the rules about names that nothing declares have in common: networks, volumes, services and their like.
//!
//! A name that is not declared is one mistake, however many services use it: the first use speaks, and points at the others.
//! So are all names that the file may yet declare at its end: whoever writes from top to bottom uses them first.
//! A file that stops in the midst of something is told that, and is not asked for what may yet come below. What other files of
//! the project declare is declared; what a line that is no YAML may declare, perhaps.

use super::compose::{Standing, neighbour, standing};
use super::prelude::*;
use crate::model::compose::project::Use;
use crate::model::compose::{Project, Reference, ReferenceKind, Section, Service};
use crate::reference::suggest::suggest;
use std::collections::HashMap;

/// More places than anybody looks at.
const MAX_PLACES: usize = 50;

/// A use of a name that nothing declares.
struct Unmet {
    name: String,
    span: Span,
    message: String,
    standing: Standing,
    is_extended: bool,
    /// Whether the name stands at the span as it is; otherwise variables or other files make it.
    is_written: bool,
}

/// Reports the names of one section that services use and nothing declares.
pub(super) fn check(file: &Compose, report: &mut Report, section: Section) {
    let knows_environment = file.setting().knows_environment;
    let mut unmet = match file.shared_project().filter(|_| knows_environment) {
        Some(project) if project.is_gathered() => among(file, project, section),
        Some(_) => return,
        None if !file.stands_alone() => extended_here(file, section),
        None if knows_environment && file.has_variable_names(section) => among(file, file.project(), section),
        None => alone(file, section),
    };
    unmet.retain(|used| !file.may_hide(section, &used.name));
    let mut names = by_name(unmet);
    if !names.is_empty() && file.ends_open() {
        names.retain(|uses| awaited(file, section, uses).is_none());
    }
    let awaited: Vec<&str> = names.iter().filter_map(|uses| awaited(file, section, uses)).collect();
    for uses in &names {
        tell(file, report, section, uses, &awaited);
    }
}

/// The name, where the file may be about to declare it: it can be declared at the end, and is no slip for one that is.
fn awaited<'u>(file: &Compose, section: Section, uses: &'u [Unmet]) -> Option<&'u str> {
    let first = uses.first().filter(|first| first.standing == Standing::Refused && !first.is_extended)?;
    let is_awaited = first.is_written
        && is_plain_name(&first.name)
        && file.may_go_on(section)
        && suggest(&first.name, file.names(section)).is_none();
    is_awaited.then_some(first.name.as_str())
}

/// Where the file is all there is.
fn alone(file: &Compose, section: Section) -> Vec<Unmet> {
    let is_declared = |name: &str| file.declaration(section, name).is_some();
    let services = file.services().into_iter();
    let used = services.flat_map(|service| service.references().iter().map(move |reference| (service, reference)));
    let unmet = used.filter(|(_, reference)| {
        reference.section == section && !is_implicit(section, &reference.name) && !is_declared(&reference.name)
    });
    let nameless =
        |service| Service::nameless(service, section).map(move |span| Unmet::nameless(section, service, span));
    let nameless = file.services().into_iter().flat_map(nameless);
    unmet.map(|(service, reference)| Unmet::written(file, service, reference)).chain(nameless).collect()
}

/// Where other files may declare what this one does not: `extends` looks for its service here all the same.
fn extended_here(file: &Compose, section: Section) -> Vec<Unmet> {
    if file.view().is_partial() || file.at(&["include"]).is_some() || file.setting().listed.len() > 1 {
        return Vec::new();
    }
    let mut unmet = alone(file, section);
    unmet.retain(|used| used.is_extended);
    unmet
}

/// Where other files, or variables, have a say.
fn among(file: &Compose, project: &Project, section: Section) -> Vec<Unmet> {
    let is_declared = |name: &str| project.root.at(&[section.key(), name]).is_some();
    let services = file.services();
    let mut unmet = Vec::new();
    for used in project.uses().iter().filter(|used| used.section == section) {
        if is_declared(&used.name) || is_implicit(section, &used.name) {
            continue;
        }
        let own = services.iter().filter(|_| used.at.file == 0).find_map(|service| {
            let is_it = |reference: &&Reference| {
                let (whole, part) = (used.at.span, reference.span);
                reference.name == used.name && whole.start <= part.start && part.end <= whole.end
            };
            Some(Unmet::written(file, *service, service.references().iter().find(is_it)?))
        });
        unmet.extend(own.or_else(|| Unmet::brought(file, project, used)));
    }
    for service in services.into_iter().filter(|_| section == Section::Services) {
        let extended = service.references().iter().filter(|it| it.kind == ReferenceKind::Extends);
        let missing = extended.filter(|it| !is_declared(&it.name));
        unmet.extend(missing.map(|reference| Unmet::written(file, service, reference)));
    }
    unmet
}

/// The network `default` is there without a word.
fn is_implicit(section: Section, name: &str) -> bool {
    section == Section::Networks && name == "default"
}

impl Unmet {
    fn written(file: &Compose, service: Service<'_>, reference: &Reference) -> Unmet {
        let Reference { section, span, kind, .. } = *reference;
        let name = reference.name.clone();
        // What is extended must be there even where no profile turns the service on.
        let is_extended = kind == ReferenceKind::Extends;
        let standing = if is_extended { Standing::Refused } else { standing(service) };
        let is_written = file.text(span) == name;
        Unmet { message: is_missing(section, &name), span, standing, is_extended, is_written, name }
    }

    /// Where no name stands.
    fn nameless(section: Section, service: Service<'_>, span: Span) -> Unmet {
        let (message, standing) = (is_missing(section, ""), standing(service));
        Unmet { name: String::new(), span, message, standing, is_extended: false, is_written: false }
    }

    /// A use that variables make, or another file; `None` where nothing in this file has to do with it.
    fn brought(file: &Compose, project: &Project, used: &Use) -> Option<Unmet> {
        let span = project.in_first_file(used.at)?;
        let path = project.files.get(used.at.file)?.path.as_deref();
        let (name, varies) = (used.name.clone(), project.text(used.at).contains('$'));
        let message = match path.filter(|_| used.at.file != 0) {
            Some(path) if name.is_empty() => {
                format!("`{}` names no {} in `{}`", used.service, used.section.entry(), neighbour(file, path))
            }
            Some(path) => {
                let (entry, from) = (used.section.entry(), neighbour(file, path));
                format!("`{}` brings the {entry} `{name}` from `{from}`, and it is not declared here", used.service)
            }
            None if varies => format!("{}: that is what the variables make of it", is_missing(used.section, &name)),
            None => is_missing(used.section, &name),
        };
        let standing = match () {
            () if used.is_off => Standing::Off,
            () if varies => Standing::Varies,
            () => Standing::Refused,
        };
        Some(Unmet { name, span, message, standing, is_extended: false, is_written: false })
    }
}

fn is_missing(section: Section, name: &str) -> String {
    match section {
        _ if name.is_empty() => format!("This names no {}", section.entry()),
        Section::Services => format!("There is no service `{name}`"),
        Section::Volumes if name.contains('/') => {
            format!("There is no volume `{name}`, and a folder is written `./{name}`")
        }
        _ => format!("The {} `{name}` is not declared", section.entry()),
    }
}

/// The uses of each name, those first for which Compose surely refuses the file.
fn by_name(unmet: Vec<Unmet>) -> Vec<Vec<Unmet>> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut groups: Vec<Vec<Unmet>> = Vec::new();
    for used in unmet {
        let place = *places.entry(used.name.clone()).or_insert(groups.len());
        if place == groups.len() {
            groups.push(Vec::new());
        }
        groups[place].push(used);
    }
    groups.iter_mut().for_each(|uses| uses.sort_by_key(|used| (used.standing, used.span)));
    groups
}

/// Reports a name at its first use; `awaited` are the names of the section that may yet be declared.
fn tell(file: &Compose, report: &mut Report, section: Section, uses: &[Unmet], awaited: &[&str]) {
    let Some((first, others)) = uses.split_first() else { return };
    let name = first.name.as_str();
    let finding = first.standing.mark(report.at(first.span, first.message.as_str()));
    for other in others.iter().filter(|other| other.span != first.span).take(MAX_PLACES) {
        let message = if name.is_empty() { "Nor does this".to_owned() } else { format!("`{name}` is used here too") };
        finding.related(other.span, message);
    }
    if awaited.contains(&name) {
        finding.misses(section.entry(), name);
    }
    if is_plain_name(name) && file.may_go_on(section) {
        // Services stand together; another section may come at the end.
        match file.last_entry(section).filter(|_| section == Section::Services) {
            Some(services) => finding.awaits(services.span),
            None => finding.awaits_the_end(),
        };
    }
    if file.view().is_partial() {
        return;
    }
    let spans: Vec<Span> = uses.iter().filter(|used| used.is_written).map(|used| used.span).collect();
    if first.is_written {
        let mut known: Vec<&str> = file.names(section).collect();
        known.sort_unstable();
        if let Some(near) = suggest(name, known) {
            let edits: Vec<Edit> = spans.iter().map(|span| replace(*span, near)).collect();
            finding.fix(format!("Change to `{near}`"), edits).declares(&[Change::Model]);
        }
        if section == Section::Volumes && name.contains('/') {
            let edits: Vec<Edit> = spans.iter().map(|span| insert(span.start, "./")).collect();
            finding.fix(format!("Mount the folder `./{name}`"), edits).declares(&[Change::Model]);
        }
    }
    // What a service would run nobody can guess.
    if matches!(section, Section::Services | Section::Jobs) {
        return;
    }
    if awaited.len() > 1 && awaited.contains(&name) {
        let title = format!("Declare the {} `{}`", section.key(), awaited.join("`, `"));
        finding.fix(title, declare(file, section, awaited)).declares(&[Change::Model]);
    }
    if is_plain_name(name) {
        let title = format!("Declare the {} `{name}`", section.entry());
        finding.fix(title, declare(file, section, &[name])).declares(&[Change::Model]);
    }
}

/// The edit that declares names of a section.
fn declare(file: &Compose, section: Section, names: &[&str]) -> Option<Edit> {
    let body = |name: &str| match section {
        Section::Secrets => Some(format!("file: ./{name}.txt")),
        Section::Configs => Some(format!("file: ./{name}.conf")),
        Section::Models => Some(format!("model: ai/{name}")),
        _ => None,
    };
    let bodies: Vec<Option<String>> = names.iter().map(|name| body(name)).collect();
    let lines: Vec<Vec<&str>> = bodies.iter().map(|body| body.as_deref().into_iter().collect()).collect();
    let entries: Vec<(&str, &[&str])> = names.iter().copied().zip(lines.iter().map(Vec::as_slice)).collect();
    file.declare_all(section, &entries)
}

/// Whether a name can be declared, and needs no quotes for it.
fn is_plain_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
        && !["true", "false", "null"].contains(&name.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use crate::model::{Language, Snapshot};
    use crate::rules::testing::{findings, findings_among, fixed, marked};
    use crate::rules::{Settings, check};
    use crate::text::apply_edits;

    #[test]
    fn a_name_is_missed_once_however_often_it_is_used() {
        let source = "\
services:
  a: {image: x, volumes: ['data:/d', 'logs:/l']}
  b: {image: x, volumes: ['data:/d']}
volumes: {}
networks: {}
";
        assert_eq!(marked("undefined-volume", source), ["data", "logs"]);
        let data = &findings("undefined-volume", source)[0];
        let also: Vec<_> = data.related.iter().map(|place| place.span.start).collect();
        assert_eq!(also, [source.rfind("data").expect("there")]);
    }

    #[test]
    fn what_may_yet_be_declared_is_missed_at_once() {
        let source = "\
services:
  a:
    image: x
    networks: [front]
    depends_on: [db]
    volumes:
      - data:/d
      - logs:/l
      - etc/conf:/c
";
        let all = Settings::default();
        let told = |source: &str| {
            let findings = check(&Snapshot::of(Language::Compose, source), &all);
            findings.into_iter().filter(|finding| finding.rule.starts_with("undefined-")).collect::<Vec<_>>()
        };
        let found = told(source);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(
            found[0].message,
            "The network `front` is not declared; the service `db` and the volumes `data`, `logs` are missing too"
        );
        assert_eq!(found[0].related.len(), 3);
        let titles: Vec<_> = found[0].fixes.iter().map(|fix| fix.title.as_str()).collect();
        let each = ["Declare the network `front`", "Declare the volumes `data`, `logs`"];
        assert_eq!(titles[..2], each);
        assert_eq!(apply_edits(source, &found[0].fixes[1].edits), format!("{source}volumes:\n  data:\n  logs:\n"));
        assert_eq!(found[1].span.of(source), "etc/conf", "no name that can be declared");
        assert_eq!(found[1].message, "There is no volume `etc/conf`, and a folder is written `./etc/conf`");
        // Where the sections are there, and others follow, each name is a slip of its own.
        let finished = format!("volumes: {{}}\nnetworks: {{}}\n{source}configs: {{}}\n");
        assert_eq!(told(&finished).len(), 5);
        let silenced = source.replace("[front]", "[front] # dunnage ignore=undefined-network");
        assert_eq!(told(&silenced)[0].span.of(&silenced), "db", "who is silenced speaks for nobody");
    }

    #[test]
    fn a_line_that_is_no_yaml_hides_no_more_than_it_may_declare() {
        let with = |line: &str| {
            let source =
                format!("services:\n  web:\n    image: x\n{line}    volumes: ['data:/d']\nvolumes:\n  logs:\n");
            marked("undefined-volume", &source).len()
        };
        assert_eq!((with(""), with("    fo\n"), with("    fo: [b\n"), with("    fo: \"b\n")), (1, 1, 1, 1));
        let source = "services:\n  web:\n    image: x\n    volumes: ['data:/d']\nvolumes:\n  logs:\n  da\n";
        assert!(marked("undefined-volume", source).is_empty());
    }

    #[test]
    fn a_slip_is_mended_wherever_it_stands() {
        let source = "\
services:
  a: {image: x, networks: [fornt]}
  b: {image: x, networks: [fornt, front]}
networks: {front: {}}
";
        assert_eq!(fixed("undefined-network", source), Some(source.replace("fornt", "front")));
    }

    #[test]
    fn the_use_that_is_surely_refused_speaks() {
        let source = "\
services:
  a: {image: x, profiles: [p], depends_on: [db]}
  b: {image: x, depends_on: [db]}
";
        let found = findings("undefined-service", source);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].span.start, found[0].environment), (source.rfind("db").expect("there"), false));
    }

    #[test]
    fn a_file_that_stops_in_the_midst_is_not_asked_for_what_may_come() {
        let whole = "services:\n  web:\n    image: x\n    networks: [front]\n";
        for end in ["", "    restart: unl"] {
            assert_eq!(marked("undefined-network", &format!("{whole}{end}")), ["front"], "{end}");
        }
        for end in ["    volumes:\n", "    volumes:\n      dat", "    ports:\n# more to come\n", "  d:\n    imag: y\n"]
        {
            let source = format!("{whole}{end}");
            assert!(marked("undefined-network", &source).is_empty(), "{source}");
        }
        // A mistake further up says nothing about the end.
        let source = "services:\n  web:\n    ports:\n    image: x\n    networks: [front]\n";
        assert_eq!(marked("undefined-network", source), ["front"]);
    }

    #[test]
    fn an_empty_text_names_nothing() {
        for (rule, body) in [
            ("undefined-service", "depends_on: ['']"),
            ("undefined-service", "links: [':db']"),
            ("undefined-service", "network_mode: 'service:'"),
            ("undefined-network", "networks: ['']"),
            ("undefined-secret", "secrets: [{target: key}]"),
            ("undefined-config", "configs: [{source: ''}]"),
        ] {
            let found = findings(rule, &format!("services: {{a: {{image: x, {body}}}}}\n"));
            assert!(found.len() == 1 && found[0].message.starts_with("This names no "), "{body} {found:?}");
        }
        assert!(
            findings("undefined-volume", "services: {a: {image: x, volumes: [{type: volume, target: /d}]}}\n")
                .is_empty()
        );
        let unset = findings_among("undefined-service", &[], "services: {a: {image: x, depends_on: ['${DB}']}}\n");
        assert!(unset.len() == 1 && unset[0].environment, "{unset:?}");
    }

    #[test]
    fn what_is_extended_is_looked_for_in_its_file_and_what_is_reset_not_at_all() {
        assert_eq!(marked("undefined-service", "services: {web: {extends: base, command: a}}\n"), ["base"]);
        assert!(marked("undefined-service", "services: {web: {image: x, depends_on: [!reset db]}}\n").is_empty());
    }

    #[test]
    fn what_variables_make_of_a_name_is_looked_up() {
        let source =
            "services: {web: {image: x, depends_on: ['${DB:-db}'], volumes: ['${AT:-./at}:/a', '${V:-v1}:/v']}}\n";
        let told = |rule: &'static str| {
            let found = findings_among(rule, &[], source);
            found.into_iter().map(|finding| (finding.message, finding.environment)).collect::<Vec<_>>()
        };
        let expected = "There is no service `db`: that is what the variables make of it";
        assert_eq!(told("undefined-service"), [(expected.to_owned(), true)]);
        let expected = "The volume `v1` is not declared: that is what the variables make of it";
        assert_eq!(told("undefined-volume"), [(expected.to_owned(), true)]);
    }
}
