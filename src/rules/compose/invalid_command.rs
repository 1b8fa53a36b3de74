//! A command line that Compose cannot split into words.

use super::tell_violation;
use crate::model::compose::{Cast, ViolationKind};
use crate::rules::prelude::*;

rule! {
    /// A command line cannot be split into words.
    ///
    /// A command that is written as one text is split as a shell would split it, though nothing in it is expanded: quotes
    /// must be closed, and parentheses need quotes. A list of words needs no splitting; pipes and variables need a shell:
    /// `["sh", "-c", "…"]`.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     command: echo "ready
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     command: echo "ready"
    /// ```
    "invalid-command", Error,
    lacks: Continuation,
    groups: [Correctness],
    concerns: ["command-quoting"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for violation in file.violations() {
        if let ViolationKind::Malformed { cast: Some(Cast::Command), message } = &violation.kind {
            // A quote may be closed some lines further down.
            tell_violation(report, violation, message.as_str()).awaits(violation.span);
        }
    }
}
