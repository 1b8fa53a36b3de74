//! The keys of a mapping: those that Compose defines, names worth giving, names that refer to something.

use super::{File, likely, mended, rest_of_word};
use crate::ide::CompletionKind;
use crate::ide::completion::items::as_snippet;
use crate::reference::compose::{Free, Meaning, Place, Section, Shape, values};
use crate::reference::images::lookup;
use crate::text::Span;

impl File<'_> {
    /// The keys of the mapping, but those that it has already.
    pub(super) fn keys(&mut self, place: Place) {
        let Some(map) = place.shape.map else { return };
        let given = self.given();
        let order = likely::keys(&mended::pattern(&self.steps));
        // In a list the short forms come first.
        let after = if place.shape.scalar.is_some() && self.is_listed() { 30 } else { 0 };
        let mut menu = self.menu();
        let topic = super::topic(&self.steps);
        for (at, key) in map.keys.iter().enumerate().filter(|(_, key)| !given.contains(&key.name)) {
            let rank = match (key.deprecated, key.required, key.swarm) {
                (Some(_), _, _) => 900,
                (None, true, _) => likely::rank(order, key.name, 0).min(50),
                (None, false, true) => likely::rank(order, key.name, at + 200),
                (None, false, false) => likely::rank(order, key.name, at),
            };
            menu.snippet(key.name, &self.key_snippet(key.name, &key.shape), rank + after)
                .kind(CompletionKind::Property)
                .detail(&super::detail(key))
                .deprecated(key.deprecated.is_some())
                .topic(&format!("{topic}{}", key.name));
        }
        self.take(menu);
        if let Some(free) = map.free {
            self.free_keys(free);
        }
        self.merge_key(place);
    }

    /// The keys that the mapping of the cursor has, but the one that is being typed.
    pub(super) fn given(&self) -> Vec<&str> {
        let cursor = self.cursor.word.end;
        // Behind a damaged line nobody knows whose keys stand there.
        let is_sure = |key: &Span| {
            !self.outline.damage.iter().any(|&line| (key.start.min(cursor)..key.end.max(cursor)).contains(&line))
        };
        self.outline
            .children(self.cursor.parent)
            .filter_map(|(_, entry)| entry.key)
            .filter(|key| !key.touches(cursor) && is_sure(key))
            .map(|key| key.of(self.source))
            .collect()
    }

    /// Keys that the author names.
    fn free_keys(&mut self, free: &Free) {
        let given = self.given();
        let mut menu = self.menu();
        let order = likely::keys(&mended::pattern(&self.steps));
        let options = self.options();
        for (at, known) in options.unwrap_or_else(|| free.known.iter().collect()).into_iter().enumerate() {
            if !given.contains(&known.text) {
                let rank = likely::rank(order, known.text, at + 20);
                menu.snippet(known.text, &self.key_snippet(known.text, &free.shape), rank)
                    .kind(CompletionKind::Property)
                    .document(known.doc);
            }
        }
        match free.meaning {
            Meaning::Reference(section) => {
                for (name, detail, rank) in self.names(section) {
                    if !given.contains(&name.as_str()) && !self.is_own(section, &name) {
                        menu.snippet(&name, &self.reference_snippet(&name, &free.shape), rank)
                            .kind(CompletionKind::Reference)
                            .detail(detail);
                    }
                }
            }
            Meaning::Declaration(section) => {
                // What an override file may go over.
                for name in self.elsewhere(section) {
                    if !given.contains(&name.as_str()) {
                        menu.snippet(&name, &self.key_snippet(&name, &free.shape), 1)
                            .kind(CompletionKind::Reference)
                            .detail("declared in another file");
                    }
                }
                for name in self.wanted(section) {
                    if !given.contains(&name.as_str()) {
                        menu.snippet(&name, &self.key_snippet(&name, &free.shape), 0)
                            .kind(CompletionKind::Reference)
                            .detail("used, not declared yet");
                    }
                }
            }
            _ => {}
        }
        self.take(menu);
        match (free.meaning, self.last_key()) {
            (Meaning::VariableName, "environment") => self.environment_names(self.cursor.word, true),
            (Meaning::BuildArgument | Meaning::VariableName, "args") => self.build_arguments(self.cursor.word, true),
            _ => {}
        }
    }

    /// The options that the driver beside them knows, where the mapping holds options of a driver that is known.
    fn options(&self) -> Option<Vec<&'static values::Value>> {
        let way = self.way();
        let holder = self.outline.entries.get(self.cursor.parent?)?.parent?;
        let driver = self.child(holder, "driver").map_or("", |driver| self.value_text(driver));
        match way[..] {
            [.., "logging", "options"] => Some(values::logging_options(driver).collect()),
            ["networks", _, "driver_opts"] => {
                let driver = if driver.is_empty() { "bridge" } else { driver };
                Some(values::network_options(driver).collect())
            }
            ["volumes", _, "driver_opts"] if !matches!(driver, "" | "local") => Some(Vec::new()),
            _ => None,
        }
    }

    /// The text of a key: alone where a colon follows already, else with what comes next.
    pub(super) fn key_snippet(&self, name: &str, shape: &Shape) -> String {
        let name = as_snippet(&quoted_key(name, self.in_quotes()));
        let rest = &self.source[self.cursor.word.end..];
        let rest = rest[rest_of_word(rest)..].trim_start_matches(['"', '\'']);
        if rest.starts_with(':') {
            return name;
        }
        if self.in_flow() || self.in_quotes() {
            return format!("{name}: $0");
        }
        let inner = " ".repeat(self.behind_dashes() + self.indent());
        let dash = " ".repeat(self.behind_dashes() + self.dash_indent());
        match (shape.scalar, shape.map, shape.list) {
            (Some(scalar), None, None) if scalar.meaning == Meaning::DockerfileText => {
                format!("{name}: |\n{inner}FROM $0")
            }
            (Some(scalar), None, None) if scalar.meaning == Meaning::Boolean => format!("{name}: ${{1:true}}$0"),
            (None, Some(_), Some(_)) if LISTED.contains(&name.as_str()) => format!("{name}:\n{dash}- $0"),
            (None, Some(_), _) => format!("{name}:\n{inner}$0"),
            (Some(scalar), Some(_), _) if scalar.accepts == crate::reference::compose::Kinds::NULL => {
                format!("{name}:\n{inner}$0")
            }
            (None, None, Some(_)) => format!("{name}:\n{dash}- $0"),
            _ if MAPPED.contains(&name.as_str()) => format!("{name}:\n{inner}$0"),
            _ => format!("{name}: $0"),
        }
    }

    /// A name under which something may be said of it: for a dependency, what to wait for.
    fn reference_snippet(&self, name: &str, shape: &Shape) -> String {
        let text = self.key_snippet(name, shape);
        if self.last_key() == "depends_on" && text.contains('\n') {
            let condition = if self.is_checked(name) { "service_healthy" } else { "service_started" };
            return text.replace("$0", &format!("condition: ${{1:{condition}}}$0"));
        }
        // Nothing needs to be said of a network or a model.
        if shape.allows_null() && !self.in_flow() && text.contains('\n') {
            return format!("{}:$0", as_snippet(name));
        }
        text
    }

    /// Whether it is known when a service is healthy: by a check of its own, or of its image.
    fn is_checked(&self, name: &str) -> bool {
        let Some(service) = self.service_entry(name) else { return false };
        let image = self.child(service, "image").and_then(|image| lookup(self.value_text(image)));
        self.child(service, "healthcheck").is_some() || image.is_some_and(|image| image.has_healthcheck)
    }

    /// Whether the name is that of the service in which the cursor stands: no service refers to itself.
    pub(super) fn is_own(&self, section: Section, name: &str) -> bool {
        section == Section::Services && self.own_name() == Some(name)
    }
}

/// Keys under which people rather write a list than a mapping, where both may stand.
pub(super) const LISTED: [&str; 3] = ["networks", "secrets", "configs"];

/// Keys under which people rather write a mapping than a text, where both may stand.
const MAPPED: [&str; 2] = ["build", "extends"];

/// A key as YAML holds it: a name that would be read as something else needs quotes.
fn quoted_key(name: &str, in_quotes: bool) -> String {
    let is_plain = name.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '/' | '.' | '<'))
        && !name.contains(": ")
        && !name.contains(" #")
        && !name.ends_with(':');
    if is_plain || in_quotes { name.to_owned() } else { format!("\"{name}\"") }
}
