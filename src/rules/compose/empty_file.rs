//! A file without content.

use crate::rules::prelude::*;

rule! {
    /// The file has no content.
    ///
    /// Compose refuses a file that says nothing: one that is empty or holds only comments, `{}`, or nothing but a `version`.
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
    let says_nothing = match root {
        None => true,
        Some(root) if root.is_mapping() => root.entries().iter().all(|pair| pair.key.text() == Some("version")),
        Some(root) => root.is_null() && root.span().is_empty(),
    };
    if says_nothing {
        let source = file.source();
        let first = source.len() - source.trim_start().len();
        let line = source[first..].lines().next().unwrap_or("").trim_end();
        report.at(Span::new(first, first + line.len()), "The file says nothing, and Compose refuses it");
    }
}
