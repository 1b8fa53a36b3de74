//! A flag that the instruction does not have.

use crate::reference::dockerfile::{flag, flags_of};
use crate::reference::suggest::suggest;
use crate::rules::prelude::*;

rule! {
    /// The instruction has no such flag.
    ///
    /// Leading words that start with `--` are flags of the instruction, not of the command behind it. Their names are in
    /// lower case. `ARG`, `STOPSIGNAL` and `HEALTHCHECK NONE` never look at theirs, so nothing is said there.
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
                    report.at(written.name.span, message);
                }
                Some(_) => {}
                None => report_unknown(keyword, written, report),
            }
        }
    }
}

fn report_unknown(keyword: &str, written: &Flag, report: &mut Report) {
    let name = &written.name.text;
    let mut known = flags_of(keyword).map(|flag| flag.name).peekable();
    if known.peek().is_none() {
        report.at(written.span, format!("{keyword} has no flags"));
        return;
    }
    let elsewhere = ["COPY", "ADD", "RUN", "FROM", "HEALTHCHECK"].into_iter().find(|other| flag(other, name).is_some());
    match (suggest(name, known), elsewhere) {
        (Some(meant), _) => {
            report
                .at(written.name.span, format!("{keyword} has no flag --{name}; did you mean --{meant}?"))
                .fix(format!("Write --{meant}"), replace(written.name.span, meant));
        }
        (None, Some(other)) => {
            report.at(written.name.span, format!("{keyword} has no flag --{name}; {other} has"));
        }
        (None, None) => {
            report.at(written.name.span, format!("{keyword} has no flag --{name}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, marked};

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
    fn a_flag_of_the_labs_needs_them() {
        assert_eq!(marked("unknown-flag", "FROM a\nRUN --device=x a\n"), ["device"]);
        assert!(marked("unknown-flag", "# syntax=docker/dockerfile:1-labs\nFROM a\nRUN --device=x a\n").is_empty());
    }
}
