//! A name set twice in a list of names and values, of which Compose keeps the later.

use crate::model::compose::{Section, Value};
use crate::rules::prelude::*;
use std::collections::HashMap;

rule! {
    /// A variable, label or option is set twice in one list.
    ///
    /// In the form of a mapping, YAML itself refuses a key that stands twice. In the form of a list Compose keeps the later
    /// entry, and says nothing.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     environment:
    ///       - LOG_LEVEL=info
    ///       - PORT=80
    ///       - LOG_LEVEL=debug
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     environment:
    ///       - PORT=80
    ///       - LOG_LEVEL=debug
    /// ```
    "overridden-entry", Warning, Ask,
    groups: [Correctness],
    concerns: ["silent-key-override"],
}

/// Where a service holds lists of names and values.
const PLACES: [&[&str]; 8] = [
    &["environment"],
    &["labels"],
    &["annotations"],
    &["sysctls"],
    &["storage_opt"],
    &["build", "args"],
    &["build", "labels"],
    &["deploy", "labels"],
];

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        for place in PLACES {
            if let Some(list) = service.value.at(place).filter(|list| list.is_sequence()) {
                check_list(file, list, report);
            }
        }
    }
    for section in [Section::Networks, Section::Volumes, Section::Secrets, Section::Configs] {
        for declared in file.declarations(section) {
            if let Some(list) = declared.value.get("labels").filter(|list| list.is_sequence()) {
                check_list(file, list, report);
            }
        }
    }
}

fn check_list(file: &Compose, list: Value<'_>, report: &mut Report) {
    let mut last: HashMap<&str, Value<'_>> = HashMap::new();
    for item in list.items() {
        let Some(text) = item.text() else { continue };
        let name = text.split_once('=').map_or(text, |(name, _)| name);
        let Some(earlier) = last.insert(name, item) else { continue };
        // What is written twice alike is another rule's.
        if name.contains('$') || earlier.text() == Some(text) {
            continue;
        }
        report
            .at(earlier.span(), format!("A later entry sets `{name}` again; this one has no effect"))
            .related(item.span(), "what counts")
            .awaits(item.span())
            .fix("Remove the entry that is overridden", amend::remove_item(file, list, earlier))
            .declares(&[Change::Model]);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn every_list_of_pairs_is_looked_at() {
        let with = |body: &str| marked("overridden-entry", &format!("services:\n  a:\n    image: x\n    {body}\n"));
        assert_eq!(with("environment: [A, B=1, A=2]"), ["A"]);
        assert_eq!(with("build: {context: ., args: [A=1, A=2]}"), ["A=1"]);
        assert_eq!(with("labels: [\"a.b=1\", \"a.b=2\", \"a.b=3\"]"), ["\"a.b=1\"", "\"a.b=2\""]);
        for silent in ["environment: [A=1, B=1]", "extra_hosts: [a=::1, a=1.1.1.1]", "environment: [A=1, A=1]"] {
            assert!(with(silent).is_empty(), "{silent}");
        }
    }
}
