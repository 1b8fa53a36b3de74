//! A mount that Compose cannot read.

use super::tell_violation;
use crate::model::compose::{Cast, ViolationKind};
use crate::rules::prelude::*;

rule! {
    /// A mount cannot be read.
    ///
    /// The short form is `target`, `source:target` or `source:target:options`; no part may be empty.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     volumes: ["./html:/usr/share/nginx/html:ro:z"]
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     volumes: ["./html:/usr/share/nginx/html:ro,z"]
    /// ```
    "invalid-volume-mount", Error,
    groups: [Correctness],
    concerns: ["volume-syntax"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for violation in file.violations() {
        if let ViolationKind::Malformed { cast: Some(Cast::Mount), message } = &violation.kind {
            tell_violation(report, violation, message.as_str());
        }
    }
}
