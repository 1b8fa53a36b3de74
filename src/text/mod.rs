//! The text of a document: a rope that takes edits cheaply, and the arithmetic between bytes and positions.
//!
//! A [`Text`] is valid UTF-8. Bytes that are not are replaced when a file is read ([`Text::from_bytes`]), and the text
//! remembers that, so that nothing writes the replacement back to the disk. NUL, CR and a byte order mark are ordinary
//! characters here; what they mean is the business of `syntax`.

mod difference;
mod lines;
mod position;
mod span;

pub use difference::{edit_between, edits_between};
pub use lines::Lines;
pub use position::{Encoding, Position};
pub use span::{Edit, Span, apply_edits, delete, insert, replace};

use ropey::{Rope, RopeSlice};

/// The text of one document. Cloning is cheap: clones share their storage.
#[derive(Debug, Clone, Default)]
pub struct Text {
    rope: Rope,
    lossy: bool,
}

impl Text {
    pub fn new(source: &str) -> Self {
        Text { rope: Rope::from_str(source), lossy: false }
    }

    /// Reads bytes from a disk: UTF-8, or UTF-8 with every stray byte replaced by U+FFFD (see [`Text::is_lossy`]).
    pub fn from_bytes(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(source) => Text::new(source),
            Err(_) => Text { rope: Rope::from_str(&String::from_utf8_lossy(bytes)), lossy: true },
        }
    }

    /// Whether bytes were replaced on reading: such a text must never be written back.
    pub fn is_lossy(&self) -> bool {
        self.lossy
    }

    /// The length in bytes.
    pub fn len(&self) -> usize {
        self.rope.len_bytes()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of lines; an empty text has one.
    pub fn line_count(&self) -> usize {
        self.rope.len_lines()
    }

    /// The whole text, contiguous.
    pub fn source(&self) -> String {
        self.rope.to_string()
    }

    /// Applies one edit. Ends beyond the text are clamped; ends inside a character move to its start.
    pub fn apply(&mut self, edit: &Edit) {
        let start = self.rope.byte_to_char(edit.span.start.min(self.len()));
        let end = self.rope.byte_to_char(edit.span.end.min(self.len()));
        if start < end {
            self.rope.remove(start..end);
        }
        if !edit.text.is_empty() {
            self.rope.insert(start, &edit.text);
        }
    }

    /// The position of a byte offset. An offset beyond the end is taken for the end.
    pub fn position(&self, offset: usize, encoding: Encoding) -> Position {
        let offset = offset.min(self.len());
        let line = self.rope.byte_to_line(offset);
        let start = self.rope.line_to_byte(line);
        let column = match encoding {
            Encoding::Utf8 => offset - start,
            _ if self.is_ascii(start, offset) => offset - start,
            Encoding::Utf16 => {
                self.rope.char_to_utf16_cu(self.rope.byte_to_char(offset))
                    - self.rope.char_to_utf16_cu(self.rope.byte_to_char(start))
            }
            Encoding::Utf32 => self.rope.byte_to_char(offset) - self.rope.byte_to_char(start),
        };
        Position { line, column }
    }

    /// The byte offset of a position. As the protocol says, a column beyond the line's end means that end
    /// (before its terminator), and a line beyond the last means the end of the text. A column inside a character
    /// means the place after it.
    pub fn offset(&self, position: Position, encoding: Encoding) -> usize {
        if position.line >= self.line_count() {
            return self.len();
        }
        let start = self.rope.line_to_byte(position.line);
        let content = without_terminator(self.rope.line(position.line));
        let end = start + content.len_bytes();
        let wanted = match encoding {
            Encoding::Utf8 => {
                let offset = start + position.column.min(end - start);
                let floor = self.rope.char_to_byte(self.rope.byte_to_char(offset));
                return if floor == offset { offset } else { self.next_boundary(offset).min(end) };
            }
            Encoding::Utf16 => position.column.min(content.len_utf16_cu()),
            Encoding::Utf32 => {
                return start + content.char_to_byte(position.column.min(content.len_chars()));
            }
        };
        let character = content.utf16_cu_to_char(wanted);
        let character = if content.char_to_utf16_cu(character) < wanted { character + 1 } else { character };
        start + content.char_to_byte(character)
    }

    /// The offset where a line begins (`line` from 0); the end of the text for a line beyond the last.
    pub fn line_start(&self, line: usize) -> usize {
        if line >= self.line_count() { self.len() } else { self.rope.line_to_byte(line) }
    }

    /// Whether a stretch is known to be ASCII, so that its bytes are its characters in any unit. One that lies in two leaves of
    /// the rope is not looked at.
    fn is_ascii(&self, start: usize, end: usize) -> bool {
        let (leaf, leaf_start, _, _) = self.rope.chunk_at_byte(start);
        leaf.get(start - leaf_start..end - leaf_start).is_some_and(str::is_ascii)
    }

    fn next_boundary(&self, offset: usize) -> usize {
        self.rope.char_to_byte(self.rope.byte_to_char(offset) + 1)
    }
}

