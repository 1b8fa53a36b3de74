//! Writing what stands in a Compose file in another form: with quotes or without, on lines instead of between brackets.

use super::amend::Layout;
use crate::model::Compose;
use crate::model::compose::{Resolved, Style, Value};
use crate::syntax::yaml::Kind;

/// The kind of quotes that the file uses more often; double ones where it uses none.
pub fn preferred_quote(file: &Compose) -> char {
    let mut single = 0usize;
    let mut double = 0usize;
    for (_, node) in file.view().nodes() {
        match &node.kind {
            Kind::Scalar(scalar) if scalar.style == Style::SingleQuoted => single += 1,
            Kind::Scalar(scalar) if scalar.style == Style::DoubleQuoted => double += 1,
            _ => {}
        }
    }
    if single > double { '\'' } else { '"' }
}

/// Whether a text reads the same without quotes, wherever it stands and whoever reads it: `yes` and `off` are no texts in YAML
/// 1.1. Some that would are told not to.
pub fn is_plain(text: &str) -> bool {
    if ["y", "n", "yes", "no", "on", "off"].iter().any(|word| word.eq_ignore_ascii_case(text)) {
        return false;
    }
    let starts_well = text.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '_' | '$'));
    let is_safe = |c: char| c.is_ascii_alphanumeric() || "-_./:=@+%$~^;()<>".contains(c);
    starts_well && text.chars().all(is_safe) && !text.ends_with(':') && Resolved::plain(text) == Resolved::Text
}

/// A text as a scalar, with quotes where it needs some.
pub fn scalar(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

/// The lines of a collection that stands between brackets, each indented by at least `indent`. `None` where something in it
/// has several lines, and so may hold a comment.
pub fn block_lines(file: &Compose, value: Value<'_>, indent: usize, layout: Layout) -> Option<Vec<String>> {
    if file.text(value.whole()).contains('\n') {
        return None;
    }
    let margin = " ".repeat(indent);
    let mut lines = Vec::new();
    for pair in value.own_entries() {
        let key = file.text(pair.key.whole());
        match nested(pair.value) {
            None => lines.push(format!("{margin}{key}:{}", spaced(file.text(pair.value.whole())))),
            Some(list) => {
                let inner = indent + if list { layout.list } else { layout.step };
                lines.push(format!("{margin}{key}:{}", spaced(marks(file, pair.value))));
                lines.extend(block_lines(file, pair.value, inner, layout)?);
            }
        }
    }
    for item in value.items() {
        if nested(item).is_none() {
            lines.push(format!("{margin}- {}", file.text(item.whole())));
            continue;
        }
        let inner = block_lines(file, item, indent + 2, layout)?;
        let marks = marks(file, item);
        if !marks.is_empty() {
            lines.push(format!("{margin}- {marks}"));
            lines.extend(inner);
            continue;
        }
        let (first, rest) = inner.split_first()?;
        lines.push(format!("{margin}- {}", first.trim_start()));
        lines.extend_from_slice(rest);
    }
    Some(lines)
}

/// Whether a value is a collection with something in it, and if so, whether it is a list.
fn nested(value: Value<'_>) -> Option<bool> {
    let is_empty = value.items().next().is_none() && value.own_entries().next().is_none();
    (!value.is_alias() && !is_empty).then(|| value.is_sequence())
}

/// The tag and anchor of a value.
pub fn marks<'a>(file: &'a Compose, value: Value<'_>) -> &'a str {
    let (whole, span) = (value.whole(), value.span());
    file.source()[whole.start..span.start].trim()
}

/// A text behind a blank, where there is one.
fn spaced(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(" {text}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_set_where_they_are_needed() {
        for text in ["web", "./a:/b:ro", "$HOME/x", "a=b", "192.168.1.1/24"] {
            assert_eq!(scalar(text), text);
        }
        for (text, quoted) in [
            ("1", "\"1\""),
            ("true", "\"true\""),
            ("off", "\"off\""),
            ("", "\"\""),
            ("a: b", "\"a: b\""),
            ("${A}", "\"${A}\""),
            ("a\\\"b\n", "\"a\\\\\\\"b\\n\""),
            ("*", "\"*\""),
        ] {
            assert_eq!(scalar(text), quoted);
        }
    }
}
