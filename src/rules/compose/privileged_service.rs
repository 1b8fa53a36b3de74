//! A service that is root on the host.

use crate::rules::prelude::*;

rule! {
    /// A service is privileged.
    ///
    /// `privileged: true` takes away what separates a container from its host: every capability, every device, no seccomp and
    /// no AppArmor. Whoever breaks into the service owns the machine. A single capability under `cap_add`, or one entry under
    /// `devices`, is mostly what was needed.
    ///
    /// ```yaml
    /// services:
    ///   sensor:
    ///     image: example/sensor:1
    ///     privileged: true
    ///     restart: always
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   sensor:
    ///     image: example/sensor:1
    ///     restart: always
    /// ```
    "privileged-service", Warning, Show,
    groups: [Security],
    aka: ["kics:privileged_containers_enabled", "compose-lint:CL-0002"],
    concerns: ["privileged"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let Some(pair) = service.entry("privileged") else { continue };
        if service.flag("privileged") == Some(true) {
            report
                .at(pair.span, "A privileged container is root on its host")
                .fix("Remove `privileged`", amend::remove_entry(file, service.value, pair))
                .declares(&[Change::Model]);
        }
    }
}
