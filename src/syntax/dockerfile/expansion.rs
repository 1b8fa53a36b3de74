//! Word processing as BuildKit's builder does it: quotes, escapes, `$variables` with their modifiers.
//!
//! Source: BuildKit `frontend/dockerfile/shell/lex.go`. The same walk serves three purposes: expanding a word with an
//! environment, finding the variables that a word names, and splitting a line into words to look for heredocs.

use crate::text::Span;
use std::collections::BTreeMap;

/// Where the values of variables come from. A name that it does not know is unset.
pub trait Environment {
    fn get(&self, name: &str) -> Option<String>;
}

impl Environment for BTreeMap<String, String> {
    fn get(&self, name: &str) -> Option<String> {
        BTreeMap::get(self, name).cloned()
    }
}

/// An environment in which nothing is set.
#[derive(Debug, Clone, Copy, Default)]
pub struct Empty;

impl Environment for Empty {
    fn get(&self, _name: &str) -> Option<String> {
        None
    }
}

/// A place where a word names a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    pub name: String,
    /// Of `$name` or `${name…}`, in the text that was walked.
    pub span: Span,
    pub name_span: Span,
    /// What follows the name inside braces, up to its operator: `:-`, `-`, `:+`, `?`, `#`, `/` …; empty where nothing does.
    pub modifier: String,
}

/// What a walk over a word found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expansion {
    /// The word with everything replaced.
    pub text: String,
    /// The same, split at unquoted white space, each word with the stretch of the text that made it.
    pub words: Vec<(String, Span)>,
    /// Every variable that the word names, nested ones too, in order of place.
    pub references: Vec<Reference>,
}

/// Why a word cannot be processed. The message is BuildKit's fact in our words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    pub message: String,
    /// Where in the text the trouble starts.
    pub at: usize,
}

/// How to walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mode {
    pub escape: char,
    /// Keep quotes in the result.
    pub raw_quotes: bool,
    /// Keep escape characters in the result.
    pub raw_escapes: bool,
    /// Treat quotes as ordinary characters (the body of a COPY heredoc).
    pub plain_quotes: bool,
    /// Leave variables that are unset as they stand.
    pub skip_unset: bool,
}

impl Mode {
    /// As instructions process their words.
    pub const fn words(escape: char) -> Self {
        Mode { escape, raw_quotes: false, raw_escapes: false, plain_quotes: false, skip_unset: false }
    }
}

/// Expands a word.
///
/// # Errors
/// Where BuildKit refuses the word: an open quote or brace, an unknown modifier, a `${name:?message}` that is unset.
pub fn expand(text: &str, mode: Mode, environment: &dyn Environment) -> Result<Expansion, Malformed> {
    let mut walk = Walk { text, at: 0, mode, environment, references: Vec::new(), strict: true, depth: 0 };
    let (result, words) = walk.until(None, mode.raw_escapes)?;
    let mut references = walk.references;
    references.sort_by_key(|reference| reference.span);
    Ok(Expansion { text: result, words, references })
}

/// The variables that a word names, whatever their values; none from where the word is malformed on.
pub fn references(text: &str, escape: char) -> Vec<Reference> {
    if !text.contains('$') {
        return Vec::new();
    }
    let mut walk = Walk {
        text,
        at: 0,
        mode: Mode::words(escape),
        environment: &Empty,
        references: Vec::new(),
        strict: false,
        depth: 0,
    };
    let _ = walk.until(None, false);
    let mut references = walk.references;
    references.sort_by_key(|reference| reference.span);
    references
}

/// How deep `${a:-${b:-…}}` may nest before the walk gives up; BuildKit itself has no bound but its stack.
const MAX_DEPTH: usize = 200;

struct Walk<'a> {
    text: &'a str,
    at: usize,
    mode: Mode,
    environment: &'a dyn Environment,
    references: Vec<Reference>,
    /// Whether `${name?message}` of an unset name is an error.
    strict: bool,
    depth: usize,
}

