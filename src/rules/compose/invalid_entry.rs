//! An entry of a list, or a mode, that Compose cannot read.

use super::tell_violation;
use crate::model::compose::{Cast, ViolationKind};
use crate::rules::prelude::*;

rule! {
    /// An entry cannot be read.
    ///
    /// Some lists hold texts of two parts: a host and its address in `extra_hosts`, a key and its path in `ssh`, a name and its
    /// context in `additional_contexts`, host and container path in `devices`. No blank may stand before the `=` of an
    /// environment variable or build argument. File modes are octal digits.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     environment: ["MODE =production"]
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     environment: ["MODE=production"]
    /// ```
    "invalid-entry", Error,
    groups: [Correctness],
    concerns: ["filemode-invalid", "device-mapping-syntax", "extra-hosts-syntax", "ssh-key-syntax", "kv-syntax", "env-name-trailing-space"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for violation in file.violations() {
        let ViolationKind::Malformed { cast, message } = &violation.kind else { continue };
        let parts = [Cast::FileMode, Cast::Pair, Cast::HostAddress, Cast::SshKey, Cast::DeviceCount];
        if cast.is_none_or(|cast| parts.contains(&cast)) {
            tell_violation(report, violation, message.as_str());
        }
    }
}
