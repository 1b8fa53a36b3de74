//! A container in the host's network.

use crate::rules::prelude::*;

rule! {
    /// A service uses the host's network.
    ///
    /// It listens on every port of the machine that it opens, reaches what is meant for the machine alone (`127.0.0.1`), and
    /// finds no other service by its name. Publish the ports that are needed. Discovery on the local network and some VPNs do
    /// need it.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.29
    ///     network_mode: host
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.29
    ///     ports:
    ///       - "80:80"
    /// ```
    "host-network", Info,
    groups: [Security],
    aka: ["kics:shared_host_network_namespace", "compose-lint:CL-0008"],
    concerns: ["host-network"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        if service.text("network_mode") == Some("host")
            && let Some(pair) = service.entry("network_mode")
        {
            report.at(pair.span, "Nothing separates this service from the host's network");
        }
    }
}
