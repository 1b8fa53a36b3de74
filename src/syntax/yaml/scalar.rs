//! The text of a scalar: quotes undone, escapes read, lines folded, and every byte with its place in the file.

use crate::syntax::Joined;
use crate::text::Span;

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

/// What the scalar under `span` says. `indent` is the column of the collection that holds it, which counts only for
/// block scalars with an explicit indentation.
pub(super) fn read(source: &str, style: Style, span: Span, indent: usize) -> Joined {
    match style {
        Style::Plain => folded_lines(source, span, |_| None),
        Style::SingleQuoted => folded_lines(source, inner(source, span, '\''), |rest| {
            rest.starts_with("''").then(|| Escape { length: 2, text: "'".to_owned() })
        }),
        Style::DoubleQuoted => folded_lines(source, inner(source, span, '"'), escape),
        Style::Literal | Style::Folded => block(source, style, span, indent),
    }
}

/// Whether the text of a scalar is the very stretch of the file between its quotes.
pub(super) fn is_verbatim(source: &str, style: Style, span: Span) -> bool {
    let text = span.of(source);
    match style {
        Style::Plain => !text.contains(['\n', '\r']),
        Style::SingleQuoted => !inner(source, span, '\'').of(source).contains(['\n', '\r', '\'']),
        Style::DoubleQuoted => !text.contains(['\n', '\r', '\\']),
        Style::Literal | Style::Folded => false,
    }
}

/// The span between the quotes; a quote that is missing at the end is not missed.
pub(super) fn inner(source: &str, span: Span, quote: char) -> Span {
    let text = span.of(source);
    let start = span.start + usize::from(text.starts_with(quote));
    let closed = text.len() > 1 && text.ends_with(quote);
    Span::new(start, (span.end - usize::from(closed)).max(start))
}

struct Escape {
    /// Bytes in the file.
    length: usize,
    text: String,
}

/// Folds the lines of a flow scalar: one line end is a blank, each further one a line end.
fn folded_lines(source: &str, span: Span, escape: impl Fn(&str) -> Option<Escape>) -> Joined {
    let text = span.of(source);
    let mut joined = Joined::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if let Some(Escape { length, text }) = escape(rest) {
            joined.push(&text, span.start + at);
            at += length;
            continue;
        }
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let ends = &rest[blanks..];
        if ends.starts_with(['\n', '\r']) {
            let body = ends.trim_start_matches([' ', '\t', '\n', '\r']);
            let breaks = line_ends(&ends[..ends.len() - body.len()]);
            let fold = if breaks > 1 { "\n".repeat(breaks - 1) } else { " ".to_owned() };
            joined.push(&fold, span.start + at + blanks);
            at = text.len() - body.len();
            continue;
        }
        let length = blanks.max(rest.chars().next().map_or(1, char::len_utf8));
        joined.push(&rest[..length], span.start + at);
        at += length;
    }
    joined
}

fn line_ends(text: &str) -> usize {
    text.matches('\n').count() + text.matches('\r').count() - text.matches("\r\n").count()
}

/// The escape at the start of what is left of a double-quoted scalar. An escaped line end takes the blanks after it along.
fn escape(rest: &str) -> Option<Escape> {
    let mut characters = rest.chars();
    let (Some('\\'), Some(letter)) = (characters.next(), characters.next()) else {
        return None;
    };
    let plain = |text: &str| Some(Escape { length: 1 + letter.len_utf8(), text: text.to_owned() });
    let digits = match letter {
        '0' => return plain("\0"),
        'a' => return plain("\u{7}"),
        'b' => return plain("\u{8}"),
        't' | '\t' => return plain("\t"),
        'n' => return plain("\n"),
        'v' => return plain("\u{b}"),
        'f' => return plain("\u{c}"),
        'r' => return plain("\r"),
        'e' => return plain("\u{1b}"),
        ' ' | '"' | '/' | '\\' | '\'' => return plain(letter.encode_utf8(&mut [0; 4])),
        'N' => return plain("\u{85}"),
        '_' => return plain("\u{a0}"),
        'L' => return plain("\u{2028}"),
        'P' => return plain("\u{2029}"),
        'x' => 2,
        'u' => 4,
        'U' => 8,
        '\n' | '\r' => {
            let after = rest[1..].strip_prefix("\r\n").unwrap_or(&rest[2..]);
            let body = after.trim_start_matches([' ', '\t']);
            return Some(Escape { length: rest.len() - body.len(), text: String::new() });
        }
        _ => return None,
    };
    let code = u32::from_str_radix(rest.get(2..2 + digits)?, 16).ok()?;
    Some(Escape { length: 2 + digits, text: char::from_u32(code)?.to_string() })
}

