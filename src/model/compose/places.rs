//! Places in the text of a file that edits and messages need: whole lines, first lines, where a section ends.

use super::{Compose, Pair, Section};
use crate::text::{Edit, Span, insert};

impl Compose {
    /// The span grown to whole lines, their last line end included.
    pub fn whole_lines(&self, span: Span) -> Span {
        let source = self.source();
        let start = source[..span.start].rfind('\n').map_or(0, |at| at + 1);
        let end = source[span.end..].find('\n').map_or(source.len(), |at| span.end + at + 1);
        Span::new(start, end)
    }

    /// The whole lines that hold the characters of a span. A block of text ends behind its last line end: that does
    /// not reach the line after it.
    pub fn lines_of(&self, span: Span) -> Span {
        let reaches = self.source()[span.start..span.end].ends_with('\n');
        self.whole_lines(Span::new(span.start, if reaches { span.end - 1 } else { span.end }))
    }

    /// The part of a span that stands on its first line.
    pub fn first_line(&self, span: Span) -> Span {
        let length = self.text(span).find(['\n', '\r']).unwrap_or(span.len());
        Span::new(span.start, span.start + length)
    }

    /// The `---` that opens the document whose root would stand at `offset`; empty where none is written.
    pub fn document_mark(&self, offset: usize) -> Span {
        let source = self.source();
        let mut line = self.whole_lines(Span::at(offset.min(source.len())));
        loop {
            let content = self.text(line);
            if content.starts_with("---") {
                return Span::new(line.start, line.start + 3);
            }
            if line.start == 0 || !(content.trim().is_empty() || content.trim_start().starts_with('#')) {
                return Span::at(line.start);
            }
            line = self.whole_lines(Span::at(line.start - 1));
        }
    }

    /// Whether what is written at the end of the file may still declare something in a section: there is none yet, or it
    /// stands last.
    pub fn may_go_on(&self, section: Section) -> bool {
        let Some(last) = self.documents().last().and_then(|root| root.own_entries().last()) else { return true };
        last.key.text() == Some(section.key()) || self.at(&[section.key()]).is_none()
    }

    /// The entry that opens a top-level section, of the last document that has one.
    pub fn last_entry(&self, section: Section) -> Option<Pair<'_>> {
        self.documents().filter_map(|root| root.entry(section.key())).last()
    }

    /// The edit that declares a name in a top-level section; `body` lines, if any, stand under the name. `None` where the
    /// section is written in braces, or is no mapping.
    pub fn declare(&self, section: Section, name: &str, body: &[&str]) -> Option<Edit> {
        self.declare_all(section, &[(name, body)])
    }

    /// The same for several names at once.
    pub fn declare_all(&self, section: Section, names: &[(&str, &[&str])]) -> Option<Edit> {
        let entries =
            |indent: &str| -> String { names.iter().map(|(name, body)| entry_text(indent, name, body)).collect() };
        let Some(pair) = self.last_entry(section) else {
            let source = self.source();
            let end = Span::at(source.len());
            return Some(self.after_line(end, &format!("{}:\n{}", section.key(), entries("  "))));
        };
        if pair.value.is_flow() || pair.value.is_alias() {
            return None;
        }
        let last = pair.value.own_entries().last();
        let Some(last) = last else {
            let line = self.whole_lines(pair.key.span());
            let nothing_else = self.text(Span::new(pair.key.span().end, line.end)).trim() == ":";
            return nothing_else.then(|| self.after_line(line, &entries("  ")));
        };
        let line = self.whole_lines(last.key.span());
        let indent = self.text(Span::new(line.start, last.key.span().start));
        if !indent.trim().is_empty() {
            return None;
        }
        let end = self.lines_of(Span::new(line.start, last.span.end.max(line.start)));
        Some(self.after_line(end, &entries(indent)))
    }

    /// Lines after another. A file whose last line has no end still has none afterwards.
    fn after_line(&self, line: Span, text: &str) -> Edit {
        let before = &self.source()[..line.end];
        match before.is_empty() || before.ends_with('\n') {
            true => insert(line.end, text),
            false => insert(line.end, format!("\n{}", text.trim_end_matches('\n'))),
        }
    }
}

fn entry_text(indent: &str, name: &str, body: &[&str]) -> String {
    let lines: String = body.iter().map(|line| format!("{indent}  {line}\n")).collect();
    format!("{indent}{name}:\n{lines}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, Snapshot};
    use crate::text::apply_edits;

    fn declared(source: &str) -> Option<String> {
        let snapshot = Snapshot::of(Language::Compose, source);
        let edit = snapshot.compose()?.declare(Section::Volumes, "data", &[])?;
        Some(apply_edits(source, &[edit]))
    }

    #[test]
    fn a_name_is_declared_where_its_section_is() {
        assert_eq!(declared("a: b\n").as_deref(), Some("a: b\nvolumes:\n  data:\n"));
        assert_eq!(declared("a: b").as_deref(), Some("a: b\nvolumes:\n  data:"));
        assert_eq!(declared("volumes:\n").as_deref(), Some("volumes:\n  data:\n"));
        assert_eq!(
            declared("volumes:\n    a:\n      driver: local\nb: c\n").as_deref(),
            Some("volumes:\n    a:\n      driver: local\n    data:\nb: c\n")
        );
        assert_eq!(
            declared("volumes:\n  a:\n    x: |\n      y\nb: c\n").as_deref(),
            Some("volumes:\n  a:\n    x: |\n      y\n  data:\nb: c\n")
        );
        assert_eq!(declared("volumes: {a: }\n"), None);
    }
}
