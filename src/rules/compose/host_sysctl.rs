//! Kernel parameters of a namespace that the container shares with the host.

use crate::rules::prelude::*;

rule! {
    /// A kernel parameter is set in a namespace of the host's.
    ///
    /// With `network_mode: host` the parameters `net.*` are the host's own, with `ipc: host` those of message queues, semaphores
    /// and shared memory. The engine refuses to set them for one container.
    ///
    /// ```yaml
    /// services:
    ///   proxy:
    ///     image: haproxy:3.0
    ///     network_mode: host
    ///     sysctls:
    ///       net.core.somaxconn: "4096"
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   proxy:
    ///     image: haproxy:3.0
    ///     sysctls:
    ///       net.core.somaxconn: "4096"
    /// ```
    "host-sysctl", Warning,
    groups: [Correctness],
    concerns: ["sysctl-name"],
}

pub fn check(file: &Compose, report: &mut Report) {
    if !file.source().contains("sysctls") {
        return;
    }
    for service in file.services() {
        let Some(sysctls) = service.get("sysctls") else { continue };
        let listed = sysctls.items().filter_map(|item| Some((item.text()?, item.span())));
        let mapped = sysctls.entries().into_iter().filter_map(|pair| Some((pair.key.text()?, pair.key.span())));
        for (text, span) in listed.chain(mapped) {
            let (key, namespace) = match text.starts_with("net.") {
                true => ("network_mode", "network"),
                false if text.starts_with("kernel.") || text.starts_with("fs.mqueue.") => {
                    ("ipc", "message queues and memory")
                }
                false => continue,
            };
            if let Some(mode) = service.entry(key).filter(|mode| mode.value.text() == Some("host")) {
                let name = text.split('=').next().unwrap_or(text);
                let message = format!("`{name}` is the host's own here: the container shares its {namespace}");
                report.at(span, message).related(mode.span, "shared here");
            }
        }
    }
}
