//! The verdict of libyaml on a text: is it YAML, and where not.
//!
//! go-yaml, which reads for Compose, is a port of libyaml; the two part ways in few places, and this module closes the
//! gap: names of anchors may hold any printable ASCII character in go-yaml, and whether an alias has its anchor is a
//! question of its own, asked of the tree.

use crate::text::Span;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::borrow::Cow;
use std::ops::Range;

/// Where libyaml stopped, and its words for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stop {
    /// The byte at which it stopped.
    pub at: usize,
    /// The first byte of the line where the construct began that it was reading.
    pub began: Option<usize>,
    /// Both halves of the message: the problem, and what was being read.
    pub message: String,
}

/// Where libyaml stops reading the text; `None` where it reads all of it.
pub(super) fn stop(text: &str) -> Option<Stop> {
    // Left in, a byte order mark would count as a column of the first line.
    let body = text.trim_start_matches('\u{feff}');
    let mark = text.len() - body.len();
    let first = ask(body)?;
    let about_names = first.message.contains("anchor") || first.message.contains("alias");
    let stop = if about_names { ask(&plain_names(body))? } else { first };
    Some(Stop { at: stop.at + mark, began: stop.began.map(|at| at + mark), ..stop })
}

/// Whether libyaml reads a stretch of a text, whose aliases may stand for anchors above it; in doubt it does not.
pub(super) fn reads_part(text: &str) -> bool {
    let mut bytes = text.as_bytes().to_vec();
    let mut at = 0;
    while let Some(name) = next_name(&bytes, at) {
        if bytes[name.start] == b'*' {
            // A quoted word stands in for the alias: nothing can continue it either. Only a colon right after it might.
            if bytes.get(name.end) == Some(&b':') {
                return false;
            }
            bytes[name.start..name.end].fill(b'_');
            (bytes[name.start], bytes[name.end - 1]) = (b'\'', b'\'');
        }
        at = name.end;
    }
    std::str::from_utf8(&bytes).is_ok_and(|text| ask(text).is_none())
}

/// The alias at which libyaml, which knows only the first, finds no anchor.
pub(super) fn unknown_alias(text: &str) -> Option<Span> {
    let body = text.trim_start_matches('\u{feff}');
    let stop = ask(body).filter(|stop| stop.message.contains("unknown anchor"))?;
    let name = body.as_bytes()[stop.at..].iter().skip(1).take_while(|byte| is_name_byte(**byte)).count();
    let start = stop.at + text.len() - body.len();
    Some(Span::new(start, start + 1 + name))
}

fn ask(text: &str) -> Option<Stop> {
    let error =
        serde_yaml::Deserializer::from_str(text).find_map(|document| IgnoredAny::deserialize(document).err())?;
    let message = error.to_string();
    let at = match number_after(&message, "position ") {
        Some(offset) if error.location().is_none_or(|place| place.index() == 0) => offset,
        _ => error.location().map_or(0, |place| byte_of(text, place.index())),
    };
    let (_, context) = message.split_once(", ").unwrap_or_default();
    let began = number_after(context, "at line ").map(|line| line_start(text, line.saturating_sub(1)));
    Some(Stop { at: at.min(text.len()), began, message })
}

/// The text with every alias made a word, and every anchor's name made of letters: the same length, the same structure.
fn plain_names(text: &str) -> Cow<'_, str> {
    let mut bytes = text.as_bytes().to_vec();
    let mut at = 0;
    while let Some(name) = next_name(&bytes, at) {
        if bytes[name.start] == b'*' {
            bytes[name.start] = b'_';
        }
        for byte in &mut bytes[name.start + 1..name.end] {
            if !byte.is_ascii_alphanumeric() {
                *byte = b'_';
            }
        }
        at = name.end;
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The next anchor or alias from `at` on, its mark included.
pub(super) fn next_name(bytes: &[u8], mut at: usize) -> Option<Range<usize>> {
    while at < bytes.len() {
        let starts = matches!(bytes[at], b'&' | b'*')
            && at
                .checked_sub(1)
                .is_none_or(|before| matches!(bytes[before], b' ' | b'\t' | b'\n' | b'\r' | b'[' | b'{' | b','));
        if starts {
            let end = at + 1 + bytes[at + 1..].iter().take_while(|byte| is_name_byte(**byte)).count();
            if end > at + 1 {
                return Some(at..end);
            }
        }
        at += 1;
    }
    None
}

/// Whether go-yaml lets the byte stand in the name of an anchor (`isAnchorChar`).
pub(super) fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b':' | b'[' | b']' | b'{' | b'}' | b',')
}

fn number_after(message: &str, words: &str) -> Option<usize> {
    let digits = &message[message.find(words)? + words.len()..];
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    digits[..end].parse().ok()
}

/// The byte of libyaml's index, which counts characters.
fn byte_of(text: &str, index: usize) -> usize {
    text.char_indices().nth(index).map_or(text.len(), |(at, _)| at)
}

/// Where libyaml's line (from 0) begins. It ends lines at CR, LF, NEL, and the two Unicode separators.
fn line_start(text: &str, line: usize) -> usize {
    let mut left = line;
    let mut characters = text.char_indices().peekable();
    while left > 0 {
        let Some((_, character)) = characters.next() else {
            return text.len();
        };
        let ends = match character {
            '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => true,
            '\r' => characters.peek().is_none_or(|&(_, next)| next != '\n'),
            _ => false,
        };
        left -= usize::from(ends);
    }
    characters.peek().map_or(text.len(), |&(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stop_has_its_place_in_bytes() {
        let text = "\u{feff}é: x\nb: \"c\nd: e\n";
        let stop = stop(text).expect("a quote is open");
        assert!(text.is_char_boundary(stop.at));
        assert_eq!(stop.began, Some(text.find("b:").unwrap_or(0)));
        assert_eq!(super::stop("a: b\nc: \"\0\"\n").map(|stop| stop.at), Some(9));
    }

    #[test]
    fn aliases_and_their_names_are_no_business_of_libyaml() {
        for text in ["a: *b\n", "a: &b.c/d 1\nb: *b.c/d\n", "<<: *a\nb: [*c, *d]\n", "*a : b\n"] {
            assert_eq!(stop(text), None, "{text:?}");
        }
        assert!(stop("a: * b\n").is_some());
        assert!(stop("a: *b\n c: d\n").is_some());
    }

    #[test]
    fn a_part_may_use_the_anchors_above() {
        for text in ["  a: *b\n  <<: [*c, *d]\n  *e : f\n", "a: b\n"] {
            assert!(reads_part(text), "{text:?}");
        }
        for text in ["a: *b\n  c\n", "a: *b\n c: d\n", "a: {*b:c}\n", "a: \"b\n", "  a: b\n c: d\n"] {
            assert!(!reads_part(text), "{text:?}");
        }
    }
}
