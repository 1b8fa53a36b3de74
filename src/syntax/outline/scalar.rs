//! Pieces of a line: its indentation, and the scalar that a value is.

use crate::text::Span;

/// How far a line is indented. A tab is no indentation to YAML; here it is a blank like any other.
pub(super) fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// The first place from `from` on that is no blank.
pub(super) fn skip_blanks(source: &str, from: usize, end: usize) -> usize {
    let from = from.min(end);
    end - source[from..end].trim_start_matches([' ', '\t', '\r', '\n']).len()
}

/// The scalar from `start` on, without quotes, comment and blanks.
pub(super) fn scalar(source: &str, start: usize, end: usize) -> Span {
    let text = &source[start..end];
    if text.starts_with('#') {
        return Span::at(start);
    }
    if let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let close = text[1..].find(quote).map_or(text.len(), |at| at + 1);
        return Span::new(start + 1, start + close);
    }
    let cut = text.find(" #").unwrap_or(text.len());
    Span::new(start, start + text[..cut].trim_end().len())
}

/// Where a value starts behind its anchor and tag, and the name of the anchor.
pub(super) fn properties(source: &str, start: usize, end: usize) -> (usize, Option<Span>) {
    let (mut at, mut anchor) = (start, None);
    loop {
        let text = &source[at..end];
        let length = text.find([' ', '\t']).unwrap_or(text.len());
        match text.chars().next() {
            Some('&') => anchor = Some(Span::new(at + 1, at + length)),
            // A tag that nothing follows yet may be what is being typed.
            Some('!') if length < text.len() => {}
            _ => return (at, anchor),
        }
        at = skip_blanks(source, at + length, end);
    }
}
