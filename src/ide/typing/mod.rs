//! What the end of a line adds while somebody types: the indent of what goes on, a continuation that a cut command needs, the
//! terminator of a heredoc, the next item of a list.
//!
//! Only the lines around the cursor change, and only where the text leaves no doubt. Editors ask when their user wants that.

mod compose;
mod dockerfile;

use crate::model::{Language, Snapshot};
use crate::text::{Edit, Span, replace};

/// How the editor indents where the file does not show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Indentation {
    /// In columns.
    pub width: usize,
    pub with_spaces: bool,
}

impl Indentation {
    fn text(self) -> String {
        if self.with_spaces { " ".repeat(self.width.clamp(1, 16)) } else { "\t".to_owned() }
    }
}

/// What changes after a line end was typed; the cursor is at `offset`, on the new line.
pub fn after_line_end(snapshot: &Snapshot, offset: usize, indentation: Indentation) -> Vec<Edit> {
    let Some(lines) = Lines::around(snapshot.source(), offset) else { return Vec::new() };
    match snapshot.language() {
        Language::Dockerfile => {
            snapshot.dockerfile().map(|file| dockerfile::after_line_end(file, lines, indentation)).unwrap_or_default()
        }
        Language::Compose => {
            snapshot.compose().map(|file| compose::after_line_end(file, lines, indentation)).unwrap_or_default()
        }
        Language::Dockerignore | Language::Dotenv => Vec::new(),
    }
}

/// The line of the cursor and the one before it, line ends excluded.
#[derive(Debug, Clone, Copy)]
struct Lines<'a> {
    source: &'a str,
    before: Span,
    here: Span,
}

impl<'a> Lines<'a> {
    fn around(source: &'a str, offset: usize) -> Option<Self> {
        let start = source.get(..offset)?.rfind('\n')? + 1;
        let end = source[start..].find('\n').map_or(source.len(), |at| start + at);
        let before = source[..start - 1].rfind('\n').map_or(0, |at| at + 1);
        let content =
            |start: usize, end: usize| Span::new(start, start + source[start..end].trim_end_matches('\r').len());
        Some(Lines { source, before: content(before, start - 1), here: content(start, end) })
    }

    fn before(&self) -> &'a str {
        self.before.of(self.source)
    }

    fn here(&self) -> &'a str {
        self.here.of(self.source)
    }

    /// Gives the line of the cursor this indent; no edit where it has it.
    fn indent(&self, indent: &str) -> Option<Edit> {
        let blanks = blanks(self.here());
        (blanks != indent).then(|| replace(Span::new(self.here.start, self.here.start + blanks.len()), indent))
    }
}

/// The blanks that a line begins with.
fn blanks(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::apply_edits;

    /// The text after a line end was typed at the caret, as the editor leaves it and we change it.
    pub(super) fn typed(language: Language, marked: &str) -> String {
        let offset = marked.find('‸').expect("a cursor");
        let source = marked.replacen('‸', "", 1);
        let snapshot = Snapshot::of(language, &source);
        let edits = after_line_end(&snapshot, offset, Indentation { width: 4, with_spaces: true });
        apply_edits(&source, &edits)
    }

    #[test]
    fn the_first_line_has_none_before_it() {
        assert_eq!(typed(Language::Dockerfile, "‸FROM a\n"), "FROM a\n");
        assert_eq!(typed(Language::Dotenv, "A=1\n‸"), "A=1\n");
    }
}
