//! Files of variables: `.env`, and those that `env_file` and `label_file` name.
//!
//! Source: compose-go, `dotenv/`, and the answers of Compose 5.6. `KEY=value` or `KEY: value` a line; a key alone takes the
//! variable of its name. Single quotes keep all as it is, double quotes know escapes and variables; both may span lines.

use super::interpolation::{Unfilled, fill};
use std::collections::BTreeMap;
use std::ops::Range;

/// A variable that a file sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    pub name: String,
    pub value: String,
    /// From the name to the end of the value, in bytes of the text.
    pub range: Range<usize>,
}

/// Why Compose refuses a file of variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// In bytes of the text.
    pub range: Range<usize>,
    /// In a sentence without a full stop.
    pub message: String,
}

/// What a variable is outside of the file.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The variables of a file, in its order. In its values `outside` goes before the file's earlier lines.
///
/// # Errors
/// Where Compose refuses the file.
pub fn read(text: &str, outside: Lookup<'_>) -> Result<Vec<Assignment>, Fault> {
    let mut reader = Reader { text, at: text.len() - without_mark(text).len(), known: BTreeMap::new(), outside };
    let mut assignments = Vec::new();
    while reader.goes_on() {
        if let Some(assignment) = reader.statement()? {
            reader.known.insert(assignment.name.clone(), assignment.value.clone());
            assignments.push(assignment);
        }
    }
    Ok(assignments)
}

/// The variables of a file in the format `raw`: all that stands after `=`, as it stands there.
pub fn read_raw(text: &str, outside: Lookup<'_>) -> Vec<Assignment> {
    let mut at = text.len() - without_mark(text).len();
    let mut assignments = Vec::new();
    for line in text[at..].split_inclusive('\n') {
        let written = line.trim_end_matches(['\n', '\r']).trim_start();
        let start = at + line.len() - line.trim_start().len();
        at += line.len();
        if written.is_empty() || written.starts_with('#') {
            continue;
        }
        let (name, value) = match written.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (written, outside(written)),
        };
        let range = start..start + written.len();
        assignments.extend(value.map(|value| Assignment { name: name.to_owned(), value, range }));
    }
    assignments
}

fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    known: BTreeMap<String, String>,
    outside: Lookup<'a>,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Goes to the next statement, if there is one.
    fn goes_on(&mut self) -> bool {
        loop {
            self.at = self.text.len() - self.rest().trim_start().len();
            if !self.rest().starts_with('#') {
                return !self.rest().is_empty();
            }
            self.at += self.rest().find('\n').unwrap_or(self.rest().len());
        }
    }

    /// Reads a statement; `None` for a name alone that stands for nothing.
    fn statement(&mut self) -> Result<Option<Assignment>, Fault> {
        if let Some(rest) = self.rest().strip_prefix("export").filter(|rest| rest.starts_with(char::is_whitespace)) {
            self.at = self.text.len() - rest.trim_start_matches(is_blank).len();
        }
        let start = self.at;
        let Some((written, sign)) = self.name()? else {
            // Compose sets a variable without a name to a last line that is a name alone.
            return self.value().map(|value| Some(self.assignment("", value, start)));
        };
        let name = written.trim_end();
        if name.contains(' ') {
            let message = format!("a blank stands in the name `{name}`");
            return Err(Fault { range: start..start + name.len(), message });
        }
        self.at += written.len() + 1;
        if sign == '\n' {
            let value = (self.outside)(name);
            return Ok(value.map(|value| Assignment {
                name: name.to_owned(),
                value,
                range: start..start + name.len(),
            }));
        }
        self.at = self.text.len() - self.rest().trim_start_matches(is_blank).len();
        let value = self.value()?;
        Ok(Some(self.assignment(name, value, start)))
    }

    fn assignment(&self, name: &str, value: String, start: usize) -> Assignment {
        let written = self.text[start..self.at].trim_end();
        Assignment { name: name.to_owned(), value, range: start..start + written.len() }
    }

    /// What stands before the sign that ends a name, and the sign; `None` where the text ends first.
    fn name(&self) -> Result<Option<(&'a str, char)>, Fault> {
        let belongs =
            |character: char| character.is_alphanumeric() || "_.-[]".contains(character) || is_blank(character);
        let Some(end) = self.rest().find(|character| !belongs(character)) else {
            return Ok(None);
        };
        let sign = self.rest()[end..].chars().next().unwrap_or('\n');
        if ['=', ':', '\n'].contains(&sign) {
            return Ok(Some((&self.rest()[..end], sign)));
        }
        let at = self.at + end;
        let message = format!("`{sign}` cannot stand in the name of a variable");
        Err(Fault { range: at..at + sign.len_utf8(), message })
    }

    fn value(&mut self) -> Result<String, Fault> {
        match self.rest().chars().next().filter(|first| ['"', '\''].contains(first)) {
            Some(quote) => self.quoted(quote),
            None => {
                let start = self.at;
                let line = self.rest().split('\n').next().unwrap_or_default();
                self.at = (start + line.len() + 1).min(self.text.len());
                let value = line.split_once(" #").map_or(line, |(value, _)| value).trim_end();
                self.filled(value, start..start + value.len())
            }
        }
    }

    fn quoted(&mut self, quote: char) -> Result<String, Fault> {
        let start = self.at;
        let mut value = String::new();
        let mut escaped = false;
        for (at, character) in self.rest().char_indices().skip(1) {
            match (character, escaped) {
                ('\\', false) => escaped = true,
                (character, false) if character == quote => {
                    self.at += at + 1;
                    let range = start..self.at;
                    return if quote == '"' { self.filled(&unescaped(&value), range) } else { Ok(value) };
                }
                (character, was_escaped) => {
                    if was_escaped && character != quote {
                        value.push('\\');
                    }
                    value.push(character);
                    escaped = false;
                }
            }
        }
        let line = self.rest().split('\n').next().unwrap_or_default();
        Err(Fault {
            range: start..start + line.len(),
            message: format!("the `{quote}` that opens here is never closed"),
        })
    }

    fn filled(&self, value: &str, range: Range<usize>) -> Result<String, Fault> {
        let known = |name: &str| (self.outside)(name).or_else(|| self.known.get(name).cloned());
        fill(value, &known).map_err(|unfilled| {
            let message = match unfilled {
                Unfilled::Unreadable(expression) => format!("Compose cannot read the variable `{expression}`"),
                Unfilled::Missing { name, .. } => format!("the variable `{name}` must have a value here"),
            };
            Fault { range, message }
        })
    }
}

