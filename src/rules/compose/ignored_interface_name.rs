//! An interface that is named twice.

use crate::rules::prelude::*;

rule! {
    /// `interface_name` stands beside a driver option that names the interface.
    ///
    /// `com.docker.network.endpoint.ifname` wins, and Compose warns that `interface_name` is ignored.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     networks:
    ///       front:
    ///         interface_name: eth5
    ///         driver_opts:
    ///           com.docker.network.endpoint.ifname: eth7
    /// networks:
    ///   front:
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     networks:
    ///       front:
    ///         driver_opts:
    ///           com.docker.network.endpoint.ifname: eth7
    /// networks:
    ///   front:
    /// ```
    "ignored-interface-name", Warning, Ask,
    groups: [Correctness],
    concerns: ["rt-interface-name"],
}

pub fn check(file: &Compose, report: &mut Report) {
    if !file.source().contains("interface_name") {
        return;
    }
    for service in file.services() {
        for network in service.get("networks").into_iter().flat_map(|networks| networks.entries()) {
            let Some(pair) = network.value.entry("interface_name") else { continue };
            let options = network.value.get("driver_opts");
            let Some(option) = options.and_then(|options| options.entry("com.docker.network.endpoint.ifname")) else {
                continue;
            };
            let finding = report.at(pair.key.span(), "A driver option names the interface already, and wins");
            finding.related(option.key.span(), "the option");
            if !pair.merged {
                let edit = amend::remove_entry(file, network.value, pair);
                finding.fix("Remove `interface_name`", edit).declares(&[Change::Model]);
            }
        }
    }
}
