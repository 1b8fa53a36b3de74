//! One word of a command: what is left of it once the quotes are off, and what the shell would still put in.
//!
//! Source: POSIX.1-2017, Shell Command Language, 2.2 (quoting) and 2.6 (word expansions); `$'…'` and braces as in bash.

use crate::syntax::Joined;
use std::ops::Range;

/// A word, as written and as the command would get it. Ranges are offsets into the script.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Word {
    pub range: Range<usize>,
    /// Without quotes and escapes; variables and substitutions stand as written.
    pub text: String,
    /// The names of the variables in it, in order.
    pub variables: Vec<String>,
    /// It holds something that only running it can tell: a variable, a substitution, arithmetic.
    pub expands: bool,
    /// It holds an unquoted `*`, `?` or `[…]`, which may become any number of file names.
    pub pattern: bool,
    /// It holds unquoted braces that bash makes into several words: `{a,b}`, `{1..3}`.
    pub braces: bool,
    /// Some of it stands in quotes or is escaped.
    pub quoted: bool,
}

impl Word {
    /// Reads the word that stands at `range` of the script.
    pub(super) fn read(script: &str, range: Range<usize>) -> Word {
        let raw = script.get(range.clone()).unwrap_or("");
        Reader::read(raw, range.start, false).0
    }

    /// Reads a word and keeps where each byte of its text stands in the script.
    pub(super) fn read_with_places(script: &str, range: Range<usize>) -> (Word, Joined) {
        let raw = script.get(range.clone()).unwrap_or("");
        Reader::read(raw, range.start, true)
    }

    /// A word that no shell reads: an element of a JSON list.
    pub(super) fn plain(text: &str, range: Range<usize>) -> Word {
        Word { range, text: text.to_owned(), ..Word::default() }
    }

    /// The text, where the command gets exactly that; patterns and braces stand for themselves.
    pub fn value(&self) -> Option<&str> {
        (!self.expands).then_some(self.text.as_str())
    }

    /// The text, where the command gets exactly that and nothing the shell would still make several words of.
    pub fn literal(&self) -> Option<&str> {
        (!self.expands && !self.pattern && !self.braces).then_some(self.text.as_str())
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quote {
    None,
    Single,
    Double,
    /// `$'…'`
    Ansi,
}

struct Reader<'a> {
    raw: &'a str,
    start: usize,
    word: Word,
    places: Option<Joined>,
}

impl<'a> Reader<'a> {
    fn read(raw: &'a str, start: usize, keep_places: bool) -> (Word, Joined) {
        let word = Word { range: start..start + raw.len(), ..Word::default() };
        let mut reader = Reader { raw, start, word, places: keep_places.then(Joined::new) };
        reader.walk();
        if reader.word.braces && !has_brace_list(raw) {
            reader.word.braces = false;
        }
        (reader.word, reader.places.unwrap_or_default())
    }

    fn walk(&mut self) {
        let bytes = self.raw.as_bytes();
        let last_bracket = self.raw.rfind(']');
        let mut quote = Quote::None;
        let mut at = 0;
        while at < bytes.len() {
            let rest = &self.raw[at..];
            match (quote, bytes[at]) {
                (Quote::None, b'\'') | (Quote::Single, b'\'') => {
                    quote = if quote == Quote::None { Quote::Single } else { Quote::None };
                    at = self.skip_quote(at, 1);
                }
                (Quote::Ansi, b'\'') => {
                    quote = Quote::None;
                    at = self.skip_quote(at, 1);
                }
                (Quote::None | Quote::Double, b'"') => {
                    quote = if quote == Quote::None { Quote::Double } else { Quote::None };
                    at = self.skip_quote(at, 1);
                }
                (Quote::None, b'$') if rest.starts_with("$'") => {
                    quote = Quote::Ansi;
                    at = self.skip_quote(at, 2);
                }
                (Quote::None, b'$') if rest.starts_with("$\"") => at = self.skip_quote(at, 1),
                (Quote::None | Quote::Double, b'$' | b'`') => at = self.expansion(at),
                (Quote::None, b'\\') | (Quote::Double, b'\\') => at = self.escape(at, quote),
                (Quote::Ansi, b'\\') => {
                    // What `\n` and its kin stand for does not matter here, only that it is not what is written.
                    self.word.expands = true;
                    let length = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
                    at = self.keep(at, length);
                }
                (Quote::None, b'*' | b'?') => {
                    self.word.pattern = true;
                    at = self.keep(at, 1);
                }
                (Quote::None, b'[') => {
                    self.word.pattern |= last_bracket.is_some_and(|last| last > at);
                    at = self.keep(at, 1);
                }
                (Quote::None, b'{') => {
                    self.word.braces = true;
                    at = self.keep(at, 1);
                }
                _ => at = self.keep(at, rest.chars().next().map_or(1, char::len_utf8)),
            }
        }
    }

