//! apt that asks a question nobody can answer.

use crate::reference::packages::Action;
use crate::rules::edits::changes_inside;
use crate::rules::prelude::*;

rule! {
    /// `apt-get install` waits for an answer.
    ///
    /// Where packages beyond the named ones come along, apt asks whether to go on. A build has nobody to answer, so the step
    /// fails. `-y` answers; so do `--yes`, `--assume-yes` and `-qq`.
    ///
    /// The fix adds `-y` behind the verb; nothing else changes.
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
    "apt-without-yes", Warning, Safe,
    groups: [Correctness],
    aka: ["hadolint:DL3014", "trivy:DS-0021"],
    concerns: ["apt-yes"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for call in file.commands_in(Keyword::Run).into_iter().filter_map(Invocation::read) {
        let asks = matches!(call.action(), Some(Action::Install | Action::Upgrade | Action::Remove));
        let is_apt = call.is_apt();
        if !is_apt || !asks || call.answers_yes() || answers_otherwise(file, &call) {
            continue;
        }
        let message = format!("`{}` asks before it goes on, and a build has nobody to answer", call.spelled());
        report
            .at(call.verb_span(), message)
            .fix("Add -y", call.add_option("-y"))
            .declares(changes_inside(call.command));
    }
}

/// Whether the answer comes some other way: from a pipe, a dry run, apt's own configuration, or words that a variable hides.
fn answers_otherwise(file: &Dockerfile, call: &Invocation<'_>) -> bool {
    let element = call.command.element();
    let piped = element.previous.is_some_and(|before| call.command.shell.script.elements[before].after.is_pipe());
    let hidden = call.arguments().iter().any(|word| word.starts_with('$') && !word.contains('/'));
    let fed = call.command.is_fed();
    let simulated =
        call.has(&["-s", "--simulate", "--just-print", "--dry-run", "-d", "--download-only", "--print-uris"]);
    piped || hidden || fed || simulated || file.source().contains("Assume-Yes")
}

#[cfg(test)]
mod tests {
    use crate::rules::Change;
    use crate::rules::testing::{findings, fixed, marked};

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
        ] {
            assert!(marked("apt-without-yes", &format!("FROM a\nRUN {run}\n")).is_empty(), "{run}");
        }
    }

    #[test]
    fn options_and_packages_stay_where_they_are() {
        assert_eq!(
            fixed("apt-without-yes", "FROM a\nRUN apt-get --no-install-recommends install \\\n  # one\n  a \\\n  b\n")
                .as_deref(),
            Some("FROM a\nRUN apt-get --no-install-recommends install -y \\\n  # one\n  a \\\n  b\n")
        );
        assert_eq!(
            fixed("apt-without-yes", "FROM a\nRUN [\"apt-get\", \"install\", \"a\"]\n").as_deref(),
            Some("FROM a\nRUN [\"apt-get\", \"install\", \"-y\", \"a\"]\n")
        );
        assert_eq!(
            fixed("apt-without-yes", "FROM a\nRUN [\"sh\", \"-c\", \"apt-get install a\"]\n").as_deref(),
            Some("FROM a\nRUN [\"sh\", \"-c\", \"apt-get install -y a\"]\n")
        );
        let finding = &findings("apt-without-yes", "FROM a\nRUN bash <<E\napt-get install a\nE\n")[0];
        assert_eq!(finding.fixes[0].declares, [Change::Heredocs]);
        assert_eq!(
            fixed("apt-without-yes", "FROM a\nRUN sudo apt upgrade\n").as_deref(),
            Some("FROM a\nRUN sudo apt upgrade -y\n")
        );
    }
}
