//! A control group chosen by hand.

use crate::rules::prelude::*;

rule! {
    /// A service chooses its control group.
    ///
    /// The limits of a container are those of its control group. Under a parent of its own choice it may escape the limits that
    /// the machine sets for containers, or share those of something else.
    ///
    /// ```yaml
    /// services:
    ///   worker:
    ///     image: example/worker:1
    ///     cgroup_parent: system.slice
    ///     restart: always
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   worker:
    ///     image: example/worker:1
    ///     restart: always
    /// ```
    "cgroup-parent", Info, Ask,
    default: off,
    groups: [Security],
    aka: ["kics:cgroup_not_default"],
    concerns: ["cgroup-parent"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let Some(pair) = service.entry("cgroup_parent") else { continue };
        report
            .at(pair.span, "The service is limited by a control group of its own choice")
            .fix("Remove `cgroup_parent`", amend::remove_entry(file, service.value, pair))
            .declares(&[Change::Model]);
    }
}
