//! A name that Compose does not accept.

use crate::model::compose::ViolationKind;
use crate::rules::prelude::*;

rule! {
    /// A name has characters that Compose does not accept in it.
    ///
    /// Services, networks, volumes, configs, secrets and models are named with the letters a to z and A to Z, digits, `.`,
    /// `_` and `-`. Other keys that an author names have patterns of their own.
    ///
    /// ```yaml
    /// services:
    ///   "web server":
    ///     image: nginx:1.27
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web-server:
    ///     image: nginx:1.27
    /// ```
    "invalid-name", Error,
    groups: [Correctness],
    concerns: ["schema-pattern"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for violation in file.violations() {
        let ViolationKind::BadName { name, section } = &violation.kind else { continue };
        let message = match section {
            Some(section) => {
                format!("`{name}` cannot name a {}: letters, digits, `.`, `_` and `-` can", section.entry())
            }
            None if name.is_empty() => format!("A name in `{}` cannot be empty", violation.key),
            None => format!("`{name}` cannot stand as a name in `{}`", violation.key),
        };
        report.at(violation.span, message);
    }
}
