//! Declaring what an entry of the menu needs: a volume, a secret, a network, in its section at the root of the file.

use super::File;
use crate::reference::compose::Section;
use crate::text::{Edit, Span};
use std::collections::BTreeMap;

/// Something to declare.
pub(super) struct Wanted<'a> {
    pub section: Section,
    pub name: &'a str,
    /// The lines below the name.
    pub body: &'a str,
}

impl File<'_> {
    /// The edits that declare what is wanted and not there yet. No two of them are at one place, and none is at the cursor: the
    /// protocol demands both.
    pub(super) fn declare(&self, wanted: &[Wanted<'_>]) -> Vec<Edit> {
        let mut added: BTreeMap<usize, String> = BTreeMap::new();
        let mut sections: Vec<(Section, String)> = Vec::new();
        for Wanted { section, name, body } in wanted {
            match self.outline.section(self.source, section.key()) {
                Some(found) if self.outline.child(self.source, Some(found), name).is_some() => {}
                Some(found) => {
                    let Some((at, before)) = self.first_place(found) else { continue };
                    let indent = self.indent_of(found);
                    added.entry(at).or_insert(before).push_str(&self.lines(name, body, indent));
                }
                None => {
                    let text = self.lines(name, body, self.indent());
                    match sections.iter_mut().find(|(known, _)| known == section) {
                        Some((_, lines)) => lines.push_str(&text),
                        None => sections.push((*section, text)),
                    }
                }
            }
        }
        if !sections.is_empty() {
            let (at, text) = self.new_sections(&sections);
            added.entry(at).or_default().push_str(&text);
        }
        added.into_iter().map(|(at, text)| Edit { span: Span::at(at), text }).collect()
    }

    fn line_end(&self) -> &'static str {
        if self.source.contains("\r\n") { "\r\n" } else { "\n" }
    }

    fn lines(&self, name: &str, body: &str, indent: usize) -> String {
        let (indent, end) = (" ".repeat(indent), self.line_end());
        let below = body.lines().map(|line| format!("{indent}{indent}{line}{end}"));
        std::iter::once(format!("{indent}{name}:{end}")).chain(below).collect()
    }

    /// Right below the key of a section, before what is there: that place is always the section's own. `None` where the section is
    /// written in braces. What must stand before the lines, where the file ends with the key.
    fn first_place(&self, section: usize) -> Option<(usize, String)> {
        let entry = &self.outline.entries[section];
        let behind = self.source[entry.value.start..].lines().next().unwrap_or_default().trim_start();
        if !(behind.is_empty() || behind.starts_with('#')) {
            return None;
        }
        Some(match self.source[entry.value.start..].find('\n') {
            Some(end) => (entry.value.start + end + 1, String::new()),
            None => (self.source.len(), self.line_end().to_owned()),
        })
    }

    fn indent_of(&self, section: usize) -> usize {
        let first = self.outline.children(Some(section)).map(|(_, entry)| entry.column).next();
        first.filter(|column| (1..9).contains(column)).unwrap_or_else(|| self.indent())
    }

    /// New sections go to the end of the file; where that is at the cursor, above the section that the cursor is in.
    fn new_sections(&self, sections: &[(Section, String)]) -> (usize, String) {
        let end = self.line_end();
        let texts: Vec<String> =
            sections.iter().map(|(section, lines)| format!("{}:{end}{lines}", section.key())).collect();
        if self.source[self.offset..].contains('\n') {
            let gap = match self.source {
                source if source.ends_with("\n\n") || source.ends_with("\n\r\n") => String::new(),
                source if source.ends_with('\n') => end.to_owned(),
                _ => end.repeat(2),
            };
            return (self.source.len(), format!("{gap}{}", texts.join(end)));
        }
        let above = self.ancestor(1).and_then(|root| self.outline.entries[root].key).map_or(0, |key| key.start);
        let start = self.source[..above].rfind('\n').map_or(0, |at| at + 1);
        (start, texts.iter().map(|text| format!("{text}{end}")).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::items;
    use crate::text::apply_edits;

    fn after(marked: &str) -> String {
        let items = items(marked);
        let item = items.iter().find(|item| item.label == "db-data:/data").expect("offered");
        apply_edits(&marked.replacen("$0", "", 1), &item.also)
    }

    #[test]
    fn a_volume_is_declared_where_its_section_is() {
        let service = "services:\n  db:\n    image: redis\n    volumes:\n      - $0\n";
        let plain = service.replace("$0", "");
        assert_eq!(after(service), format!("{plain}\nvolumes:\n  db-data:\n"));
        assert_eq!(
            after(&format!("{service}volumes: # kept\n  a:\n")),
            format!("{plain}volumes: # kept\n  db-data:\n  a:\n")
        );
        assert_eq!(after(&format!("{service}volumes: {{a: }}\n")), format!("{plain}volumes: {{a: }}\n"));
    }

    #[test]
    fn nothing_is_changed_at_the_cursor_itself() {
        let after = after("name: x\nservices:\n  db:\n    image: redis\n    volumes:\n      - $0");
        assert!(after.starts_with("name: x\nvolumes:\n  db-data:\n\nservices:\n"), "{after}");
    }
}
