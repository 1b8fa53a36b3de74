//! A service that may take all memory of the host.

use crate::rules::limits::{Limit, check_limit};
use crate::rules::prelude::*;

rule! {
    /// A service may take all memory of the host.
    ///
    /// A service that leaks, or is flooded, then takes its neighbours down: the kernel kills whichever process looks largest.
    /// With a limit it is this service alone that is stopped, and restarted.
    ///
    /// A limit is said by `mem_limit`, or by `memory` under `deploy.resources.limits`. The number in the fix is a start: only you
    /// know what the service needs.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     mem_limit: 512m
    /// ```
    "unlimited-memory", Info, Show,
    default: off,
    groups: [Hardening],
    aka: ["kics:memory_not_limited", "compose-lint:CL-0026"],
    concerns: ["memory-limit-missing"],
}

const LIMIT: Limit = Limit { key: "mem_limit", in_deploy: "memory", start: "512m", what: "memory" };

pub fn check(file: &Compose, report: &mut Report) {
    check_limit(file, report, &LIMIT);
}
