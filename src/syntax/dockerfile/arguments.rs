//! Reads what follows the keyword and the flags, in the form that the instruction gives it.
//!
//! Source: BuildKit `parser/line_parsers.go` and the dispatch table of `parser/parser.go`.

use super::json::{self, Json};
use super::word::{ceil_boundary, floor_boundary, is_blank, is_space_byte, split_at_blanks, split_words};
use super::{Arguments, Escape, Keyword, Pair, Problem, ProblemKind, Word};
use crate::syntax::Joined;
use crate::text::Span;

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
