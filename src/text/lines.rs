//! Where the lines of a text begin, for those who ask for many positions at once.

use super::position::{Encoding, Position};

/// The line starts of one text. It is made by one walk over the text; [`super::Text::position`] needs none, and takes longer
/// for each place.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    /// In bytes, ascending; the first line begins at 0.
    starts: Vec<usize>,
}

impl Lines {
    /// Lines end with LF, CR LF, or CR alone.
    pub fn of(source: &str) -> Self {
        let bytes = source.as_bytes();
        let ends = |(at, byte): (usize, &u8)| match byte {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        };
        let behind = bytes.iter().enumerate().filter(|each| ends(*each)).map(|(at, _)| at + 1);
        Lines { starts: std::iter::once(0).chain(behind).collect() }
    }

    /// The position of a byte offset in the text that the lines are of. An offset beyond the end is taken for the end, one
    /// inside a character for its start.
    pub fn position(&self, source: &str, offset: usize, encoding: Encoding) -> Position {
        let offset = offset.min(source.len());
        let offset = (0..=offset).rev().find(|at| source.is_char_boundary(*at)).unwrap_or(0);
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let head = &source[self.starts.get(line).copied().unwrap_or(0).min(offset)..offset];
        let column = if head.is_ascii() { head.len() } else { head.chars().map(|c| encoding.width(c)).sum() };
        Position { line, column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    #[test]
    fn positions_are_those_of_the_text() {
        let source =
            "plain words\né\r\n\n\rlone\r🚀 and so on, for longer than a leaf of the rope\n".repeat(40) + "🚀 end";
        let (lines, text) = (Lines::of(&source), Text::new(&source));
        let offsets = source.char_indices().map(|(offset, _)| offset).chain([source.len(), source.len() + 9]);
        for offset in offsets {
            for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
                assert_eq!(lines.position(&source, offset, encoding), text.position(offset, encoding), "{offset}");
            }
        }
        assert_eq!(Lines::of("").position("", 3, Encoding::Utf16), Position::new(0, 0));
    }
}
