//! What follows the keyword and the flags, in the form that the instruction gives it.
//!
//! Source: BuildKit `parser/line_parsers.go` and the dispatch table of `parser/parser.go`.

use super::instruction::{Keyword, Problem, ProblemKind};
use super::json::{self, Json};
use super::{Escape, Instruction};
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

/// The arguments of an instruction.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Arguments {
    #[default]
    None,
    /// FROM, EXPOSE, ARG, and ADD, COPY, VOLUME outside JSON.
    Words(Vec<Word>),
    /// The JSON form of any instruction that has one; `list` spans the brackets.
    Json { words: Vec<Word>, list: Span },
    /// The shell form of RUN, CMD, ENTRYPOINT (and of SHELL, which BuildKit then refuses).
    Shell(Joined),
    /// MAINTAINER, STOPSIGNAL, USER, WORKDIR: the rest of the line is one value.
    Text(Word),
    /// ENV and LABEL; `legacy` is the form without `=`, which holds one pair.
    Pairs { pairs: Vec<Pair>, legacy: bool },
    /// HEALTHCHECK: its type (`CMD`, `NONE`), and what follows it.
    Health { kind: Word, command: Box<Arguments> },
    /// ONBUILD: the instruction it keeps for later.
    Trigger(Box<Instruction>),
}

impl Arguments {
    /// The words of a list, whichever form it has.
    pub fn words(&self) -> &[Word] {
        match self {
            Arguments::Words(words) | Arguments::Json { words, .. } => words,
            Arguments::Text(word) => std::slice::from_ref(word),
            _ => &[],
        }
    }

    pub fn is_json(&self) -> bool {
        match self {
            Arguments::Json { .. } => true,
            Arguments::Health { command, .. } => command.is_json(),
            _ => false,
        }
    }

    /// The command line of a shell form: of RUN, CMD and ENTRYPOINT, and of HEALTHCHECK CMD.
    pub fn shell(&self) -> Option<&Joined> {
        match self {
            Arguments::Shell(line) => Some(line),
            Arguments::Health { command, .. } => command.shell(),
            _ => None,
        }
    }
}

pub(super) fn read(keyword: Keyword, rest: &Joined, escape: Escape, problems: &mut Vec<Problem>) -> Arguments {
    match keyword {
        Keyword::Add | Keyword::Copy | Keyword::Volume => {
            json_form(rest, problems).unwrap_or_else(|| words_form(split_at_blanks(rest)))
        }
        Keyword::Cmd | Keyword::Entrypoint | Keyword::Run | Keyword::Shell => command_form(rest, problems),
        Keyword::Expose | Keyword::From => words_form(split_at_blanks(rest)),
        Keyword::Arg => words_form(split_words(rest, escape)),
        Keyword::Env | Keyword::Label => pairs_form(rest, escape, problems),
        Keyword::Healthcheck => health_form(rest, problems),
        Keyword::Maintainer | Keyword::Stopsignal | Keyword::User | Keyword::Workdir => text_form(rest),
        Keyword::Onbuild | Keyword::Unknown => Arguments::None,
    }
}

fn words_form(words: Vec<Word>) -> Arguments {
    if words.is_empty() { Arguments::None } else { Arguments::Words(words) }
}

fn text_form(rest: &Joined) -> Arguments {
    if rest.is_empty() {
        return Arguments::None;
    }
    Arguments::Text(Word { text: rest.text().to_owned(), span: rest.whole() })
}

/// The JSON form, where the text has it. An array with anything but strings is a problem, and then read in the other form
/// so that the rest of the file goes on.
fn json_form(rest: &Joined, problems: &mut Vec<Problem>) -> Option<Arguments> {
    match json::read_array(rest.text()) {
        Json::Strings(strings) => {
            let words = strings.into_iter().map(|(text, range)| Word { text, span: rest.span(range) }).collect();
            Some(Arguments::Json { words, list: rest.whole() })
        }
        Json::NotAString(range) => {
            problems.push(Problem { kind: ProblemKind::NotAString, span: rest.span(range) });
            None
        }
        Json::Not => None,
    }
}

fn command_form(rest: &Joined, problems: &mut Vec<Problem>) -> Arguments {
    if rest.is_empty() {
        return Arguments::None;
    }
    json_form(rest, problems).unwrap_or_else(|| Arguments::Shell(rest.clone()))
}

fn health_form(rest: &Joined, problems: &mut Vec<Problem>) -> Arguments {
    let bytes = rest.text().as_bytes();
    let end = bytes.iter().position(|&byte| is_space_byte(byte)).unwrap_or(bytes.len());
    if end == 0 {
        return Arguments::None;
    }
    let next = bytes[end..].iter().position(|&byte| !is_space_byte(byte)).map_or(bytes.len(), |at| end + at);
    let (end, next) = (floor_boundary(rest.text(), end), ceil_boundary(rest.text(), next));
    let kind = Word { text: rest.text()[..end].to_owned(), span: rest.span(0..end) };
    let command = command_form(&rest.slice(next..rest.text().len()), problems);
    Arguments::Health { kind, command: Box::new(command) }
}

fn pairs_form(rest: &Joined, escape: Escape, problems: &mut Vec<Problem>) -> Arguments {
    let words = split_words(rest, escape);
    let Some(first) = words.first() else {
        return Arguments::None;
    };
    if !first.text.contains('=') {
        let text = rest.text();
        let Some(end) = text.find(is_blank) else {
            problems.push(Problem { kind: ProblemKind::PairWithoutValue, span: rest.whole() });
            return Arguments::None;
        };
        let next = text.len() - text[end..].trim_start_matches(is_blank).len();
        let part = |from: usize, to: usize| Word { text: text[from..to].to_owned(), span: rest.span(from..to) };
        let pair = Pair { key: part(0, end), value: part(next, text.len()) };
        return Arguments::Pairs { pairs: vec![pair], legacy: true };
    }
    let mut pairs = Vec::new();
    for word in words {
        let Some((key, value)) = word.text.split_once('=') else {
            problems.push(Problem { kind: ProblemKind::PairWithoutEquals, span: word.span });
            continue;
        };
        let middle = (word.span.start + key.len()).min(word.span.end);
        pairs.push(Pair {
            key: Word { text: key.to_owned(), span: Span::new(word.span.start, middle) },
            value: Word { text: value.to_owned(), span: Span::new((middle + 1).min(word.span.end), word.span.end) },
        });
    }
    Arguments::Pairs { pairs, legacy: false }
}

/// Splits at runs of blanks, quotes meaning nothing.
fn split_at_blanks(rest: &Joined) -> Vec<Word> {
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
fn split_words(rest: &Joined, escape: Escape) -> Vec<Word> {
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
