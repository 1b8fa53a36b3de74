//! Logical lines: physical ones joined where they end in the escape character.
//!
//! Source: BuildKit `parser/parser.go` (`Parse`, `processLine`, `trimContinuationCharacter`).

use super::Escape;
use crate::syntax::Joined;
use crate::text::Span;

/// One logical line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Line {
    /// The text after joining, white space at the very start dropped.
    pub text: Joined,
    /// Comment lines inside it.
    pub comments: Vec<Span>,
    /// Blank lines inside it, without their line ends.
    pub blanks: Vec<Span>,
    /// Where its last physical line ends, line end excluded.
    pub end: usize,
    /// Where the next physical line starts.
    pub next: usize,
}

/// Reads the logical line that starts at `start`, not looking beyond `limit`.
pub(super) fn read(source: &str, start: usize, limit: usize, escape: Escape) -> Line {
    let mut line = Line { end: start, next: start, ..Line::default() };
    let mut first = true;
    while line.next < limit || first {
        let physical = physical_line(source, line.next, limit);
        let content = physical.content.of(source);
        line.end = physical.content.end;
        line.next = physical.next;
        if first {
            first = false;
            let indent = content.len() - content.trim_start().len();
            let (kept, continued) = split_continuation(&content[indent..], escape);
            line.text.push(kept, physical.content.start + indent);
            if !continued {
                return line;
            }
            continue;
        }
        let trimmed = content.trim_start();
        if trimmed.starts_with('#') {
            line.comments.push(Span::new(physical.content.end - trimmed.len(), physical.content.end));
        } else if trimmed.is_empty() {
            line.blanks.push(physical.content);
        } else {
            let (kept, continued) = split_continuation(content, escape);
            line.text.push(kept, physical.content.start);
            if !continued {
                return line;
            }
        }
    }
    line
}

pub(super) struct PhysicalLine {
    /// Without the line end; every CR before the LF belongs to that.
    pub content: Span,
    pub next: usize,
}

pub(super) fn physical_line(source: &str, start: usize, limit: usize) -> PhysicalLine {
    let rest = &source[start..limit];
    let length = rest.find('\n').map_or(rest.len(), |at| at + 1);
    let content = rest[..length].trim_end_matches(['\r', '\n']);
    PhysicalLine { content: Span::new(start, start + content.len()), next: start + length }
}

/// The line without its continuation, and whether it had one: the escape character as the last non-blank, not preceded by
/// another.
fn split_continuation(content: &str, escape: Escape) -> (&str, bool) {
    let trimmed = content.trim_end_matches([' ', '\t']);
    match trimmed.strip_suffix(escape.character()) {
        Some(kept) if !kept.ends_with(escape.character()) => (kept, true),
        _ => (content, false),
    }
}

/// Counts lines as BuildKit does, by LF alone, for offsets that come in ascending order.
pub(super) struct LineCounter<'a> {
    source: &'a [u8],
    offset: usize,
    line: usize,
}

impl<'a> LineCounter<'a> {
    pub fn new(source: &'a str) -> Self {
        LineCounter { source: source.as_bytes(), offset: 0, line: 1 }
    }

    /// The number, from 1, of the line that holds the offset.
    pub fn line_at(&mut self, offset: usize) -> usize {
        if offset < self.offset {
            (self.offset, self.line) = (0, 1);
        }
        self.line += self.source[self.offset.min(self.source.len())..offset.min(self.source.len())]
            .iter()
            .filter(|&&byte| byte == b'\n')
            .count();
        self.offset = offset;
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(source: &str) -> String {
        read(source, 0, source.len(), Escape::Backslash).text.text().to_owned()
    }

    #[test]
    fn lines_join_and_keep_the_blanks_of_the_next() {
        assert_eq!(joined("RUN a \\\n  b\nRUN c\n"), "RUN a   b");
        assert_eq!(joined("RUN a \\ \t\r\nb\r\n"), "RUN a b");
    }

    #[test]
    fn comments_and_blank_lines_inside_vanish() {
        let source = "RUN a \\\n# note\n\n  b\n";
        let line = read(source, 0, source.len(), Escape::Backslash);
        assert_eq!(line.text.text(), "RUN a   b");
        assert_eq!(line.comments[0].of(source), "# note");
        assert_eq!(line.blanks.len(), 1);
        assert_eq!(line.end, source.len() - 1);
    }

    #[test]
    fn a_doubled_escape_does_not_continue() {
        assert_eq!(joined("RUN a \\\\\nb"), "RUN a \\\\");
    }

    #[test]
    fn a_continuation_may_meet_the_end_of_the_file() {
        assert_eq!(joined("RUN a \\"), "RUN a ");
        assert_eq!(joined("RUN a \\\n\n"), "RUN a ");
    }
}