    fn keep(&mut self, at: usize, length: usize) -> usize {
        let piece = &self.raw[at..at + length];
        self.word.text.push_str(piece);
        if let Some(places) = &mut self.places {
            places.push(piece, self.start + at);
        }
        at + length
    }

    fn skip_quote(&mut self, at: usize, length: usize) -> usize {
        self.word.quoted = true;
        at + length
    }

    fn escape(&mut self, at: usize, quote: Quote) -> usize {
        let Some(next) = self.raw[at + 1..].chars().next() else { return self.keep(at, 1) };
        let drops = quote == Quote::None || matches!(next, '$' | '`' | '"' | '\\' | '\n');
        self.word.quoted = true;
        match next {
            '\n' => at + 2,
            _ if drops => self.keep(at + 1, next.len_utf8()),
            _ => self.keep(at, 1),
        }
    }

    /// Keeps `$name`, `${…}`, `$(…)` or a backquoted command as it stands.
    fn expansion(&mut self, at: usize) -> usize {
        let rest = &self.raw[at..];
        let length = expansion_length(rest);
        if length > 1 {
            self.word.expands = true;
            if let Some(name) = variable_name(&rest[..length]) {
                self.word.variables.push(name.to_owned());
            }
        }
        self.keep(at, length)
    }
}

/// How many bytes the expansion at the start of `text` takes; 1 for a `$` that starts none.
fn expansion_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    if bytes.first() == Some(&b'`') {
        return closing_backquote(text);
    }
    match bytes.get(1) {
        Some(b'{') => closing(text, 1, b'{', b'}'),
        Some(b'(') => closing(text, 1, b'(', b')'),
        Some(byte) if byte.is_ascii_alphabetic() || *byte == b'_' => {
            let name = bytes[1..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_');
            1 + name.count()
        }
        Some(b'0'..=b'9' | b'@' | b'*' | b'#' | b'?' | b'-' | b'$' | b'!') => 2,
        _ => 1,
    }
}

fn closing_backquote(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'`' => return at + 1,
            _ => {}
        }
        at += 1;
    }
    text.len()
}

