//! A container with a name of its own.

use crate::rules::prelude::*;

rule! {
    /// A service fixes the name of its container.
    ///
    /// Names are unique on a host. With one of its own a service cannot be scaled, and a second copy of the project, in another
    /// folder or for a test, does not start. Compose makes names from those of project and service; other services reach this
    /// one by its service name anyway.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     container_name: web
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    /// ```
    "fixed-container-name", Info, Ask,
    default: off,
    groups: [Pedantic],
    concerns: ["container-name-fixed", "rt-container-name-in-use"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let Some(pair) = service.entry("container_name").filter(|pair| pair.value.text() != Some("")) else { continue };
        let finding =
            report.at(pair.span, format!("`{}` cannot be scaled, nor run in two projects at once", service.name));
        if !pair.merged {
            finding.fix("Remove the name", amend::remove_entry(file, service.value, pair)).declares(&[Change::Model]);
        }
    }
}
