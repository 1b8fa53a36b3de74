//! A package manager that asks a question nobody can answer.

use crate::reference::packages::Action;
use crate::rules::edits::changes_inside;
use crate::rules::prelude::*;

rule! {
    /// A package manager waits for an answer.
    ///
    /// apt, yum, dnf, microdnf, tdnf, zypper, pacman and conda ask whether to go on. A build has nobody to answer, so the step
    /// fails, with apt only on the day when more than the named packages comes along. microdnf took a yes for granted before
    /// version 3.7, so there it is worth a note only. `-y` answers; pacman says `--noconfirm`, zypper also `-n` before the
    /// verb, apt also `-qq`.
    ///
    /// The fix adds the answer behind the verb; nothing else changes.
    ///
    /// ```dockerfile
    /// FROM debian:12
    /// RUN apt-get update && apt-get install curl
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:12
    /// RUN apt-get update && apt-get install -y curl
    /// ```
    "install-without-yes", Warning, Safe,
    lacks: Continuation,
    groups: [Correctness],
    aka: [
        "dunnage:apt-without-yes",
        "hadolint:DL3014",
        "hadolint:DL3030",
        "hadolint:DL3034",
        "hadolint:DL3038",
        "trivy:DS-0021",
        "kics:77783205",
        "kics:6e19193a",
        "kics:7ebd323c",
        "kics:45e1fca5",
        "dockerfilelint:apt-get_missing_param",
    ],
    concerns: ["apt-yes", "yum-yes", "dnf-yes", "zypper-yes"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for call in file.invocations().filter(|call| call.manager.asks) {
        let asks = matches!(call.action(), Some(Action::Install | Action::Upgrade | Action::Remove));
        if !asks || has_nothing_to_do(&call) || call.answers_yes() || answers_otherwise(file, &call) {
            continue;
        }
        let answer = if call.manager.assume_yes.contains(&"-y") { "-y" } else { "--noconfirm" };
        // Where it gets only what it was told to get, apt does not ask.
        let when = match call.action() {
            Some(Action::Install) if call.is_apt() => "where more than the named packages comes along",
            _ => "before it goes on",
        };
        let message = format!("`{}` asks {when}, and a build has nobody to answer", call.spelled());
        let finding = report.at(call.verb_span(), message);
        finding.fix(format!("Add {answer}"), call.add_option(answer)).declares(changes_inside(call.command));
        if call.manager.name == "microdnf" {
            finding.severity(Info);
            finding.message = format!("From microdnf 3.7 on, `{}` asks before it goes on", call.spelled());
        }
    }
}

/// Whether it names no package where it takes some, nor asks to mend what is there: then there is nothing to agree to.
fn has_nothing_to_do(call: &Invocation<'_>) -> bool {
    let takes_names = matches!(call.verb(), "install" | "remove" | "purge" | "reinstall");
    let mends = call.command.has_option(&["-f", "--fix-broken"]);
    call.is_apt() && takes_names && !mends && call.packages().is_empty()
}

/// What the configuration of a manager calls it, in lower case.
const SETTINGS: [&str; 4] = ["assume-yes", "assumeyes", "always_yes", "noconfirm"];

/// Whether the answer comes some other way: from a pipe, a dry run, the manager's own configuration, or words that a variable
/// hides.
fn answers_otherwise(file: &Dockerfile, call: &Invocation<'_>) -> bool {
    let element = call.command.element();
    let piped = element.previous.is_some_and(|before| call.command.shell.script.elements[before].after.is_pipe());
    let hidden = call.arguments().iter().any(|word| word.starts_with('$') && !word.contains('/'));
    let simulated = call.has(&[
        "-s",
        "--simulate",
        "--just-print",
        "--dry-run",
        "-d",
        "--download-only",
        "--downloadonly",
        "--print-uris",
        "--assumeno",
        "--help",
    ]);
    let configured = || {
        let source = file.source().to_ascii_lowercase();
        SETTINGS.iter().any(|setting| source.contains(setting))
    };
    piped || hidden || call.command.is_fed() || simulated || configured()
}

#[cfg(test)]
mod tests {
    use crate::rules::Change;
    use crate::rules::testing::{findings, fixed, marked};

    #[test]
    fn apt_does_not_always_ask() {
        let said = |run: &str| findings("install-without-yes", &format!("FROM a\nRUN {run}\n")).remove(0).message;
        assert!(said("apt-get install b").contains("asks where more than the named packages comes along"));
        assert!(said("dnf install b").contains("asks before it goes on"));
    }

    #[test]
    fn every_way_to_say_yes_counts() {
        for run in [
            "apt-get install -y a",
            "apt-get -qq install a",
            "apt-get install --assume-yes a",
            "apt-get -qy install a",
            "yes | apt-get install a",
            "apt-get install $OPTIONS a",
            "apt-get update",
            "echo apt-get install a",
            "apt-get install a < answers",
            "yum -y install a",
            "dnf install --assumeyes a",
            "zypper -n in a",
            "zypper --non-interactive up",
            "pacman -Syu --noconfirm a",
            "conda install -yq a",
            "conda config --set always_yes yes && conda install a",
            "apk add a",
            "apt-get purge",
        ] {
            assert!(marked("install-without-yes", &format!("FROM a\nRUN {run}\n")).is_empty(), "{run}");
        }
    }

    #[test]
    fn each_manager_is_answered_in_its_own_way() {
        for (before, after) in [
            ("yum install a", "yum install -y a"),
            ("dnf --nodocs install a", "dnf --nodocs install -y a"),
            ("zypper in a", "zypper in -y a"),
            ("pacman -Sy a", "pacman -Sy --noconfirm a"),
            ("conda create -n a b", "conda create -y -n a b"),
            ("sudo apt upgrade", "sudo apt upgrade -y"),
        ] {
            let fixed = fixed("install-without-yes", &format!("FROM a\nRUN {before}\n"));
            assert_eq!(fixed, Some(format!("FROM a\nRUN {after}\n")));
        }
    }

    #[test]
    fn options_and_packages_stay_where_they_are() {
        assert_eq!(
            fixed(
                "install-without-yes",
                "FROM a\nRUN apt-get --no-install-recommends install \\\n  # one\n  a \\\n  b\n"
            )
            .as_deref(),
            Some("FROM a\nRUN apt-get --no-install-recommends install -y \\\n  # one\n  a \\\n  b\n")
        );
        assert_eq!(
            fixed("install-without-yes", "FROM a\nRUN [\"apt-get\", \"install\", \"a\"]\n").as_deref(),
            Some("FROM a\nRUN [\"apt-get\", \"install\", \"-y\", \"a\"]\n")
        );
        assert_eq!(
            fixed("install-without-yes", "FROM a\nRUN [\"sh\", \"-c\", \"apt-get install a\"]\n").as_deref(),
            Some("FROM a\nRUN [\"sh\", \"-c\", \"apt-get install -y a\"]\n")
        );
        let finding = &findings("install-without-yes", "FROM a\nRUN bash <<E\napt-get install a\nE\n")[0];
        assert_eq!(finding.fixes[0].declares, [Change::Heredocs]);
    }
}
