//! A network, volume, secret, config or model that no service uses.

use crate::model::compose::{Section, has_variable};
use crate::rules::prelude::*;
use std::collections::HashSet;
use std::path::Path;

rule! {
    /// Something is declared at the top of the file, and no service uses it.
    ///
    /// Compose creates only what a service uses, so an entry that none does is a leftover, or the sign of a service that forgot
    /// its volume. Where other Compose files lie beside this one, they may be what uses it, and the fix asks first.
    ///
    /// ```yaml
    /// services:
    ///   db:
    ///     image: postgres:17
    ///     volumes:
    ///       - data:/var/lib/postgresql/data
    ///
    /// volumes:
    ///   data:
    ///   old:
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   db:
    ///     image: postgres:17
    ///     volumes:
    ///       - data:/var/lib/postgresql/data
    ///
    /// volumes:
    ///   data:
    /// ```
    "unused-resource", Info, Safe,
    groups: [Correctness],
    concerns: ["unused-volume", "unused-network", "unused-secret", "unused-config", "unused-model"],
}

const SECTIONS: [Section; 5] =
    [Section::Networks, Section::Volumes, Section::Secrets, Section::Configs, Section::Models];

pub fn check(file: &Compose, report: &mut Report) {
    let declared = SECTIONS.iter().any(|section| file.at(&[section.key()]).is_some());
    if !declared || !file.is_whole() || file.declarations(Section::Services).is_empty() || uses_more(file) {
        return;
    }
    let services = file.services();
    let used: HashSet<(Section, &str)> = services
        .iter()
        .flat_map(|service| service.references())
        .map(|reference| (reference.section, reference.name.as_str()))
        .collect();
    for section in SECTIONS {
        for entry in file.declarations(section) {
            let implicit = section == Section::Networks && entry.name == "default";
            if implicit || entry.name.starts_with("x-") || used.contains(&(section, entry.name)) {
                continue;
            }
            let finding = report.at(entry.key, format!("No service uses the {} `{}`", section.entry(), entry.name));
            finding.tag(Tag::Unnecessary).awaits_the_end();
            let kind = if stands_alone(file) { Safe } else { Ask };
            let title = format!("Remove the {} `{}`", section.entry(), entry.name);
            finding.offer(kind, title, removed(file, section, entry.name)).declares(&[Change::Model]);
        }
    }
}

/// Whether something may use names that the references of services do not show.
fn uses_more(file: &Compose) -> bool {
    let hidden = |service: &crate::model::compose::Service<'_>| {
        let by_variable = ["networks", "volumes", "secrets", "configs"].iter().any(|key| {
            let items = service.get(key).into_iter().flat_map(|list| list.items());
            items.into_iter().any(|item| {
                let name = if item.is_mapping() { item.get("source") } else { Some(item) };
                name.and_then(|name| name.text()).is_some_and(|name| name.starts_with('$') && has_variable(name))
            })
        });
        by_variable || ["extends", "credential_spec", "pre_start"].iter().any(|key| service.get(key).is_some())
    };
    file.at(&["jobs"]).is_some() || file.services().iter().any(hidden)
}

/// Whether no other Compose file lies in the folder that may be read together with this one.
fn stands_alone(file: &Compose) -> bool {
    let surroundings = file.surroundings();
    let Some(own) = surroundings.path.as_deref().and_then(Path::file_name).and_then(|name| name.to_str()) else {
        return true;
    };
    let names = surroundings.files.as_ref().zip(surroundings.folder()).and_then(|(files, folder)| files.names(folder));
    let is_yaml = |name: &String| name.ends_with(".yaml") || name.ends_with(".yml");
    names.is_some_and(|names| !names.iter().any(|name| name != own && is_yaml(name)))
}

/// The edit that removes an entry, with its section where it is the only one.
fn removed(file: &Compose, section: Section, name: &str) -> Option<Edit> {
    let root = file.documents().filter(|root| root.get(section.key()).is_some()).last()?;
    let pair = root.entry(section.key())?;
    let entry = pair.value.entry(name)?;
    if pair.value.own_entries().count() == 1 {
        return amend::remove_entry(file, root, pair);
    }
    amend::remove_entry(file, pair.value, entry)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    #[test]
    fn what_may_be_used_elsewhere_is_left_alone() {
        for source in [
            "services: {a: {image: x, networks: [$N]}}\nnetworks: {n: }\n",
            "services: {a: {image: x}}\nnetworks: {default: {name: n}}\n",
            "services: {a: {image: x, extends: {file: b, service: c}}}\nvolumes: {v: }\n",
            "services: {a: {ports: [\"80\"]}}\nvolumes: {v: }\n",
            "include: [b.yaml]\nservices: {a: {image: x}}\nvolumes: {v: }\n",
            "services: {a: {image: x, build: {context: ., secrets: [s]}}}\nsecrets: {s: {file: s}}\n",
            "volumes: {v: }\n",
        ] {
            assert!(findings("unused-resource", source).is_empty(), "{source}");
        }
    }

    #[test]
    fn a_section_goes_with_its_last_entry() {
        let source = "services:\n  a:\n    image: x\n\nvolumes:\n  v:\n    driver: local\n\nx-a: 1\n";
        assert_eq!(fixed("unused-resource", source).as_deref(), Some("services:\n  a:\n    image: x\n\nx-a: 1\n"));
        let source = "services:\n  a:\n    image: x\n\nvolumes:\n  v:\n";
        assert_eq!(fixed("unused-resource", source).as_deref(), Some("services:\n  a:\n    image: x\n"));
    }

    #[test]
    fn a_comment_is_not_thrown_away() {
        let source = "services:\n  a:\n    image: x\nvolumes:\n  v: # for later\n";
        assert!(findings("unused-resource", source)[0].fixes.is_empty());
    }
}
