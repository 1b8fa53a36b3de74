//! What may be typed at a place in a Compose file: keys at the right level, the values that a key takes, the names that the
//! file declares. Everything else stands in `reference::compose`.

use super::items::{Menu, as_snippet};
use crate::ide::CompletionKind;
use crate::model::Snapshot;
use crate::reference::compose::{self, Key, Meaning, Place, Section, Shape, Step, Value};
use crate::reference::images;
use crate::syntax::outline::{self, Cursor, Outline, Part};
use crate::text::Span;

pub(super) fn completion(snapshot: &Snapshot, offset: usize) -> Menu {
    let source = snapshot.source();
    let Some(cursor) = outline::cursor(source, offset) else { return Menu::new(Span::at(offset)) };
    let outline = Outline::read(source);
    let file = File { source, outline: &outline, cursor: &cursor };
    let path = steps(&cursor.path);
    let mut menu = Menu::new(cursor.word);
    let Some(place) = compose::resolve(&path) else { return menu };
    match cursor.part {
        Part::Value => file.values(place, &mut menu),
        Part::Key => {
            if let [.., Step::Item] = path[..] {
                file.values(place, &mut menu);
            } else if place.shape.list.is_some() {
                file.entries(place, &mut menu);
            }
            file.keys(place, &mut menu);
        }
    }
    if path.last() == Some(&Step::Key("healthcheck")) || path.ends_with(&[Step::Key("healthcheck"), Step::Key("test")])
    {
        file.health_checks(&mut menu);
    }
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

struct File<'a> {
    source: &'a str,
    outline: &'a Outline,
    cursor: &'a Cursor,
}

