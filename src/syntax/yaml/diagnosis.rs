//! What it means that libyaml stopped: where to point, and what to say.

use super::libyaml::Stop;
use super::lines::{before, line_at};
use crate::text::Span;

/// Where to point, and what to say, when libyaml stopped. `hidden` is the line that caused it, empty where none was found.
pub(super) fn describe(source: &str, stop: &Stop, hidden: Span) -> (Span, String) {
    let line = if hidden.is_empty() { line_at(source, stop.at) } else { hidden };
    let content = line.of(source);
    let start = line.end - content.trim_start().len();
    let body = Span::new(start, start + content.trim().len());
    let precise = if line.touches(stop.at) { rest_of_word(source, stop.at, line) } else { body };
    let says = |words: &str| stop.message.contains(words);
    let indent = Span::new(line.start, start);
    if let Some(quote) = open_quote(content).filter(|_| !says("escape")) {
        return (Span::new(line.start + quote, body.end), "This quote is never closed".to_owned());
    }
    if says("tab character") || (says("cannot start any token") && source[stop.at..].starts_with('\t')) {
        let tab = indent.of(source).find('\t').map_or(indent, |at| Span::new(line.start + at, start));
        return (tab, "A tab cannot indent YAML: Compose wants blanks".to_owned());
    }
    if says("cannot start any token") {
        let character = source[stop.at..].chars().next().unwrap_or(' ');
        return (precise, format!("a value cannot start with `{character}` unless it is quoted"));
    }
    if says("mapping values are not allowed") {
        return (
            precise,
            "`: ` starts a value, and one cannot start here; a text that holds it needs quotes".to_owned(),
        );
    }
    if says("unknown escape character") {
        let start = source[..stop.at].rfind('\\').unwrap_or(stop.at).max(line.start);
        let end = start + source[start..].chars().take(2).map(char::len_utf8).sum::<usize>();
        return (
            Span::new(start, end),
            "double quotes know no such escape; single quotes take a backslash as it is".to_owned(),
        );
    }
    if says("could not find expected ':'") {
        return (body, "a key needs a `:` after it".to_owned());
    }
    if says("control characters") {
        let character = source[stop.at..].chars().next().map_or(1, char::len_utf8);
        return (Span::new(stop.at, stop.at + character), "YAML cannot hold a control character".to_owned());
    }
    if says("alias") || says("anchor") {
        return (precise, "an anchor or alias needs a name".to_owned());
    }
    if says("flow mapping") || says("flow sequence") {
        let (what, bracket) = if says("flow mapping") { ("brace", '{') } else { ("bracket", '[') };
        let opened = content.rfind(bracket).map_or(body, |at| Span::new(line.start + at, line.start + at + 1));
        return (opened, format!("This {what} is not closed, or a comma is missing after it"));
    }
    if says("block sequence entries are not allowed")
        || (says("block mapping") && content.trim_start().starts_with('-'))
    {
        return (body, "a list entry cannot stand here".to_owned());
    }
    if says("block mapping") || says("block collection") || says("block sequence") {
        // The line that is hidden may be sound in itself; then the one where libyaml stopped stands askew.
        let stopped = line_at(source, stop.at);
        let (askew, content) = if content.contains(':') { (stopped, stopped.of(source)) } else { (line, content) };
        let start = askew.end - content.trim_start().len();
        let body = Span::new(start, start + content.trim().len());
        return (body, "This line does not fit the indentation of those above it".to_owned());
    }
    if says("directive") || says("YAML document") {
        return (body, "Compose's reader does not know this directive".to_owned());
    }
    (precise, "This is not YAML".to_owned())
}

/// Where a quote opens a value of the line and no quote of its kind closes it there.
fn open_quote(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let mut starts_value = true;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'#' if at == 0 || bytes[at - 1] == b' ' => return None,
            quote @ (b'"' | b'\'') if starts_value => {
                let mut end = at + 1;
                while bytes.get(end).is_some_and(|byte| *byte != quote) {
                    end += 1 + usize::from(quote == b'"' && bytes[end] == b'\\');
                }
                if end >= bytes.len() {
                    return Some(at);
                }
                at = end;
                starts_value = false;
            }
            b' ' | b'\t' => starts_value |= at > 0 && matches!(bytes[at - 1], b':' | b'-' | b'?'),
            b'[' | b'{' | b',' => starts_value = true,
            _ => starts_value = false,
        }
        at += 1;
    }
    None
}

/// From an offset to the end of the word there; the whole line's text where nothing follows.
fn rest_of_word(source: &str, at: usize, line: Span) -> Span {
    let rest = &source[at..line.end];
    let length = rest.find([' ', '\t']).unwrap_or(rest.len());
    let content = line.of(source);
    let start = line.end - content.trim_start().len();
    match length {
        0 if start == line.end => before(source, line).unwrap_or(line),
        0 => Span::new(start, start + content.trim().len()),
        _ => Span::new(at, at + length),
    }
}
