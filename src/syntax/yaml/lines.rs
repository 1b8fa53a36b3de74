//! Lines of a text, found from a place or from each other.

use crate::text::Span;

/// The line that holds an offset, without its end.
pub(super) fn line_at(text: &str, offset: usize) -> Span {
    let offset = offset.min(text.len());
    let bytes = text.as_bytes();
    let ends = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let start = bytes[..offset].iter().rposition(ends).map_or(0, |at| at + 1);
    let end = bytes[offset..].iter().position(ends).map_or(text.len(), |at| offset + at);
    Span::new(start, end)
}

/// The nearest line above that says something: no blank one, and no comment.
pub(super) fn before(text: &str, line: Span) -> Option<Span> {
    let above = |line: &Span| {
        let end = text[..line.start].trim_end().len();
        (end > 0).then(|| line_at(text, end))
    };
    std::iter::successors(above(&line), above).find(|line| !is_comment(text, *line))
}

/// The nearest line below that says something.
pub(super) fn after(text: &str, line: Span) -> Option<Span> {
    let below = |line: &Span| {
        let rest = &text[line.end..];
        let start = text.len() - rest.trim_start().len();
        (start < text.len()).then(|| line_at(text, start))
    };
    std::iter::successors(below(&line), below).find(|line| !is_comment(text, *line))
}

fn is_comment(text: &str, line: Span) -> bool {
    line.of(text).trim_start().starts_with('#')
}

/// By how much a line is indented.
pub(super) fn column(text: &str, line: Span) -> usize {
    line.len() - line.of(text).trim_start().len()
}
