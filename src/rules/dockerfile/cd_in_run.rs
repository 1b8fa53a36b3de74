//! `cd` where WORKDIR is meant.

use crate::rules::prelude::*;
use crate::syntax::shell::Connector;

rule! {
    /// `cd` in a RUN of its own does nothing.
    ///
    /// Each RUN starts a new shell in the working directory of the image, so a `cd` ends with its step. WORKDIR sets the
    /// directory for everything that follows, and makes it where it is missing.
    ///
    /// ```dockerfile
    /// FROM alpine:3.20
    /// RUN cd /srv
    /// RUN touch here
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.20
    /// WORKDIR /srv
    /// RUN touch here
    /// ```
    "cd-in-run", Warning, Ask,
    groups: [Correctness],
    aka: ["hadolint:DL3003", "trivy:DS-0013"],
    concerns: ["use-workdir-not-cd"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for (index, instruction) in file.instructions.iter().enumerate().filter(|(_, each)| each.is(Keyword::Run)) {
        let [shell] = file.shell_texts_of(index) else { continue };
        let commands = file.commands_of(index);
        // What only sets up the shell does not count.
        let mut begin = commands.iter().skip_while(|command| command.is("set") && command.is_at_top());
        let Some(first) = begin.next().filter(|command| command.is("cd") && command.is_at_top()) else { continue };
        let (Some(path), 2) = (first.words().get(1).and_then(|word| word.literal()), first.words().len()) else {
            continue;
        };
        let is_alone = commands.len() == 1 && !shell.script.broken && instruction.heredocs.is_empty();
        if is_alone {
            let finding =
                report.at(first.span(), "This `cd` ends with its step: the next one starts where this one did");
            if instruction.comments.is_empty() && instruction.flags.is_empty() {
                finding
                    .fix("Use WORKDIR", replace(instruction.head, format!("WORKDIR {path}")))
                    .declares(&[Change::Instructions, Change::Workdir]);
            }
        } else if matches!(first.element().after, Connector::And | Connector::Semicolon) && !is_passed_through(path) {
            let finding = report.at(first.span(), format!("WORKDIR {path} does this for all steps that follow"));
            finding.severity(Hint);
        }
    }
}

/// Whether nobody would want to stay there.
fn is_passed_through(path: &str) -> bool {
    let path = path.trim_end_matches('/');
    matches!(path, "" | "/tmp" | "..") || path.starts_with("/etc/") || super::system_workdir::is_systems(path)
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity;
    use crate::rules::testing::{fixed, marked, severities};

    #[test]
    fn a_cd_that_leads_somewhere_is_a_choice() {
        let source = "FROM a\nRUN cd /srv && make\n";
        assert_eq!(marked("cd-in-run", source), ["cd /srv"]);
        assert_eq!(severities("cd-in-run", source), [Severity::Hint]);
        assert_eq!(fixed("cd-in-run", source), None);
    }

    #[test]
    fn a_shell_is_set_up_before() {
        assert_eq!(marked("cd-in-run", "FROM a\nRUN set -ex; cd src; make\n"), ["cd src"]);
    }

    #[test]
    fn later_ones_are_the_shells_business() {
        for run in [
            "make && cd /srv && make",
            "(cd /srv && make)",
            "cd $HOME && make",
            "cd /etc/yum.repos.d && make",
            "cd /usr/bin && make",
            "cd",
            "cd /srv || true",
        ] {
            assert!(marked("cd-in-run", &format!("FROM a\nRUN {run}\n")).is_empty(), "{run}");
        }
    }
}