/// Collects characters into words the way the shell splits them.
#[derive(Default)]
struct Splitter {
    words: Vec<(String, Span)>,
    current: String,
    span: Span,
}

impl Splitter {
    /// Adds text that splits words at its white space.
    fn push(&mut self, text: &str, from: Span) {
        for character in text.chars() {
            if character.is_whitespace() {
                self.end_word();
            } else {
                self.push_raw(character.encode_utf8(&mut [0; 4]), from);
            }
        }
    }

    /// Adds text whose white space is part of the word.
    fn push_raw(&mut self, text: &str, from: Span) {
        self.span = if self.current.is_empty() { from } else { self.span.to(from) };
        self.current.push_str(text);
    }

    fn end_word(&mut self) {
        if !self.current.is_empty() {
            self.words.push((std::mem::take(&mut self.current), self.span));
        }
    }

    fn finish(mut self) -> Vec<(String, Span)> {
        self.end_word();
        self.words
    }
}

impl Walk<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += character.len_utf8();
        Some(character)
    }

    fn malformed<T>(&self, message: impl Into<String>) -> Result<T, Malformed> {
        Err(Malformed { message: message.into(), at: self.at.min(self.text.len()) })
    }

    /// Walks up to the stop character, which it consumes, or to the end.
    fn until(&mut self, stop: Option<char>, raw_escapes: bool) -> Result<(String, Vec<(String, Span)>), Malformed> {
        let before = self.mode.raw_escapes;
        self.mode.raw_escapes = raw_escapes;
        let walked = self.walk_until(stop);
        self.mode.raw_escapes = before;
        walked
    }

    fn walk_until(&mut self, stop: Option<char>) -> Result<(String, Vec<(String, Span)>), Malformed> {
        let mut result = String::new();
        let mut words = Splitter::default();
        while let Some(character) = self.peek() {
            let start = self.at;
            if stop == Some(character) {
                self.next();
                return Ok((result, words.finish()));
            }
            let splits = matches!(character, '$');
            let piece = match character {
                '$' => self.dollar()?,
                '<' => self.possible_heredoc(),
                '\'' if !self.mode.plain_quotes => self.single_quoted()?,
                '"' if !self.mode.plain_quotes => self.double_quoted()?,
                _ => {
                    self.next();
                    if character != self.mode.escape {
                        result.push(character);
                        words.push(character.encode_utf8(&mut [0; 4]), Span::new(start, self.at));
                        continue;
                    }
                    let mut escaped = String::new();
                    if self.mode.raw_escapes {
                        escaped.push(character);
                    }
                    escaped.extend(self.next());
                    escaped
                }
            };
            let from = Span::new(start, self.at);
            if splits {
                words.push(&piece, from);
            } else {
                words.push_raw(&piece, from);
            }
            result.push_str(&piece);
        }
        match stop {
            Some(stop) => self.malformed(format!("`{stop}` is missing")),
            None => Ok((result, words.finish())),
        }
    }

    /// The same, for what was opened at `start` and never closed.
    fn unclosed<T>(&self, start: usize, message: &str) -> Result<T, Malformed> {
        Err(Malformed { message: message.to_owned(), at: start })
    }

    fn single_quoted(&mut self) -> Result<String, Malformed> {
        let mut result = String::new();
        let start = self.at;
        let quote = self.next();
        result.extend(quote.filter(|_| self.mode.raw_quotes));
        loop {
            match self.next() {
                None => return self.unclosed(start, "a single quote is not closed"),
                Some('\'') => {
                    result.extend(quote.filter(|_| self.mode.raw_quotes));
                    return Ok(result);
                }
                Some(character) => result.push(character),
            }
        }
    }

    fn double_quoted(&mut self) -> Result<String, Malformed> {
        let mut result = String::new();
        let start = self.at;
        let quote = self.next();
        result.extend(quote.filter(|_| self.mode.raw_quotes));
        loop {
            match self.peek() {
                None => return self.unclosed(start, "a double quote is not closed"),
                Some('"') => {
                    self.next();
                    result.extend(quote.filter(|_| self.mode.raw_quotes));
                    return Ok(result);
                }
                Some('$') => result.push_str(&self.dollar()?),
                Some(character) => {
                    self.next();
                    if character != self.mode.escape {
                        result.push(character);
                        continue;
                    }
                    if self.mode.raw_escapes {
                        result.push(character);
                    }
                    match self.peek() {
                        None => {}
                        Some(next) if next == '"' || next == '$' || next == self.mode.escape => {
                            self.next();
                            result.push(next);
                        }
                        Some(_) => result.push(character),
                    }
                }
            }
        }
    }

    /// `<<` may be followed by blanks that belong to it.
    fn possible_heredoc(&mut self) -> String {
        let start = self.at;
        self.next();
        if self.peek() != Some('<') {
            return "<".to_owned();
        }
        self.next();
        while matches!(self.peek(), Some(' ' | '\t' | '\r')) {
            self.next();
        }
        self.text[start..self.at].to_owned()
    }

    fn dollar(&mut self) -> Result<String, Malformed> {
        if self.depth >= MAX_DEPTH {
            return self.malformed("variables are nested too deeply");
        }
        self.depth += 1;
        let value = self.variable();
        self.depth -= 1;
        value
    }

    fn variable(&mut self) -> Result<String, Malformed> {
        let start = self.at;
        self.next();
        if self.peek() != Some('{') {
            let name_start = self.at;
            let name = self.name();
            if name.is_empty() {
                return Ok("$".to_owned());
            }
            self.refer(&name, start, name_start, "");
            return Ok(match self.environment.get(&name) {
                Some(value) => value,
                None if self.mode.skip_unset => format!("${name}"),
                None => String::new(),
            });
        }
        self.next();
        match self.peek() {
            None => return self.unclosed(start, "`}` is missing"),
            Some('{' | '}' | ':') => return self.malformed("this is no variable name"),
            Some(_) => {}
        }
        let name_start = self.at;
        let name = self.name();
        let operator_start = self.at;
        let operator = self.next();
        match operator {
            Some('}') => {
                self.refer(&name, start, name_start, "");
                Ok(match self.environment.get(&name) {
                    Some(value) => value,
                    None if self.mode.skip_unset => format!("${{{name}}}"),
                    None => String::new(),
                })
            }
            Some('/') => self.substitution(&name, start, name_start),
            Some(':') => {
                let operator = self.next();
                self.with_operator(&name, operator, true, start, name_start, operator_start)
            }
            operator => self.with_operator(&name, operator, false, start, name_start, operator_start),
        }
    }

    fn with_operator(
        &mut self,
        name: &str,
        operator: Option<char>,
        empty_is_unset: bool,
        start: usize,
        name_start: usize,
        operator_start: usize,
    ) -> Result<String, Malformed> {
        let written = self.text[operator_start..self.at].to_owned();
        let Some(operator @ ('+' | '-' | '?' | '#' | '%')) = operator else {
            if operator.is_none() {
                return self.unclosed(start, "`}` is missing");
            }
            self.at = operator_start;
            return self.malformed(format!("`{written}` is no modifier that BuildKit knows"));
        };
        let is_pattern = matches!(operator, '#' | '%');
        if empty_is_unset && is_pattern {
            self.at = operator_start;
            return self.malformed(format!("`{written}` is no modifier that BuildKit knows"));
        }
        let (word, _) = self.until(Some('}'), is_pattern)?;
        self.refer(name, start, name_start, &written);
        let value = self.environment.get(name);
        if value.is_none() && self.mode.skip_unset {
            return Ok(format!("${{{name}{written}{word}}}"));
        }
        let given = value.clone().filter(|value| !(empty_is_unset && value.is_empty()));
        match operator {
            '-' => Ok(given.unwrap_or(word)),
            '+' => Ok(if given.is_some() { word } else { String::new() }),
            '?' if given.is_none() && self.strict => {
                let reason = if !word.is_empty() {
                    word
                } else if value.is_none() {
                    "it must be set".to_owned()
                } else {
                    "it must not be empty".to_owned()
                };
                Err(Malformed { message: format!("{name}: {reason}"), at: start })
            }
            '?' => Ok(given.unwrap_or_default()),
            _ => {
                let (greedy, pattern) = match word.strip_prefix(operator) {
                    Some(rest) => (true, rest),
                    None => (false, word.as_str()),
                };
                let Some(pattern) = Pattern::parse(pattern) else {
                    return self.malformed(format!("`{word}` is no pattern"));
                };
                let value = value.unwrap_or_default();
                Ok(if operator == '#' { pattern.trim_start(&value, greedy) } else { pattern.trim_end(&value, greedy) })
            }
        }
    }

    fn substitution(&mut self, name: &str, start: usize, name_start: usize) -> Result<String, Malformed> {
        let all = self.peek() == Some('/');
        if all {
            self.next();
        }
        let (pattern, _) = self.until(Some('/'), true)?;
        let (replacement, _) = self.until(Some('}'), true)?;
        self.refer(name, start, name_start, if all { "//" } else { "/" });
        let value = self.environment.get(name);
        if value.is_none() && self.mode.skip_unset {
            return Ok(format!("${{{name}/{pattern}/{replacement}}}"));
        }
        match Pattern::parse(&pattern) {
            Some(pattern) => Ok(pattern.replace(&value.unwrap_or_default(), &replacement, all)),
            None => self.malformed(format!("`{pattern}` is no pattern")),
        }
    }

    fn name(&mut self) -> String {
        let start = self.at;
        match self.peek() {
            Some(first) if first.is_ascii_digit() => {
                while self.peek().is_some_and(|c| c.is_ascii_digit()) {
                    self.next();
                }
            }
            Some('@' | '*' | '#' | '?' | '-' | '$' | '!') => {
                self.next();
            }
            _ => {
                while self.peek().is_some_and(|c| c.is_alphanumeric() || c == '_') {
                    self.next();
                }
            }
        }
        self.text[start..self.at].to_owned()
    }

    fn refer(&mut self, name: &str, start: usize, name_start: usize, modifier: &str) {
        self.references.push(Reference {
            name: name.to_owned(),
            span: Span::new(start, self.at),
            name_span: Span::new(name_start, name_start + name.len()),
            modifier: modifier.to_owned(),
        });
    }
}

