//! Links, from before there were networks.

use crate::rules::prelude::*;

rule! {
    /// A service has `links`.
    ///
    /// Services of one network reach each other by name without them. What a link still does is to order the start, for which
    /// `depends_on` is the word, and to give a second name, for which `aliases` of a network are. With a link, Compose also
    /// restarts the service along with the linked one; where that is wanted, `depends_on` says so with `restart: true`, which
    /// the fix does not.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     links:
    ///       - db
    ///   db:
    ///     image: postgres:17
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     depends_on:
    ///       - db
    ///   db:
    ///     image: postgres:17
    /// ```
    "legacy-link", Info, Ask,
    groups: [Style],
    concerns: ["links-legacy"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let Some(pair) = service.entry("links") else { continue };
        let finding = report.at(pair.key.span(), "Services reach each other by name without `links`");
        finding.tag(Tag::Deprecated);
        let waits = service.depends_on();
        let mut linked = pair.value.items().map(|link| link.text());
        let is_service = |link: Option<&str>| link.is_some_and(|name| file.service(name).is_some());
        if pair.value.items().all(|link| waits.iter().any(|other| Some(other.name) == link.text())) {
            finding.fix("Remove them", amend::remove_entry(file, service.value, pair)).declares(&[Change::Model]);
        } else if waits.is_empty() && !pair.merged && linked.all(is_service) {
            finding.fix("Depend on them", replace(pair.key.span(), "depends_on")).declares(&[Change::Model]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    #[test]
    fn a_link_that_gives_a_name_is_left_to_its_author() {
        let source = "services:\n  a:\n    image: x\n    links: [\"db:database\"]\n  db:\n    image: y\n";
        assert_eq!(findings("legacy-link", source).len(), 1);
        assert!(findings("legacy-link", source)[0].fixes.is_empty());
    }

    #[test]
    fn what_is_depended_on_already_needs_no_link() {
        let source = "services:\n  a:\n    image: x\n    depends_on: [db]\n    links:\n    - db\n  db:\n    image: y\n";
        assert_eq!(fixed("legacy-link", source), Some(source.replace("    links:\n    - db\n", "")));
    }
}
