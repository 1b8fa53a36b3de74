//! The `version` key, which nothing reads.

use crate::rules::prelude::*;

rule! {
    /// The `version` of the file is ignored.
    ///
    /// Since Compose 2 there is one format. Compose warns about the key every time it reads the file; removing it changes
    /// nothing else.
    ///
    /// ```yaml
    /// version: "3.8"
    ///
    /// services:
    ///   web:
    ///     image: nginx:1.27
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    /// ```
    "obsolete-version", Warning, Safe,
    groups: [Style],
    aka: ["dclint:no-version-field"],
    concerns: ["version-obsolete"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for root in file.documents() {
        let Some(version) = root.own_entries().find(|pair| pair.key.text() == Some("version")) else { continue };
        let finding = report.at(version.span, "`version` is obsolete: Compose ignores it, and warns");
        finding.tag(Tag::Deprecated);
        let mut lines = file.whole_lines(version.span);
        let alone = file.text(lines).trim() == file.text(version.span) && root.own_entries().count() > 1;
        if alone && !root.is_flow() && version.value.whole() == version.value.span() {
            if file.source()[..lines.start].trim_start_matches('\u{feff}').is_empty() {
                let rest = &file.source()[lines.end..];
                let blank: usize =
                    rest.split_inclusive('\n').take_while(|line| line.trim().is_empty()).map(str::len).sum();
                lines.end += blank;
            }
            let start = lines.start.max(version.span.start.min(lines.end));
            finding.fix("Remove `version`", delete(Span::new(start, lines.end))).declares(&[Change::Model]);
        }
    }
}
