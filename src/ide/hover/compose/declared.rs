//! Where a name is declared: its lines in this file, its value in the whole project.

use super::line_of;
use crate::model::Compose;
use crate::model::compose::Section;
use crate::model::compose::project::Datum;
use crate::text::Span;

/// Lines of a declaration that are shown.
const MAX_LINES: usize = 40;

/// The lines of a declaration, from the margin on.
pub(super) fn lines(source: &str, span: Span) -> String {
    let start = source[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let indent = span.start - start;
    let is_block = source[start..span.start].trim().is_empty();
    let text = span.of(source).trim_end();
    let mut lines: Vec<&str> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if at == MAX_LINES {
            lines.push("# …");
            break;
        }
        let is_first = at == 0 || !is_block;
        lines.push(if is_first { line } else { line.get(indent..).unwrap_or_else(|| line.trim_start()) });
    }
    lines.join("\n")
}

/// The line on which a service is declared, for a sentence.
pub(super) fn line(file: &Compose, name: &str) -> Option<usize> {
    Some(line_of(file.source(), file.declaration(Section::Services, name)?.start))
}

/// The value of a service in the whole project.
pub(super) fn datum<'a>(file: &'a Compose, name: &str) -> Option<&'a Datum> {
    file.project().root.at(&["services", name])
}