fn without_terminator(line: RopeSlice<'_>) -> RopeSlice<'_> {
    let mut end = line.len_chars();
    if end > 0 && line.char(end - 1) == '\n' {
        end -= 1;
    }
    if end > 0 && line.char(end - 1) == '\r' {
        end -= 1;
    }
    line.slice(..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_in_the_unit_agreed() {
        let text = Text::new("a\n🚀é x");
        let offset = "a\n🚀é".len();
        assert_eq!(text.position(offset, Encoding::Utf8), Position::new(1, 6));
        assert_eq!(text.position(offset, Encoding::Utf16), Position::new(1, 3));
        assert_eq!(text.position(offset, Encoding::Utf32), Position::new(1, 2));
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            assert_eq!(text.offset(text.position(offset, encoding), encoding), offset);
        }
    }

    #[test]
    fn positions_are_those_of_a_count_from_the_start() {
        let source = "plain words\né\r\n\n🚀 and so on, for longer than a leaf of the rope\n".repeat(60) + "🚀 end";
        let text = Text::new(&source);
        for (offset, _) in source.char_indices() {
            let (before, line) = (&source[..offset], source[..offset].matches('\n').count());
            let head = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
            let units = head.encode_utf16().count();
            assert_eq!(text.position(offset, Encoding::Utf16), Position::new(line, units), "{offset}");
            assert_eq!(text.position(offset, Encoding::Utf32), Position::new(line, head.chars().count()), "{offset}");
        }
    }

    #[test]
    fn positions_out_of_range_are_clamped() {
        let text = Text::new("ab\r\ncd");
        assert_eq!(text.offset(Position::new(0, 99), Encoding::Utf16), 2);
        assert_eq!(text.offset(Position::new(9, 0), Encoding::Utf16), 6);
        assert_eq!(text.offset(Position::new(1, 99), Encoding::Utf8), 6);
        assert_eq!(text.position(99, Encoding::Utf32), Position::new(1, 2));
    }

    #[test]
    fn a_column_inside_a_character_means_the_place_after_it() {
        let text = Text::new("🚀x");
        assert_eq!(text.offset(Position::new(0, 1), Encoding::Utf16), 4);
        assert_eq!(text.offset(Position::new(0, 2), Encoding::Utf8), 4);
    }

    #[test]
    fn only_the_three_line_ends_of_the_protocol_end_a_line() {
        assert_eq!(Text::new("a\rb\r\nc\nd\u{2028}e\u{85}f\u{b}g").line_count(), 4);
    }

    #[test]
    fn edits_reach_the_text() {
        let mut text = Text::new("FROM alpine\n");
        text.apply(&replace(Span::new(5, 11), "debian"));
        text.apply(&insert(999, "RUN true\n"));
        assert_eq!(text.source(), "FROM debian\nRUN true\n");
    }

    #[test]
    fn stray_bytes_are_replaced_and_remembered() {
        let text = Text::from_bytes(b"FROM caf\xe9\n");
        assert!(text.is_lossy());
        assert_eq!(text.source(), "FROM caf\u{fffd}\n");
    }
}
