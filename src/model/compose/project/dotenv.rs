//! `.env` and `env_file` files: `NAME=value` lines with quotes, escapes, comments and variables.
//!
//! Source: compose-go `dotenv/parser.go`, with its edges: a name may be followed by `:`, a colon as well as `=`; a name alone
//! takes its value from outside; what follows a closing quote begins the next entry.

use super::substitute::{Lookup, Substituted, substitute};
use crate::text::Span;
use std::collections::BTreeMap;

/// One entry of such a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub name: String,
    pub name_span: Span,
    /// `None` for a name alone that is set nowhere.
    pub value: Option<String>,
    /// Variables in the value that are not set.
    pub unset: Vec<String>,
}

/// What makes the whole file unreadable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub span: Span,
    /// A sentence without a full stop.
    pub message: String,
}

/// Reads a file. Variables in values are first looked up outside, then among the entries above.
pub fn read(source: &str, outside: Lookup<'_, '_>) -> Result<Vec<Line>, Fault> {
    read_after(source, outside, &|_| None)
}

/// Reads a file after others of a service: what those say is looked up last.
pub fn read_after(source: &str, outside: Lookup<'_, '_>, before: Lookup<'_, '_>) -> Result<Vec<Line>, Fault> {
    let start = source.len() - without_mark(source).len();
    let mut reader = Reader { source, at: start, lines: Vec::new(), set: BTreeMap::new(), before };
    while let Some(begin) = reader.next_entry() {
        reader.entry(begin, outside)?;
    }
    Ok(reader.lines)
}

/// Reads a file in the format `raw`: all that stands after `=`, as it stands there.
pub fn read_raw(source: &str, outside: Lookup<'_, '_>) -> Vec<Line> {
    let mut at = source.len() - without_mark(source).len();
    let mut lines = Vec::new();
    for line in source[at..].split_inclusive('\n') {
        let entry = line.trim_end_matches(['\n', '\r']).trim_start();
        let start = at + line.len() - line.trim_start().len();
        at += line.len();
        if entry.is_empty() || entry.starts_with('#') {
            continue;
        }
        let (name, value) = match entry.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (entry, outside(entry)),
        };
        let name_span = Span::new(start, start + name.len());
        lines.push(Line { name: name.to_owned(), name_span, value: value.map(str::to_owned), unset: Vec::new() });
    }
    lines
}

fn without_mark(source: &str) -> &str {
    source.strip_prefix('\u{feff}').unwrap_or(source)
}

struct Reader<'a, 'l, 'v> {
    source: &'a str,
    at: usize,
    lines: Vec<Line>,
    set: BTreeMap<String, String>,
    before: Lookup<'l, 'v>,
}

impl<'a> Reader<'a, '_, '_> {
    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    /// Skips blanks and comments.
    fn next_entry(&mut self) -> Option<usize> {
        loop {
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start().len();
            match self.rest().chars().next()? {
                '#' => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                _ => return Some(self.at),
            }
        }
    }

    fn entry(&mut self, begin: usize, outside: Lookup<'_, '_>) -> Result<(), Fault> {
        if let Some(after) = self.rest().strip_prefix("export").filter(|after| after.starts_with(char::is_whitespace)) {
            self.at = self.source.len() - after.trim_start_matches(is_blank).len();
        }
        let start = self.at;
        let mut end = None;
        for (offset, character) in self.rest().char_indices() {
            match character {
                '=' | ':' | '\n' => {
                    end = Some((offset, character));
                    break;
                }
                '_' | '.' | '-' | '[' | ']' => {}
                character if is_blank(character) || character.is_alphanumeric() => {}
                character => {
                    let at = start + offset;
                    let span = Span::new(at, at + character.len_utf8());
                    let message = format!("`{character}` cannot stand in the name of a variable");
                    return Err(Fault { span, message });
                }
            }
        }
        // A last line that is a name alone, without its end, is the value of a variable without a name.
        let Some((length, sign)) = end else {
            let name_span = Span::at(start);
            let value = Some(self.value(outside)?.text);
            self.lines.push(Line { name: String::new(), name_span, value, unset: Vec::new() });
            return Ok(());
        };
        let name = self.source[start..start + length].trim_end();
        let name_span = Span::new(start, start + name.len());
        if name.contains(' ') {
            let message = "the name of a variable holds no blank".to_owned();
            return Err(Fault { span: Span::new(begin, name_span.end), message });
        }
        self.at = start + length + 1;
        self.at += self.rest().len() - self.rest().trim_start_matches(is_blank).len();
        let line = if sign == '\n' {
            let value = outside(name).map(str::to_owned);
            Line { name: name.to_owned(), name_span, value, unset: Vec::new() }
        } else {
            let Substituted { text, unset, required, .. } = self.value(outside)?;
            if let Some((missing, ..)) = required.first() {
                return Err(Fault { span: name_span, message: format!("{missing} must be set and is not") });
            }
            let unset = unset.into_iter().map(|(name, _)| name).collect();
            Line { name: name.to_owned(), name_span, value: Some(text), unset }
        };
        if let Some(value) = &line.value {
            self.set.insert(line.name.clone(), value.clone());
        }
        self.lines.push(line);
        Ok(())
    }

