//! A word where an instruction should stand.

use super::unknown_flag::judge;
use crate::reference::suggest::suggest;
use crate::rules::prelude::*;
use std::ops::Range;

rule! {
    /// This is no instruction.
    ///
    /// BuildKit knows eighteen instructions, in capitals or not. Besides a slip of the hand there are two usual causes: the
    /// line above should have ended in a backslash, or a heredoc stands where none is allowed, which is anywhere but in
    /// `RUN`, `COPY` and `ADD`.
    ///
    /// What `ONBUILD` keeps for later is not looked at until the image is built upon; an unknown word there is a warning. Where
    /// `# syntax=` asks for a front end that is newer than ours is known to be, it is a hint: that front end may know it.
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

/// What a word that becomes an instruction may change.
const ANYTHING: [Change; 11] = [
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
];

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
    let endless = |instruction: &Instruction| instruction.heredocs.iter().any(|heredoc| heredoc.end.is_none());
    for (index, instruction) in file.instructions.iter().enumerate() {
        if endless(instruction) {
            // What follows is the heredoc's, and `unterminated-heredoc` says so.
            return;
        }
        if instruction.is(Keyword::Unknown) {
            if is_of_template(&instruction.name.text) {
                report.at(instruction.name.span, OF_TEMPLATE);
                // The rest of the file is another language's too.
                return;
            }
            let before = index.checked_sub(1).map(|before| &file.instructions[before]);
            judge(report_unknown(file, instruction, before, report), file);
        } else if let Some(trigger) = instruction.trigger().filter(|trigger| trigger.is(Keyword::Unknown)) {
            judge(report_unknown(file, trigger, None, report).severity(Warning), file);
        }
    }
}

/// What is said of a template, once.
pub(super) const OF_TEMPLATE: &str = "This belongs to a template: BuildKit reads the file that is made of it";

const OPENINGS: [&str; 4] = ["{{", "{%", "{#", "<%"];

/// Whether a word opens a statement of the usual template languages.
pub(super) fn is_of_template(word: &str) -> bool {
    OPENINGS.iter().any(|opening| word.starts_with(opening))
}

/// Whether a template will put something into a word.
pub(super) fn is_filled_by_template(word: &str) -> bool {
    OPENINGS.iter().any(|opening| word.contains(opening))
}

fn report_unknown<'r>(
    file: &Dockerfile,
    instruction: &Instruction,
    before: Option<&Instruction>,
    report: &'r mut Report,
) -> &'r mut Finding {
    let name = &instruction.name;
    let span = if name.text.is_empty() { instruction.head } else { name.span };
    if let Some((keyword, gap)) = glued(&name.text) {
        let message = match &name.text[gap.clone()] {
            "" => format!("No blank follows {keyword}"),
            odd => format!(
                "What follows {keyword} looks like a blank, but is U+{:04X}",
                odd.chars().next().map_or(0, u32::from)
            ),
        };
        return report.at(span, message).ask("Put a blank there", replace(name.part(gap), " ")).declares(&ANYTHING);
    }
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
                .declares(&ANYTHING)
        }
        None => {
            let shown: String = name.text.chars().take(40).filter(|c| !c.is_control()).collect();
            let what = if shown.is_empty() { "This".to_owned() } else { format!("`{shown}`") };
            report.at(span, format!("{what} is no instruction"))
        }
    }
}

/// The keyword that a word starts with, and the place where a blank should divide it from the rest: an empty one in
/// `CMD["a"]` and `RUNecho`, that of a no-break space in `FROM\u{a0}alpine`.
pub(super) fn glued(word: &str) -> Option<(&'static str, Range<usize>)> {
    let (keyword, _) = Keyword::KNOWN
        .into_iter()
        .find(|(keyword, _)| word.get(..keyword.len()).is_some_and(|start| start.eq_ignore_ascii_case(keyword)))?;
    let next = word[keyword.len()..].chars().next()?;
    let end = keyword.len() + if next.is_whitespace() || next == '\u{feff}' { next.len_utf8() } else { 0 };
    let is_capital = word.starts_with(|c: char| c.is_ascii_uppercase());
    let is_apart = !next.is_alphanumeric() || (is_capital && next.is_lowercase());
    (is_apart && !matches!(next, '-' | '_' | ':' | '=')).then_some((keyword, keyword.len()..end))
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
    use crate::rules::Severity::{Error, Hint, Warning};
    use crate::rules::testing::{fixed, marked, severities};

    #[test]
    fn a_line_that_was_not_continued_is_recognised() {
        let source = "FROM a\nRUN apt-get update &&\n    apt-get install -y curl\n";
        let mended = "FROM a\nRUN apt-get update && \\\n    apt-get install -y curl\n";
        assert_eq!(fixed("unknown-instruction", source).as_deref(), Some(mended));
        assert_eq!(marked("unknown-instruction", source), ["apt-get"]);
    }

    #[test]
    fn a_missing_or_odd_blank_is_put_right() {
        assert_eq!(fixed("unknown-instruction", "FROM a\nCMD[\"b\"]\n").as_deref(), Some("FROM a\nCMD [\"b\"]\n"));
        assert_eq!(fixed("unknown-instruction", "FROM\u{a0}a\n").as_deref(), Some("FROM a\n"));
        assert_eq!(fixed("unknown-instruction", "FROM a\nRUNecho b\n").as_deref(), Some("FROM a\nRUN echo b\n"));
    }

    #[test]
    fn the_lines_of_an_endless_heredoc_are_no_instructions() {
        assert!(marked("unknown-instruction", "FROM a\nRUN <<EOF\necho b\n").is_empty());
    }

    #[test]
    fn a_template_is_told_once() {
        let source = "{{ if alpine then ( -}}\nFROM alpine\n{{ ) else ( -}}\nelse\nFROM debian\n{{ ) end -}}\n";
        assert_eq!(marked("unknown-instruction", source), ["{{"]);
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

    #[test]
    fn a_front_end_that_is_not_known_may_know_the_word() {
        let source = "# syntax=docker/dockerfile:2\nFROM a\nSTAGE x\nONBUILD STAGE x\n";
        assert_eq!(severities("unknown-instruction", source), [Hint, Hint]);
    }
}
