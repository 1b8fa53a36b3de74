//! The old way to name what lies outside the project.

use crate::model::compose::Section;
use crate::rules::prelude::*;

rule! {
    /// `external` holds a mapping with a name.
    ///
    /// That was the way of old Compose files. Compose still reads it, warns, and wants `external: true` beside `name`.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     networks: [proxy]
    /// networks:
    ///   proxy:
    ///     external:
    ///       name: traefik
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     networks: [proxy]
    /// networks:
    ///   proxy:
    ///     external: true
    ///     name: traefik
    /// ```
    "external-name", Warning, Safe,
    groups: [Correctness],
    concerns: ["external-name-deprecated"],
}

pub fn check(file: &Compose, report: &mut Report) {
    if !file.source().contains("external") {
        return;
    }
    for section in [Section::Networks, Section::Volumes, Section::Configs, Section::Secrets] {
        for declared in file.declarations(section) {
            let Some(pair) = declared.value.entry("external") else { continue };
            let Some(name) = pair.value.get("name").filter(|_| pair.value.is_mapping()) else { continue };
            let finding = report.at(pair.key.span(), "`external` with a `name` below it is the old form");
            finding.tag(Tag::Deprecated);
            let named = declared.value.get("name").is_some();
            let alone = pair.value.own_entries().count() == 1 && !pair.value.is_alias() && !pair.merged;
            let whole = Span::new(pair.key.span().end, pair.value.whole().end);
            let commented = file.view().comments().iter().any(|comment| whole.contains(*comment));
            if named
                || !alone
                || commented
                || pair.key.whole() != pair.key.span()
                || pair.value.whole() != pair.value.span()
            {
                continue;
            }
            let written = file.text(name.whole());
            let separator = match declared.value.is_flow() {
                true => ", ".to_owned(),
                false => format!("\n{}", " ".repeat(amend::column(file, pair.key.span().start))),
            };
            finding.fix(
                "Put the name beside `external: true`",
                replace(whole, format!(": true{separator}name: {written}")),
            );
            finding.declares(&[Change::Model]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    #[test]
    fn both_styles_are_mended() {
        let flow = "services: {a: {image: x}}\nvolumes: {v: {external: {name: q}}}\n";
        let mended = "services: {a: {image: x}}\nvolumes: {v: {external: true, name: q}}\n";
        assert_eq!(fixed("external-name", flow).as_deref(), Some(mended));
        let inner = "volumes:\n  v:\n    external: {name: \"q\"}\n";
        assert_eq!(
            fixed("external-name", inner).as_deref(),
            Some("volumes:\n  v:\n    external: true\n    name: \"q\"\n")
        );
    }

    #[test]
    fn the_new_form_is_left_alone() {
        assert!(findings("external-name", "volumes: {v: {external: true, name: q}}\n").is_empty());
    }
}
