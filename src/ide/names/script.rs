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

/// A value that a script gives a variable itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnValue {
    /// The end of the word that gives it: what the script reads from there on is not what came from outside.
    pub from: usize,
    /// Whether every path through the script gives it.
    pub is_certain: bool,
}

/// Where a script first gives the variable a value of its own. `NAME=value command` gives it to that command alone.
pub fn own_value(script: &str, name: &str) -> Option<OwnValue> {
    script.match_indices(name).find_map(|(at, _)| {
        let (before, after) = (&script[..at], &script[at + name.len()..]);
        let starts_word = before.is_empty() || before.ends_with(|c: char| c.is_whitespace() || ";&|({`".contains(c));
        if !starts_word {
            return None;
        }
        let previous = before.trim_end().rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
        let outside = before.trim_end().strip_suffix("for").unwrap_or(before);
        let is_certain = is_on_every_path(outside);
        if after.starts_with('=') {
            let from = at + name.len() + word_length(after);
            let is_kept = matches!(previous, "export" | "local" | "readonly" | "declare" | "typeset");
            return (is_kept || !is_for_one_command(&script[from..])).then_some(OwnValue { from, is_certain });
        }
        let is_whole = after.is_empty() || after.starts_with(|c: char| c.is_whitespace() || c == ';');
        let loops = is_whole && matches!(previous, "for" | "read" | "local");
        let from = at + name.len() + after.find(['\n', ';']).unwrap_or(after.len());
        loops.then_some(OwnValue { from, is_certain })
    })
}

/// Whether a command follows an assignment, which is then its alone.
fn is_for_one_command(behind: &str) -> bool {
    let rest = behind.trim_start_matches([' ', '\t']);
    if rest.is_empty() || rest.starts_with(|c: char| "\n\r;&|)}<>#".contains(c)) {
        return false;
    }
    let word = &rest[..word_length(rest)];
    let is_assignment = word.find('=').is_some_and(|sign| name_length(word.as_bytes()) == sign && sign > 0);
    !is_assignment || is_for_one_command(&rest[word.len().max(1)..])
}

/// Whether nothing before decides if the script comes by here: no `if`, `case` or loop is open, and no `||` or test stands
/// right before.
fn is_on_every_path(before: &str) -> bool {
    let words = before.split(|c: char| c.is_whitespace() || ";&|()".contains(c));
    let depth = words.fold(0_i32, |depth, word| match word {
        "if" | "case" | "while" | "until" | "for" => depth + 1,
        "fi" | "esac" | "done" => depth - 1,
        _ => depth,
    });
    let head = before.trim_end().trim_end_matches("export").trim_end();
    let is_tested = || {
        let Some(head) = head.strip_suffix("&&") else { return false };
        let last = head.rsplit([';', '&', '|', '\n']).next().unwrap_or("").trim();
        last.ends_with(']') || last.starts_with("test ")
    };
    depth <= 0 && !head.ends_with("||") && !is_tested()
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
        let from = |script: &str| own_value(script, "V").map(|own| own.from);
        assert_eq!(from("V=${V:-1} && echo $V"), Some(9));
        assert_eq!(from("for V in $V; do"), Some(11));
        assert_eq!(from("make --V=1 XV=2"), None);
        assert_eq!(from("V=\"a b\" && c"), Some(7));
    }

    #[test]
    fn what_one_command_is_given_is_not_the_scripts() {
        let is_own = |script: &str| own_value(script, "V").is_some();
        assert!(!is_own("V=$V make") && !is_own("V=1 W=2 make $V") && !is_own("curl x | V=$V sh"));
        assert!(is_own("V=1; make") && is_own("V=1 W=2 && make") && is_own("export V=1 W") && is_own("(V=1)"));
    }

    #[test]
    fn a_value_may_be_given_on_some_paths_only() {
        let is_certain = |script: &str| own_value(script, "V").expect("a value").is_certain;
        assert!(
            is_certain("set -e && for V in a; do x")
                && is_certain("set -e && V=1 && x")
                && is_certain("if x; then y; fi; V=1")
        );
        assert!(!is_certain("if x; then V=1; fi") && !is_certain("case $V in a) export V=1 ;; esac"));
        assert!(!is_certain("[ -z \"$V\" ] && V=1") && !is_certain("test -n \"$V\" || export V=1"));
    }
}
