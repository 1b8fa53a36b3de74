//! A file without content.

use crate::model::compose::Pair;
use crate::rules::prelude::*;

rule! {
    /// The file has no content.
    ///
    /// Compose refuses a file that says nothing: one that is empty or holds only comments, `{}`, or nothing but a `version` and what `!reset` takes
    /// away again.
    ///
    /// ```yaml
    /// # to be written
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    /// ```
    "empty-file", Error,
    lacks: Beginning,
    groups: [Syntax],
    concerns: ["empty-file"],
}

pub fn check(file: &Compose, report: &mut Report) {
    let view = file.view();
    if view.is_partial() || !view.problems().is_empty() {
        return;
    }
    let mut documents = file.documents();
    let root = documents.next();
    if documents.next().is_some() {
        return;
    }
    let is_nothing = |pair: &Pair<'_>| pair.key.text() == Some("version") || pair.value.tag() == Some("!reset");
    let says_nothing = match root {
        // Files that go over each other count together.
        _ if file.setting().listed.len() > 1 => project_is_empty(file),
        None => true,
        Some(root) if root.is_mapping() => root.entries().iter().all(is_nothing),
        Some(root) => root.is_null() && root.span().is_empty(),
    };
    if says_nothing {
        let source = file.source();
        let first = source.len() - source.trim_start().len();
        let line = source[first..].lines().next().unwrap_or("").trim_end();
        report.at(Span::new(first, first + line.len()), "The file says nothing, and Compose refuses it");
    }
}

fn project_is_empty(file: &Compose) -> bool {
    let project = file.project();
    project.is_complete() && project.root.entries().iter().all(|entry| entry.name == "version")
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, findings_among};

    #[test]
    fn what_is_reset_is_not_there() {
        let source = "services: !reset {web: {image: x}}\n";
        assert_eq!(findings("empty-file", source).len(), 1);
        assert!(findings("empty-file", "services: !reset {}\nname: a\n").is_empty());
        // Over another file that is just what it is for.
        let files = [("compose.yaml", source), ("compose.override.yaml", "services: {web: {image: x}}\n")];
        assert!(findings_among("empty-file", &files, source).is_empty());
        let files = [("compose.yaml", "version: '3'\n"), ("compose.override.yaml", "version: '3'\n")];
        assert_eq!(findings_among("empty-file", &files, files[0].1).len(), 1);
    }
}
