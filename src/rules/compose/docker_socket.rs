//! The engine's socket, handed to a container.

use crate::rules::prelude::*;

rule! {
    /// A container gets the socket of the container engine.
    ///
    /// Whoever speaks to the engine can start a privileged container and own the machine; mounting the socket read-only
    /// changes nothing about that. Tools that manage containers need it: give it to those alone, and rather through a proxy
    /// that lets only the needed calls pass.
    ///
    /// ```yaml
    /// services:
    ///   proxy:
    ///     image: traefik:3.5
    ///     volumes:
    ///       - /var/run/docker.sock:/var/run/docker.sock:ro
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   proxy:
    ///     image: traefik:3.5
    ///     command: --providers.docker.endpoint=tcp://socket-proxy:2375
    ///   socket-proxy:
    ///     image: tecnativa/docker-socket-proxy:0.4
    ///     environment:
    ///       CONTAINERS: 1
    ///     volumes:
    ///       - /var/run/docker.sock:/var/run/docker.sock:ro
    /// ```
    "docker-socket", Info,
    groups: [Security],
    aka: ["kics:docker_socket_mounted_in_container", "compose-lint:CL-0001"],
    concerns: ["docker-socket-mount", "use-api-socket"],
}

/// The sockets of Docker, Podman, containerd and CRI-O, by the ends of their paths.
const SOCKETS: [&str; 4] = ["docker.sock", "podman.sock", "containerd.sock", "crio.sock"];

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        if service.flag("use_api_socket") == Some(true)
            && let Some(pair) = service.entry("use_api_socket")
        {
            report.at(pair.span, "The container gets the engine's socket, and with it the machine");
        }
        // A proxy in front of the socket is the remedy.
        if service.get("image").and_then(|image| image.text()).is_some_and(|image| image.contains("socket-proxy")) {
            continue;
        }
        for mount in service.mounts() {
            let source = mount.source.unwrap_or("").trim_end_matches('}');
            if SOCKETS.iter().any(|socket| source.ends_with(socket)) {
                report.at(mount.value.span(), "The container gets the engine's socket, and with it the machine");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings;

    #[test]
    fn the_socket_is_known_in_any_form() {
        for line in [
            "volumes: [\"${DOCKER_SOCKET:-/var/run/docker.sock}:/var/run/docker.sock\"]",
            "volumes: [{type: bind, source: /run/podman/podman.sock, target: /s}]",
            "use_api_socket: true",
        ] {
            let source = format!("services:\n  a:\n    image: x\n    {line}\n");
            assert_eq!(findings("docker-socket", &source).len(), 1, "{line}");
        }
    }
}