/// A shell pattern with `*`, `?` and `\` escapes, but no brackets.
struct Pattern(Vec<Piece>);

enum Piece {
    Any,
    One,
    Literal(char),
}

impl Pattern {
    /// `None` for an escape that BuildKit refuses.
    fn parse(text: &str) -> Option<Pattern> {
        let mut pieces = Vec::new();
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            pieces.push(match character {
                '*' => Piece::Any,
                '?' => Piece::One,
                '\\' => match characters.next() {
                    Some(escaped @ ('}' | '/' | '*' | '?' | '\\')) => Piece::Literal(escaped),
                    _ => return None,
                },
                literal => Piece::Literal(literal),
            });
        }
        Some(Pattern(pieces))
    }

    fn matches(&self, text: &[char]) -> bool {
        // The classic walk with one point of return: linear in practice, quadratic at worst.
        let (mut piece, mut at) = (0, 0);
        let mut back = None;
        while at < text.len() {
            match self.0.get(piece) {
                Some(Piece::Any) => {
                    back = Some((piece, at));
                    piece += 1;
                }
                Some(Piece::One) => (piece, at) = (piece + 1, at + 1),
                Some(Piece::Literal(literal)) if *literal == text[at] => (piece, at) = (piece + 1, at + 1),
                _ => {
                    let Some((star, from)) = back else {
                        return false;
                    };
                    back = Some((star, from + 1));
                    (piece, at) = (star + 1, from + 1);
                }
            }
        }
        self.0[piece..].iter().all(|piece| matches!(piece, Piece::Any))
    }

    fn trim_start(&self, value: &str, greedy: bool) -> String {
        let value: Vec<char> = value.chars().collect();
        let mut ends: Vec<usize> = (0..=value.len()).collect();
        if greedy {
            ends.reverse();
        }
        let end = ends.into_iter().find(|&end| self.matches(&value[..end])).unwrap_or(0);
        value[end..].iter().collect()
    }

    fn trim_end(&self, value: &str, greedy: bool) -> String {
        let value: Vec<char> = value.chars().collect();
        let mut starts: Vec<usize> = (0..=value.len()).collect();
        if !greedy {
            starts.reverse();
        }
        let start = starts.into_iter().find(|&start| self.matches(&value[start..])).unwrap_or(value.len());
        value[..start].iter().collect()
    }

    fn replace(&self, value: &str, replacement: &str, all: bool) -> String {
        let value: Vec<char> = value.chars().collect();
        let mut result = String::new();
        let mut at = 0;
        while at < value.len() {
            let longest = (at + 1..=value.len()).rev().find(|&end| self.matches(&value[at..end]));
            match longest {
                Some(end) => {
                    result.push_str(replacement);
                    at = end;
                    if !all {
                        break;
                    }
                }
                None => {
                    result.push(value[at]);
                    at += 1;
                }
            }
        }
        result.extend(&value[at..]);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn expanded(text: &str) -> Result<String, Malformed> {
        let environment = environment(&[("A", "foo.tar.gz"), ("E", "")]);
        expand(text, Mode::words('\\'), &environment).map(|expansion| expansion.text)
    }

    #[test]
    fn every_modifier_means_what_buildkit_means() {
        for (text, result) in [
            ("$A/x", "foo.tar.gz/x"),
            ("${A}", "foo.tar.gz"),
            ("${U:-d}", "d"),
            ("${E:-d}${E-d}", "d"),
            ("${A:+y}${U+y}", "y"),
            ("${U:-${A}}", "foo.tar.gz"),
            ("${A#*.}", "tar.gz"),
            ("${A##*.}", "gz"),
            ("${A%.*}", "foo.tar"),
            ("${A%%.*}", "foo"),
            ("${A/o/0}", "f0o.tar.gz"),
            ("${A//o/0}", "f00.tar.gz"),
            (r"\$A '$A' \a", "$A $A a"),
            (r#""$A" "\$A\x""#, r"foo.tar.gz $A\x"),
            ("$$A", "A"),
        ] {
            assert_eq!(expanded(text).as_deref(), Ok(result), "{text}");
        }
    }

    #[test]
    fn what_buildkit_refuses_is_malformed() {
        for text in ["${", "${}", "${A", "${A:=x}", "${A^}", "${A:0:2}", "'a", "\"a", "${U:?why}", "${A:#x}"] {
            assert!(expanded(text).is_err(), "{text}");
        }
    }

    #[test]
    fn references_are_found_with_their_places() {
        let found = references("a$B:${C:-$D} '$E'", '\\');
        let names: Vec<_> = found.iter().map(|r| (r.name.as_str(), r.modifier.as_str(), r.span.start)).collect();
        assert_eq!(names, [("B", "", 1), ("C", ":-", 4), ("D", "", 9)]);
    }

    #[test]
    fn words_split_at_unquoted_blanks() {
        let expansion = expand("a 'b c'  d\\ e $S", Mode::words('\\'), &environment(&[("S", "x y")]));
        let words: Vec<_> =
            expansion.iter().flat_map(|e| &e.words).map(|(word, span)| (word.as_str(), span.start)).collect();
        assert_eq!(words, [("a", 0), ("b c", 2), ("d e", 9), ("x", 14), ("y", 14)]);
    }

    #[test]
    fn deep_nesting_is_refused_and_does_not_overflow() {
        assert!(expanded(&"${A:-".repeat(100_000)).is_err());
    }
}
