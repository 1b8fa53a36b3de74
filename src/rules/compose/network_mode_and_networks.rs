//! A service with both a network mode and networks.

use super::told_for;
use crate::rules::prelude::*;

rule! {
    /// A service has a network mode and networks.
    ///
    /// `network_mode` takes the place of the networks that Compose manages, so Compose refuses a service that asks for both.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     network_mode: host
    ///     networks: [default]
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     network_mode: host
    /// ```
    "network-mode-and-networks", Error, Ask,
    groups: [Correctness],
    concerns: ["network-mode-and-networks"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let (Some(mode), Some(networks)) = (service.entry("network_mode"), service.entry("networks")) else { continue };
        let given = mode.value.as_str().is_some_and(|mode| !mode.is_empty() && !mode.contains('$'));
        let any = networks.value.items().next().is_some() || !networks.value.entries().is_empty();
        if given && any {
            let message = format!("`{}` has a `network_mode`, and so no networks", service.name);
            let finding = told_for(service, report.at(networks.key.span(), message));
            finding.related(mode.span, "the network mode");
            for (title, pair) in [("Remove the networks", networks), ("Remove the network mode", mode)] {
                finding.fix(title, amend::remove_entry(file, service.value, pair)).declares(&[Change::Model]);
            }
        }
    }
}
