//! A flag that the instruction does not have.

use crate::reference::dockerfile::{flag, flags_of};
use crate::reference::suggest::suggest;
use crate::rules::prelude::*;

rule! {
    /// The instruction has no such flag.
    ///
    /// Leading words that start with `--` are flags of the instruction, not of the command behind it. Their names are in
    /// lower case. `ARG`, `STOPSIGNAL` and `HEALTHCHECK NONE` never look at theirs, so nothing is said there. Where `# syntax=` asks
    /// for a front end that is newer than this list, or not stable, it is a hint: that front end may know the flag.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    /// COPY --chmown=1000:1000 app /srv/app
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// COPY --chown=1000:1000 app /srv/app
    /// ```
    "unknown-flag", Error, Ask,
    groups: [Syntax],
    aka: [
        "dockerfile-utils:UNKNOWN_ADD_FLAG",
        "dockerfile-utils:UNKNOWN_COPY_FLAG",
        "dockerfile-utils:UNKNOWN_FROM_FLAG",
        "dockerfile-utils:UNKNOWN_HEALTHCHECK_FLAG",
    ],
    concerns: [
        "unknown-add-flag",
        "unknown-copy-flag",
        "unknown-from-flag",
        "unknown-healthcheck-flag",
        "parse-error",
    ],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !file.is_for_docker() {
        return;
    }
    let is_labs = file.directives.iter().any(|it| it.name == DirectiveName::Syntax && it.first_word().contains("labs"));
    for instruction in file.instructions.iter().filter(|instruction| instruction.reads_flags()) {
        let keyword = instruction.keyword.name();
        for written in &instruction.flags {
            let name = &written.name.text;
            match flag(keyword, name) {
                Some(known) if known.labs_only && !is_labs => {
                    let message =
                        format!("--{name} needs the labs syntax: `# syntax=docker/dockerfile:1-labs` on line 1");
                    judge(report.at(written.name.span, message), file);
                }
                Some(_) => {}
                None => judge(report_unknown(keyword, written, report), file),
            }
        }
    }
}

fn report_unknown<'r>(keyword: &str, written: &Flag, report: &'r mut Report) -> &'r mut Finding {
    let name = &written.name.text;
    let mut known = flags_of(keyword).map(|flag| flag.name).peekable();
    if known.peek().is_none() {
        return report.at(written.span, format!("{keyword} has no flags"));
    }
    let elsewhere = ["COPY", "ADD", "RUN", "FROM", "HEALTHCHECK"].into_iter().find(|other| flag(other, name).is_some());
    match (suggest(name, known), elsewhere) {
        (Some(meant), _) => report
            .at(written.name.span, format!("{keyword} has no flag --{name}; did you mean --{meant}?"))
            .fix(format!("Write --{meant}"), replace(written.name.span, meant)),
        (None, Some(other)) => report.at(written.name.span, format!("{keyword} has no flag --{name}; {other} has")),
        (None, None) => report.at(written.name.span, format!("{keyword} has no flag --{name}")),
    }
}

/// Makes a hint of what only a front end refuses whose every word is known; that of this file may know more.
pub(super) fn judge(finding: &mut Finding, file: &Dockerfile) {
    if file.may_know_more() {
        finding.message.insert_str(0, "Unless this front end knows more: ");
        finding.severity(Hint);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity::{Error, Hint};
    use crate::rules::testing::{findings, marked, severities};

    #[test]
    fn flags_of_other_instructions_are_told_apart() {
        let messages: Vec<String> = findings("unknown-flag", "FROM a\nCOPY --checksum=x a b\nUSER --x y\n")
            .into_iter()
            .map(|it| it.message)
            .collect();
        assert_eq!(messages, ["COPY has no flag --checksum; ADD has", "USER has no flags"]);
    }

    #[test]
    fn some_instructions_never_look() {
        let source = "FROM a\nARG --x b\nSTOPSIGNAL --y\nHEALTHCHECK --z NONE\nONBUILD RUN --nope a\n";
        assert!(marked("unknown-flag", source).is_empty());
        assert_eq!(marked("unknown-flag", "FROM a\nONBUILD --x RUN a\n"), ["--x"]);
    }

    #[test]
    fn a_front_end_that_is_not_known_may_know_the_flag() {
        for (syntax, severity) in [("1", Error), ("1.7", Error), ("1.99", Hint), ("2", Hint), ("1-labs", Hint)] {
            let source = format!("# syntax=docker/dockerfile:{syntax}\nFROM a\nCOPY --wait a b\n");
            assert_eq!(severities("unknown-flag", &source), [severity], "{syntax}");
        }
    }

    #[test]
    fn a_flag_of_the_labs_needs_them() {
        assert_eq!(marked("unknown-flag", "FROM a\nRUN --device=x a\n"), ["device"]);
        assert!(marked("unknown-flag", "# syntax=docker/dockerfile:1-labs\nFROM a\nRUN --device=x a\n").is_empty());
    }
}
