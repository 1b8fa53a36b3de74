//! The JSON form of arguments, `["a", "b"]`, exactly as far as BuildKit accepts it.
//!
//! Source: BuildKit `parser/line_parsers.go` (`parseJSON`), which hands the text to Go's `encoding/json`: an array that is
//! valid JSON through and through, white space around it allowed. Anything else falls back to the shell form; an array with an
//! element that is no string is refused.

use std::ops::Range;

/// What a text that starts with `[` turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Json {
    /// Each element: its value, and where it stands, quotes included.
    Strings(Vec<(String, Range<usize>)>),
    /// Valid JSON, but the element standing there is no string.
    NotAString(Range<usize>),
    /// No JSON array: the text is to be read in its other form.
    Not,
}

/// How deep Go's decoder follows nested values.
const MAX_DEPTH: usize = 10_000;

pub(super) fn read_array(text: &str) -> Json {
    let mut reader = Reader { text, at: text.len() - text.trim_start().len() };
    if reader.peek() != Some(b'[') {
        return Json::Not;
    }
    reader.read_array().unwrap_or(Json::Not)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn read_array(&mut self) -> Option<Json> {
        let mut strings = Vec::new();
        let mut odd_one = None;
        self.at += 1;
        self.skip_blanks();
        if self.peek()? == b']' {
            self.at += 1;
        } else {
            loop {
                self.skip_blanks();
                let start = self.at;
                if self.peek()? == b'"' {
                    let value = self.read_string()?;
                    strings.push((value, start..self.at));
                } else {
                    self.skip_value()?;
                    odd_one.get_or_insert(start..self.at);
                }
                self.skip_blanks();
                match self.next()? {
                    b',' => {}
                    b']' => break,
                    _ => return None,
                }
            }
        }
        self.skip_blanks();
        if self.at < self.text.len() {
            return None;
        }
        Some(odd_one.map_or(Json::Strings(strings), Json::NotAString))
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    /// Reads a string with its quotes. A surrogate without its partner becomes U+FFFD, as in Go.
    fn read_string(&mut self) -> Option<String> {
        let mut value = String::new();
        self.at += 1;
        loop {
            let character = self.text[self.at..].chars().next()?;
            self.at += character.len_utf8();
            match character {
                '"' => return Some(value),
                '\\' => value.push(self.read_escape()?),
                character if character < ' ' => return None,
                character => value.push(character),
            }
        }
    }

    fn read_escape(&mut self) -> Option<char> {
        Some(match self.next()? {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.read_hex()?;
                if !(0xD800..0xDC00).contains(&first) {
                    return Some(char::from_u32(first).unwrap_or('\u{fffd}'));
                }
                let before = self.at;
                if self.text[self.at..].starts_with("\\u") {
                    self.at += 2;
                    let second = self.read_hex()?;
                    if (0xDC00..0xE000).contains(&second) {
                        return char::from_u32(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00));
                    }
                }
                self.at = before;
                '\u{fffd}'
            }
            _ => return None,
        })
    }

    fn read_hex(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }

    /// Steps over one value that is no string of the outer array, without recursion.
    fn skip_value(&mut self) -> Option<()> {
        let mut open = Vec::new();
        loop {
            self.skip_blanks();
            match self.peek()? {
                b'[' => {
                    self.at += 1;
                    self.skip_blanks();
                    if self.peek()? != b']' {
                        open.push(b']');
                        if open.len() > MAX_DEPTH {
                            return None;
                        }
                        continue;
                    }
                    self.at += 1;
                }
                b'{' => {
                    self.at += 1;
                    self.skip_blanks();
                    if self.peek()? != b'}' {
                        open.push(b'}');
                        if open.len() > MAX_DEPTH {
                            return None;
                        }
                        self.skip_key()?;
                        continue;
                    }
                    self.at += 1;
                }
                b'"' => {
                    self.read_string()?;
                }
                b't' => self.skip_word("true")?,
                b'f' => self.skip_word("false")?,
                b'n' => self.skip_word("null")?,
                _ => self.skip_number()?,
            }
            loop {
                let Some(&closing) = open.last() else {
                    return Some(());
                };
                self.skip_blanks();
                match self.next()? {
                    b',' => {
                        if closing == b'}' {
                            self.skip_key()?;
                        }
                        break;
                    }
                    byte if byte == closing => {
                        open.pop();
                    }
                    _ => return None,
                }
            }
        }
    }

    fn skip_key(&mut self) -> Option<()> {
        self.skip_blanks();
        if self.peek()? != b'"' {
            return None;
        }
        self.read_string()?;
        self.skip_blanks();
        (self.next()? == b':').then_some(())
    }

    fn skip_word(&mut self, word: &str) -> Option<()> {
        self.text[self.at..].starts_with(word).then(|| self.at += word.len())
    }

    fn skip_number(&mut self) -> Option<()> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.next()? {
            b'0' => {}
            b'1'..=b'9' => self.skip_digits(),
            _ => return None,
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.need_digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.need_digits()?;
        }
        // Go refuses a number that overflows a float, which makes the text no JSON.
        self.text[start..self.at].parse::<f64>().ok().filter(|number| number.is_finite()).map(|_| ())
    }

    fn skip_digits(&mut self) {
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
    }

    fn need_digits(&mut self) -> Option<()> {
        matches!(self.peek(), Some(b'0'..=b'9')).then(|| self.skip_digits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(text: &str) -> Option<Vec<String>> {
        match read_array(text) {
            Json::Strings(strings) => Some(strings.into_iter().map(|(value, _)| value).collect()),
            _ => None,
        }
    }

    #[test]
    fn elements_come_with_their_places() {
        let text = r#" [ "a", "b c" ] "#;
        let Json::Strings(strings) = read_array(text) else { panic!("an array") };
        assert_eq!(strings[1].0, "b c");
        assert_eq!(&text[strings[1].1.clone()], "\"b c\"");
    }

    #[test]
    fn what_go_refuses_is_not_json() {
        for text in
            ["['a']", r#"["a",]"#, r#"["a"] x"#, r#"["a"#, r#"["\x"]"#, "[\"\u{1}\"]", "[01]", "[1e999]", "[", "a"]
        {
            assert_eq!(read_array(text), Json::Not, "{text}");
        }
    }

    #[test]
    fn other_elements_are_named() {
        assert_eq!(read_array(r#"["a", 1.5e3]"#), Json::NotAString(6..11));
        assert_eq!(read_array(r#"[{"a": [1, {}]}, null]"#), Json::NotAString(1..15));
    }

    #[test]
    fn escapes_are_gos() {
        assert_eq!(
            strings(r#"["\u00e9\n", "\ud83d\ude80", "\ud800x"]"#),
            Some(vec!["é\n".into(), "🚀".into(), "\u{fffd}x".into()])
        );
        assert_eq!(strings("[]"), Some(vec![]));
    }

    #[test]
    fn deep_nesting_does_not_recurse() {
        let deep = format!("[{}{}]", "[".repeat(9_000), "]".repeat(9_000));
        assert!(matches!(read_array(&deep), Json::NotAString(_)));
        assert_eq!(read_array(&"[".repeat(1_000_000)), Json::Not);
    }
}
