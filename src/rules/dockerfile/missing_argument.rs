//! An instruction without something that it needs.

use crate::rules::prelude::*;

rule! {
    /// The instruction lacks an argument.
    ///
    /// Most instructions are refused without arguments, and some need more than one: `COPY` and `ADD` a source and a
    /// destination, `ENV` a name and a value, `HEALTHCHECK CMD` a command. `RUN`, `CMD` and `ENTRYPOINT` may be empty, though
    /// there is seldom a reason.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    /// COPY app.conf
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// COPY app.conf /etc/app.conf
    /// ```
    "missing-argument", Error,
    lacks: Continuation,
    groups: [Syntax],
    aka: [
        "dockerfile-utils:ARGUMENT_MISSING",
        "dockerfile-utils:ARGUMENT_REQUIRES_AT_LEAST_ONE",
        "dockerfile-utils:ARGUMENT_REQUIRES_TWO",
        "dockerfile-utils:ARGUMENT_REQUIRES_AT_LEAST_TWO",
        "dockerfile-utils:HEALTHCHECK_CMD_ARGUMENT_MISSING",
        "dockerfile-utils:SHELL_REQUIRES_ONE",
        "dockerfilelint:required_params",
        "dockerfilelint:missing_args",
    ],
    concerns: [
        "argument-missing",
        "argument-count-two",
        "copy-add-needs-source-and-dest",
        "healthcheck-cmd-without-command",
        "parse-error",
    ],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for instruction in &file.instructions {
        if let Some(word) = bare_name(instruction) {
            let name = file.text(word).to_owned();
            report
                .at(word, format!("{} `{name}` has no value", instruction.keyword.name()))
                .ask("Set it to nothing", insert(word.end, "="))
                .declares(&[Change::Env, Change::Labels]);
        } else if let Some((span, message)) = lack(instruction) {
            report.at(span, message);
        }
    }
}

/// The name of `ENV NAME` without a value.
fn bare_name(instruction: &Instruction) -> Option<Span> {
    let is_bare = |problem: &&Problem| problem.kind == ProblemKind::PairWithoutValue;
    let problem = instruction.problems.iter().find(is_bare).filter(|_| instruction.trigger().is_none())?;
    Some(problem.span)
}

fn lack(instruction: &Instruction) -> Option<(Span, String)> {
    let name = instruction.keyword.name();
    let here = instruction.name.span;
    let words = instruction.arguments.words();
    let need = |what: &str| Some((here, format!("{name} needs {what}")));
    match (instruction.keyword, &instruction.arguments) {
        (Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Unknown, _) => None,
        (Keyword::Add | Keyword::Copy, _) => match words {
            [] => need("a source and a destination"),
            [only] => Some((only.span, format!("{name} has one path only: the destination is missing"))),
            _ => None,
        },
        (Keyword::Arg, Arguments::None) => need("a name"),
        (Keyword::Env | Keyword::Label, Arguments::None) => need("a name and a value"),
        (Keyword::Expose, Arguments::None) => need("a port"),
        (Keyword::From, Arguments::None) => need("an image"),
        (Keyword::Healthcheck, Arguments::None) => need("`CMD` and a command, or `NONE`"),
        (Keyword::Healthcheck, Arguments::Health { kind, command }) if kind.text.eq_ignore_ascii_case("CMD") => {
            let is_empty = match command.as_ref() {
                Arguments::None => true,
                Arguments::Json { words, .. } => words.is_empty(),
                _ => false,
            };
            is_empty.then(|| (kind.span, "No command follows CMD".to_owned()))
        }
        (Keyword::Maintainer, Arguments::None) => need("a name"),
        (Keyword::Onbuild, Arguments::None) => need("an instruction to keep for later"),
        (Keyword::Shell, Arguments::None) => need("a list of words, such as `[\"/bin/bash\", \"-c\"]`"),
        (Keyword::Shell, Arguments::Json { words, list }) if words.is_empty() => {
            Some((*list, "SHELL needs a list with at least one word".to_owned()))
        }
        (Keyword::Stopsignal, Arguments::None) => need("a signal"),
        (Keyword::User, Arguments::None) => need("a user"),
        (Keyword::Volume, Arguments::None) => need("a path"),
        (Keyword::Volume, Arguments::Json { words, list }) if words.is_empty() => {
            Some((*list, "VOLUME needs a list with at least one path".to_owned()))
        }
        (Keyword::Volume, _) => {
            let blank = words.iter().find(|word| word.text.trim().is_empty())?;
            Some((blank.span, "A volume needs a path; this one is empty".to_owned()))
        }
        (Keyword::Workdir, Arguments::None) => need("a path"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn every_lack_is_shown_at_its_place() {
        for (line, place) in [
            ("ARG", "ARG"),
            ("ADD", "ADD"),
            ("COPY --from=a b", "b"),
            ("ENV", "ENV"),
            ("ENV A", "A"),
            ("EXPOSE", "EXPOSE"),
            ("FROM", "FROM"),
            ("HEALTHCHECK", "HEALTHCHECK"),
            ("HEALTHCHECK --interval=5s CMD", "CMD"),
            ("HEALTHCHECK CMD []", "CMD"),
            ("LABEL", "LABEL"),
            ("MAINTAINER", "MAINTAINER"),
            ("ONBUILD", "ONBUILD"),
            ("SHELL []", "[]"),
            ("STOPSIGNAL", "STOPSIGNAL"),
            ("USER", "USER"),
            ("VOLUME [\"a\", \"\"]", "\"\""),
            ("VOLUME []", "[]"),
            ("WORKDIR", "WORKDIR"),
        ] {
            assert_eq!(marked("missing-argument", &format!("FROM a\n{line}\n")), [place], "{line}");
        }
    }

    #[test]
    fn what_may_be_empty_is_left_alone() {
        for line in ["RUN", "CMD", "CMD []", "ENTRYPOINT", "HEALTHCHECK NONE", "ENV A=", "ONBUILD COPY a"] {
            assert!(marked("missing-argument", &format!("FROM a\n{line}\n")).is_empty(), "{line}");
        }
    }

    #[test]
    fn a_bare_name_can_be_set_to_nothing() {
        assert_eq!(fixed("missing-argument", "FROM a\nENV A\n").as_deref(), Some("FROM a\nENV A=\n"));
    }
}
