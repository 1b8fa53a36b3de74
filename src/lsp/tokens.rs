//! Tokens on the wire: five numbers each, counted from the one before; and the difference from what the client has.

use crate::ide::{Note, Token, TokenKind};
use crate::text::Encoding;
use tower_lsp::ls_types as ls;

const KINDS: [(TokenKind, ls::SemanticTokenType); 13] = [
    (TokenKind::Keyword, ls::SemanticTokenType::KEYWORD),
    (TokenKind::Comment, ls::SemanticTokenType::COMMENT),
    (TokenKind::Macro, ls::SemanticTokenType::MACRO),
    (TokenKind::Flag, ls::SemanticTokenType::PARAMETER),
    (TokenKind::Property, ls::SemanticTokenType::PROPERTY),
    (TokenKind::String, ls::SemanticTokenType::STRING),
    (TokenKind::Number, ls::SemanticTokenType::NUMBER),
    (TokenKind::Variable, ls::SemanticTokenType::VARIABLE),
    (TokenKind::Name, ls::SemanticTokenType::NAMESPACE),
    (TokenKind::Image, ls::SemanticTokenType::CLASS),
    (TokenKind::Member, ls::SemanticTokenType::ENUM_MEMBER),
    (TokenKind::Command, ls::SemanticTokenType::FUNCTION),
    (TokenKind::Operator, ls::SemanticTokenType::OPERATOR),
];

const NOTES: [(Note, ls::SemanticTokenModifier); 3] = [
    (Note::Declaration, ls::SemanticTokenModifier::DECLARATION),
    (Note::Deprecated, ls::SemanticTokenModifier::DEPRECATED),
    (Note::Predefined, ls::SemanticTokenModifier::DEFAULT_LIBRARY),
];

/// The meaning of the fourth and fifth number.
pub fn legend() -> ls::SemanticTokensLegend {
    ls::SemanticTokensLegend {
        token_types: KINDS.iter().map(|(_, name)| name.clone()).collect(),
        token_modifiers: NOTES.iter().map(|(_, name)| name.clone()).collect(),
    }
}

/// Writes tokens out, those of the text `source`. The text is walked once, whatever the number of tokens.
pub fn encode(source: &str, tokens: &[Token], encoding: Encoding) -> Vec<ls::SemanticToken> {
    let mut place = Place { bytes: source.as_bytes(), encoding, at: 0, line: 0, column: 0 };
    let (mut line, mut start) = (0, 0);
    let encode = |token: &Token| {
        place.advance(token.span.start);
        let (from_line, from) = (place.line, place.column);
        place.advance(token.span.end);
        let delta_line = from_line - line;
        let delta_start = if delta_line == 0 { from - start } else { from };
        (line, start) = (from_line, from);
        let kind = KINDS.iter().position(|(kind, _)| *kind == token.kind).unwrap_or(0);
        let note = NOTES.iter().position(|(note, _)| *note == token.note);
        ls::SemanticToken {
            delta_line,
            delta_start,
            length: place.column.saturating_sub(from),
            token_type: kind as u32,
            token_modifiers_bitset: note.map_or(0, |note| 1 << note),
        }
    };
    tokens.iter().map(encode).collect()
}

/// A place that moves forward through a text.
struct Place<'a> {
    bytes: &'a [u8],
    encoding: Encoding,
    at: usize,
    line: u32,
    column: u32,
}

impl Place<'_> {
    fn advance(&mut self, to: usize) {
        let to = to.min(self.bytes.len());
        for at in self.at..to {
            let byte = self.bytes[at];
            // Lines end with LF, CR LF, or CR alone.
            if byte == b'\n' || (byte == b'\r' && self.bytes.get(at + 1) != Some(&b'\n')) {
                self.line += 1;
                self.column = 0;
            } else {
                self.column += width(byte, self.encoding);
            }
        }
        self.at = self.at.max(to);
    }
}

/// What a byte adds to the column: that of a whole character for its first byte, nothing for the others.
fn width(byte: u8, encoding: Encoding) -> u32 {
    let begins = byte & 0xC0 != 0x80;
    match encoding {
        Encoding::Utf8 => 1,
        Encoding::Utf16 if byte >= 0xF0 => 2,
        Encoding::Utf16 | Encoding::Utf32 => u32::from(begins),
    }
}

/// The one edit from the old tokens to the new; none where they are the same.
pub fn difference(old: &[ls::SemanticToken], new: &[ls::SemanticToken]) -> Vec<ls::SemanticTokensEdit> {
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[start..], &new[start..]);
    let kept = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    let (gone, come) = (&old[..old.len() - kept], &new[..new.len() - kept]);
    if gone.is_empty() && come.is_empty() {
        return Vec::new();
    }
    let numbers = |tokens: usize| u32::try_from(tokens * 5).unwrap_or(u32::MAX);
    let data = (!come.is_empty()).then(|| come.to_vec());
    vec![ls::SemanticTokensEdit { start: numbers(start), delete_count: numbers(gone.len()), data }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn tokens(lengths: &[u32]) -> Vec<ls::SemanticToken> {
        lengths.iter().map(|&length| ls::SemanticToken { length, ..Default::default() }).collect()
    }

    #[test]
    fn a_difference_touches_only_what_changed() {
        let edits = difference(&tokens(&[1, 2, 3, 4]), &tokens(&[1, 9, 8, 4]));
        assert_eq!(edits, [ls::SemanticTokensEdit { start: 5, delete_count: 10, data: Some(tokens(&[9, 8])) }]);
        let edits = difference(&tokens(&[1, 1]), &tokens(&[1]));
        assert_eq!(edits, [ls::SemanticTokensEdit { start: 5, delete_count: 5, data: None }]);
        assert!(difference(&tokens(&[1]), &tokens(&[1])).is_empty());
    }

    proptest::proptest! {
        #[test]
        fn a_difference_makes_the_new_of_the_old(old in proptest::collection::vec(0u32..3, 0..12), new in proptest::collection::vec(0u32..3, 0..12)) {
            let (old, new) = (tokens(&old), tokens(&new));
            let mut patched = old.clone();
            for edit in difference(&old, &new) {
                let start = edit.start as usize / 5;
                patched.splice(start..start + edit.delete_count as usize / 5, edit.data.unwrap_or_default());
            }
            proptest::prop_assert_eq!(patched, new);
        }
    }

    #[test]
    fn columns_are_counted_as_agreed_and_lines_by_every_line_end() {
        let source = "é🚀x\r\ny\rz";
        let found = |text: &str| {
            let at = source.find(text).expect("the text");
            Token { span: Span::new(at, at + text.len()), kind: TokenKind::Comment, note: Note::Declaration }
        };
        let tokens = ["🚀x", "y", "z"].map(found);
        let places = |encoding| {
            let encoded = encode(source, &tokens, encoding);
            encoded.iter().map(|token| [token.delta_line, token.delta_start, token.length]).collect::<Vec<_>>()
        };
        assert_eq!(places(Encoding::Utf8), [[0, 2, 5], [1, 0, 1], [1, 0, 1]]);
        assert_eq!(places(Encoding::Utf16), [[0, 1, 3], [1, 0, 1], [1, 0, 1]]);
        assert_eq!(places(Encoding::Utf32), [[0, 1, 2], [1, 0, 1], [1, 0, 1]]);
    }
}
