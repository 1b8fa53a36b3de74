//! A document that is no mapping.

use crate::rules::prelude::*;

rule! {
    /// A document is not a mapping.
    ///
    /// A Compose file is a mapping of `services`, `networks`, `volumes` and the like. Each document of a file that holds
    /// several must be one. `---` starts a new document, also at the end of a file, where the document is empty.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    /// ---
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    /// ```
    "root-not-mapping", Error, Ask,
    lacks: Continuation,
    groups: [Syntax],
    concerns: ["not-a-mapping"],
}

pub fn check(file: &Compose, report: &mut Report) {
    if file.view().is_partial() {
        return;
    }
    let count = file.documents().count();
    for (nth, root) in file.documents().enumerate().filter(|(_, root)| !root.is_mapping()) {
        if !root.span().is_empty() {
            let what = if root.is_sequence() { "a list" } else { "a single value" };
            report.at(file.first_line(root.whole()), format!("This is {what}, and a Compose file is a mapping"));
            continue;
        }
        if count == 1 {
            continue;
        }
        let mark = file.document_mark(root.span().start);
        let finding = report.at(mark, "This document is empty, and Compose refuses it");
        let at_end = file.source()[mark.end..].trim().is_empty();
        if nth + 1 == count && at_end && !mark.is_empty() {
            finding.fix("Remove the document", delete(file.whole_lines(mark))).declares(&[Change::Model]);
        }
    }
}
