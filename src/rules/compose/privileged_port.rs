//! A host port below 1024.

use crate::rules::prelude::*;

rule! {
    /// A port of the host below 1024 is published.
    ///
    /// Such ports are reserved to root; an engine without root cannot publish them, and what listens there looks like a service
    /// of the machine itself. A web server that is meant for the world wants 80 and 443.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.29
    ///     ports:
    ///       - "81:80"
    /// ```
    "privileged-port", Info,
    default: off,
    groups: [Security],
    aka: ["kics:privileged_ports_mapped_in_container"],
    concerns: ["privileged-port"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        for port in service.ports() {
            let Some((first, _)) = port.published_ports().filter(|(first, _)| (1..1024).contains(first)) else {
                continue;
            };
            report.at(port.value.span(), format!("Port {first} of the host is reserved to root"));
        }
    }
}
