//! A few lines of a file, made fit to be shown: controls as pictures, long lines cut around what is pointed at.

use crate::cli::terminal::picture;
use crate::text::{Encoding, Span, Text};
use std::ops::Range;

/// Some whole lines, and where in them the spans stand that were asked for.
#[derive(Debug, PartialEq, Eq)]
pub struct Excerpt {
    pub text: String,
    /// The number of its first line, from 1.
    pub first_line: usize,
    /// In the order of the spans given.
    pub marks: Vec<Range<usize>>,
}

/// A span of more lines than this is pointed at by its first.
const TALL: usize = 6;

/// The lines, from 0, on which a span begins and ends, as it is to be shown.
pub fn lines(text: &Text, span: Span) -> Range<usize> {
    let first = text.position(span.start, Encoding::Utf8).line;
    let last = text.position(span.end.max(span.start), Encoding::Utf8);
    // A span that ends with a line end does not reach into the next line.
    let last = if last.column == 0 && last.line > first { last.line - 1 } else { last.line };
    if last - first >= TALL { first..first + 1 } else { first..last + 1 }
}

/// The lines of `source` that hold the spans, none wider than `width` characters.
pub fn excerpt(source: &str, text: &Text, spans: &[Span], width: usize) -> Excerpt {
    let shown: Vec<Range<usize>> = spans.iter().map(|&span| lines(text, span)).collect();
    let first = shown.iter().map(|lines| lines.start).min().unwrap_or(0);
    let last = shown.iter().map(|lines| lines.end).max().unwrap_or(1);
    let mut excerpt = Excerpt { text: String::new(), first_line: first + 1, marks: Vec::new() };
    // Offsets in the file and what they became, both ascending.
    let mut places: Vec<(usize, usize)> = Vec::new();
    for line in first..last {
        if line > first {
            excerpt.text.push('\n');
        }
        let start = text.line_start(line);
        let content = Span::new(start, text.line_start(line + 1)).of(source).trim_end_matches(['\r', '\n']);
        let focus = spans.iter().map(|span| span.start).find(|&at| (start..=start + content.len()).contains(&at));
        push_line(&mut excerpt.text, &mut places, content, start, focus, width);
    }
    let mark = |(span, lines): (&Span, &Range<usize>)| {
        let limit = text.line_start(lines.end);
        let start = place(&places, span.start);
        start..place(&places, span.end.min(limit)).max(start)
    };
    excerpt.marks = spans.iter().zip(&shown).map(mark).collect();
    // A mark must not take a line end along.
    for mark in &mut excerpt.marks {
        let kept = excerpt.text[mark.clone()].trim_end_matches('\n').len();
        mark.end = mark.start + kept;
    }
    excerpt
}

fn place(places: &[(usize, usize)], offset: usize) -> usize {
    let at = places.partition_point(|&(from, _)| from < offset);
    places.get(at).or(places.last()).map_or(0, |&(_, to)| to)
}

fn push_line(
    out: &mut String,
    places: &mut Vec<(usize, usize)>,
    content: &str,
    start: usize,
    focus: Option<usize>,
    width: usize,
) {
    let count = content.chars().count();
    let before_focus = focus.map_or(0, |focus| content.char_indices().filter(|(at, _)| start + at < focus).count());
    let skipped = if count <= width { 0 } else { before_focus.saturating_sub(width / 3) };
    let kept = if count <= width { count } else { width };
    if skipped > 0 {
        out.push('…');
    }
    for (at, character) in content.char_indices().skip(skipped).take(kept) {
        places.push((start + at, out.len()));
        match character {
            '\t' => out.push_str("    "),
            _ => out.push(picture(character).unwrap_or(character)),
        }
    }
    places.push((start + content.len(), out.len()));
    if skipped + kept < count {
        out.push('…');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(source: &str, start: usize, end: usize, width: usize) -> (String, String, usize) {
        let excerpt = excerpt(source, &Text::new(source), &[Span::new(start, end)], width);
        let marked = excerpt.text[excerpt.marks[0].clone()].to_owned();
        (excerpt.text, marked, excerpt.first_line)
    }

    #[test]
    fn the_line_of_the_span_is_shown() {
        assert_eq!(shown("FROM a\r\nRUN b\r\n", 12, 13, 80), ("RUN b".into(), "b".into(), 2));
        assert_eq!(shown("a\nbc\n", 2, 5, 80), ("bc".into(), "bc".into(), 2));
        assert_eq!(shown("", 0, 0, 80), (String::new(), String::new(), 1));
    }

    #[test]
    fn controls_do_not_shift_the_mark() {
        assert_eq!(shown("\tRUN \x1b[2J x", 10, 11, 80), ("    RUN ␛[2J x".into(), "x".into(), 1));
    }

    #[test]
    fn a_long_line_is_cut_around_the_span() {
        let source = format!("{}needle{}", "a".repeat(500), "b".repeat(500));
        let (text, marked, _) = shown(&source, 500, 506, 30);
        assert_eq!((text.as_str(), marked.as_str()), ("…aaaaaaaaaaneedlebbbbbbbbbbbbbb…", "needle"));
    }

    #[test]
    fn a_tall_span_is_shown_by_its_first_line() {
        let source = "RUN a \\\n".to_owned() + &"  b \\\n".repeat(9);
        assert_eq!(shown(&source, 0, source.len(), 80), ("RUN a \\".into(), "RUN a \\".into(), 1));
    }
}