/// Where the bracket at `open` closes, quotes inside respected; the end of the text where it does not.
fn closing(text: &str, open: usize, opens: u8, closes: u8) -> usize {
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (0usize, open);
    let mut quote: Option<u8> = None;
    while at < bytes.len() {
        let byte = bytes[at];
        match quote {
            Some(b'\'') if byte == b'\'' => quote = None,
            Some(b'\'') => {}
            _ if byte == b'\\' => at += 1,
            Some(open) if byte == open => quote = None,
            None if byte == b'"' || byte == b'\'' => quote = Some(byte),
            None if byte == opens => depth += 1,
            None if byte == closes => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    text.len()
}

/// The name in `$name` or `${name…}`; `None` for special parameters and substitutions.
fn variable_name(expansion: &str) -> Option<&str> {
    let body = expansion.strip_prefix("${").or_else(|| expansion.strip_prefix('$'))?;
    let body = body.trim_start_matches(['#', '!']);
    let end = body.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(body.len());
    let name = &body[..end];
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_').then_some(name)
}

/// Whether braces hold a comma or a `..` range: only then does bash expand them.
fn has_brace_list(raw: &str) -> bool {
    let bytes = raw.as_bytes();
    // For each brace that is open: whether it has seen what makes it a list.
    let mut open: Vec<bool> = Vec::new();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'{' => open.push(false),
            b'}' if open.pop() == Some(true) => return true,
            b',' => open.iter_mut().rev().take(1).for_each(|list| *list = true),
            b'.' if bytes.get(at + 1) == Some(&b'.') => open.iter_mut().rev().take(1).for_each(|list| *list = true),
            _ => {}
        }
    }
    false
}

/// Splits a stretch of the script at blanks outside quotes and expansions.
pub(super) fn word_ranges(script: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let text = script.get(range.clone()).unwrap_or("");
    let bytes = text.as_bytes();
    let mut words = Vec::new();
    let (mut at, mut begin) = (0, None);
    let mut quote: Option<u8> = None;
    while at < bytes.len() {
        let byte = bytes[at];
        if quote.is_none() && byte.is_ascii_whitespace() {
            words.extend(begin.take().map(|begin| range.start + begin..range.start + at));
            at += 1;
            continue;
        }
        begin.get_or_insert(at);
        at += match (quote, byte) {
            (Some(b'\''), b'\'') => {
                quote = None;
                1
            }
            (Some(b'\''), _) => 1,
            (_, b'\\') => 2,
            (_, b'$' | b'`') => expansion_length(&text[at..]),
            (Some(b'"'), b'"') => {
                quote = None;
                1
            }
            (None, b'"' | b'\'') => {
                quote = Some(byte);
                1
            }
            _ => 1,
        };
    }
    words.extend(begin.map(|begin| range.start + begin..range.end));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> Word {
        Word::read(raw, 0..raw.len())
    }

    #[test]
    fn quotes_come_off() {
        for (raw, text) in [
            ("a'b c'\"d\"", "ab cd"),
            ("a\\ b", "a b"),
            ("\"a\\\"b\\n\"", "a\"b\\n"),
            ("'a\\'", "a\\"),
            ("\"curl>=1\"", "curl>=1"),
        ] {
            assert_eq!(read(raw).literal(), Some(text), "{raw}");
            assert!(read(raw).quoted);
        }
    }

    #[test]
    fn what_the_shell_puts_in_is_named() {
        let word = read("pkg=${V:-1}-$W\"$(a 'b)')\"");
        assert_eq!(word.value(), None);
        assert_eq!(word.text, "pkg=${V:-1}-$W$(a 'b)')");
        assert_eq!(word.variables, ["V", "W"]);
        assert_eq!(read("'$V'").value(), Some("$V"));
        assert_eq!(read("\\$V").value(), Some("$V"));
        assert_eq!(read("a$").value(), Some("a$"));
    }

    #[test]
    fn patterns_and_braces_are_not_literal() {
        assert!(read("/lists/*").pattern && read("a[0-9]").pattern && !read("'*'").pattern && !read("a[").pattern);
        assert!(read("a{b,c}").braces && read("{1..3}").braces && !read("{}").braces && !read("${A,B}").braces);
        assert_eq!(read("lists/*").value(), Some("lists/*"));
        assert_eq!(read("lists/*").literal(), None);
    }

    #[test]
    fn text_knows_its_places() {
        let (word, places) = Word::read_with_places("xx \"a\\\"b\"", 3..9);
        assert_eq!((word.text.as_str(), places.text()), ("a\"b", "a\"b"));
        assert_eq!([places.offset(0), places.offset(1), places.offset(2)], [4, 6, 7]);
    }
}
