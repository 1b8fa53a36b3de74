//! A merge key with something that cannot be merged.

use crate::model::compose::ProblemKind;
use crate::rules::prelude::*;

rule! {
    /// A merge key brings something other than a mapping.
    ///
    /// `<<` puts the entries of another mapping beside those that are written. It takes a mapping, an alias of one, or a list
    /// of them; Compose refuses anything else, lists of values and nothing at all included.
    ///
    /// ```yaml
    /// x-ports: &ports ["80:80"]
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     <<: *ports
    /// ```
    /// Use instead:
    /// ```yaml
    /// x-ports: &ports ["80:80"]
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     ports: *ports
    /// ```
    "merge-of-other", Error,
    groups: [Syntax],
    concerns: ["yaml-merge-not-map"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for problem in file.view().problems().iter().filter(|problem| problem.kind == ProblemKind::MergeOfOther) {
        report.at(problem.span, "`<<` merges mappings, and this is none").awaits(problem.span);
    }
}
