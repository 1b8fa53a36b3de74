//! A last line without its end.

use crate::rules::prelude::*;

rule! {
    /// The last line has no line end.
    ///
    /// Whoever appends to the file, with `cat` or `>>`, then changes its last instruction, and a diff shows two lines where
    /// one was added. The builder does not mind. (`␄` is the end of the file here.)
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    /// USER nobody␄
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// USER nobody
    /// ```
    "missing-line-end", Info, Safe,
    default: off,
    groups: [Style],
    aka: ["tally:tally/eol-last"],
    concerns: ["eol-last"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let source = file.source();
    let Some((last, _)) = source.char_indices().next_back().filter(|&(_, character)| character != '\n') else { return };
    report
        .at(Span::new(last, source.len()), "The last line has no line end")
        .fix("End the line", insert(source.len(), file.line_end()))
        .declares(&[Change::LastLineEnd]);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    const NAME: &str = "missing-line-end";

    #[test]
    fn the_file_decides_how_a_line_ends() {
        assert_eq!(fixed(NAME, "FROM a\r\nUSER b").as_deref(), Some("FROM a\r\nUSER b\r\n"));
        assert!(findings(NAME, "").is_empty());
    }
}
