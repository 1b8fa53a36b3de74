//! A port that everybody can reach.

use crate::model::compose::Published;
use crate::rules::prelude::*;

rule! {
    /// A port is published on every address of the host.
    ///
    /// Without an address the engine listens everywhere, and it writes its own firewall rules, past those of `ufw` and
    /// `firewalld`. What only the machine itself needs is better bound to `127.0.0.1`.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     ports:
    ///       - "8080:80"
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     ports:
    ///       - "127.0.0.1:8080:80"
    /// ```
    "published-to-all", Info, Ask,
    default: off,
    groups: [Security],
    aka: [
        "dclint:no-unbound-port-interfaces",
        "kics:container_traffic_not_bound_to_host_interface",
        "compose-lint:CL-0005",
    ],
    concerns: ["port-all-interfaces"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        for port in service.ports().filter(|port| port.is_open_to_all() && !may_hold_address(port)) {
            report
                .at(port.value.span(), "Everybody who reaches the host reaches this port")
                .fix("Bind it to 127.0.0.1", bind_locally(file, &port))
                .declares(&[Change::Model]);
        }
    }
}

/// Whether the host's side is a variable that may bring an address along: `${BIND}:5432`.
pub(super) fn may_hold_address(port: &Published<'_>) -> bool {
    let Some(variable) = port.published.filter(|published| published.contains('$')) else { return false };
    !variable.to_ascii_uppercase().contains("PORT") || variable.contains('.')
}

/// The edit that binds a port to the host itself; `None` where the engine picks the port, and for what is shared by an alias.
pub(super) fn bind_locally(file: &Compose, port: &Published<'_>) -> Option<Edit> {
    let value = port.value;
    if value.is_alias() {
        return None;
    }
    if value.is_mapping() {
        return match value.entry("host_ip") {
            Some(pair) => Some(replace(pair.value.span(), "127.0.0.1")),
            None => amend::add_last(file, value, "host_ip", &Yaml::text("127.0.0.1")),
        };
    }
    let joined = value.joined()?;
    match (port.host_ip, port.published) {
        (Some(ip), _) => Some(replace(joined.span(0..ip.len()), "127.0.0.1")),
        (None, Some(_)) => Some(insert(joined.span(0..1).start, "127.0.0.1:")),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    fn with(port: &str) -> String {
        format!("services:\n  a:\n    image: x\n    ports:\n      - {port}\n")
    }

    #[test]
    fn every_form_is_bound() {
        for (before, after) in [
            ("8080:80", "127.0.0.1:8080:80"),
            ("'0.0.0.0:80:80'", "'127.0.0.1:80:80'"),
            ("${PORT:-80}:80", "127.0.0.1:${PORT:-80}:80"),
            (
                "target: 80\n        published: \"80\"",
                "target: 80\n        published: \"80\"\n        host_ip: 127.0.0.1",
            ),
        ] {
            assert_eq!(fixed("published-to-all", &with(before)), Some(with(after)), "{before}");
        }
    }

    #[test]
    fn an_address_may_hide_in_a_variable() {
        for port in ["127.0.0.1:80:80", "${BIND}:80", "${PORT:-127.0.0.1:80}:80", "${ALL}", "\"[::1]:80:80\""] {
            assert!(findings("published-to-all", &with(port)).is_empty(), "{port}");
        }
    }
}
