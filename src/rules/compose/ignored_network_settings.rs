//! Settings of networks for a service that has no network of its own.

use crate::rules::prelude::*;

rule! {
    /// A service publishes ports, or links others, that its network mode leaves out.
    ///
    /// With `network_mode: host` a container listens on the host itself and the engine discards what `ports` says; with `none`
    /// there is nothing to publish. A service that lives in the network of another cannot publish at all: the engine refuses to
    /// create it, and the ports belong to the other. Links are refused in the same way.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     network_mode: host
    ///     ports:
    ///       - "8080:80"
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     network_mode: host
    /// ```
    "ignored-network-settings", Warning, Ask,
    groups: [Correctness],
    concerns: ["ports-with-host-network"],
}

pub fn check(file: &Compose, report: &mut Report) {
    if !file.source().contains("network_mode") {
        return;
    }
    for service in file.services() {
        let Some(mode) = service.entry("network_mode") else { continue };
        let Some(text) = mode.value.text() else { continue };
        let is_shared = text.starts_with("service:") || text.starts_with("container:");
        if !is_shared && !matches!(text, "host" | "none") {
            continue;
        }
        for key in ["ports", "links"] {
            let Some(pair) = service.entry(key) else { continue };
            if pair.value.items().next().is_none() {
                continue;
            }
            let message = match is_shared || key == "links" {
                true => format!("The engine refuses `{key}` for a service with `network_mode: {text}`"),
                false => format!("`{key}` has no effect with `network_mode: {text}`"),
            };
            let finding = report.at(pair.key.span(), message);
            finding.related(mode.span, "the network mode");
            if !pair.merged {
                let edit = amend::remove_entry(file, service.value, pair);
                finding.fix(format!("Remove `{key}`"), edit).declares(&[Change::Model]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn a_network_of_its_own_has_ports() {
        let with = |body: &str| marked("ignored-network-settings", &format!("services:\n  a: {{image: x, {body}}}\n"));
        assert_eq!(with("network_mode: \"service:b\", ports: [\"80\"], links: [c]"), ["ports", "links"]);
        assert_eq!(with("network_mode: none, ports: [\"80\"]"), ["ports"]);
        for silent in [
            "network_mode: bridge, ports: [\"80\"]",
            "network_mode: host, ports: []",
            "network_mode: $N, ports: [\"80\"]",
        ] {
            assert!(with(silent).is_empty(), "{silent}");
        }
    }
}