/// A block scalar, its header first. The line ends after it belong to it as well, though its node leaves them out.
fn block(source: &str, style: Style, span: Span, indent: usize) -> Joined {
    let after = source[span.end..].len() - source[span.end..].trim_start_matches([' ', '\r', '\n']).len();
    let trailing = source[span.end..span.end + after].rfind('\n').map_or(0, |at| at + 1);
    let text = &source[span.start..span.end + trailing];
    let head_end = text.find('\n').map_or(text.len(), |at| at + 1);
    let header = text[..head_end].split('#').next().unwrap_or("");
    let keep = header.contains('+');
    let strip = header.contains('-');
    let explicit = header.chars().find_map(|c| c.to_digit(10)).map(|digit| indent + digit as usize);
    let body = &text[head_end..];
    let depth = explicit.unwrap_or_else(|| {
        let first = body.split('\n').find(|line| !line.trim_matches([' ', '\r']).is_empty()).unwrap_or("");
        first.len() - first.trim_start_matches(' ').len()
    });
    let mut joined = Joined::new();
    let mut at = span.start + head_end;
    let mut pending = String::new();
    let mut pending_at = at;
    let mut more_indented_before = true;
    for line in body.split_inclusive('\n') {
        let content = line.trim_end_matches('\n').trim_end_matches('\r');
        let ends = line.ends_with('\n');
        let skip = depth.min(content.len() - content.trim_start_matches(' ').len());
        let content_at = at + skip;
        let content = &content[skip..];
        at += line.len();
        if !content.is_empty() {
            let more_indented = content.starts_with([' ', '\t']);
            // Folding keeps the line ends around lines that stand further in.
            let fold = style == Style::Folded && !more_indented && !more_indented_before && !pending.is_empty();
            match (fold, pending.len()) {
                (true, 1) => joined.push(" ", pending_at),
                (true, _) => joined.push(&pending[1..], pending_at),
                (false, _) => joined.push(&pending, pending_at),
            }
            pending.clear();
            joined.push(content, content_at);
            more_indented_before = more_indented;
            pending_at = content_at + content.len();
        }
        if ends {
            pending.push('\n');
        }
    }
    match (keep, strip) {
        (true, _) => joined.push(&pending, pending_at),
        (_, true) => {}
        _ if joined.is_empty() => {}
        _ => joined.push(&pending[..pending.len().min(1)], pending_at),
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(style: Style, source: &str) -> String {
        read(source, style, Span::new(0, source.len()), 0).text().to_owned()
    }

    #[test]
    fn flow_scalars_fold_their_lines() {
        assert_eq!(text(Style::Plain, "a\n  b\n\n  c"), "a b\nc");
        assert_eq!(text(Style::SingleQuoted, "'it''s\n  fine'"), "it's fine");
        assert_eq!(text(Style::DoubleQuoted, r#""a\tb\u00e9\\ \"q\"""#), "a\tbé\\ \"q\"");
        assert_eq!(text(Style::DoubleQuoted, "\"a \\\n   b\""), "a b");
        assert_eq!(text(Style::DoubleQuoted, "\"a\r\n\r\n b\""), "a\nb");
    }

    #[test]
    fn block_scalars_keep_or_fold_them() {
        assert_eq!(text(Style::Literal, "|\n  a\n   b\n\n  c\n\n"), "a\n b\n\nc\n");
        assert_eq!(text(Style::Literal, "|-\n  a\n"), "a");
        assert_eq!(text(Style::Literal, "|+\n  a\n\n"), "a\n\n");
        assert_eq!(text(Style::Literal, "|2\n   a\n"), " a\n");
        assert_eq!(text(Style::Folded, ">\n  a\n  b\n\n  c\n   d\n  e\n"), "a b\nc\n d\ne\n");
        assert_eq!(text(Style::Folded, "> # why\n  a\n"), "a\n");
    }

    #[test]
    fn the_line_end_after_a_block_is_its_own() {
        let source = "|\n  a\n\nb: c\n";
        assert_eq!(read(source, Style::Literal, Span::new(0, 5), 0).text(), "a\n");
        let source = "|+\n  a\n\nb: c\n";
        assert_eq!(read(source, Style::Literal, Span::new(0, 6), 0).text(), "a\n\n");
        assert_eq!(read("|\n  a", Style::Literal, Span::new(0, 5), 0).text(), "a");
    }

    #[test]
    fn what_is_found_in_a_text_has_its_place() {
        let source = ">\n    one\n    two\n";
        let joined = read(source, Style::Folded, Span::new(0, source.len()), 0);
        assert_eq!(joined.text(), "one two\n");
        assert_eq!(joined.span(4..7).of(source), "two");
        let source = r#""a\tb""#;
        let joined = read(source, Style::DoubleQuoted, Span::new(0, source.len()), 0);
        assert_eq!(joined.span(2..3).of(source), "b");
    }
}
