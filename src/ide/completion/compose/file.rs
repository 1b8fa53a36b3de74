//! The file under a cursor, as the other rooms ask it: the way to the cursor, the service around it, how the file is indented.

use crate::ide::Completion;
use crate::ide::completion::items::Menu;
use crate::model::Snapshot;
use crate::reference::compose::Section;
use crate::reference::images::{Image, lookup};
use crate::syntax::outline::{self, Cursor, Outline, Part};
use crate::text::Span;
use std::cell::OnceCell;

/// A file with a cursor in it, and what may be typed there as far as it was found.
pub(super) struct File<'a> {
    pub snapshot: &'a Snapshot,
    pub source: &'a str,
    pub offset: usize,
    pub outline: Outline,
    pub cursor: Cursor,
    /// The way to the cursor, half-typed keys taken for what they will be; empty where the table does not know it.
    pub steps: Vec<outline::Step>,
    /// The Dockerfile of the service in which the cursor stands, once somebody asked for it.
    pub dockerfile: OnceCell<Option<Snapshot>>,
    pub items: Vec<Completion>,
    /// There is more than was offered.
    pub partial: bool,
}

impl File<'_> {
    /// What was typed of a word.
    pub fn typed(&self, word: Span) -> &str {
        word.of(self.source)
    }

    pub fn menu(&self) -> Menu {
        Menu::new(self.cursor.word)
    }

    pub fn take(&mut self, menu: Menu) {
        self.items.extend(menu.items);
    }

    /// The name of the last key on the way to the cursor.
    pub fn last_key(&self) -> &str {
        self.steps
            .iter()
            .rev()
            .find_map(|step| match step {
                outline::Step::Key(key) => Some(key.as_str()),
                outline::Step::Item => None,
            })
            .unwrap_or_default()
    }

    /// The keys on the way to the cursor, `[]` for an entry of a list.
    pub fn way(&self) -> Vec<&str> {
        self.steps
            .iter()
            .map(|step| match step {
                outline::Step::Key(key) => key.as_str(),
                outline::Step::Item => "[]",
            })
            .collect()
    }

    pub fn key_text(&self, entry: usize) -> &str {
        self.outline.entries[entry].key.map_or("", |key| key.of(self.source))
    }

    pub fn value_text(&self, entry: usize) -> &str {
        self.outline.entries[entry].value.of(self.source)
    }

    pub fn child(&self, parent: usize, name: &str) -> Option<usize> {
        self.outline.child(self.source, Some(parent), name)
    }

    /// The entry in which the cursor stands, that many steps below the root: 1 for that of the section, 2 for the service.
    pub fn ancestor(&self, depth: usize) -> Option<usize> {
        let mut chain = Vec::new();
        let mut current = self.cursor.parent;
        while let Some(entry) = current {
            chain.push(entry);
            current = self.outline.entries.get(entry)?.parent;
        }
        chain.len().checked_sub(depth).and_then(|at| chain.get(at)).copied()
    }

    /// The service in which the cursor stands.
    pub fn own_service(&self) -> Option<usize> {
        let in_services = matches!(&self.steps[..], [outline::Step::Key(section), outline::Step::Key(_), ..]
            if section == Section::Services.key());
        let is_shared = self.ancestor(1).is_none_or(|root| self.key_text(root).starts_with("x-"));
        self.ancestor(2).filter(|_| in_services && !is_shared)
    }

    pub fn own_name(&self) -> Option<&str> {
        self.own_service().map(|service| self.key_text(service))
    }

    /// What is known of the image of the service in which the cursor stands, or of the one that it is built on.
    pub fn own_image(&self) -> Option<&'static Image> {
        let service = self.own_service()?;
        if self.child(service, "build").is_some() {
            return self.image_below();
        }
        lookup(self.value_text(self.child(service, "image")?))
    }

    /// Whether the cursor is within braces or brackets.
    pub fn in_flow(&self) -> bool {
        let is_flow = |entry: usize| self.outline.entries.get(entry).is_some_and(|entry| entry.column == usize::MAX);
        let opens = |entry: usize| {
            let entry = self.outline.entries.get(entry);
            entry.is_some_and(|entry| self.source[entry.value.start..].starts_with(['{', '[']))
        };
        self.cursor.parent.is_some_and(|parent| is_flow(parent) || (opens(parent) && self.cursor.part == Part::Key))
    }

    /// Whether the cursor is within quotes.
    pub fn in_quotes(&self) -> bool {
        self.source[..self.cursor.word.start].ends_with(['"', '\''])
    }

    /// By how much the file indents.
    pub fn indent(&self) -> usize {
        let nested = self.outline.entries.iter().find(|entry| {
            let parent = entry.parent.and_then(|parent| self.outline.entries.get(parent));
            entry.key.is_some() && entry.column != usize::MAX && parent.is_some_and(|parent| parent.column == 0)
        });
        nested.map_or(2, |entry| entry.column.clamp(1, 8))
    }

    /// By how much the file indents the dashes of a list that stands under a key.
    pub fn dash_indent(&self) -> usize {
        let listed = self.outline.entries.iter().find_map(|entry| {
            let parent = self.outline.entries.get(entry.parent?)?;
            (entry.key.is_none() && entry.column != usize::MAX && parent.key.is_some())
                .then(|| entry.column.saturating_sub(parent.column))
        });
        listed.unwrap_or_else(|| self.indent())
    }

    /// How far the line's content, behind its dashes, stands to the right of the line's own indentation: an editor
    /// indents the lines of a snippet by the latter.
    pub fn behind_dashes(&self) -> usize {
        let line = self.source[..self.cursor.word.start].rfind('\n').map_or(0, |at| at + 1);
        let text = &self.source[line..];
        let indent = text.len() - text.trim_start_matches(' ').len();
        self.cursor.column.saturating_sub(indent)
    }
}
