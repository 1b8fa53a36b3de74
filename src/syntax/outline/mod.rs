//! What the lines of a YAML file say by their indentation alone.
//!
//! While somebody types, the text is seldom YAML. Indentation, dashes and colons still tell where a line belongs, and that is
//! all this module looks at: it never fails, and it never decides what the file means.

mod entry;
mod flow;
mod reader;
mod scalar;
#[cfg(test)]
mod tests;

pub use entry::Entry;

use crate::text::Span;
use entry::add;
use flow::Flow;
use reader::{Line, Reader};
use scalar::{indentation, properties};

/// The keys and list entries of a file, each with the one that it stands under.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outline {
    pub entries: Vec<Entry>,
    /// Where lines start that have no key before their colon: what stands below them may belong anywhere.
    pub damage: Vec<usize>,
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Key(String),
    Item,
}

/// Where a cursor stands in an outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The path of what is being typed: of the mapping or list for a key, of the key itself for a value.
    pub path: Vec<Step>,
    pub part: Part,
    /// What stands between the start of the word and the cursor.
    pub word: Span,
    /// The position in the outline of the entry that `path` leads to; `None` for the root.
    pub parent: Option<usize>,
    /// The column at which the word's line starts its content: what a new sibling would be indented by.
    pub column: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A key of the mapping at the path, or, right after a dash, perhaps a scalar of the list.
    Key,
    /// The scalar at the path.
    Value,
}

impl Cursor {
    /// A cursor at the root, with nothing typed.
    pub fn nowhere(offset: usize) -> Cursor {
        Cursor { path: Vec::new(), part: Part::Key, word: Span::at(offset), parent: None, column: 0 }
    }
}

impl Outline {
    pub fn read(source: &str) -> Outline {
        let mut reader = Reader::default();
        reader.read(source);
        Outline { entries: reader.entries, damage: reader.damage }
    }

    /// The path that leads to an entry.
    pub fn path(&self, source: &str, entry: usize) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut current = Some(entry);
        while let Some(index) = current {
            let Some(entry) = self.entries.get(index) else { break };
            steps.push(match entry.key {
                Some(key) => Step::Key(key.of(source).to_owned()),
                None => Step::Item,
            });
            current = entry.parent;
        }
        steps.reverse();
        steps
    }

    /// The entries right under another, or at the root.
    pub fn children(&self, parent: Option<usize>) -> impl Iterator<Item = (usize, &Entry)> {
        // What stands under an entry follows it without a gap.
        let first = parent.map_or(0, |parent| parent + 1);
        let is_below = move |entry: &Entry| parent.is_none() || entry.parent >= parent;
        let below = self.entries.iter().enumerate().skip(first).take_while(move |(_, entry)| is_below(entry));
        below.filter(move |(_, entry)| entry.parent == parent)
    }

    /// The key of this name right under another, or at the root.
    pub fn child(&self, source: &str, parent: Option<usize>, name: &str) -> Option<usize> {
        self.children(parent)
            .find(|(_, entry)| entry.key.is_some_and(|key| key.of(source) == name))
            .map(|(index, _)| index)
    }

    /// The key of this name at the root.
    pub fn section(&self, source: &str, name: &str) -> Option<usize> {
        self.child(source, None, name)
    }

    /// The entry whose key or value holds the offset, and whether it is the value.
    pub fn at(&self, offset: usize) -> Option<(usize, Part)> {
        self.entries.iter().enumerate().rev().find_map(|(index, entry)| {
            if entry.key.is_some_and(|key| key.touches(offset)) {
                Some((index, Part::Key))
            } else {
                (!entry.value.is_empty() && entry.value.touches(offset)).then_some((index, Part::Value))
            }
        })
    }
}

/// Where the cursor stands, from what is typed before it; `None` inside comments and block scalars.
pub fn cursor(source: &str, offset: usize) -> Option<Cursor> {
    let line_start = source[..offset].rfind('\n').map_or(0, |at| at + 1);
    let mut reader = Reader::default();
    let open = reader.read_until(source, line_start);
    let typed = &source[line_start..offset];
    let column = indentation(typed);
    let (parent, part, start, content) = match open {
        // In the middle of a flow collection that began on an earlier line.
        Some((entry, at)) => {
            let mut flow = Flow { source, at, end: offset, parent: Some(entry), part: Part::Value };
            flow.descend(&mut reader.entries);
            (flow.parent, flow.part, flow.at, column)
        }
        None => {
            let in_block = reader.block.is_some_and(|block| column > block);
            if in_block || typed.trim_start().starts_with('#') || has_comment(typed) {
                return None;
            }
            reader.fill_gap(source, column);
            let mut reading = Line { source, at: line_start + column, end: offset, column };
            reader.take_dashes(&mut reading);
            let mut parent = reader.parent_for(reading.column);
            let mut start = reading.at;
            let mut part = Part::Key;
            if let Some((key, value_at)) = reading.key() {
                parent = Some(add(&mut reader.entries, parent, Some(key), Span::at(offset), reading.column));
                part = Part::Value;
                start = value_at;
            }
            start = properties(source, start, offset).0;
            let mut flow = Flow { source, at: start, end: offset, parent, part };
            flow.descend(&mut reader.entries);
            (flow.parent, flow.part, flow.at, reading.column)
        }
    };
    let quote = usize::from(source[start..offset].starts_with(['"', '\'']));
    let outline = Outline { entries: reader.entries, damage: reader.damage };
    Some(Cursor {
        path: parent.map(|parent| outline.path(source, parent)).unwrap_or_default(),
        part,
        word: Span::new(start + quote, offset),
        parent,
        column: content,
    })
}

/// Whether the line goes over into a comment before its end.
fn has_comment(line: &str) -> bool {
    let mut quote = None;
    let mut before = ' ';
    for character in line.chars() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '"' | '\'') if matches!(before, ' ' | '[' | '{' | ',' | ':') => quote = Some(character),
            (None, '#') if before == ' ' => return true,
            _ => {}
        }
        before = character;
    }
    false
}
