//! Lines and columns as editors and terminals count them.
//!
//! The only place in the program that knows UTF-16. Everything else speaks byte offsets.

/// The unit in which a client counts the columns of a line (LSP 3.17, `PositionEncodingKind`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    Utf8,
    /// What the protocol assumes where nothing was agreed.
    #[default]
    Utf16,
    Utf32,
}

impl Encoding {
    /// The length of one character in this unit.
    pub fn width(self, character: char) -> usize {
        match self {
            Encoding::Utf8 => character.len_utf8(),
            Encoding::Utf16 => character.len_utf16(),
            Encoding::Utf32 => 1,
        }
    }
}

/// A place between two characters: line and column, both from 0. A line ends at `\n`, `\r\n` or a lone `\r`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

impl Position {
    pub const fn new(line: usize, column: usize) -> Self {
        Position { line, column }
    }
}
