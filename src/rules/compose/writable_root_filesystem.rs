//! A container whose whole file system may be written to.

use crate::rules::prelude::*;

rule! {
    /// A service may write to its root file system.
    ///
    /// With `read_only: true` an intruder cannot replace a program or leave one behind, and nothing that should be in a volume
    /// is lost with the container. What the service does write goes to a volume or to a `tmpfs`.
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
    ///     read_only: true
    /// ```
    "writable-root-filesystem", Info, Ask,
    default: off,
    groups: [Hardening],
    aka: ["compose-lint:CL-0007"],
    concerns: ["root-filesystem-writable"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services().into_iter().filter(|service| service.is_complete()) {
        let message = format!("`{}` may write to its root file system", service.name);
        match service.entry("read_only") {
            None => {
                let edit = amend::add_to_service(file, service, "read_only", &Yaml::text("true"));
                report
                    .at(service.key, message)
                    .fix("Make the root filesystem read-only", edit)
                    .declares(&[Change::Model]);
            }
            Some(pair) if service.flag("read_only") == Some(false) => {
                let finding = report.at(pair.value.span(), message);
                if !pair.merged && !pair.value.is_alias() {
                    finding
                        .fix("Make the root filesystem read-only", replace(pair.value.span(), "true"))
                        .declares(&[Change::Model]);
                }
            }
            Some(_) => {}
        }
    }
}
