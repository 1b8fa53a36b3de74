//! A key that is read as a number, a boolean, a date, or nothing.

use crate::model::compose::ProblemKind;
use crate::rules::prelude::*;

rule! {
    /// A key is not a text.
    ///
    /// Compose's YAML reader takes `1`, `true`, `null` and `2024-01-31` for a number, a boolean, nothing and a date, and
    /// Compose wants a text for every key. Quotes make it one. A list or a mapping cannot be a key at all.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     labels:
    ///       1: first
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     labels:
    ///       "1": first
    /// ```
    "non-text-key", Error, Ask,
    groups: [Syntax],
    concerns: ["yaml-non-string-key", "yaml-unhashable-key"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for problem in file.view().problems() {
        match problem.kind {
            ProblemKind::OtherKey { what } => {
                let text = file.text(problem.span);
                let finding = report.at(problem.span, format!("This key is {what}, and Compose wants a text"));
                if what != "null" && !text.contains(['"', '!', '&', '*', '\n']) {
                    finding
                        .fix("Put the key in quotes", replace(problem.span, format!("\"{text}\"")))
                        .declares(&[Change::Model]);
                }
            }
            ProblemKind::CollectionKey => {
                report.at(problem.span, "A list or mapping cannot be a key");
            }
            _ => {}
        }
    }
}
