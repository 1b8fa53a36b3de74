//! Layout, and nothing but layout: how a file looks, never what it says.
//!
//! The text is edited in place, never written anew from what was read: comments, quotes, anchors, numbers, line ends and
//! everything else that nobody asked about stay to the byte. Each room proposes small steps; here they are applied, read
//! back, and those that would change what BuildKit or Compose reads are left out, one by one, with a sentence that says so.
//! What a file does by itself is respected: where it is consistent there is nothing to say, and what was aligned by hand
//! stays aligned. A heredoc's body belongs to whoever reads it and is never looked at.

mod compose;
mod dockerfile;
mod dockerignore;
pub mod editorconfig;
mod settle;
mod style;

pub use style::{Indent, KeywordCase, Wishes};

use crate::model::{Language, Snapshot};
use crate::syntax::conflict::conflicts;
use crate::text::{Edit, Span, apply_edits};
use settle::{Step, settle};
use style::Style;

/// What formatting a file comes to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Formatted {
    /// They do not overlap; none where the layout is as it should be.
    pub edits: Vec<Edit>,
    /// What was left as it is, and why, in a sentence each.
    pub left: Vec<String>,
}

impl Formatted {
    /// The text that results.
    pub fn text(&self, source: &str) -> String {
        apply_edits(source, &self.edits)
    }

    fn left(sentence: &str) -> Self {
        Formatted { edits: Vec::new(), left: vec![sentence.to_owned()] }
    }
}

/// The layout of a whole file. `editor` is what the editor would indent with: it counts only where neither the user nor
/// the file itself says anything.
pub fn format(snapshot: &Snapshot, wishes: &Wishes, editor: Option<Indent>) -> Formatted {
    lay_out(snapshot, wishes, editor, None)
}

/// The layout of the lines that `ranges` touch, and of no others.
pub fn format_ranges(snapshot: &Snapshot, wishes: &Wishes, editor: Option<Indent>, ranges: &[Span]) -> Formatted {
    lay_out(snapshot, wishes, editor, Some(ranges))
}

fn lay_out(snapshot: &Snapshot, wishes: &Wishes, editor: Option<Indent>, ranges: Option<&[Span]>) -> Formatted {
    let source = snapshot.source();
    if snapshot.text().is_lossy() {
        return Formatted::left("the file has bytes that are not UTF-8");
    }
    if has_lone_return(source) {
        return Formatted::left("the file has carriage returns that end no line");
    }
    if !conflicts(source).is_empty() {
        return Formatted::left("there is a merge conflict in it");
    }
    let style = Style::of(snapshot, wishes, editor);
    let mut formatted = match snapshot.language() {
        Language::Dockerfile => {
            let Some(file) = snapshot.dockerfile() else { return Formatted::default() };
            let steps = within(source, ranges, dockerfile::steps(file, &style));
            settle(source, steps, |edits| dockerfile::Reading::of(&snapshot.mended(edits)))
        }
        Language::Compose => {
            let Some(file) = snapshot.compose() else { return Formatted::default() };
            if file.view().is_partial() || !file.view().problems().is_empty() {
                return Formatted::left("the YAML is broken");
            }
            let steps = within(source, ranges, compose::steps(file.view(), &style));
            settle(source, steps, |edits| compose::Reading::of(&snapshot.mended(edits)))
        }
        // Blanks in it may count, and there is nothing else to it.
        Language::Dotenv => return Formatted::default(),
        Language::Dockerignore => {
            let steps = within(source, ranges, dockerignore::steps(source, &style));
            settle(source, steps, |edits| dockerignore::patterns(&apply_edits(source, edits)))
        }
    };
    formatted.edits.sort_by_key(|edit| edit.span);
    formatted
}

/// The edits of `steps` that lie in the lines of one of `ranges`.
fn within(source: &str, ranges: Option<&[Span]>, mut steps: Vec<Step>) -> Vec<Step> {
    let Some(ranges) = ranges else { return steps };
    let all: Vec<Span> = ranges.iter().map(|range| whole_lines(source, *range)).collect();
    let is_meant = |edit: &Edit| {
        all.iter().any(|lines| lines.contains(edit.span) && (edit.span.start < lines.end || lines.end == source.len()))
    };
    for step in &mut steps {
        step.edits.retain(is_meant);
    }
    steps.retain(|step| !step.edits.is_empty());
    steps
}

/// From the start of the first line to the end of the last, the line end included.
fn whole_lines(source: &str, range: Span) -> Span {
    let end = range.end.min(source.len());
    // A selection that ends where a line begins does not mean that line.
    let end = if end > range.start && source[..end].ends_with('\n') { end - 1 } else { end };
    let start = source.get(..range.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let end = source.get(end..).and_then(|after| after.find('\n')).map_or(source.len(), |at| end + at + 1);
    Span::new(start, end)
}

fn has_lone_return(source: &str) -> bool {
    let bytes = source.as_bytes();
    bytes.iter().enumerate().any(|(at, &byte)| byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
}

/// The lines of a text, without their line ends.
fn lines(source: &str) -> Vec<Span> {
    let mut at = 0;
    let mut lines = Vec::new();
    for line in source.split_inclusive('\n') {
        lines.push(Span::new(at, at + line.trim_end_matches(['\r', '\n']).len()));
        at += line.len();
    }
    lines
}

/// The line end that the text uses.
fn line_end(source: &str) -> &'static str {
    match source.find('\n') {
        Some(at) if source[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// White space that separates and nothing more.
const BLANK: [char; 2] = [' ', '\t'];
