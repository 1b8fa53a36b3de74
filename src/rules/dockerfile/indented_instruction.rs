//! Instructions that do not begin their line.

use crate::rules::prelude::*;

rule! {
    /// An instruction is indented.
    ///
    /// The builder ignores blanks before an instruction. A reader takes them for a continuation of the line above. Continued
    /// lines, comments and heredocs are left as they are.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    ///     USER nobody
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// USER nobody
    /// ```
    "indented-instruction", Info, Safe,
    default: off,
    groups: [Style],
    aka: ["tally:tally/consistent-indentation"],
    concerns: ["indentation"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    // A lone continuation is an instruction without a name, and has no place.
    for instruction in file.instructions.iter().filter(|instruction| !instruction.name.text.is_empty()) {
        let before = Span::new(file.whole_lines(instruction.span).start, instruction.name.span.start);
        let is_indent = file.text(before).chars().all(|character| matches!(character, ' ' | '\t'));
        if is_indent && !before.is_empty() {
            report.at(before, "The instruction is indented").fix("Remove the blanks", delete(before));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    #[test]
    fn only_the_first_line_moves() {
        let source = "FROM a\n\tRUN b \\\n\t  c <<-E\n\td\n\tE\n";
        assert_eq!(fixed("indented-instruction", source).as_deref(), Some("FROM a\nRUN b \\\n\t  c <<-E\n\td\n\tE\n"));
    }

    #[test]
    fn a_lone_continuation_has_nothing_to_indent() {
        assert!(findings("indented-instruction", "FROM a\n  \\").is_empty());
    }
}
