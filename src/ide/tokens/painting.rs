//! Tokens laid over each other: what is painted later covers what was there.

use super::{Note, Token, TokenKind};
use crate::text::Span;
use std::ops::Range;

/// The part of a text that somebody looks at, and the colours on it.
pub(super) struct Painting<'a> {
    source: &'a str,
    /// Whole lines.
    pub window: Span,
    /// For each byte of the window which of the colours shows there; 0 where there is none.
    canvas: Vec<u8>,
    colours: Vec<(TokenKind, Note)>,
}

impl<'a> Painting<'a> {
    pub fn new(source: &'a str, window: Span) -> Self {
        let end = window.end.min(source.len());
        let start = window.start.min(end);
        let bytes = source.as_bytes();
        let start = bytes[..start].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let end = bytes[end..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| end + at);
        let window = Span::new(start, end);
        Painting { source, window, canvas: vec![0; window.len()], colours: Vec::new() }
    }

    pub fn source(&self) -> &'a str {
        self.source
    }

    /// Whether any of the span is looked at.
    pub fn shows(&self, span: Span) -> bool {
        span.start < self.window.end && self.window.start < span.end
    }

    pub fn paint(&mut self, span: Span, kind: TokenKind) {
        self.paint_with(span, kind, Note::Nothing);
    }

    pub fn paint_with(&mut self, span: Span, kind: TokenKind, note: Note) {
        let known = self.colours.iter().position(|colour| *colour == (kind, note));
        let colour = known.unwrap_or_else(|| {
            self.colours.push((kind, note));
            self.colours.len() - 1
        });
        // There are fewer kinds and notes than a byte can count.
        self.fill(span, u8::try_from(colour + 1).unwrap_or(0));
    }

    /// Removes what is painted there.
    pub fn clear(&mut self, span: Span) {
        self.fill(span, 0);
    }

    fn fill(&mut self, span: Span, colour: u8) {
        let start = span.start.max(self.window.start);
        let end = span.end.min(self.window.end);
        if start < end {
            self.canvas[start - self.window.start..end - self.window.start].fill(colour);
        }
    }

    /// The tokens that show. Blanks that begin or end a line belong to none.
    pub fn finish(self) -> Vec<Token> {
        let bytes = &self.source.as_bytes()[self.window.range()];
        let mut tokens: Vec<Token> = Vec::new();
        let mut line = 0;
        while line < bytes.len() {
            let length = bytes[line..].iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let next = length.map_or(bytes.len(), |length| line + length);
            let content = trimmed(bytes, line..next);
            let mut at = content.start;
            while at < content.end {
                let colour = self.canvas[at];
                let length = self.canvas[at..content.end].iter().position(|other| *other != colour);
                let end = length.map_or(content.end, |length| at + length);
                if let Some(&(kind, note)) = self.colours.get(usize::from(colour).wrapping_sub(1)) {
                    let span = Span::new(self.window.start + at, self.window.start + end);
                    tokens.push(Token { span, kind, note });
                }
                at = end;
            }
            line = next + 1;
        }
        tokens
    }
}

/// The range without the blanks at its ends.
fn trimmed(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    let line = &bytes[range.clone()];
    let is_text = |byte: &u8| !matches!(byte, b' ' | b'\t');
    let Some(first) = line.iter().position(is_text) else { return range.end..range.end };
    let last = line.iter().rposition(is_text).unwrap_or(first);
    range.start + first..range.start + last + 1
}
