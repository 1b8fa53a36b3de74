//! What may be typed at a place in a Compose file: keys at the right level, the values that a key takes, the names that the
//! project declares, what its neighbours hold.
//!
//! The place comes from the indentation alone ([`outline`]), so a text that is no YAML yet is answered like any other. What Compose
//! knows stands in `reference::compose`; the rooms below this one look at the rest: the file's own names, files, variables, images.

mod anchors;
mod built;
mod declare;
mod environment;
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
mod values;
mod variables;

use super::items::Menu;
use super::{Completion, Insert};
use crate::model::Snapshot;
use crate::reference::compose::{self, Key, Place, Section, Step};
use crate::reference::images::{Image, health, lookup};
use crate::syntax::outline::{self, Cursor, Outline, Part};
use crate::text::Span;
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

/// How many whole health checks are offered among the keys of a service.
const MAX_CHECKS: usize = 3;

/// A file with a cursor in it, and what may be typed there as far as it was found.
struct File<'a> {
    snapshot: &'a Snapshot,
    source: &'a str,
    offset: usize,
    outline: Outline,
    cursor: Cursor,
    /// The way to the cursor, half-typed keys taken for what they will be; empty where the table does not know it.
    steps: Vec<outline::Step>,
    /// The Dockerfile of the service in which the cursor stands, once somebody asked for it.
    dockerfile: OnceCell<Option<Snapshot>>,
    items: Vec<Completion>,
    /// There is more than was offered.
    partial: bool,
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
        let is_shared = self.ancestor(1).is_none_or(|root| self.key_text(root).starts_with("x-"));
        self.ancestor(2).filter(|_| in_services && !is_shared)
    }

    fn own_name(&self) -> Option<&str> {
        self.own_service().map(|service| self.key_text(service))
    }

    /// What is known of the image of the service in which the cursor stands, or of the one that it is built on.
    fn own_image(&self) -> Option<&'static Image> {
        let service = self.own_service()?;
        if self.child(service, "build").is_some() {
            return self.image_below();
        }
        lookup(self.value_text(self.child(service, "image")?))
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

    /// Ready checks with a tool that the image has: as a test, or as the whole of a health check.
    fn health_checks(&mut self) {
        let way = self.way();
        if let (["services", _], Part::Key, Some(image)) = (&way[..], self.cursor.part, self.own_image()) {
            if !self.given().contains(&"healthcheck") && !self.in_flow() {
                let mut menu = self.menu();
                for (at, check) in (0..).zip(health::for_image(Some(image)).into_iter().take(MAX_CHECKS)) {
                    let test = check.compose_snippet(None);
                    let whole = format!("healthcheck:\n  test: {test}\n{}", services::TIMING.replace("    ", "  "));
                    menu.snippet(&format!("healthcheck: {}", check.title), &self.indented(&whole), 90 + at)
                        .filter("healthcheck")
                        .detail(&format!("needs {}", check.tool));
                }
                self.take(menu);
            }
            return;
        }
        let as_value = way.ends_with(&["healthcheck", "test"]) && self.cursor.part == Part::Value;
        let as_key = way.ends_with(&["healthcheck"]) && self.cursor.part == Part::Key;
        if !as_value && !as_key {
            return;
        }
        let mut menu = self.menu();
        for (at, check) in (0..).zip(health::for_image(self.own_image())) {
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
    use crate::model::surroundings::MemoryFiles;
    use crate::model::{Language, Surroundings};
    use std::sync::Arc;

    /// What is offered at `$0`, best first.
    pub(super) fn items(marked: &str) -> Vec<Completion> {
        at(marked, None)
    }

    pub(super) fn labels_at(marked: &str) -> Vec<String> {
        items(marked).into_iter().map(|item| item.label).collect()
    }

    /// The same in a file with neighbours.
    pub(super) fn items_around(files: MemoryFiles, path: &str, marked: &str) -> Vec<Completion> {
        at(marked, Some(files.around(path)))
    }

    pub(super) fn labels_around(files: MemoryFiles, path: &str, marked: &str) -> Vec<String> {
        items_around(files, path, marked).into_iter().map(|item| item.label).collect()
    }

    fn at(marked: &str, surroundings: Option<Arc<Surroundings>>) -> Vec<Completion> {
        let offset = marked.find("$0").expect("a cursor");
        let source = marked.replacen("$0", "", 1);
        let mut snapshot = Snapshot::of(Language::Compose, &source);
        if let Some(surroundings) = surroundings {
            snapshot = snapshot.with_surroundings(surroundings);
        }
        crate::ide::completion(&snapshot, offset).items
    }

    fn offers(marked: &str, wanted: &[&str]) {
        let labels = labels_at(marked);
        for label in wanted {
            assert!(labels.iter().any(|offered| offered == label), "{marked}: no {label} in {labels:?}");
        }
    }

    fn withholds(marked: &str, unwanted: &[&str]) {
        let labels = labels_at(marked);
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

    #[test]
    fn names_of_the_other_files_count_too() {
        let files = MemoryFiles::new([
            ("/p/compose.yaml", ""),
            ("/p/db.yaml", "services:\n  db:\n    image: x\nvolumes:\n  data:\n"),
            ("/p/base.yaml", "services:\n  base:\n    image: x\n"),
        ]);
        let labels = |marked: &str| labels_around(files.clone(), "/p/compose.yaml", marked);
        let file = "include: [db.yaml]\nservices:\n  web:\n    image: x\n";
        assert_eq!(labels(&format!("{file}    depends_on:\n      - $0\n"))[0], "db");
        assert!(labels(&format!("{file}    volumes:\n      - $0\n")).contains(&"data".to_owned()));
        assert_eq!(labels("services:\n  a:\n    extends:\n      file: base.yaml\n      service: $0\n"), ["base"]);
    }

    #[test]
    fn what_is_used_and_not_declared_is_offered_to_be() {
        let file = "services:\n  web:\n    depends_on: [db]\n    volumes: [\"data:/d\"]\n    networks:\n      - back\n";
        assert!(labels_at(&format!("{file}networks:\n  $0\n")).contains(&"back".to_owned()));
        assert!(labels_at(&format!("{file}volumes:\n  $0\n")).contains(&"data".to_owned()));
        assert!(labels_at(&format!("{file}  $0\n")).contains(&"db".to_owned()));
    }

    #[test]
    fn the_likeliest_comes_first_and_what_is_obsolete_last() {
        let labels = labels_at("services:\n  web:\n    $0\n");
        assert_eq!(labels[..4], ["image", "build", "environment", "ports"]);
        let items = items("services:\n  web:\n    l$0\n");
        let obsolete = items.iter().position(|item| item.is_deprecated).expect("links");
        assert!(items[obsolete..].iter().all(|item| item.is_deprecated), "nothing else after them");
    }

    #[test]
    fn a_key_brings_its_indentation() {
        let inserted = |marked: &str, label: &str| match items(marked).into_iter().find(|item| item.label == label) {
            Some(Completion { insert: Insert::Snippet(text) | Insert::Plain(text), .. }) => text,
            None => panic!("{marked}: no {label}"),
        };
        let web = "services:\n  web:\n    image: x\n    $0\n";
        assert_eq!(inserted(web, "healthcheck"), "healthcheck:\n  $0");
        assert_eq!(inserted(web, "ports"), "ports:\n  - $0");
        assert_eq!(inserted(web, "restart"), "restart: $0");
        assert_eq!(inserted(web, "read_only"), "read_only: ${1:true}$0");
        let wide = "services:\n    web:\n        image: x\n        ports:\n        - \"80\"\n        $0\n";
        assert_eq!(inserted(wide, "healthcheck"), "healthcheck:\n    $0");
        assert_eq!(inserted(wide, "volumes"), "volumes:\n- $0");
        let long = "services:\n  web:\n    volumes:\n      - type: bind\n        $0\n      - b$0\n";
        assert_eq!(inserted(&long.replacen("$0", "", 1), "bind"), "bind:\n    $0", "the dash counts");
        assert_eq!(inserted("services:\n  web:\n    restart:$0", "always"), " always");
        assert_eq!(inserted("services:\n  web:\n    image: x\n    he$0: y\n", "healthcheck"), "healthcheck");
        assert_eq!(inserted("services: { web: { ima$0", "image"), "image: $0");
    }

    #[test]
    fn options_are_those_of_the_driver() {
        let logging = |driver: &str| {
            labels_at(&format!("services:\n  web:\n    logging:\n      driver: {driver}\n      options:\n        $0\n"))
        };
        assert_eq!(logging("json-file")[..2], ["max-size", "max-file"]);
        assert!(logging("gelf").contains(&"gelf-address".to_owned()));
        assert!(!logging("gelf").contains(&"max-size".to_owned()));
        offers("services:\n  w:\n    logging:\n      driver: $0", &["json-file", "journald"]);
    }

    #[test]
    fn words_that_go_on() {
        offers("services:\n  w:\n    restart: on$0", &["on-failure", "on-failure:3"]);
        offers("services:\n  w:\n    ipc: $0\n  db: {}\n", &["service:db", "shareable"]);
        offers("services:\n  w:\n    security_opt:\n      - $0", &["no-new-privileges:true"]);
        offers("services:\n  w:\n    healthcheck:\n      interval: $0", &["30s"]);
        offers("services:\n  w:\n    stop_signal: $0", &["SIGTERM", "SIGINT"]);
        offers("services:\n  w:\n    deploy:\n      resources:\n        limits:\n          memory: $0", &["512M"]);
        offers("services:\n  w:\n    extra_hosts:\n      - $0", &["host.docker.internal:host-gateway"]);
        offers("services:\n  w:\n    gpus:\n      - capabilities: [$0]", &["gpu", "compute"]);
        offers(
            "services:\n  w:\n    build:\n      additional_contexts:\n        base: $0\n  db: {}\n",
            &["service:db"],
        );
        offers("services:\n  w:\n    container_name: $0", &["w"]);
    }

    #[test]
    fn a_mapping_that_has_been_begun_is_no_list() {
        let web = "services:\n  w:\n    image: x\n    environment:\n";
        let kinds = |rest: &str| -> Vec<bool> {
            let offered = items(&format!("{web}{rest}"));
            offered.iter().map(|item| matches!(&item.insert, Insert::Snippet(text) if text.starts_with("- "))).collect()
        };
        assert_eq!(kinds("      $0\n"), [false, true], "one variable in either form, the mapping first");
        assert_eq!(kinds("      A: b\n      $0\n"), [false]);
        assert_eq!(kinds("      - A=b\n      $0\n"), [true]);
        offers("services:\n  we\t: [\n    image: x\n    re$0\n", &["restart"]);
    }

    #[test]
    fn what_a_service_is_built_on_counts_as_its_image() {
        let files = MemoryFiles::new([("/p/compose.yaml", ""), ("/p/Dockerfile", "FROM nginx:1.31 AS a\nFROM a\n")]);
        let labels = |marked: &str| labels_around(files.clone(), "/p/compose.yaml", marked);
        assert_eq!(labels("services:\n  w:\n    build: .\n    ports:\n      - $0\n")[0], "80:80");
        assert_eq!(
            labels("services:\n  w:\n    build: .\n    healthcheck:\n      test: $0\n")[0],
            "Ask by HTTP with curl"
        );
    }

    #[test]
    fn anchors_and_tags() {
        let file = "x-a: &base\n  image: x\nx-b: &env {A: b}\nservices:\n  w:\n";
        assert_eq!(labels_at(&format!("{file}    <<: *$0\n")), ["env", "base"]);
        assert_eq!(labels_at(&format!("{file}    <<: [*base, *$0\n")), ["env", "base"]);
        assert_eq!(labels_at(&format!("{file}    <<: $0\n")), ["*env", "*base"]);
        assert!(labels_at(&format!("{file}    $0\n")).contains(&"<<".to_owned()));
        assert_eq!(labels_at(&format!("{file}    ports: !$0\n")), ["!reset", "!override"]);
    }
}
