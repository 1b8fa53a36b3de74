//! A service that leaves no trace.

use crate::rules::prelude::*;

rule! {
    /// The logs of a service are switched off.
    ///
    /// With the driver `none`, `docker logs` shows nothing, and after a failure or an intrusion nobody can tell what happened.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     logging:
    ///       driver: none
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    /// ```
    "logging-off", Info, Ask,
    default: off,
    groups: [Hardening],
    aka: ["compose-lint:CL-0014"],
    concerns: ["log-driver-disabled"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let Some(logging) = service.entry("logging") else { continue };
        let Some(driver) = logging.value.get("driver").filter(|driver| driver.text() == Some("none")) else { continue };
        let finding = report
            .at(driver.span(), format!("Nobody can tell what `{}` does: its logs are switched off", service.name));
        if !logging.merged && logging.value.entries().len() == 1 {
            finding
                .fix("Remove `logging`", amend::remove_entry(file, service.value, logging))
                .declares(&[Change::Model]);
        }
    }
}
