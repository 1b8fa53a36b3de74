//! A database that the world can knock at.

use super::published_to_all::{bind_locally, may_hold_address};
use crate::rules::prelude::*;

rule! {
    /// A database, cache or broker is published on every address of the host.
    ///
    /// Other services reach it by its name without any published port. Without an address the engine listens everywhere, past
    /// the firewall rules of `ufw` and `firewalld`, and databases are the first thing that strangers try. For tools on the
    /// machine itself `127.0.0.1` is enough.
    ///
    /// The rule knows the images of databases and their ports; others it leaves alone.
    ///
    /// ```yaml
    /// services:
    ///   db:
    ///     image: postgres:17
    ///     ports:
    ///       - "5432:5432"
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   db:
    ///     image: postgres:17
    ///     ports:
    ///       - "127.0.0.1:5432:5432"
    /// ```
    "database-published", Warning, Ask,
    groups: [Security],
    concerns: ["database-port-published"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let Some(image) = service.store() else { continue };
        for port in service.ports().filter(|port| port.is_open_to_all() && port.published.is_some()) {
            let Some((first, last)) = port.target_ports() else { continue };
            let known =
                image.ports.iter().filter_map(|port| port.parse::<u16>().ok()).any(|own| (first..=last).contains(&own));
            if known && !may_hold_address(&port) {
                report
                    .at(port.value.span(), format!("Everybody who reaches the host reaches the {}", what(image.name)))
                    .fix("Bind it to 127.0.0.1", bind_locally(file, &port))
                    .declares(&[Change::Model]);
            }
        }
    }
}

fn what(image: &str) -> &'static str {
    let short = image.rsplit('/').next().unwrap_or(image);
    match short {
        "redis" | "valkey" | "keydb" | "dragonfly" | "memcached" => "cache",
        "rabbitmq" | "kafka" | "cp-kafka" => "broker",
        "adminer" => "database's console",
        "zookeeper" | "cp-zookeeper" | "etcd" | "consul" => "store",
        _ => "database",
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn only_the_ports_of_known_databases_count() {
        let source = "services:\n  a:\n    image: rabbitmq:4-management\n    ports: [\"5672:5672\", \"127.0.0.1:4369:4369\", 5671]\n  \
                      b:\n    image: nginx\n    ports: [\"5432:5432\"]\n";
        assert_eq!(marked("database-published", source), ["\"5672:5672\""]);
    }
}
