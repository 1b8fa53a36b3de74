//! What may be typed at a place in a Compose file: keys at the right level, the values that a key takes, the names that the
//! project declares, what its neighbours hold.
//!
//! The place comes from the indentation alone ([`outline`]), so a text that is no YAML yet is answered like any other. What Compose
//! knows stands in `reference::compose`; the rooms below this one look at the rest: the file's own names, files, variables, images.

mod anchors;
mod built;
mod checks;
mod declare;
mod environment;
mod file;
mod images;
mod keys;
mod likely;
mod mended;
mod names;
mod paths;
mod ports;
mod samples;
mod services;
mod shared;
#[cfg(test)]
mod tests;
mod values;
mod variables;

use super::Insert;
use super::items::Menu;
use crate::model::Snapshot;
use crate::reference::compose::{self, Key, Place, Step};
use crate::syntax::outline::{self, Cursor, Outline, Part};
use crate::text::Span;
use file::File;
use std::cell::OnceCell;

pub(super) fn completion(snapshot: &Snapshot, offset: usize) -> Menu {
    let source = snapshot.source();
    let mut menu = Menu::new(Span::at(offset));
    let outline = Outline::read(source);
    let cursor = outline::cursor(source, offset).map(|cursor| short_form(cursor, &outline));
    let path = cursor
        .as_ref()
        .and_then(|cursor| shared::place_of(source, &outline, cursor).or_else(|| mended::mend(&cursor.path)));
    let steps = path.as_ref().map_or_else(Vec::new, |path| path.steps.clone());
    let in_text = cursor.is_none();
    let mut file = File {
        snapshot,
        source,
        offset,
        outline,
        cursor: cursor.unwrap_or_else(|| Cursor::nowhere(offset)),
        steps,
        dockerfile: OnceCell::new(),
        items: Vec::new(),
        partial: false,
    };
    if !file.variables() && !in_text {
        file.complete(path.map(|path| path.place));
    }
    // What stands behind the cursor goes where it is the rest of the same word.
    let rest = rest_of_word(&source[offset..]);
    for item in file.items.iter_mut().filter(|item| item.replace.end == offset) {
        item.replace.end = offset + rest;
    }
    menu.items = file.items;
    menu.is_partial = file.partial;
    menu
}

/// How much of a text goes on with the word before it.
fn rest_of_word(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '.')).unwrap_or(text.len())
}

/// An entry of a list that is typed up to a colon looks like a key: `- data:`. Where Compose has no such key, it is a text.
fn short_form(cursor: Cursor, outline: &Outline) -> Cursor {
    let key = cursor.parent.and_then(|parent| outline.entries.get(parent));
    let [list @ .., outline::Step::Item, outline::Step::Key(_)] = &cursor.path[..] else { return cursor };
    let is_typed_on = cursor.part == Part::Value && cursor.word.is_empty();
    let (Some(entry), Some(span)) = (key, key.and_then(|entry| entry.key)) else { return cursor };
    if !is_typed_on || span.end + 1 != cursor.word.end || mended::mend(&cursor.path).is_some() {
        return cursor;
    }
    let path = [list, &[outline::Step::Item]].concat();
    Cursor { path, part: Part::Key, word: Span::new(span.start, cursor.word.end), parent: entry.parent, ..cursor }
}

/// The page of a topic, see [`super::documentation`]: the path of a key.
pub(super) fn documentation(topic: &str) -> Option<String> {
    Some(document(compose::key_at(&Step::path(topic))?))
}

/// What leads to the keys of a mapping in a topic: `compose services.web.`.
fn topic(path: &[outline::Step]) -> String {
    let mut topic = "compose ".to_owned();
    for step in path {
        match step {
            outline::Step::Item => {
                topic.truncate(topic.len() - 1);
                topic.push_str("[].");
            }
            // The name of a service or a variable; any is as good as it.
            outline::Step::Key(key) if key.contains(['.', '[', ' ']) => topic.push_str("x."),
            outline::Step::Key(key) => {
                topic.push_str(key);
                topic.push('.');
            }
        }
    }
    topic
}

