//! A published port that Compose cannot read.

use super::tell_violation;
use crate::model::compose::{Cast, ViolationKind};
use crate::rules::prelude::*;

rule! {
    /// A published port cannot be read.
    ///
    /// The short form is `container`, `host:container` or `ip:host:container`, with `/tcp`, `/udp` or `/sctp` after it where
    /// needed. A port is a number up to 65535 or a range of them; two ranges have the same length. A host name cannot stand
    /// for the address.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     ports: ["localhost:8080:80"]
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     ports: ["127.0.0.1:8080:80"]
    /// ```
    "invalid-published-port", Error,
    groups: [Correctness],
    concerns: ["port-syntax", "port-host-ip-invalid"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for violation in file.violations() {
        if let ViolationKind::Malformed { cast: Some(Cast::PublishedPort | Cast::IpAddress), message } = &violation.kind
        {
            tell_violation(report, violation, message.as_str());
        }
    }
}
