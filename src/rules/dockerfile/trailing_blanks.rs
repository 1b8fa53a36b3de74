//! Blanks at the ends of lines.

use crate::rules::prelude::*;

rule! {
    /// A line ends in blanks.
    ///
    /// Nobody sees them, and every editor that takes them away makes a change that nobody meant. The builder ignores them,
    /// behind a continuation too. Heredocs are left alone: there, blanks are part of what is written. (`␠` is a blank here.)
    ///
    /// ```dockerfile
    /// FROM alpine:3.22␠␠
    /// USER nobody
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// USER nobody
    /// ```
    "trailing-blanks", Info, Safe,
    default: off,
    groups: [Style],
    aka: ["tally:tally/no-trailing-spaces"],
    concerns: ["trailing-space"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for line in file.lines_outside_heredocs() {
        let kept = file.text(line).trim_end_matches([' ', '\t']).len();
        let blanks = Span::new(line.start + kept, line.end);
        if !blanks.is_empty() {
            report.at(blanks, "The line ends in blanks").fix("Remove the blanks", delete(blanks));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    const NAME: &str = "trailing-blanks";

    #[test]
    fn continuations_hold_and_heredocs_are_left_alone() {
        let source = "FROM a\nRUN b \\ \t\n  c\n";
        assert_eq!(fixed(NAME, source).as_deref(), Some("FROM a\nRUN b \\\n  c\n"));
        assert!(findings(NAME, "FROM a\nRUN <<E\nb \nE\n").is_empty());
        assert_eq!(findings(NAME, "# a \nFROM a\n \nRUN b \r\n").len(), 3);
    }
}
