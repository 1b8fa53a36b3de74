//! Where blanks count: the quoted stretches of a command line or a list of pairs.
//!
//! Outside them a run of blanks separates words, however long it is. Whatever is not certain counts as quoted.

use crate::text::Span;

/// What a shell has open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    /// `"`
    Quote,
    /// `$(`
    Command,
    /// `(`
    Group,
    /// `${`
    Brace,
}

/// The quoted stretches of a POSIX shell's command line, quotes included; `None` where they cannot be told.
pub(super) fn of_shell(text: &str) -> Option<Vec<Span>> {
    // `$'…'` has escapes in some shells and none in others; a `)` of `case` closes nothing.
    if text.contains("$'") || text.contains("esac") && text.contains("\"$(") {
        return None;
    }
    let bytes = text.as_bytes();
    let mut stretches = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    // Where the outermost quote began.
    let mut began = None;
    let mut at = 0;
    while at < bytes.len() {
        let in_quotes = open.last() == Some(&Open::Quote);
        let start = at;
        at += 1;
        match bytes[start] {
            b'\\' => {
                // The blank behind it is a letter.
                if began.is_none() {
                    stretches.push(Span::new(start, (at + 1).min(bytes.len())));
                }
                at += 1;
            }
            b'\'' if !in_quotes && open.last() != Some(&Open::Brace) => {
                at += 1 + bytes[at..].iter().position(|&byte| byte == b'\'')?;
                if began.is_none() {
                    stretches.push(Span::new(start, at));
                }
            }
            b'`' => {
                at = closing_backquote(bytes, at)?;
                if began.is_none() {
                    stretches.push(Span::new(start, at));
                }
            }
            b'"' if in_quotes => {
                open.pop();
            }
            b'"' => open.push(Open::Quote),
            b'$' if bytes.get(at) == Some(&b'(') => {
                open.push(Open::Command);
                at += 1;
            }
            b'$' if bytes.get(at) == Some(&b'{') => {
                open.push(Open::Brace);
                at += 1;
            }
            b'(' if !in_quotes => open.push(Open::Group),
            b')' if matches!(open.last(), Some(Open::Command | Open::Group)) => {
                open.pop();
            }
            b'}' if open.last() == Some(&Open::Brace) => {
                open.pop();
            }
            b'#' if !in_quotes && open.last() != Some(&Open::Brace) && begins_word(bytes, start) => break,
            _ => {}
        }
        let counts = open.iter().any(|open| matches!(open, Open::Quote | Open::Brace));
        match began {
            None if counts => began = Some(start),
            Some(from) if !counts => {
                stretches.push(Span::new(from, at.min(bytes.len())));
                began = None;
            }
            _ => {}
        }
    }
    began.is_none().then_some(stretches)
}

fn closing_backquote(bytes: &[u8], mut at: usize) -> Option<usize> {
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'`' => return Some(at + 1),
            _ => at += 1,
        }
    }
    None
}

fn begins_word(bytes: &[u8], at: usize) -> bool {
    at == 0 || matches!(bytes[at - 1], b' ' | b'\t' | b';' | b'&' | b'|' | b'(' | b')')
}

/// The quoted stretches where BuildKit splits words itself: its two quotes and its escape character.
pub(super) fn of_builder(text: &str, escape: char) -> Option<Vec<Span>> {
    let mut stretches = Vec::new();
    let mut quote: Option<(char, usize)> = None;
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match quote {
            Some((open, from)) if open == character => {
                stretches.push(Span::new(from, at + 1));
                quote = None;
            }
            Some(('\'', _)) => {}
            _ if character == escape => {
                let Some((next, escaped)) = characters.next() else { break };
                if quote.is_none() {
                    stretches.push(Span::new(at, next + escaped.len_utf8()));
                }
            }
            None if character == '"' || character == '\'' => quote = Some((character, at)),
            _ => {}
        }
    }
    quote.is_none().then_some(stretches)
}

/// The text with every run of blanks outside `quoted` as one blank.
pub(super) fn with_single_blanks(text: &str, quoted: &[Span]) -> String {
    let mut written = String::with_capacity(text.len());
    let mut quoted = quoted.iter().peekable();
    let mut was_blank = false;
    for (at, character) in text.char_indices() {
        while quoted.next_if(|span| span.end <= at).is_some() {}
        let is_quoted = quoted.peek().is_some_and(|span| span.start <= at);
        let is_blank = matches!(character, ' ' | '\t') && !is_quoted;
        match is_blank {
            true if was_blank => {}
            true => written.push(' '),
            false => written.push(character),
        }
        was_blank = is_blank;
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(text: &str) -> Option<Vec<&str>> {
        of_shell(text).map(|spans| spans.into_iter().map(|span| span.of(text)).collect())
    }

    #[test]
    fn quotes_nest_in_commands() {
        assert_eq!(shell("a 'b  c' \"d  e\" f"), Some(vec!["'b  c'", "\"d  e\""]));
        assert_eq!(shell("\"$(echo \"a   b\")\" c"), Some(vec!["\"$(echo \"a   b\")\""]));
        assert_eq!(shell("$(echo \"a\" b) ${x:-c  d}"), Some(vec!["\"a\"", "${x:-c  d}"]));
        assert_eq!(shell("a\\ b `c  \\` d` e"), Some(vec!["\\ ", "`c  \\` d`"]));
        assert_eq!(shell("echo \"it's\" # don't"), Some(vec!["\"it's\""]));
    }

    #[test]
    fn what_is_not_certain_is_not_told() {
        for text in ["echo $'a\\'b'", "echo \"a", "echo 'a", "x=\"$(case a in a) echo \"b\";; esac)\""] {
            assert_eq!(shell(text), None, "{text}");
        }
    }

    #[test]
    fn runs_outside_quotes_are_one_blank() {
        let text = "a   \"b   c\"\t\td\\  e";
        let quoted = of_shell(text).expect("it is whole");
        assert_eq!(with_single_blanks(text, &quoted), "a \"b   c\" d\\  e");
        assert_eq!(of_builder("a=\"x y\" b=c\\ d", '\\').map(|spans| spans.len()), Some(2));
    }
}
