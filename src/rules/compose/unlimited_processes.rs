//! A service that may take all processes of the host.

use crate::rules::limits::{Limit, check_limit};
use crate::rules::prelude::*;

rule! {
    /// A service may start any number of processes.
    ///
    /// The numbers of processes belong to the host. A service that forks without end leaves none for the others, not even for
    /// the shell in which you would stop it.
    ///
    /// A limit is said by `pids_limit`, or by `pids` under `deploy.resources.limits`. The number in the fix is a start: only you
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
    ///     pids_limit: 200
    /// ```
    "unlimited-processes", Info, Show,
    default: off,
    groups: [Hardening],
    aka: ["kics:pids_limit_not_set"],
    concerns: ["pids-limit-missing"],
}

const LIMIT: Limit = Limit { key: "pids_limit", in_deploy: "pids", start: "200", what: "processes" };

pub fn check(file: &Compose, report: &mut Report) {
    check_limit(file, report, &LIMIT);
}
