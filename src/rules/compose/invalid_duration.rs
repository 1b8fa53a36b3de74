//! A duration that Compose cannot read.

use super::tell_violation;
use crate::model::compose::{Cast, ViolationKind};
use crate::rules::prelude::*;

rule! {
    /// A duration cannot be read.
    ///
    /// A duration is one or more numbers, each with its unit: `ns`, `us`, `ms`, `s`, `m`, `h`, `d` or `w`. Fractions are
    /// allowed, blanks and bare numbers are not: `10s`, `1m30s`, `1.5h`.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     stop_grace_period: "30"
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     stop_grace_period: 30s
    /// ```
    "invalid-duration", Error,
    groups: [Correctness],
    concerns: ["duration-invalid"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for violation in file.violations() {
        if let ViolationKind::Malformed { cast: Some(Cast::Duration), message } = &violation.kind {
            tell_violation(report, violation, message.as_str());
        }
    }
}
