//! The end of a line in a Dockerfile.

use super::{Indentation, Lines, blanks};
use crate::model::Dockerfile;
use crate::model::dockerfile::{Heredoc, Instruction, Keyword};
use crate::text::{Edit, insert};

/// What joins the commands of a shell, at the start or end of a line.
const OPERATORS: [&str; 3] = ["&&", "||", "|"];

pub(super) fn after_line_end(file: &Dockerfile, lines: Lines<'_>, indentation: Indentation) -> Vec<Edit> {
    let before = lines.before();
    let index = file.instructions.partition_point(|it| it.span.start <= lines.before.end).checked_sub(1);
    let Some((index, instruction)) = index.and_then(|index| Some((index, file.instructions.get(index)?))) else {
        return Vec::new();
    };
    let is_comment = before.trim_start().starts_with('#');
    if lines.before.start > instruction.head.end || before.trim().is_empty() || is_comment {
        return Vec::new();
    }
    if let Some(terminators) = missing_terminators(file, instruction, lines) {
        return vec![terminators];
    }
    if before.trim_end().ends_with(file.escape.character()) {
        return lines.indent(&indent(file, index, lines, indentation)).into_iter().collect();
    }
    if is_cut(file, instruction, lines) {
        let end = lines.before.start + before.trim_end().len();
        let mark = insert(end, format!(" {}", file.escape.character()));
        let indent = lines.indent(&indent(file, index, lines, indentation));
        return std::iter::once(mark).chain(indent).collect();
    }
    // The instruction has ended; what follows begins at the margin.
    let is_end = lines.before.end >= instruction.span.end && lines.here().trim().is_empty();
    if is_end { lines.indent("").into_iter().collect() } else { Vec::new() }
}

/// The lines that end the heredocs begun on the line before. They go below the line of the cursor, which is the first of the
/// body; where no line follows there is no place that would not take the cursor along.
fn missing_terminators(file: &Dockerfile, instruction: &Instruction, lines: Lines<'_>) -> Option<Edit> {
    let is_missing = |heredoc: &&Heredoc| heredoc.end.is_none();
    let is_begun_here = lines.before.contains(instruction.heredocs.last()?.marker);
    let missing: Vec<&Heredoc> = instruction.heredocs.iter().filter(is_missing).collect();
    let next = file.source()[lines.here.end..].find('\n').map(|at| lines.here.end + at + 1)?;
    if !is_begun_here || missing.is_empty() || !lines.here().trim().is_empty() {
        return None;
    }
    let text: String = missing.iter().map(|heredoc| format!("{}{}", heredoc.name, file.line_end())).collect();
    Some(insert(next, text))
}

/// Whether the line end went into a command: an operator is left at one side of it, or the rest of a continued line.
fn is_cut(file: &Dockerfile, instruction: &Instruction, lines: Lines<'_>) -> bool {
    let (before, here) = (lines.before().trim_end(), lines.here().trim());
    let holder = instruction.trigger().unwrap_or(instruction);
    let in_shell = holder.is(Keyword::Run) && holder.arguments.shell().is_some();
    let has_operator = || {
        let begins = OPERATORS.iter().any(|operator| here.starts_with(operator));
        let ends = OPERATORS.iter().any(|operator| before.ends_with(operator));
        begins || ends
    };
    let goes_on = || {
        let word = here.split_whitespace().next().unwrap_or("");
        let is_word = !word.is_empty() && !word.starts_with('#') && Keyword::parse(word) == Keyword::Unknown;
        here.ends_with(file.escape.character()) && is_word
    };
    (in_shell && has_operator()) || goes_on()
}

/// The indent of a continued line: that of the continued line above it, else what the file does elsewhere.
fn indent(file: &Dockerfile, index: usize, lines: Lines<'_>, indentation: Indentation) -> String {
    let instruction = &file.instructions[index];
    if lines.before.start > instruction.head.start && !lines.before.contains(instruction.name.span) {
        return blanks(lines.before()).to_owned();
    }
    let of_same = |other: &&Instruction| other.keyword == instruction.keyword;
    let others = || file.instructions[..index].iter().rev().chain(&file.instructions[index + 1..]);
    let found = others().filter(of_same).find_map(|other| continued_indent(file, other));
    let found = found.or_else(|| others().find_map(|other| continued_indent(file, other)));
    found.map_or_else(|| indentation.text(), str::to_owned)
}

/// The indent of the second line of an instruction.
fn continued_indent<'a>(file: &'a Dockerfile, instruction: &Instruction) -> Option<&'a str> {
    let text = file.text(instruction.head);
    if !text.contains('\n') {
        return None;
    }
    let mut lines = text.lines().skip(1);
    let line = lines.find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))?;
    Some(blanks(line)).filter(|indent| !indent.is_empty())
}

#[cfg(test)]
mod tests {
    use crate::model::Language;

    fn typed(marked: &str) -> String {
        super::super::tests::typed(Language::Dockerfile, marked)
    }

    #[test]
    fn a_continued_line_is_indented_as_the_file_does() {
        assert_eq!(typed("FROM a\nRUN b \\\n‸\n"), "FROM a\nRUN b \\\n    \n");
        assert_eq!(typed("FROM a\nRUN b \\\n  && c\nRUN d \\\n‸"), "FROM a\nRUN b \\\n  && c\nRUN d \\\n  ");
        assert_eq!(typed("FROM a\nRUN b \\\n\t&& c \\\n‸\n"), "FROM a\nRUN b \\\n\t&& c \\\n\t\n");
        assert_eq!(typed("# escape=`\nFROM a\nRUN b `\n‸\n"), "# escape=`\nFROM a\nRUN b `\n    \n");
    }

    #[test]
    fn a_chain_that_is_cut_goes_on() {
        assert_eq!(typed("FROM a\nRUN b\n‸&& c\n"), "FROM a\nRUN b \\\n    && c\n");
        assert_eq!(typed("FROM a\nRUN b &&\n‸\n"), "FROM a\nRUN b && \\\n    \n");
        assert_eq!(typed("FROM a\nRUN b c\n‸d \\\n  e\n"), "FROM a\nRUN b c \\\n  d \\\n  e\n");
        for untouched in ["FROM a\nRUN b\n‸USER c\n", "FROM a\nCMD [\"a\"\n‸]\n", "FROM a\nCOPY b c\n‸&& d\n"] {
            assert_eq!(typed(untouched), untouched.replacen('‸', "", 1));
        }
    }

    #[test]
    fn a_heredoc_gets_its_terminator() {
        assert_eq!(typed("FROM a\nRUN <<EOF\n‸\nUSER b\n"), "FROM a\nRUN <<EOF\n\nEOF\nUSER b\n");
        assert_eq!(typed("FROM a\r\nCOPY <<A <<'B' /\r\n‸\r\n"), "FROM a\r\nCOPY <<A <<'B' /\r\n\r\nA\r\nB\r\n");
        for untouched in ["FROM a\nRUN <<EOF\n‸\nEOF\n", "FROM a\nRUN <<EOF\n‸", "FROM a\nRUN <<EOF\n  x\n‸\nEOF\n"]
        {
            assert_eq!(typed(untouched), untouched.replacen('‸', "", 1));
        }
    }

    #[test]
    fn behind_an_instruction_the_next_begins_at_the_margin() {
        assert_eq!(typed("FROM a\nRUN b \\\n    c\n    ‸\n"), "FROM a\nRUN b \\\n    c\n\n");
        assert_eq!(typed("FROM a\n# b\n  ‸\n"), "FROM a\n# b\n  \n");
    }
}
