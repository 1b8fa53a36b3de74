//! Text put together from pieces of a file that still knows where each byte came from.
//!
//! A continued instruction, a heredoc without its leading tabs, a folded scalar: their text never stands in the file as
//! one stretch, yet what is found in it must be shown, and mended, in the file.

use crate::text::Span;
use std::ops::Range;

/// A text and, for each byte of it, the place in the file that it was read from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Joined {
    text: String,
    /// `(offset in text, offset in file)` where each piece begins, ascending in the first.
    pieces: Vec<(usize, usize)>,
}

impl Joined {
    pub fn new() -> Self {
        Joined::default()
    }

    /// The text of one stretch of a file.
    pub fn from_span(source: &str, span: Span) -> Self {
        let mut joined = Joined::new();
        joined.push(span.of(source), span.start);
        joined
    }

    /// Appends a piece that stands in the file at `from`.
    pub fn push(&mut self, piece: &str, from: usize) {
        if piece.is_empty() {
            return;
        }
        let at = self.text.len();
        let continues = self.pieces.last().is_some_and(|&(last_at, last_from)| at - last_at + last_from == from);
        if !continues {
            self.pieces.push((at, from));
        }
        self.text.push_str(piece);
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether the text stands in the file as one stretch.
    pub fn is_contiguous(&self) -> bool {
        self.pieces.len() <= 1
    }

    /// Where the byte at `at` stands in the file; for the end of the text, the place after its last byte.
    pub fn offset(&self, at: usize) -> usize {
        if at >= self.text.len() {
            return self.end_offset(self.text.len());
        }
        let piece = self.pieces.partition_point(|&(begin, _)| begin <= at);
        match self.pieces.get(piece.wrapping_sub(1)) {
            Some(&(begin, from)) => from + (at - begin),
            None => 0,
        }
    }

    /// The stretch of the file from the first to the last byte of `range`; it may hold more than the text does
    /// (a continuation, a comment between).
    pub fn span(&self, range: Range<usize>) -> Span {
        let start = self.offset(range.start);
        if range.start >= range.end {
            return Span::at(start);
        }
        Span::new(start, self.end_offset(range.end))
    }

    /// The stretch of the file that holds the whole text.
    pub fn whole(&self) -> Span {
        self.span(0..self.text.len())
    }

    /// A part of the text, with its places.
    pub fn slice(&self, range: Range<usize>) -> Joined {
        let mut part = Joined { text: self.text[range.clone()].to_owned(), pieces: Vec::new() };
        if range.is_empty() {
            part.pieces.push((0, self.offset(range.start)));
            return part;
        }
        let first = self.pieces.partition_point(|&(begin, _)| begin <= range.start).saturating_sub(1);
        for &(begin, from) in &self.pieces[first..] {
            if begin >= range.end {
                break;
            }
            let at = begin.max(range.start);
            part.pieces.push((at - range.start, from + (at - begin)));
        }
        part
    }

    /// The part without the white space at its ends, as Go's `strings.TrimSpace` sees it.
    pub fn trimmed(&self) -> Joined {
        let start = self.text.len() - self.text.trim_start_matches(is_space).len();
        let end = start + self.text[start..].trim_end_matches(is_space).len();
        self.slice(start..end)
    }

    fn end_offset(&self, at: usize) -> usize {
        match at.checked_sub(1) {
            Some(last) if last < self.text.len() => self.offset(last) + 1,
            _ => self.pieces.first().map_or(0, |&(_, from)| from),
        }
    }
}

/// White space as Go's `unicode.IsSpace` has it.
pub fn is_space(character: char) -> bool {
    character.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Joined {
        // RUN a \⏎  b
        let mut joined = Joined::new();
        joined.push("RUN a ", 10);
        joined.push("  b", 18);
        joined
    }

    #[test]
    fn each_byte_knows_its_place() {
        let joined = sample();
        assert_eq!(joined.text(), "RUN a   b");
        assert_eq!(joined.span(4..5), Span::new(14, 15));
        assert_eq!(joined.span(8..9), Span::new(20, 21));
        assert_eq!(joined.span(4..9), Span::new(14, 21));
        assert_eq!(joined.span(4..6), Span::new(14, 16), "an end at a seam stays on its side of it");
        assert_eq!(joined.whole(), Span::new(10, 21));
    }

    #[test]
    fn parts_keep_their_places() {
        let part = sample().slice(4..9);
        assert_eq!((part.text(), part.span(0..5)), ("a   b", Span::new(14, 21)));
        assert_eq!(sample().slice(6..9).trimmed().whole(), Span::new(20, 21));
        assert_eq!(sample().slice(5..5).whole(), Span::at(15));
    }
}
