//! The layout of an ignore file: blanks at the end of lines, which Docker drops, and the end of the last line.

use super::settle::Step;
use super::style::Style;
use super::{BLANK, line_end, lines};
use crate::text::{Span, delete, insert};

pub(super) fn steps(source: &str, style: &Style) -> Vec<Step> {
    let mut steps = Vec::new();
    let text = source.trim_end_matches(['\n', '\r', ' ', '\t']);
    for line in lines(source).into_iter().filter(|line| style.trims && line.start < text.len()) {
        let kept = line.of(source).trim_end_matches(BLANK).len();
        if kept < line.len() {
            steps.push(Step::new("the end of a line", vec![delete(Span::new(line.start + kept, line.end))]));
        }
    }
    if style.ends_last_line && !text.is_empty() {
        steps.extend(last_line(source, text.len()));
    }
    steps
}

/// Leaves one line end behind the line on which the text of the file ends.
pub(super) fn last_line(source: &str, end: usize) -> Option<Step> {
    let first = source[end..].find('\n').map_or(source.len(), |at| end + at + 1);
    let rest = Span::new(first, source.len());
    let mut edits = Vec::new();
    if !source[end..].contains('\n') {
        edits.push(insert(source.len(), line_end(source)));
    } else if !rest.is_empty() {
        edits.push(delete(rest));
    }
    (!edits.is_empty()).then(|| Step::new("the end of the file", edits))
}

/// What Docker reads: the lines without the blanks around them, comments among them. Source: moby `patternmatcher/ignorefile`.
pub(super) fn patterns(source: &str) -> Vec<String> {
    let lines = source.lines().map(|line| line.trim().to_owned());
    lines.filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use crate::format::{Wishes, format};
    use crate::model::{Language, Snapshot};

    fn formatted(source: &str) -> String {
        format(&Snapshot::of(Language::Dockerignore, source), &Wishes::default(), None).text(source)
    }

    #[test]
    fn blanks_at_the_ends_go_and_the_lines_stay() {
        assert_eq!(formatted("node_modules  \n\n\n!keep\t\n# note \n\n\n"), "node_modules\n\n\n!keep\n# note\n");
        assert_eq!(formatted("a\r\nb"), "a\r\nb\r\n");
        assert_eq!(formatted(""), "");
    }
}
