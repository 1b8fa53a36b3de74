//! The lines of a `.env` file as they stand there: where each name, value and comment is, whatever is wrong around it.
//!
//! What the values become is the business of `model::compose::project::dotenv`, which refuses a file with one broken line;
//! here every line that has a name has a place.

use crate::text::Span;

/// `export NAME="value" # comment`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Assignment {
    /// From `export`, or the name, to the end of the value.
    pub span: Span,
    /// `export`; empty where it is not written.
    pub export: Span,
    pub name: Span,
    /// `=` or `:`; empty behind a name alone.
    pub sign: Span,
    /// With its quotes; one in quotes may go over several lines.
    pub value: Span,
}

/// What stands in a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Assignments {
    pub assignments: Vec<Assignment>,
    /// From `#` to the end of the line.
    pub comments: Vec<Span>,
}

/// Reads a file.
pub(super) fn assignments(source: &str) -> Assignments {
    let mut found = Assignments::default();
    let mut at = if source.starts_with('\u{feff}') { 3 } else { 0 };
    while at < source.len() {
        let end = line_end(source, at);
        let line = source[at..end].trim_end();
        let text = line.trim_start();
        let start = at + line.len() - text.len();
        at = end + 1;
        if text.starts_with('#') {
            found.comments.push(Span::new(start, start + text.len()));
        } else if !text.is_empty() {
            let (assignment, after) = assignment(source, start, start + text.len());
            at = at.max(line_end(source, after) + 1);
            found.assignments.push(assignment);
            found.comments.extend(comment_behind(source, after));
        }
    }
    found
}

/// The assignment that begins at `start` on a line that ends at `end`; also answers with where it ends.
fn assignment(source: &str, start: usize, end: usize) -> (Assignment, usize) {
    let line = &source[start..end];
    let after = line.strip_prefix("export").filter(|after| after.starts_with([' ', '\t'])).map(str::trim_start);
    let export = Span::new(start, start + after.map_or(0, |_| "export".len()));
    let name_start = after.map_or(start, |after| end - after.len());
    let rest = &source[name_start..end];
    let Some(at) = rest.find(['=', ':']) else {
        let name = Span::new(name_start, end);
        return (
            Assignment { span: Span::new(start, end), export, name, sign: Span::at(end), value: Span::at(end) },
            end,
        );
    };
    let name = Span::new(name_start, name_start + rest[..at].trim_end().len());
    let sign = Span::new(name_start + at, name_start + at + 1);
    let text = source[sign.end..end].trim_start();
    let value = value(source, end - text.len(), end);
    (Assignment { span: Span::new(start, value.end.max(sign.end)), export, name, sign, value }, value.end.max(sign.end))
}

fn value(source: &str, start: usize, end: usize) -> Span {
    let quote = source[start..end].chars().next().filter(|first| matches!(first, '"' | '\''));
    if let Some(quote) = quote {
        let inner = &source[start + 1..];
        let mut escaped = false;
        let closing = inner.char_indices().find(|(_, character)| {
            let closes = *character == quote && !escaped;
            escaped = *character == '\\' && !escaped;
            closes
        });
        // A quote that nobody closes ends with its line: the rest of the file shall keep its places.
        return Span::new(start, closing.map_or(end, |(at, _)| start + 1 + at + 1));
    }
    let text = &source[start..end];
    let length = text.find(" #").or_else(|| text.find("\t#")).unwrap_or(text.len());
    Span::new(start, start + text[..length].trim_end().len())
}

fn comment_behind(source: &str, at: usize) -> Option<Span> {
    let end = line_end(source, at);
    let text = source[at..end].trim_end();
    let hash = text.find('#').filter(|hash| text[..*hash].trim().is_empty())?;
    Some(Span::new(at + hash, at + text.len()))
}

fn line_end(source: &str, at: usize) -> usize {
    source[at.min(source.len())..].find('\n').map_or(source.len(), |length| at + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_values_and_comments_have_places() {
        let source = "# a\nexport B = \"c\nd\" # e\nF='g' \nH=i j #k\nL\nM:\"open\nN=\n";
        let found = assignments(source);
        let shown: Vec<_> = found.assignments.iter().map(|it| (it.name.of(source), it.value.of(source))).collect();
        let expected = [("B", "\"c\nd\""), ("F", "'g'"), ("H", "i j"), ("L", ""), ("M", "\"open"), ("N", "")];
        assert_eq!(shown, expected);
        let comments: Vec<_> = found.comments.iter().map(|span| span.of(source)).collect();
        assert_eq!(comments, ["# a", "# e", "#k"]);
        assert_eq!(found.assignments[0].export.of(source), "export");
    }
}
