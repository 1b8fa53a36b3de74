//! Where comments stand in a Compose file, and how far they reach: told by the indentation alone, so that a broken file has
//! an answer too.

use super::{Suppression, pragma};
use crate::text::Span;

/// The comments of a file that silence rules.
pub fn read(source: &str) -> Vec<Suppression> {
    let lines = lines(source);
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let Some((at, pragma)) = comment(source, line) else { continue };
        let is_alone = at == line.indent_end;
        let home = if is_alone { next(&lines, index + 1) } else { Some(index) };
        let end = home.map_or(at, |home| block_end(&lines, home));
        let start = if is_alone { at } else { line.start };
        found.push(Suppression::new(pragma, at, Span::new(start, end)));
    }
    found
}

/// A line that holds more than blanks, or not.
struct Line {
    start: usize,
    /// Where its first word begins; its end where it has none.
    indent_end: usize,
    /// The line end excluded.
    end: usize,
    kind: Kind,
}

#[derive(PartialEq, Eq)]
enum Kind {
    Empty,
    Comment,
    /// `- …`
    Item,
    Other,
}

impl Line {
    fn indent(&self) -> usize {
        self.indent_end - self.start
    }

    fn says_something(&self) -> bool {
        !matches!(self.kind, Kind::Empty | Kind::Comment)
    }
}

fn lines(source: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in source.split_inclusive('\n') {
        let content = line.trim_end();
        let word = content.trim_start_matches(['\u{feff}', ' ', '\t']);
        let kind = match word.as_bytes() {
            [] => Kind::Empty,
            [b'#', ..] => Kind::Comment,
            [b'-'] | [b'-', b' ' | b'\t', ..] => Kind::Item,
            _ => Kind::Other,
        };
        let indent_end = start + content.len() - word.len();
        lines.push(Line { start, indent_end, end: start + content.len(), kind });
        start += line.len();
    }
    lines
}

/// The comment of a line, where it is one that silences rules: a `#` at the front or after a blank.
fn comment<'a>(source: &'a str, line: &Line) -> Option<(usize, pragma::Pragma<'a>)> {
    let text = Span::new(line.start, line.end).of(source);
    text.match_indices('#').map(|(at, _)| at).find_map(|at| {
        let is_comment = line.start + at == line.indent_end || text[..at].ends_with([' ', '\t']);
        let pragma = is_comment.then(|| pragma::read(&text[at..])).flatten()?;
        Some((line.start + at, pragma))
    })
}

fn next(lines: &[Line], from: usize) -> Option<usize> {
    (from..lines.len()).find(|&index| lines[index].says_something())
}

/// Where the block that begins on a line ends: with the last line that is indented deeper, or that is an item of the list
/// that a key on this line holds.
fn block_end(lines: &[Line], home: usize) -> usize {
    let first = &lines[home];
    let mut end = first.end;
    for line in lines[home + 1..].iter().filter(|line| line.says_something()) {
        let is_below = line.indent() > first.indent();
        let is_item = line.indent() == first.indent() && line.kind == Kind::Item && first.kind == Kind::Other;
        if !is_below && !is_item {
            break;
        }
        end = line.end;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text that each comment speaks for, first word to last.
    fn reach(source: &str) -> Vec<Option<String>> {
        read(source).iter().map(|it| it.scope.map(|scope| scope.of(source).to_owned())).collect()
    }

    #[test]
    fn a_comment_reaches_over_the_next_key_and_what_is_below_it() {
        let source =
            "services:\n  # dunnage ignore=a\n\n  web:\n    image: x\n    ports:\n    - 1\n  db:\n    image: y\n";
        let web = "# dunnage ignore=a\n\n  web:\n    image: x\n    ports:\n    - 1";
        assert_eq!(reach(source), [Some(web.to_owned())]);
        let source = "ports: # dunnage ignore=a\n- 1\n- 2\nx: 1\n";
        assert_eq!(reach(source), [Some("ports: # dunnage ignore=a\n- 1\n- 2".to_owned())]);
    }

    #[test]
    fn a_comment_at_the_end_of_a_line_reaches_over_that_line() {
        let source = "a:\n  - \"80\" # dunnage ignore=a\n  - 81\n";
        assert_eq!(reach(source), [Some("  - \"80\" # dunnage ignore=a".to_owned())]);
        assert_eq!(reach("a: b#dunnage ignore=a\n"), []);
    }

    #[test]
    fn a_comment_after_everything_reaches_nothing_and_one_for_the_file_all() {
        assert_eq!(reach("a: 1\n# dunnage ignore=a\n"), [Some(String::new())]);
        assert_eq!(reach("a: 1\n# dunnage ignore-file=a\n"), [None]);
    }
}
