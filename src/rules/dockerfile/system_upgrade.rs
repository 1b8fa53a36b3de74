//! A build that upgrades its base image.

use crate::reference::packages::{Action, Ecosystem};
use crate::rules::edits::changes_inside;
use crate::rules::prelude::*;

rule! {
    /// The build upgrades every package of its base image.
    ///
    /// What an upgrade brings depends on the day of the build, and the layer keeps the old files under the new ones. A cached
    /// step upgrades nothing at all, however old it is. Whoever rebuilds the base image has upgraded it already: take a newer
    /// one, and let somebody who watches tags and digests tell when there is one.
    ///
    /// Others upgrade on purpose, since a fixed base may wait for days for a security update; so this rule is off by default.
    /// pacman, whose repositories hold one version of everything, is left alone. An upgrade that names packages is no business
    /// of this rule: see `named-upgrade`.
    ///
    /// The fix takes the upgrade away.
    ///
    /// ```dockerfile
    /// FROM debian:12
    /// RUN apt-get update && apt-get upgrade -y && apt-get install -y curl
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:12
    /// RUN apt-get update && apt-get install -y curl
    /// ```
    "system-upgrade", Info, Ask,
    default: off,
    groups: [Reproducibility, Size],
    aka: [
        "hadolint:DL3035",
        "trivy:DS-0024",
        "kics:682fe378",
        "kics:989ab888",
        "kics:8f6456be",
        "kics:09fda05e",
        "kics:d4895357",
        "dockerfilelint:apt-get-upgrade",
        "dockerfilelint:apt-get-dist-upgrade",
    ],
    concerns: [
        "apt-upgrade",
        "apt-dist-upgrade",
        "apk-upgrade",
        "yum-update",
        "dnf-update",
        "zypper-dist-upgrade/update",
    ],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for call in file.invocations() {
        let upgrades = call.manager.ecosystem == Ecosystem::System && call.action() == Some(Action::Upgrade);
        // Named packages are brought up to date for a reason; where all others come along, `named-upgrade` tells.
        if !upgrades || !call.packages().is_empty() {
            continue;
        }
        let finding =
            report.at(call.command.span(), "This installs whatever versions the mirrors hold on the day of the build");
        let instruction = &file.instructions[call.instruction()];
        if let Some(edit) = file.remove_command(call.command) {
            finding.fix("Remove the upgrade", edit).declares(changes_inside(call.command));
        } else if file.commands_of(call.instruction()).len() == 1 && instruction.heredocs.is_empty() {
            finding.fix("Remove the upgrade", remove_instruction(file, instruction)).declares(&[Change::Instructions]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn every_manager_of_a_distribution_upgrades() {
        for run in [
            "apt-get -y dist-upgrade",
            "apk upgrade",
            "yum -y update",
            "dnf upgrade -y",
            "zypper -n dup",
            "zypper up -y",
        ] {
            assert_eq!(marked("system-upgrade", &format!("FROM a\nRUN {run}\n")), [run]);
        }
        for run in
            ["yum -y update curl", "apk add --upgrade a", "pacman -Syu --noconfirm", "npm update", "apt-get update"]
        {
            assert!(marked("system-upgrade", &format!("FROM a\nRUN {run}\n")).is_empty(), "{run}");
        }
    }

    #[test]
    fn a_step_that_does_nothing_else_goes() {
        assert_eq!(fixed("system-upgrade", "FROM a\nRUN apk upgrade\nRUN b\n").as_deref(), Some("FROM a\nRUN b\n"));
        assert_eq!(fixed("system-upgrade", "FROM a\nRUN apk upgrade || true\n"), None);
    }
}
