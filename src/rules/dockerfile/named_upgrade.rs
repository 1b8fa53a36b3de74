//! An upgrade of everything that names a few packages.

use crate::reference::packages::Action;
use crate::rules::edits::changes_inside;
use crate::rules::prelude::*;

rule! {
    /// `apt-get upgrade` names packages, and upgrades all the others as well.
    ///
    /// With apt, `upgrade` means the whole system, whatever packages follow: those are brought up to date besides, and installed
    /// where they were missing. One package, or a few, are brought up to date by `apt-get install --only-upgrade`. Other
    /// managers (apk, dnf, zypper) do keep to the names.
    ///
    /// ```dockerfile
    /// FROM debian:12
    /// RUN apt-get update && apt-get upgrade -y libxml2
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:12
    /// RUN apt-get update && apt-get install --only-upgrade -y libxml2
    /// ```
    "named-upgrade", Info, Ask,
    groups: [Correctness, Reproducibility],
    concerns: ["apt-upgrade"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for call in file.invocations() {
        if !call.is_apt() || call.action() != Some(Action::Upgrade) || call.packages().is_empty() {
            continue;
        }
        // A variable may come to nothing, or to options.
        if call.packages().iter().all(|package| package.varies) {
            continue;
        }
        let message = format!("`{}` upgrades every package, not only those that it names", call.spelled());
        report
            .at(call.command.span(), message)
            .fix("Upgrade these packages only", replace(call.verb_span(), "install --only-upgrade"))
            .declares(changes_inside(call.command));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn only_apt_goes_beyond_the_names() {
        for run in ["apt-get upgrade -y b", "apt -y upgrade b c", "apt-get dist-upgrade -y b"] {
            assert_eq!(marked("named-upgrade", &format!("FROM a\nRUN {run}\n")), [run]);
        }
        for run in ["apt-get upgrade -y", "apk upgrade b", "yum -y update b", "zypper up -y b", "apt-get upgrade $B"] {
            assert!(marked("named-upgrade", &format!("FROM a\nRUN {run}\n")).is_empty(), "{run}");
        }
    }

    #[test]
    fn the_fix_keeps_to_them() {
        assert_eq!(
            fixed("named-upgrade", "FROM a\nRUN sudo apt-get upgrade -y b\n").as_deref(),
            Some("FROM a\nRUN sudo apt-get install --only-upgrade -y b\n")
        );
    }
}