/// A blank that ends no line.
fn is_blank(character: char) -> bool {
    matches!(character, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ' | '\u{85}' | '\u{a0}')
}

/// A text from double quotes with its escapes read; an escaped dollar is doubled, for variables are filled in next.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let escape = &rest[at + 1..];
        let octal = escape.strip_prefix('0').and_then(|digits| digits.get(..3));
        let octal = octal.and_then(|digits| Some((u8::from_str_radix(digits, 8).ok()?, 4)));
        let (read, length) = match escape.chars().next() {
            Some('a') => ("\u{7}".to_owned(), 1),
            Some('b') => ("\u{8}".to_owned(), 1),
            Some('f') => ("\u{c}".to_owned(), 1),
            Some('n') => ("\n".to_owned(), 1),
            Some('r') => ("\r".to_owned(), 1),
            Some('t') => ("\t".to_owned(), 1),
            Some('v') => ("\u{b}".to_owned(), 1),
            Some('$') => ("$$".to_owned(), 1),
            Some(itself @ ('"' | '\\')) => (itself.to_string(), 1),
            _ => octal.map_or(("\\".to_owned(), 0), |(byte, length)| (char::from(byte).to_string(), length)),
        };
        out.push_str(&read);
        rest = &escape[length..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Vec<(String, String)> {
        let outside = |name: &str| (name == "HOST").then(|| "outside".to_owned());
        let read = read(text, &outside).unwrap_or_else(|fault| panic!("{text}: {}", fault.message));
        read.into_iter().map(|assignment| (assignment.name, assignment.value)).collect()
    }

    #[track_caller]
    fn value(text: &str, expected: &str) {
        assert_eq!(pairs(text).pop().map(|(_, value)| value).as_deref(), Some(expected), "{text}");
    }

    #[test]
    fn a_value_ends_with_its_line_or_its_quote() {
        value("A=1 # one\n", "1");
        value("A = two words  \n", "two words");
        value("export A: yaml", "yaml");
        value("A=a#b", "a#b");
        value("A= #b", "#b");
        value("A=", "");
        value("A=\"two\nlines\" # of it", "two\nlines");
        value("A='it\\'s \\n $A'", "it's \\n $A");
        assert_eq!(pairs("A=\"1\" B='2'\n# C=3\n").len(), 2);
    }

    #[test]
    fn double_quotes_know_escapes() {
        value("A=\"\\t\\\"x\\\"\\\\ \\c \\0101\"", "\t\"x\"\\ \\c A");
        value("A=\"\\$B $$B\"", "$B $B");
    }

    #[test]
    fn variables_come_from_outside_and_from_above() {
        value("A=1\nB=$A-${HOST}-${NONE:-none}", "1-outside-none");
        value("HOST=file\nB=$HOST", "outside");
        assert_eq!(pairs("HOST\nNONE\nA=1\n"), [("HOST".into(), "outside".into()), ("A".into(), "1".into())]);
    }

    #[test]
    fn faults_have_their_place() {
        for (text, blamed) in [
            ("A=1\nB C=2", "B C"),
            ("A=1\nB!=2", "!"),
            ("A=\"open\nB=2", "\"open"),
            ("A=${", "${"),
            ("A=${B?}", "${B?}"),
        ] {
            let fault = read(text, &|_| None).expect_err(text);
            assert_eq!(&text[fault.range], blamed, "{text}");
        }
    }

    #[test]
    fn places_are_those_of_the_statement() {
        let text = "# first\nexport A='1' # one\nB";
        let read = read(text, &|_| None).expect("variables");
        assert_eq!(read.iter().map(|it| &text[it.range.clone()]).collect::<Vec<_>>(), ["A='1'", "B"]);
    }

    #[test]
    fn raw_lines_stay_as_they_are() {
        let raw = read_raw("\u{feff} A=\"$B\" # c \n\n#x\nHOST\nNONE\n", &|name| (name == "HOST").then(String::new));
        let raw: Vec<_> = raw.iter().map(|it| (it.name.as_str(), it.value.as_str())).collect();
        assert_eq!(raw, [("A", "\"$B\" # c "), ("HOST", "")]);
    }
}
