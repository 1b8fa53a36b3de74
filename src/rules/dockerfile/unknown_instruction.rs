//! A word where an instruction should stand.

use crate::reference::suggest::suggest;
use crate::rules::prelude::*;

rule! {
    /// This is no instruction.
    ///
    /// BuildKit knows eighteen instructions, in capitals or not. Besides a slip of the hand there are two usual causes: the
    /// line above should have ended in a backslash, or a heredoc stands where none is allowed, which is anywhere but in
    /// `RUN`, `COPY` and `ADD`.
    ///
    /// What `ONBUILD` keeps for later is not looked at until the image is built upon; an unknown word there is a warning.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    /// COYP app /srv/app
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// COPY app /srv/app
    /// ```
    "unknown-instruction", Error, Ask,
    groups: [Syntax],
    aka: ["dockerfile-utils:UNKNOWN_INSTRUCTION", "tally:tally/unknown-instruction", "dockerfilelint:invalid_command"],
    concerns: ["unknown-instruction", "onbuild-trigger-unknown", "parse-error"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !file.is_for_docker() {
        return;
    }
    if file.source().starts_with('\0')
        || file.source().get(1..2) == Some("\0")
        || file.source().contains("\0F\0R\0O\0M")
    {
        report.at(Span::at(0), "This is no UTF-8 text: save the file as UTF-8");
        return;
    }
    for (index, instruction) in file.instructions.iter().enumerate() {
        if instruction.is(Keyword::Unknown) {
            let before = index.checked_sub(1).map(|before| &file.instructions[before]);
            report_unknown(file, instruction, before, report);
        } else if let Some(trigger) = instruction.trigger().filter(|trigger| trigger.is(Keyword::Unknown)) {
            report_unknown(file, trigger, None, report).severity(Warning);
        }
    }
}

fn report_unknown<'r>(
    file: &Dockerfile,
    instruction: &Instruction,
    before: Option<&Instruction>,
    report: &'r mut Report,
) -> &'r mut Finding {
    let name = &instruction.name;
    let span = if name.text.is_empty() { instruction.head } else { name.span };
    let meant = suggest(&name.text, Keyword::KNOWN.map(|(name, _)| name));
    let continued = before.filter(|before| continues(file, before, instruction));
    if let Some(before) = continued.filter(|_| meant.is_none()) {
        let message =
            format!("`{}` is no instruction; the line above does not end in `{}`", name.text, file.escape.character());
        let finding = report.at(span, message);
        let kept = before.span.start + file.text(before.span).trim_end().len();
        return finding
            .related(before.name.span, format!("should it belong to this {}?", before.keyword.name()))
            .ask("Continue the line above", insert(kept, format!(" {}", file.escape.character())))
            .declares(&[Change::Instructions, Change::Cmd, Change::Entrypoint, Change::Env]);
    }
    match meant {
        Some(meant) => {
            let lower = name.text.chars().all(|c| !c.is_uppercase());
            let meant = if lower { meant.to_lowercase() } else { meant.to_owned() };
            report
                .at(span, format!("`{}` is no instruction; did you mean {meant}?", name.text))
                .fix(format!("Write {meant}"), replace(span, &meant))
                .declares(&[
                    Change::Instructions,
                    Change::Env,
                    Change::User,
                    Change::Workdir,
                    Change::Shell,
                    Change::Entrypoint,
                    Change::Cmd,
                    Change::Expose,
                    Change::Volume,
                    Change::Healthcheck,
                    Change::Labels,
                ])
        }
        None => {
            let shown: String = name.text.chars().take(40).filter(|c| !c.is_control()).collect();
            report.at(span, format!("`{shown}` is no instruction"))
        }
    }
}

/// Whether the instruction looks like the rest of the one before: on the very next line, and indented or left open above.
fn continues(file: &Dockerfile, before: &Instruction, instruction: &Instruction) -> bool {
    let is_next = before.lines.1 + 1 == instruction.lines.0 && before.heredocs.is_empty();
    let is_indented = file.whole_lines(instruction.span).start < instruction.span.start;
    let left = before.rest.text().trim_end();
    let is_open = ["&&", "||", "|", ";", ","].iter().any(|open| left.ends_with(open));
    is_next && !before.is(Keyword::Unknown) && (is_indented || is_open)
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity::{Error, Warning};
    use crate::rules::testing::{fixed, marked, severities};

    #[test]
    fn a_line_that_was_not_continued_is_recognised() {
        let source = "FROM a\nRUN apt-get update &&\n    apt-get install -y curl\n";
        let mended = "FROM a\nRUN apt-get update && \\\n    apt-get install -y curl\n";
        assert_eq!(fixed("unknown-instruction", source).as_deref(), Some(mended));
        assert_eq!(marked("unknown-instruction", source), ["apt-get"]);
    }

    #[test]
    fn the_case_of_the_file_is_kept() {
        assert_eq!(fixed("unknown-instruction", "from a\nrnu b\n").as_deref(), Some("from a\nrun b\n"));
    }

    #[test]
    fn a_trigger_is_looked_at_only_when_it_is_used() {
        assert_eq!(severities("unknown-instruction", "FROM a\nONBUILD FOO x\n"), [Warning]);
        assert_eq!(severities("unknown-instruction", "FROM a\nFOO x\n"), [Error]);
        assert_eq!(marked("unknown-instruction", "FROM a\n\\\n").len(), 1);
    }
}
