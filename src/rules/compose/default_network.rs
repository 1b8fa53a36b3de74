//! Services that all share one network.

use crate::rules::prelude::*;

rule! {
    /// A service is in the default network only.
    ///
    /// Everything in it reaches everything else: the proxy that faces the world reaches the database. With networks of their own
    /// services see those whom they talk to. The rule is about files with several services.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     networks: [front]
    ///   db:
    ///     image: postgres:17
    /// networks:
    ///   front:
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     networks: [front, back]
    ///   db:
    ///     image: postgres:17
    ///     networks: [back]
    /// networks:
    ///   front:
    ///   back:
    /// ```
    "default-network", Info,
    default: off,
    groups: [Hardening],
    aka: ["kics:networks_not_set"],
    concerns: ["networks-missing"],
}

pub fn check(file: &Compose, report: &mut Report) {
    let services = file.services();
    if services.len() < 2 {
        return;
    }
    for service in services.into_iter().filter(|service| service.is_complete()) {
        if service.get("networks").is_none() && service.get("network_mode").is_none() {
            report.at(service.key, format!("`{}` is in the network that all services share", service.name));
        }
    }
}
