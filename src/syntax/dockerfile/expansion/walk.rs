//! The walk over a word, character by character.

use super::pattern::Pattern;
use super::{Environment, Malformed, Mode, Reference};
use crate::text::Span;

/// How deep `${a:-${b:-…}}` may nest before the walk gives up; BuildKit itself has no bound but its stack.
const MAX_DEPTH: usize = 200;

pub(super) struct Walk<'a> {
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

impl<'a> Walk<'a> {
    pub fn new(text: &'a str, mode: Mode, environment: &'a dyn Environment, strict: bool) -> Self {
        Walk { text, at: 0, mode, environment, references: Vec::new(), strict, depth: 0 }
    }

    /// The variables that were met, in order of place.
    pub fn into_references(self) -> Vec<Reference> {
        let mut references = self.references;
        references.sort_by_key(|reference| reference.span);
        references
    }

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
    pub fn until(&mut self, stop: Option<char>, raw_escapes: bool) -> Result<(String, Vec<(String, Span)>), Malformed> {
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
                    "it needs a value".to_owned()
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
