//! Words and pairs, and the two ways in which BuildKit splits a line into them.
//!
//! Source: BuildKit `parser/line_parsers.go`.

use super::Escape;
use crate::syntax::Joined;
use crate::text::Span;
use std::ops::Range;

/// A piece of an argument, as BuildKit's parser holds it: quotes and escapes still in it, unless it came from JSON.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Word {
    pub text: String,
    pub span: Span,
}

impl Word {
    /// The place of a part of the text. A word that JSON quotes, escapes or a continuation hold apart from what stands in
    /// the file answers with all of it.
    pub fn part(&self, range: Range<usize>) -> Span {
        let quotes = self.span.len().checked_sub(self.text.len());
        match quotes {
            Some(0) => Span::from(range).shift(self.span.start),
            Some(2) => Span::from(range).shift(self.span.start + 1),
            _ => self.span,
        }
    }
}

/// `key=value` of ENV and LABEL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    pub key: Word,
    pub value: Word,
}

/// Splits at runs of blanks, quotes meaning nothing.
pub(super) fn split_at_blanks(rest: &Joined) -> Vec<Word> {
    let text = rest.text();
    let mut words = Vec::new();
    let mut at = 0;
    if text.is_empty() {
        return words;
    }
    loop {
        let end = text[at..].find(is_blank).map_or(text.len(), |length| at + length);
        words.push(Word { text: text[at..end].to_owned(), span: rest.span(at..end) });
        if end == text.len() {
            return words;
        }
        at = text.len() - text[end..].trim_start_matches(is_blank).len();
    }
}

/// Splits at white space outside quotes; quotes and escapes stay in the words.
pub(super) fn split_words(rest: &Joined, escape: Escape) -> Vec<Word> {
    let text = rest.text();
    let escape = escape.character();
    let mut words = Vec::new();
    let mut word = String::new();
    let mut start = None;
    let mut quote = None;
    let mut characters = text.char_indices().peekable();
    let finish = |word: &mut String, start: &mut Option<usize>, end: usize, words: &mut Vec<Word>| {
        if let Some(from) = start.take().filter(|_| !word.is_empty()) {
            words.push(Word { text: std::mem::take(word), span: rest.span(from..end) });
        }
    };
    while let Some((at, character)) = characters.next() {
        if quote.is_none() && character.is_whitespace() {
            finish(&mut word, &mut start, at, &mut words);
            continue;
        }
        start.get_or_insert(at);
        match quote {
            None if character == '"' || character == '\'' => quote = Some(character),
            Some(open) if open == character => quote = None,
            _ => {}
        }
        if character == escape && quote != Some('\'') {
            let Some((_, next)) = characters.next() else {
                break;
            };
            word.push(character);
            word.push(next);
        } else {
            word.push(character);
        }
    }
    finish(&mut word, &mut start, text.len(), &mut words);
    words
}

/// What separates words: `[\t\v\f\r ]` in BuildKit's own pattern.
pub(super) fn is_blank(character: char) -> bool {
    matches!(character, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ')
}

/// White space where BuildKit looks at single bytes as if they were characters: Latin-1's NEL and NBSP among them.
pub(super) fn is_space_byte(byte: u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | b' ' | 0x85 | 0xA0)
}

pub(super) fn floor_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

pub(super) fn ceil_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}
