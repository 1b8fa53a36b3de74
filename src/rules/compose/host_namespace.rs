//! A container that lives in the host's namespaces.

use crate::rules::Severity;
use crate::rules::prelude::*;

rule! {
    /// A service shares a namespace of the host.
    ///
    /// With `pid: host` it sees and may signal every process of the machine and reads their environments; with `ipc: host` it
    /// reaches their shared memory; `userns_mode: host` gives up the mapping of users, `uts: host` lets it rename the machine,
    /// and `cgroup: host` shows it everybody's limits. Monitoring needs `pid`; hardly anything needs the others.
    /// (`network_mode: host` has a rule of its own.)
    ///
    /// ```yaml
    /// services:
    ///   worker:
    ///     image: example/worker:1
    ///     ipc: host
    ///     restart: always
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   worker:
    ///     image: example/worker:1
    ///     restart: always
    /// ```
    "host-namespace", Warning, Show,
    groups: [Security],
    aka: ["kics:host_namespace_is_shared", "kics:shared_host_ipc_namespace", "kics:shared_host_user_namespace", "compose-lint:CL-0010"],
    concerns: ["host-pid", "host-ipc", "host-userns", "host-uts-cgroup"],
}

const KEYS: [(&str, &str, Severity); 5] = [
    ("pid", "the host's processes are within reach of the container", Warning),
    ("ipc", "the host's shared memory is within reach of the container", Warning),
    ("userns_mode", "root in the container is root on the host", Warning),
    ("uts", "the container may rename the host", Info),
    ("cgroup", "the container sees the limits of everything on the host", Info),
];

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        for (key, effect, severity) in KEYS {
            if service.text(key) == Some("host")
                && let Some(pair) = service.entry(key)
            {
                report
                    .at(pair.span, format!("With `{key}: host` {effect}"))
                    .fix(format!("Remove `{key}`"), amend::remove_entry(file, service.value, pair))
                    .declares(&[Change::Model])
                    .severity(severity);
            }
        }
    }
}
