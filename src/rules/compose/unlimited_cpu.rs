//! A service that may take all processors of the host.

use crate::rules::limits::{Limit, check_limit};
use crate::rules::prelude::*;

rule! {
    /// A service may take every processor of the host.
    ///
    /// One busy service then slows all others down. A limit leaves them their share.
    ///
    /// A limit is said by `cpus`, or by `cpus` under `deploy.resources.limits`. The number in the fix is a start: only you
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
    ///     cpus: 1.0
    /// ```
    "unlimited-cpu", Info, Show,
    default: off,
    groups: [Hardening],
    aka: ["kics:cpus_not_limited"],
    concerns: ["cpu-limit-missing"],
}

const LIMIT: Limit = Limit { key: "cpus", in_deploy: "cpus", start: "1.0", what: "processor time" };

pub fn check(file: &Compose, report: &mut Report) {
    check_limit(file, report, &LIMIT);
}
