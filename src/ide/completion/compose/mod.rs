//! What may be typed at a place in a Compose file: keys at the right level, the values that a key takes, the names that the
//! project declares, what its neighbours hold.
//!
//! The place comes from the indentation alone ([`outline`]), so a text that is no YAML yet is answered like any other. What Compose
//! knows stands in `reference::compose`; the rooms below this one look at the rest: the file's own names, files, variables, images.

mod anchors;
mod keys;
mod likely;
mod mended;
mod names;
mod values;

use super::items::Menu;
use super::{Completion, Insert};
use crate::model::Snapshot;
use crate::reference::compose::{self, Key, Place, Section, Step};
use crate::reference::images::{self, Image};
use crate::syntax::outline::{self, Cursor, Outline, Part};
use crate::text::Span;

pub(super) fn completion(snapshot: &Snapshot, offset: usize) -> Menu {
    let source = snapshot.source();
    let mut menu = Menu::new(Span::at(offset));
    let Some(cursor) = outline::cursor(source, offset) else { return menu };
    let outline = Outline::read(source);
    let path = mended::mend(&cursor.path);
    let steps = path.as_ref().map_or_else(Vec::new, |path| path.steps.clone());
    let file = File { source, outline, cursor, steps, items: Vec::new() };
    menu.items = file.complete(path.map(|path| path.place));
    menu
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

/// A file with a cursor in it, and what may be typed there as far as it was found.
struct File<'a> {
    source: &'a str,
    outline: Outline,
    cursor: Cursor,
    /// The way to the cursor, half-typed keys taken for what they will be; empty where the table does not know it.
    steps: Vec<outline::Step>,
    items: Vec<Completion>,
}