    fn value(&mut self, outside: Lookup<'_, '_>) -> Result<Substituted, Fault> {
        let rest = self.rest();
        let quote = match rest.chars().next() {
            Some(quote @ ('"' | '\'')) => quote,
            _ => {
                let line = rest.split('\n').next().unwrap_or("");
                let value = line.split(" #").next().unwrap_or("").trim_end();
                let start = self.at;
                self.at = (start + line.len() + 1).min(self.source.len());
                return self.expanded(value, start, outside);
            }
        };
        let mut text = String::new();
        let mut escaped = false;
        for (offset, character) in rest.char_indices().skip(1) {
            if character == quote && !escaped {
                let start = self.at;
                self.at += offset + 1;
                if quote == '\'' {
                    return Ok(Substituted { text, ..Substituted::default() });
                }
                return self.expanded(&unescaped(&text), start, outside);
            }
            if character == '\\' && !escaped {
                escaped = true;
                continue;
            }
            if escaped && character != quote {
                text.push('\\');
            }
            escaped = false;
            text.push(character);
        }
        let line = rest.find('\n').unwrap_or(rest.len());
        let message = format!("the {quote} that opens here is never closed");
        Err(Fault { span: Span::new(self.at, self.at + line), message })
    }

    fn expanded(&self, text: &str, start: usize, outside: Lookup<'_, '_>) -> Result<Substituted, Fault> {
        let above = |name: &str| self.set.get(name).map(String::as_str);
        let substituted =
            substitute(text, &|name| outside(name).or_else(|| above(name)).or_else(|| (self.before)(name)));
        match substituted.faults.is_empty() {
            true => Ok(substituted),
            false => Err(Fault {
                span: Span::new(start, self.at.max(start)),
                message: "an expression with $ cannot be read".to_owned(),
            }),
        }
    }
}

fn is_blank(character: char) -> bool {
    matches!(character, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ' | '\u{85}' | '\u{a0}')
}

/// The escapes of double quotes: those of Go that shells know, `\0` with up to three octal digits, and `\$`, which keeps
/// its dollar from being read as a variable.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let known = match after.chars().next() {
            Some('a') => "\u{7}",
            Some('b') => "\u{8}",
            Some('f') => "\u{c}",
            Some('n') => "\n",
            Some('r') => "\r",
            Some('t') => "\t",
            Some('v') => "\u{b}",
            Some('\\') => "\\",
            Some('"') => "\"",
            Some('$') => "$$",
            Some('0') => {
                let digits: String = after[1..].chars().take_while(char::is_ascii_digit).take(3).collect();
                let value = u8::from_str_radix(&digits, 8).ok().filter(|_| digits.len() == 3);
                match value {
                    Some(byte) => plain.push(char::from(byte)),
                    None => {
                        plain.push_str("\\0");
                        plain.push_str(&digits);
                    }
                }
                rest = &after[1 + digits.len()..];
                continue;
            }
            _ => {
                plain.push('\\');
                rest = after;
                continue;
            }
        };
        plain.push_str(known);
        rest = &after[1..];
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(source: &str) -> Vec<(String, Option<String>)> {
        let outside = |name: &str| (name == "HOME").then_some("/home/me");
        let lines = read(source, &outside).expect("a readable file");
        lines.into_iter().map(|line| (line.name, line.value)).collect()
    }

    fn value(source: &str) -> String {
        values(source).pop().and_then(|(_, value)| value).expect("a value")
    }

    #[test]
    fn a_value_ends_with_its_line_or_its_quote() {
        for (source, expected) in [
            ("A=b c  # remark\n", "b c"),
            ("A = b\n", "b"),
            ("A: b#c\n", "b#c"),
            ("export A=b", "b"),
            ("A='x $HOME\ny'\n", "x $HOME\ny"),
            ("A=\"a\\nb\\$c \\\"d\\\"\"", "a\nb$c \"d\""),
            ("A=${HOME}/x\n", "/home/me/x"),
            ("B=1\nA=$B$B\n", "11"),
            ("\u{feff}A=\n", ""),
        ] {
            assert_eq!(value(source), expected, "{source}");
        }
    }

    #[test]
    fn a_name_alone_takes_its_value_from_outside() {
        let found = values("HOME\nNONE\n1A=b\nX=\n");
        let names: Vec<_> = found.iter().map(|(name, value)| (name.as_str(), value.as_deref())).collect();
        assert_eq!(names, [("HOME", Some("/home/me")), ("NONE", None), ("1A", Some("b")), ("X", Some(""))]);
        assert_eq!(values("HOME"), [(String::new(), Some("HOME".to_owned()))]);
    }

    #[test]
    fn what_earlier_files_say_is_looked_up_last() {
        let before = |name: &str| (name == "A").then_some("1");
        let lines = read_after("B=$A\nA=2\nC=$A\n", &|_| None, &before).expect("a readable file");
        assert_eq!(
            lines.iter().map(|line| line.value.as_deref()).collect::<Vec<_>>(),
            [Some("1"), Some("2"), Some("2")]
        );
    }

    #[test]
    fn raw_lines_stay_as_they_are() {
        let lines = read_raw("\u{feff} A=\"$B\" # c \n\n#x\nHOME\nNONE\n", &|name| (name == "HOME").then_some("/"));
        let lines: Vec<_> = lines.iter().map(|line| (line.name.as_str(), line.value.as_deref())).collect();
        assert_eq!(lines, [("A", Some("\"$B\" # c ")), ("HOME", Some("/")), ("NONE", None)]);
    }

    #[test]
    fn what_cannot_be_read_is_told_at_its_place() {
        let fault = |source: &str| read(source, &|_| None).map(|_| ()).expect_err(source);
        assert_eq!(fault("A=1\nB C=2\n").span.of("A=1\nB C=2\n"), "B C");
        assert_eq!(fault("A!=1\n").span.of("A!=1\n"), "!");
        assert_eq!(fault("A=\"open\nB=1\n").message, "the \" that opens here is never closed");
        assert_eq!(fault("A=${B:?no}\n").message, "B must be set and is not");
    }
}
