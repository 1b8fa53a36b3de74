//! The tree of a resolved project: what Compose works on when everything is read, put in and merged.
//!
//! A [`Datum`] is a value of that tree and knows every place that made it: the scalar that a later file replaced is gone, but
//! a mapping that two files share has the places of both, the last word first. What the texts mean, short forms among them,
//! is not looked at here.

use crate::model::compose::{figures, moments};
use crate::text::Span;
use std::collections::HashMap;

/// A place in one of the files of a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The position of the file in [`Project::files`](super::Project::files).
    pub file: usize,
    pub span: Span,
}

/// A value, and the places that it came from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Datum {
    pub(super) content: Content,
    /// The last word first; empty for what nobody wrote.
    pub(super) origins: Vec<Origin>,
    pub(super) mark: Option<Mark>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Content {
    #[default]
    Null,
    Boolean(bool),
    Integer(i128),
    Float(f64),
    /// A date, as written.
    Timestamp(String),
    /// Variables are in their places.
    Text(String),
    List(Vec<Datum>),
    /// In the order of the files; no key twice.
    Mapping(Vec<Entry>),
}

/// A key of a mapping and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub name: String,
    /// Where the key is written, the last word first.
    pub keys: Vec<Origin>,
    pub value: Datum,
}

/// What a tag does when files are merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// `!reset`: what was there is gone, and this with it.
    Reset,
    /// `!override`: this takes the place of what was there.
    Override,
}

impl Datum {
    pub fn new(content: Content, origins: Vec<Origin>) -> Self {
        Datum { content, origins, mark: None }
    }

    pub fn content(&self) -> &Content {
        &self.content
    }

    pub fn origins(&self) -> &[Origin] {
        &self.origins
    }

    pub fn is_null(&self) -> bool {
        self.content == Content::Null
    }

    pub fn is_mapping(&self) -> bool {
        matches!(self.content, Content::Mapping(_))
    }

    pub fn is_list(&self) -> bool {
        matches!(self.content, Content::List(_))
    }

    /// The text of a text; `None` for anything else, numbers too.
    pub fn as_text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A scalar as Go prints it, which is what Compose makes of one where it wants a text; `None` for null and for what is no
    /// scalar.
    pub fn printed(&self) -> Option<String> {
        match &self.content {
            Content::Text(text) => Some(text.clone()),
            Content::Boolean(flag) => Some(flag.to_string()),
            Content::Integer(whole) => Some(whole.to_string()),
            Content::Float(number) => Some(figures::text(*number)),
            Content::Timestamp(written) => Some(moments::text(written)),
            _ => None,
        }
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Datum] {
        match &self.content {
            Content::List(items) => items,
            _ => &[],
        }
    }

    /// The entries of a mapping; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.content {
            Content::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The value of a key; `None` also for what is no mapping.
    pub fn get(&self, key: &str) -> Option<&Datum> {
        self.entries().iter().find(|entry| entry.name == key).map(|entry| &entry.value)
    }

    /// The value at a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Datum> {
        path.iter().try_fold(self, |datum, key| datum.get(key))
    }

    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Datum> {
        match &mut self.content {
            Content::Mapping(entries) => {
                entries.iter_mut().find(|entry| entry.name == key).map(|entry| &mut entry.value)
            }
            _ => None,
        }
    }

    pub(super) fn items_mut(&mut self) -> &mut [Datum] {
        match &mut self.content {
            Content::List(items) => items,
            _ => &mut [],
        }
    }

    pub(super) fn entries_mut(&mut self) -> &mut [Entry] {
        match &mut self.content {
            Content::Mapping(entries) => entries,
            _ => &mut [],
        }
    }

    /// Takes a key out of a mapping.
    pub(super) fn remove(&mut self, key: &str) -> Option<Datum> {
        let Content::Mapping(entries) = &mut self.content else { return None };
        let at = entries.iter().position(|entry| entry.name == key)?;
        Some(entries.remove(at).value)
    }
}

/// Where each key of a mapping stands in it: for mappings that are asked for many keys.
pub(super) fn index(entries: &[Entry]) -> HashMap<String, usize> {
    entries.iter().enumerate().map(|(at, entry)| (entry.name.clone(), at)).collect()
}
