//! A size in bytes that Compose cannot read.

use super::tell_violation;
use crate::model::compose::{Cast, ViolationKind};
use crate::rules::prelude::*;

rule! {
    /// A size cannot be read.
    ///
    /// A size is a number and, if it is not in bytes, a unit: `b`, `k`, `m`, `g` or `t`, in either case and also as `kb` or
    /// `KiB`. All are powers of 1024. `1Gi`, as Kubernetes writes it, is not among them.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     mem_limit: 1Gi
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     mem_limit: 1g
    /// ```
    "invalid-size", Error,
    groups: [Correctness],
    concerns: ["bytesize-invalid"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for violation in file.violations() {
        if let ViolationKind::Malformed { cast: Some(Cast::Bytes), message } = &violation.kind {
            tell_violation(report, violation, message.as_str());
        }
    }
}
