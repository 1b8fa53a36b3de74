//! Tokens on the wire: five numbers each, counted from the one before; and the difference from what the client has.

use super::view::View;
use crate::ide::{Token, TokenKind};
use tower_lsp::ls_types as ls;

const KINDS: [(TokenKind, ls::SemanticTokenType); 10] = [
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
];

/// The meaning of the fourth and fifth number.
pub fn legend() -> ls::SemanticTokensLegend {
    ls::SemanticTokensLegend {
        token_types: KINDS.iter().map(|(_, name)| name.clone()).collect(),
        token_modifiers: vec![ls::SemanticTokenModifier::DECLARATION],
    }
}

pub fn encode(view: &View, tokens: &[Token]) -> Vec<ls::SemanticToken> {
    let (mut line, mut start) = (0, 0);
    let encode = |token: &Token| {
        let ls::Range { start: from, end: to } = view.range(token.span);
        let delta_line = from.line - line;
        let delta_start = if delta_line == 0 { from.character - start } else { from.character };
        (line, start) = (from.line, from.character);
        let kind = KINDS.iter().position(|(kind, _)| *kind == token.kind).unwrap_or(0);
        ls::SemanticToken {
            delta_line,
            delta_start,
            length: to.character.saturating_sub(from.character),
            token_type: kind as u32,
            token_modifiers_bitset: u32::from(token.is_declaration),
        }
    };
    tokens.iter().map(encode).collect()
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
}