impl File<'_> {
    fn complete(mut self, place: Option<Place>) -> Vec<Completion> {
        if self.anchors() {
            return self.items;
        }
        let Some(place) = place else { return self.items };
        match self.cursor.part {
            Part::Value => self.values(place),
            Part::Key => {
                if self.steps.last() == Some(&outline::Step::Item) || place.shape.map.is_none() {
                    self.values(place);
                }
                self.entries(place);
                self.keys(place);
            }
        }
        self.health_checks();
        self.items
    }

    /// What was typed of a word.
    fn typed(&self, word: Span) -> &str {
        word.of(self.source)
    }

    fn menu(&self) -> Menu {
        Menu::new(self.cursor.word)
    }

    fn take(&mut self, menu: Menu) {
        self.items.extend(menu.items);
    }

    /// The name of the last key on the way to the cursor.
    fn last_key(&self) -> &str {
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
    fn way(&self) -> Vec<&str> {
        self.steps
            .iter()
            .map(|step| match step {
                outline::Step::Key(key) => key.as_str(),
                outline::Step::Item => "[]",
            })
            .collect()
    }

    fn key_text(&self, entry: usize) -> &str {
        self.outline.entries[entry].key.map_or("", |key| key.of(self.source))
    }

    fn value_text(&self, entry: usize) -> &str {
        self.outline.entries[entry].value.of(self.source)
    }

    fn child(&self, parent: usize, name: &str) -> Option<usize> {
        self.outline.child(self.source, Some(parent), name)
    }

    /// The entry in which the cursor stands, that many steps below the root: 1 for that of the section, 2 for the service.
    fn ancestor(&self, depth: usize) -> Option<usize> {
        let mut chain = Vec::new();
        let mut current = self.cursor.parent;
        while let Some(entry) = current {
            chain.push(entry);
            current = self.outline.entries.get(entry)?.parent;
        }
        chain.len().checked_sub(depth).and_then(|at| chain.get(at)).copied()
    }

    /// The service in which the cursor stands.
    fn own_service(&self) -> Option<usize> {
        let in_services = matches!(&self.steps[..], [outline::Step::Key(section), outline::Step::Key(_), ..]
            if section == Section::Services.key());
        self.ancestor(2).filter(|_| in_services)
    }

    fn own_name(&self) -> Option<&str> {
        self.own_service().map(|service| self.key_text(service))
    }

    /// What is known of the image of the service in which the cursor stands.
    fn own_image(&self) -> Option<&'static Image> {
        let image = self.child(self.own_service()?, "image")?;
        images::lookup(self.value_text(image))
    }

    /// Whether the cursor is within braces or brackets.
    fn in_flow(&self) -> bool {
        let is_flow = |entry: usize| self.outline.entries.get(entry).is_some_and(|entry| entry.column == usize::MAX);
        let opens = |entry: usize| {
            let entry = self.outline.entries.get(entry);
            entry.is_some_and(|entry| self.source[entry.value.start..].starts_with(['{', '[']))
        };
        self.cursor.parent.is_some_and(|parent| is_flow(parent) || (opens(parent) && self.cursor.part == Part::Key))
    }

    /// Whether the cursor is within quotes.
    fn in_quotes(&self) -> bool {
        self.source[..self.cursor.word.start].ends_with(['"', '\''])
    }

    /// By how much the file indents.
    fn indent(&self) -> usize {
        let nested = self.outline.entries.iter().find(|entry| {
            let parent = entry.parent.and_then(|parent| self.outline.entries.get(parent));
            entry.key.is_some() && entry.column != usize::MAX && parent.is_some_and(|parent| parent.column == 0)
        });
        nested.map_or(2, |entry| entry.column.clamp(1, 8))
    }

    /// By how much the file indents the dashes of a list that stands under a key.
    fn dash_indent(&self) -> usize {
        let listed = self.outline.entries.iter().find_map(|entry| {
            let parent = self.outline.entries.get(entry.parent?)?;
            (entry.key.is_none() && entry.column != usize::MAX && parent.key.is_some())
                .then(|| entry.column.saturating_sub(parent.column))
        });
        listed.unwrap_or_else(|| self.indent())
    }

    /// How far the line's content, behind its dashes, stands to the right of the line's own indentation: an editor
    /// indents the lines of a snippet by the latter.
    fn behind_dashes(&self) -> usize {
        let line = self.source[..self.cursor.word.start].rfind('\n').map_or(0, |at| at + 1);
        let text = &self.source[line..];
        let indent = text.len() - text.trim_start_matches(' ').len();
        self.cursor.column.saturating_sub(indent)
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
        for mut item in entries {
            if item.replace.start != self.cursor.word.start {
                continue;
            }
            item.filter.get_or_insert_with(|| item.label.clone());
            match &mut item.insert {
                Insert::Plain(text) | Insert::Snippet(text) => text.insert_str(0, "- "),
            }
            self.items.push(item);
        }
    }

    /// Ready checks with a tool that the image has.
    fn health_checks(&mut self) {
        let way = self.way();
        let as_value = way.ends_with(&["healthcheck", "test"]) && self.cursor.part == Part::Value;
        if !as_value && !(way.ends_with(&["healthcheck"]) && self.cursor.part == Part::Key) {
            return;
        }
        let mut menu = self.menu();
        for (at, check) in (0..).zip(images::health::for_image(self.own_image())) {
            let test = check.compose_snippet(None);
            let body = if as_value { test } else { format!("test: {test}") };
            menu.snippet(&check.title, &body, 100 + at).filter("test").detail(&format!("needs {}", check.tool));
        }
        self.take(menu);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Language;

    fn labels(marked: &str) -> Vec<String> {
        let offset = marked.find("$0").expect("a cursor");
        let source = marked.replacen("$0", "", 1);
        let snapshot = Snapshot::of(Language::Compose, &source);
        completion(&snapshot, offset).items.into_iter().map(|item| item.label).collect()
    }

    fn offers(marked: &str, wanted: &[&str]) {
        let labels = labels(marked);
        for label in wanted {
            assert!(labels.iter().any(|offered| offered == label), "{marked}: no {label} in {labels:?}");
        }
    }

    fn withholds(marked: &str, unwanted: &[&str]) {
        let labels = labels(marked);
        for label in unwanted {
            assert!(labels.iter().all(|offered| offered != label), "{marked}: {label} in {labels:?}");
        }
    }

    #[test]
    fn keys_at_every_level_also_on_a_half_typed_line() {
        offers("ser$0", &["services", "volumes", "include", "name"]);
        offers("services:\n  web:\n    he$0\n  db:\n    image: x\n", &["healthcheck", "image", "hostname"]);
        offers("services:\n  web:\n    healthcheck:\n      $0", &["test", "interval", "start_period"]);
        offers("services:\n  web:\n    build:\n      tar$0", &["target", "args"]);
        offers("services:\n  web:\n    deploy:\n      resources:\n        limits:\n          c$0", &["cpus", "memory"]);
        withholds("services:\n  web:\n    image: x\n    $0", &["image", "services"]);
    }

    #[test]
    fn values_of_a_key() {
        offers("services:\n  web:\n    restart: $0", &["unless-stopped", "no", "on-failure"]);
        offers("services:\n  web:\n    read_only: $0", &["true", "false"]);
        offers(
            "services:\n  web:\n    depends_on:\n      db:\n        condition: s$0\n  db: {}\n",
            &["service_healthy"],
        );
        offers("services:\n  web:\n    cap_add:\n      - $0", &["NET_ADMIN"]);
    }

    #[test]
    fn names_that_the_file_declares() {
        let file = "services:\n  web:\n    depends_on:\n      - $0\n  db:\n    image: x\n";
        offers(file, &["db"]);
        withholds(file, &["web"]);
        offers("services:\n  web:\n    depends_on:\n      $0\n  db: {}\n", &["db"]);
        offers("services:\n  web:\n    networks: [$0]\nnetworks:\n  back: {}\n", &["back"]);
        offers("services:\n  web:\n    network_mode: $0\n  db: {}\n", &["service:db", "host"]);
        offers("services:\n  web:\n    volumes:\n      - $0\nvolumes:\n  data:\n", &["data"]);
        offers("services:\n  a:\n    profiles: [debug]\n  b:\n    profiles: [$0]\n", &["debug"]);
    }
}
