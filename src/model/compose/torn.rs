//! Lines that are no YAML, which are hidden while the rest is read: which entries they belong to, and what may stand in them.
//!
//! Most of them are being typed. What a file seems to lack may be just what such a line is about to say, so whoever misses
//! something asks here first; what stands elsewhere in the file is as certain as ever.

use super::{Compose, Section};
use crate::text::Span;

/// A hidden line, taken apart.
struct Hidden<'a> {
    text: &'a str,
    /// Where its text begins.
    start: usize,
    /// By how much it is indented.
    column: usize,
}

impl Compose {
    /// Whether the file was read to its end, but for single lines.
    pub fn is_read(&self) -> bool {
        !self.view.is_damaged() && self.view.limit().is_none()
    }

    /// Whether a hidden line may belong to an entry: it stands inside, or below and further in.
    pub fn is_torn(&self, entry: Span) -> bool {
        self.hidden().any(|hidden| self.holds(entry, &hidden))
    }

    /// Whether a hidden line may be about to declare a name in a section.
    pub fn may_hide(&self, section: Section, name: &str) -> bool {
        self.hidden().any(|hidden| {
            let word = hidden.text.split([':', ' ']).next().unwrap_or_default();
            let in_section = || {
                let entries = self.documents().filter_map(|root| root.entry(section.key()));
                entries.into_iter().any(|entry| self.holds(entry.span, &hidden))
            };
            match hidden.column {
                0 => section.key().starts_with(word) || word.starts_with(section.key()),
                _ => in_section() && (name.starts_with(word) || word.starts_with(name)),
            }
        })
    }

    /// Whether the text stops in the midst of something: its last line is no YAML, or has not the shape that Compose
    /// demands. What follows is yet to be written, or was lost.
    pub fn ends_open(&self) -> bool {
        let says_something = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
        let mut start = self.source.len();
        let last = self.source.split_inclusive('\n').rev().find(|line| {
            start -= line.len();
            says_something(line)
        });
        let mut wrong = self.view.problems().iter().map(|problem| problem.span);
        let mut misshapen = self.violations().iter().map(|violation| violation.span);
        last.is_some() && (wrong.any(|span| span.start >= start) || misshapen.any(|span| span.start >= start))
    }

    fn hidden(&self) -> impl Iterator<Item = Hidden<'_>> {
        self.view.hidden_lines().iter().map(|line| {
            let text = self.text(*line).trim_start();
            let start = line.end - text.len();
            Hidden { text: text.trim_end(), start, column: start - line.start }
        })
    }

    fn holds(&self, entry: Span, hidden: &Hidden<'_>) -> bool {
        if hidden.start < entry.end {
            return entry.start <= hidden.start;
        }
        let column = entry.start - self.source[..entry.start].rfind('\n').map_or(0, |at| at + 1);
        // A list may stand right below its key.
        let is_within = |text: &str, at: usize| at > column || at == column && text.starts_with("- ");
        let may_stand_between = |line: &str| {
            let text = line.trim_start();
            text.is_empty() || text.starts_with('#') || is_within(text, line.len() - text.len())
        };
        // The rest of the entry's last line, and of the hidden line what is before its text, say nothing.
        let mut between = self.source[entry.end..hidden.start].split('\n').skip(1);
        is_within(hidden.text, hidden.column) && between.all(may_stand_between)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::with;
    use super::*;

    #[test]
    fn a_hidden_line_belongs_to_the_entry_around_it() {
        for (line, torn) in [("    ima", ["web"].as_slice()), ("  ap", &[]), ("    ports: [", &["web"])] {
            let source = format!("services:\n  web:\n    image: x\n{line}\n\n  db:\n    image: y\n");
            with(&source, |compose| {
                let services = compose.services().into_iter().filter(|service| compose.is_torn(service.span));
                assert_eq!(services.map(|service| service.name).collect::<Vec<_>>(), torn, "{line}");
                assert!(compose.is_read());
            });
        }
    }

    #[test]
    fn a_hidden_line_may_declare_what_it_begins() {
        let may = |line: &str, name: &str| {
            let source = format!("services:\n  web:\n    image: x\nvolumes:\n  logs:\n{line}\n");
            with(&source, |compose| compose.may_hide(Section::Volumes, name))
        };
        assert!(may("  da", "data") && may("vol", "data") && !may("net", "data") && !may("  se", "data"));
    }
}
