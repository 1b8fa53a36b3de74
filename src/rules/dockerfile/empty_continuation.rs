//! Blank lines inside an instruction.

use crate::rules::prelude::*;

rule! {
    /// A blank line stands inside a continued instruction.
    ///
    /// BuildKit passes over it and warns: some day such a file will be refused. It also misleads the reader, for a blank line
    /// looks like the end. The fix removes it, which changes nothing else; where a gap is wanted, a comment line makes one.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    /// RUN apk add --no-cache \
    ///
    ///     curl
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// RUN apk add --no-cache \
    ///     curl
    /// ```
    "empty-continuation", Warning, Safe,
    lacks: Continuation,
    groups: [Syntax],
    aka: ["buildkit:NoEmptyContinuation", "dockerfile-utils:EMPTY_CONTINUATION_LINE"],
    concerns: ["no-empty-continuation"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for instruction in &file.instructions {
        let (Some(&first), Some(&last)) = (instruction.blanks.first(), instruction.blanks.last()) else { continue };
        let lines = instruction.blanks.iter().map(|&blank| file.whole_lines(blank));
        let edits: Vec<Edit> = lines.filter(|lines| !lines.is_empty()).map(delete).collect();
        // Where comments or words stand between the blank lines, the first of them is the place.
        let is_run = file.text(first.to(last)).trim().is_empty();
        let place = if is_run { file.whole_lines(first.to(last)) } else { file.whole_lines(first) };
        let keyword = instruction.name.text.to_uppercase();
        let finding = report
            .at(place, format!("This {keyword} goes on below the blank line; BuildKit will refuse that some day"));
        finding.fix(if edits.len() == 1 { "Remove the blank line" } else { "Remove the blank lines" }, edits);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    #[test]
    fn all_blank_lines_of_an_instruction_go_at_once() {
        let source = "FROM a\nRUN b \\\n\n # c\n\n  \n d\n";
        assert_eq!(findings("empty-continuation", source).len(), 1);
        assert_eq!(fixed("empty-continuation", source).as_deref(), Some("FROM a\nRUN b \\\n # c\n d\n"));
    }

    #[test]
    fn blank_lines_between_instructions_and_in_heredocs_are_fine() {
        assert!(findings("empty-continuation", "FROM a\n\nRUN <<E\nb\n\nc\nE\n\nRUN d \\\n # e\n f\n").is_empty());
    }
}
