//! A capability that reaches beyond the container.

use crate::rules::Severity;
use crate::rules::prelude::*;

rule! {
    /// A service gets a capability that reaches beyond its container.
    ///
    /// Some capabilities are root on the host by another name: with `SYS_ADMIN` one mounts its disks, with `SYS_MODULE` one
    /// loads code into its kernel, with `SYS_PTRACE` and `pid: host` one steers its processes, with `DAC_READ_SEARCH` one opens
    /// any of its files. Others can only stop the machine or listen: they are told quietly. Those that every container has by
    /// default are not told at all.
    ///
    /// ```yaml
    /// services:
    ///   mounter:
    ///     image: example/mounter:1
    ///     cap_add:
    ///       - SYS_ADMIN
    /// ```
    "dangerous-capability", Warning,
    groups: [Security],
    aka: ["kics:container_capabilities_unrestricted", "compose-lint:CL-0011"],
    concerns: ["cap-add-host-code", "cap-add-dangerous", "cap-add-lesser", "cap-add-availability", "cap-add-disclosure"],
}

/// What a capability gives, and how loudly to say so.
///
/// Source: capabilities(7), and published ways out of containers for each of the first group.
const CAPABILITIES: [(&str, &str, Severity); 24] = [
    ("ALL", "every capability there is: the container is root on the host", Warning),
    ("SYS_ADMIN", "mounting the host's disks, and much else: nearly root on the host", Warning),
    ("SYS_MODULE", "loading code into the host's kernel", Warning),
    ("SYS_RAWIO", "the raw memory and ports of the machine", Warning),
    ("SYS_PTRACE", "steering other processes; with `pid: host`, those of the host", Info),
    ("DAC_READ_SEARCH", "opening any file of the host by its handle", Warning),
    ("BPF", "running programs in the host's kernel", Warning),
    ("MAC_ADMIN", "changing the host's access policy", Warning),
    ("MAC_OVERRIDE", "ignoring the host's access policy", Warning),
    ("CHECKPOINT_RESTORE", "rewriting processes", Info),
    ("NET_ADMIN", "changing interfaces, routes and firewall rules", Hint),
    ("SYS_BOOT", "restarting the machine", Warning),
    ("SYS_TIME", "setting the clock of the host", Info),
    ("SYS_RESOURCE", "going beyond limits and quotas", Hint),
    ("SYS_NICE", "taking the processor from everybody else", Hint),
    ("IPC_LOCK", "locking memory beyond its limit", Hint),
    ("BLOCK_SUSPEND", "keeping the machine awake", Hint),
    ("WAKE_ALARM", "waking the machine", Hint),
    ("LINUX_IMMUTABLE", "making files undeletable", Hint),
    ("AUDIT_CONTROL", "switching the host's audit off", Warning),
    ("SYSLOG", "reading the kernel's log and addresses", Hint),
    ("PERFMON", "watching the whole machine", Info),
    ("AUDIT_READ", "reading the host's audit log", Info),
    ("IPC_OWNER", "reading shared memory of others", Hint),
];

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        for item in service.get("cap_add").into_iter().flat_map(|added| added.items()) {
            let Some(text) = item.text() else { continue };
            let upper = text.to_ascii_uppercase();
            let name = upper.strip_prefix("CAP_").unwrap_or(&upper);
            let Some((_, gives, severity)) = CAPABILITIES.iter().find(|(known, ..)| *known == name) else { continue };
            report.at(item.span(), format!("`{text}` allows {gives}")).severity(*severity);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity::{Hint, Warning};
    use crate::rules::testing::severities;

    #[test]
    fn capabilities_weigh_differently() {
        let source = "services:\n  a:\n    image: x\n    cap_add: [cap_sys_admin, NET_ADMIN, NET_BIND_SERVICE]\n";
        assert_eq!(severities("dangerous-capability", source), [Warning, Hint]);
    }
}
