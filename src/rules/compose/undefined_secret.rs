//! A secret that nothing declares.

use crate::model::compose::Section;
use crate::rules::prelude::*;
use crate::rules::undeclared;

rule! {
    /// A service, or a build, uses a secret that the file does not declare.
    ///
    /// Each secret is declared with its source: `file`, `environment`, or `external: true`.
    ///
    /// ```yaml
    /// services:
    ///   db:
    ///     image: postgres:17
    ///     secrets: [password]
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   db:
    ///     image: postgres:17
    ///     secrets: [password]
    /// secrets:
    ///   password:
    ///     file: ./password.txt
    /// ```
    "undefined-secret", Error, Ask,
    groups: [Correctness],
    concerns: ["undefined-secret", "undefined-build-secret"],
}

pub fn check(file: &Compose, report: &mut Report) {
    undeclared::check(file, report, Section::Secrets);
}
