//! Variables in shell texts: where a script reads one, and where it gives one a value of its own.
//!
//! Source: POSIX XCU 2.2 (quoting), 2.6.2 (parameters). The shell is followed so far as quotes go; what no quote closes is read
//! on, for scripts hold apostrophes in remarks and in the texts that they write.

use std::ops::Range;

/// What stands around a byte of a script.
#[derive(PartialEq, Eq)]
enum Within {
    Double,
    Substitution,
}

/// The names that a script reads, in order: `$NAME`, `${NAME…}` outside single quotes.
pub(super) fn reads(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut within: Vec<Within> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let in_double = within.last() == Some(&Within::Double);
        match bytes[at] {
            b'\\' => at += 1,
            b'\'' if !in_double => {
                if let Some(length) = text[at + 1..].find('\'') {
                    at += length + 1;
                }
            }
            b'"' if in_double => drop(within.pop()),
            b'"' => within.push(Within::Double),
            b'#' if !in_double && (at == 0 || bytes[at - 1].is_ascii_whitespace()) => {
                at += text[at..].find('\n').unwrap_or(bytes.len() - at);
            }
            b')' if within.last() == Some(&Within::Substitution) => drop(within.pop()),
            b'$' if bytes.get(at + 1) == Some(&b'(') => {
                within.push(Within::Substitution);
                at += 1;
            }
            b'$' => {
                let start = at + if bytes.get(at + 1) == Some(&b'{') { 2 } else { 1 };
                let length = name_length(&bytes[start.min(bytes.len())..]);
                if length > 0 {
                    found.push(start..start + length);
                    at = start + length - 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    found
}

fn name_length(bytes: &[u8]) -> usize {
    if !bytes.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_') {
        return 0;
    }
    bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count()
}

/// Where a script first gives the variable a value of its own, at the end of that word: what it reads from there on is not
/// what came from outside.
pub(super) fn own_from(script: &str, name: &str) -> Option<usize> {
    script.match_indices(name).find_map(|(at, _)| {
        let (before, after) = (&script[..at], &script[at + name.len()..]);
        let starts_word = before.is_empty() || before.ends_with(|c: char| c.is_whitespace() || ";&|({`".contains(c));
        if !starts_word {
            return None;
        }
        if after.starts_with('=') {
            return Some(at + name.len() + word_length(after));
        }
        let previous = before.trim_end().rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
        let is_whole = after.is_empty() || after.starts_with(|c: char| c.is_whitespace() || c == ';');
        let loops = is_whole && matches!(previous, "for" | "read" | "local");
        loops.then(|| at + name.len() + after.find(['\n', ';']).unwrap_or(after.len()))
    })
}

/// The length of a word, quotes and substitutions in it considered.
fn word_length(text: &str) -> usize {
    let mut depth = 0usize;
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(' | '{') => depth += 1,
            (None, ')' | '}') => depth = depth.saturating_sub(1),
            (None, c) if depth == 0 && (c.is_whitespace() || ";&|".contains(c)) => return at,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_reads_what_its_quotes_let_through() {
        let read = |text: &str| reads(text).into_iter().map(|range| text[range].to_owned()).collect::<Vec<_>>();
        assert_eq!(read("echo $A ${B:-$C} '$D' \"$E '$F'\" \\$G $1 $$"), ["A", "B", "C", "E", "F"]);
        assert_eq!(read("x=\"$(awk '{print $1}' \"$A\")\" # don't $B\necho $C's"), ["A", "C"]);
        assert_eq!(read("${"), Vec::<String>::new());
    }

    #[test]
    fn a_value_of_its_own_counts_from_its_end() {
        assert_eq!(own_from("V=${V:-1} && echo $V", "V"), Some(9));
        assert_eq!(own_from("for V in $V; do", "V"), Some(11));
        assert_eq!(own_from("make --V=1 XV=2", "V"), None);
        assert_eq!(own_from("V=\"a b\" c", "V"), Some(7));
    }
}
