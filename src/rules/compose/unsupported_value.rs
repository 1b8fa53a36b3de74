//! Values that Compose passes on and the engine does not take.

use super::tell_doubts;
use crate::model::compose::Subject;
use crate::rules::prelude::*;

rule! {
    /// The engine does not take the value.
    ///
    /// Compose hands many words on as they are: a restart policy, a capability, a signal, a limit. What it does not know itself
    /// only shows when the container is to start, or does nothing at all. In `deploy`, the words are those of Swarm.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     restart: unless_stopped
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     restart: unless-stopped
    /// ```
    "unsupported-value", Warning, Ask,
    groups: [Correctness],
    concerns: ["restart-value", "network-mode-value", "pid-ipc-value", "port-protocol-value", "port-published-value", "expose-value", "volume-mode-value", "tmpfs-option-value", "cap-value", "deploy-value", "platform-value", "signal-value", "ulimit-name", "sysctl-name", "rt-security-opt"],
}

pub fn check(file: &Compose, report: &mut Report) {
    tell_doubts(file, report, Subject::Value);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    fn with(body: &str) -> Vec<String> {
        marked("unsupported-value", &format!("services:\n  a: {{image: x, {body}}}\nvolumes: {{v: }}\n"))
    }

    #[test]
    fn each_key_has_words_of_its_own() {
        for (body, wrong) in [
            ("restart: on-failure:x", "on-failure:x"),
            ("ulimits: {nofiles: 3}", "nofiles"),
            ("cap_add: [NET_ADMN]", "NET_ADMN"),
            ("sysctls: [vm.max_map_count=1]", "vm.max_map_count"),
            ("sysctls: {vm.max_map_count: 1}", "vm.max_map_count"),
            ("volumes: [\"vol:/v:ro,Y\"]", "Y"),
            ("platform: linux/amd46", "linux/amd46"),
            ("stop_signal: SIGTREM", "SIGTREM"),
            ("expose: [http]", "http"),
            ("deploy: {mode: globl}", "globl"),
            ("ipc: hots", "hots"),
            ("security_opt: [no-new-privilege]", "no-new-privilege"),
        ] {
            assert_eq!(with(body), [wrong], "{body}");
        }
    }

    #[test]
    fn what_works_or_is_unknown_passes() {
        for body in [
            "restart: on-failure:3",
            "restart: \"${R:-always}\"",
            "restart: $R",
            "cap_add: [cap_net_admin, ALL]",
            "network_mode: some-network",
            "volumes: [\"vol:/v:ro,z\"]",
            "platform: linux/arm/v7",
            "stop_signal: \"9\"",
            "expose: [80, \"80-81/udp\"]",
            "sysctls: {net.core.somaxconn: 1024}",
        ] {
            assert!(with(body).is_empty(), "{body}");
        }
        assert_eq!(with("restart: \"${R:-sometimes}\"").len(), 1, "what a default says is judged too");
    }

    #[test]
    fn the_nearest_word_is_offered() {
        let source = "services: {a: {image: x, restart: \"alway\"}}\n";
        assert_eq!(
            fixed("unsupported-value", source).as_deref(),
            Some("services: {a: {image: x, restart: \"always\"}}\n")
        );
    }

    #[test]
    fn the_last_word_of_a_text_counts_without_a_line_end() {
        for end in ["", "\n"] {
            let source = format!("services:\n  a:\n    image: x\n    restart: unl{end}");
            assert_eq!(marked("unsupported-value", &source), ["unl"]);
        }
    }
}