impl File<'_> {
    /// The keys of the mapping, but those that it has already.
    fn keys(&self, place: Place, menu: &mut Menu) {
        let Some(map) = place.shape.map else { return };
        let given: Vec<&str> = self
            .outline
            .children(self.cursor.parent)
            .filter_map(|(_, entry)| entry.key)
            .filter(|key| !key.touches(self.cursor.word.end))
            .map(|key| key.of(self.source))
            .collect();
        let topic = topic(&self.cursor.path);
        for key in map.keys.iter().filter(|key| !given.contains(&key.name)) {
            let rank = if key.deprecated.is_some() { 3 } else { u16::from(!key.required) };
            menu.snippet(key.name, &self.key_text(key.name, &key.shape), rank)
                .kind(CompletionKind::Property)
                .detail(&detail(key))
                .deprecated(key.deprecated.is_some())
                .topic(&format!("{topic}{}", key.name));
        }
        let Some(free) = map.free else { return };
        for known in free.known.iter().filter(|known| !given.contains(&known.text)) {
            menu.snippet(known.text, &self.key_text(known.text, &free.shape), 2)
                .kind(CompletionKind::Property)
                .document(known.doc);
        }
        if let Meaning::Reference(section) = free.meaning {
            for name in self.names(section).filter(|name| !given.contains(name)) {
                menu.snippet(name, &self.key_text(name, &free.shape), 1)
                    .kind(CompletionKind::Reference)
                    .detail(section.entry());
            }
        }
    }

    /// The text of a key: alone where a colon follows already, else with what comes next.
    fn key_text(&self, name: &str, shape: &Shape) -> String {
        let name = as_snippet(name);
        let rest = &self.source[self.cursor.word.end..];
        let rest_of_word = rest.trim_start_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
        if rest_of_word.starts_with(':') || self.in_flow() {
            return if rest_of_word.starts_with(':') { name } else { format!("{name}: $0") };
        }
        match (shape.scalar, shape.map, shape.list) {
            (Some(_), _, _) => format!("{name}: $0"),
            (None, Some(_), _) => format!("{name}:\n  $0"),
            (None, None, Some(_)) => format!("{name}:\n  - $0"),
            (None, None, None) => format!("{name}: $0"),
        }
    }

    fn in_flow(&self) -> bool {
        let line = self.source[..self.cursor.word.start].rfind('\n').map_or(0, |at| at + 1);
        let before = &self.source[line..self.cursor.word.start];
        before.matches(['{', '[']).count() > before.matches(['}', ']']).count()
    }

    /// The values that may stand at the place.
    fn values(&self, place: Place, menu: &mut Menu) {
        let Some(scalar) = place.shape.scalar else { return };
        for value in scalar.values {
            menu.plain(CompletionKind::Value, value.text, 0).document(value.doc);
            self.continued(value, menu);
        }
        if scalar.meaning == Meaning::Boolean {
            menu.plain(CompletionKind::Value, "true", 0);
            menu.plain(CompletionKind::Value, "false", 1);
        }
        match scalar.meaning {
            Meaning::Reference(section) => self.references(section, "", menu),
            Meaning::Link | Meaning::VolumesFrom => self.references(Section::Services, "", menu),
            Meaning::Mount => {
                for name in self.names(Section::Volumes) {
                    menu.snippet(name, &format!("{}:$0", as_snippet(name)), 0)
                        .kind(CompletionKind::Reference)
                        .detail("volume");
                }
            }
            Meaning::Profile => {
                for name in self.profiles() {
                    menu.plain(CompletionKind::Reference, name, 0).detail("profile");
                }
            }
            _ => {}
        }
    }

    /// A value that is only a beginning, with each name of the file that may follow: `service:db`.
    fn continued(&self, value: &Value, menu: &mut Menu) {
        if let Some(Meaning::Reference(section)) = value.rest {
            self.references(section, value.text, menu);
        }
    }

    fn references(&self, section: Section, before: &str, menu: &mut Menu) {
        let own = self.own_name();
        for name in self.names(section).filter(|name| section != Section::Services || Some(*name) != own) {
            menu.plain(CompletionKind::Reference, &format!("{before}{name}"), 1).detail(section.entry());
        }
    }

    /// Entries of a list that could stand here, dash and all.
    fn entries(&self, place: Place, menu: &mut Menu) {
        let Some(list) = place.shape.list else { return };
        let mut inner = Menu::new(self.cursor.word);
        self.values(Place { shape: list.item, ..place }, &mut inner);
        for mut item in inner.items {
            if let crate::ide::Insert::Plain(text) = &mut item.insert {
                *text = format!("- {text}");
                item.filter = Some(item.label.clone());
                menu.items.push(item);
            }
        }
    }

    /// The names that a top-level section declares.
    fn names(&self, section: Section) -> impl Iterator<Item = &str> {
        let parent = self.outline.section(self.source, section.key());
        let children = parent.into_iter().flat_map(|parent| self.outline.children(Some(parent)));
        children.filter_map(|(_, entry)| entry.key).map(|key| key.of(self.source))
    }

    /// The profiles that services name.
    fn profiles(&self) -> Vec<&str> {
        let outline = self.outline;
        let mut profiles: Vec<&str> = outline
            .entries
            .iter()
            .filter(|entry| {
                entry.key.is_none() && !entry.value.is_empty() && !entry.value.touches(self.cursor.word.end)
            })
            .filter(|entry| {
                let list = entry.parent.and_then(|parent| outline.entries[parent].key);
                list.is_some_and(|key| key.of(self.source) == "profiles")
            })
            .map(|entry| entry.value.of(self.source))
            .collect();
        profiles.sort_unstable();
        profiles.dedup();
        profiles
    }

    /// The service in which the cursor stands.
    fn own_name(&self) -> Option<&str> {
        match &self.cursor.path[..] {
            [outline::Step::Key(section), outline::Step::Key(name), ..] if section == "services" => Some(name),
            _ => None,
        }
    }

    /// The image of the service in which the cursor stands, as written.
    fn own_image(&self) -> Option<&str> {
        let services = self.outline.section(self.source, "services")?;
        let own = self.own_name()?;
        let find = |parent, name: &str| {
            let mut children = self.outline.children(Some(parent));
            children.find(|(_, entry)| entry.key.is_some_and(|key| key.of(self.source) == name)).map(|(at, _)| at)
        };
        let image = find(find(services, own)?, "image")?;
        Some(self.outline.entries[image].value.of(self.source))
    }

    /// Ready checks with a tool that the image has.
    fn health_checks(&self, menu: &mut Menu) {
        let image = self.own_image().and_then(images::lookup);
        let as_value = self.cursor.part == Part::Value;
        for check in images::health::for_image(image) {
            let test = check.compose_snippet(None);
            let body = if as_value { test } else { format!("test: {test}") };
            menu.snippet(&check.title, &body, 4).filter("test").detail(&format!("needs {}", check.tool));
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

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(marked: &str) -> Vec<String> {
        let offset = marked.find("$0").expect("a cursor");
        let source = marked.replacen("$0", "", 1);
        let snapshot = Snapshot::of(crate::model::Language::Compose, &source);
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
