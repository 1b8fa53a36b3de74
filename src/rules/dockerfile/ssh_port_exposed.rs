//! A container with an SSH server.

use crate::rules::prelude::*;

rule! {
    /// Port 22 is exposed.
    ///
    /// An SSH server in a container is a second process to watch, with keys and accounts of its own to lose. `docker exec`,
    /// `docker compose exec` and `kubectl exec` give a shell without it, and ask the engine who may have one. A Git server is
    /// the usual exception, so a container that starts nothing but `sshd` is told quietly.
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
        for word in expose.arguments.words().iter().filter(|word| is_ssh(&word.text)) {
            let finding = report.at(word.span, "Port 22 is SSH: docker exec gives a shell without a server for it");
            if file.stage_of(index).is_some_and(|stage| serves_ssh(file, stage)) {
                finding.severity(Hint);
            }
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
    use crate::rules::Severity::{Hint, Info};
    use crate::rules::testing::{marked, severities};

    #[test]
    fn the_port_alone_counts() {
        assert_eq!(marked("ssh-port-exposed", "FROM a\nEXPOSE 80 22/tcp 2222 22/udp\n"), ["22/tcp"]);
    }

    #[test]
    fn a_container_for_ssh_is_told_quietly() {
        let with = |command: &str| severities("ssh-port-exposed", &format!("FROM a\nEXPOSE 22\nCMD [{command}]\n"));
        assert_eq!(with("\"/usr/sbin/sshd\", \"-D\""), [Hint]);
        assert_eq!(with("\"/start.sh\""), [Info]);
    }
}