/// The steps of an outline as the table wants them.
pub(in crate::ide) fn steps(path: &[outline::Step]) -> Vec<Step<'_>> {
    path.iter()
        .map(|step| match step {
            outline::Step::Key(key) => Step::Key(key),
            outline::Step::Item => Step::Item,
        })
        .collect()
}

impl File<'_> {
    fn complete(&mut self, place: Option<Place>) {
        if self.anchors() {
            return;
        }
        let Some(place) = place else { return };
        match self.cursor.part {
            Part::Value => self.values(place),
            Part::Key => {
                if self.steps.last() == Some(&outline::Step::Item) || place.shape.map.is_none() {
                    self.values(place);
                }
                let (has_keys, has_entries) = self.siblings();
                if !has_keys {
                    self.entries(place);
                }
                if !has_entries && !self.is_short_form() {
                    self.keys(place);
                }
                match self.way()[..] {
                    [] => self.shared_block(),
                    ["services"] if !self.in_flow() => self.whole_services(),
                    _ => {}
                }
            }
        }
        self.health_checks();
    }

    /// Whether keys, and whether entries of a list, stand beside the cursor already: it is one or the other.
    fn siblings(&self) -> (bool, bool) {
        let cursor = self.cursor.word.end;
        let others = || self.outline.children(self.cursor.parent).map(|(_, entry)| entry);
        let has_keys = others().filter_map(|entry| entry.key).any(|key| !key.touches(cursor));
        // What a bracket opens on the key's own line says nothing of the lines below.
        let is_entry = |entry: &outline::Entry| entry.key.is_none() && entry.column != usize::MAX;
        (has_keys, others().any(|entry| is_entry(entry) && !entry.value.touches(cursor)))
    }

    /// Whether an entry of a list has been begun that cannot become a key.
    fn is_short_form(&self) -> bool {
        let typed = self.typed(self.cursor.word);
        self.steps.last() == Some(&outline::Step::Item) && (self.in_quotes() || typed.contains([':', '/', '=', '.']))
    }

    /// Entries of a list that could stand here, dash and all.
    fn entries(&mut self, place: Place) {
        let Some(list) = place.shape.list else { return };
        if self.in_flow() {
            return;
        }
        let before = std::mem::take(&mut self.items);
        self.steps.push(outline::Step::Item);
        self.values(Place { shape: list.item, entry: compose::Entry::Item, ..place });
        self.steps.pop();
        let entries = std::mem::replace(&mut self.items, before);
        // Where a mapping may stand as well, it comes first unless people rather write a list.
        let later = if place.shape.map.is_some() && !keys::LISTED.contains(&self.last_key()) { 300 } else { 0 };
        for mut item in entries {
            if item.replace.start != self.cursor.word.start {
                continue;
            }
            item.sort += later;
            item.filter.get_or_insert_with(|| item.label.clone());
            match &mut item.insert {
                Insert::Plain(text) | Insert::Snippet(text) => text.insert_str(0, "- "),
            }
            self.items.push(item);
        }
    }
}

fn detail(key: &Key) -> String {
    match (key.deprecated, key.required, key.default) {
        (Some(_), _, _) => "obsolete".to_owned(),
        (None, true, _) => "required".to_owned(),
        (None, false, Some(default)) => format!("default: {default}"),
        (None, false, None) => String::new(),
    }
}

/// What a key's documentation says, as hover shows it too.
pub(in crate::ide) fn document(key: &Key) -> String {
    let mut text = key.doc.to_owned();
    if let Some(instead) = key.deprecated {
        text.push_str(&format!("\n\n**Obsolete:** {instead}"));
    }
    if let Some(default) = key.default {
        text.push_str(&format!("\n\nDefault: `{default}`."));
    }
    if let Some(since) = key.since {
        text.push_str(&format!("\n\nSince Compose {since}."));
    }
    text.push_str(&format!("\n\n[Reference]({})", key.link()));
    text
}
