//! A container with an SSH server.

use crate::rules::prelude::*;

rule! {
    /// Port 22 is exposed.
    ///
    /// An SSH server in a container is a second process to watch, with keys and accounts of its own to lose. `docker exec`,
    /// `docker compose exec` and `kubectl exec` give a shell without it, and ask the engine who may have one. A Git server is
    /// the usual exception; a container that starts `sshd` itself is left alone.
    ///
    /// ```dockerfile
    /// FROM debian:13-slim
    /// EXPOSE 22
    /// ```
    "ssh-port-exposed", Info,
    groups: [Security],
    aka: ["trivy:DS-0004", "checkov:CKV_DOCKER_1"],
    concerns: ["expose-ssh-port"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for (index, expose) in file.instructions.iter().enumerate().filter(|(_, each)| each.is(Keyword::Expose)) {
        if file.stage_of(index).is_some_and(|stage| serves_ssh(file, stage)) {
            continue;
        }
        for word in expose.arguments.words().iter().filter(|word| is_ssh(&word.text)) {
            report.at(word.span, "Port 22 is SSH: docker exec gives a shell without a server for it");
        }
    }
}

/// Whether SSH is what the container is there for.
fn serves_ssh(file: &Dockerfile, stage: &Stage) -> bool {
    let runtime = file.runtime_of(stage);
    let started = [runtime.entrypoint, runtime.cmd].into_iter().flatten();
    started.flat_map(|index| file.commands_of(index)).any(|command| command.is("sshd"))
}

fn is_ssh(port: &str) -> bool {
    let (port, protocol) = port.split_once('/').unwrap_or((port, "tcp"));
    port == "22" && protocol.eq_ignore_ascii_case("tcp")
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn the_port_alone_counts() {
        assert_eq!(marked("ssh-port-exposed", "FROM a\nEXPOSE 80 22/tcp 2222 22/udp\n"), ["22/tcp"]);
    }

    #[test]
    fn a_container_for_ssh_needs_its_port() {
        assert!(marked("ssh-port-exposed", "FROM a\nEXPOSE 22\nCMD [\"/usr/sbin/sshd\", \"-D\"]\n").is_empty());
        assert_eq!(marked("ssh-port-exposed", "FROM a\nEXPOSE 22\nCMD [\"/start.sh\"]\n"), ["22"]);
    }
}
