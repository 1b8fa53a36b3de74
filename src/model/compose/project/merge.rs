//! Two files as one: what a later file, document or extending service says goes over what was there.
//!
//! Source: compose-go `override/merge.go`. That entries of a list replace each other, by target or by name, is a matter of the
//! canonical form, in which they can be told apart.

use super::datum::{Content, Datum, Entry, Mark, Origin, index};
use super::{Problem, ProblemKind};

/// How two values at a place become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Mappings key by key, lists one after the other, anything else replaced.
    Usual,
    Replace,
    /// Mappings become lists of `key=value` first.
    Sequence,
    /// Like a sequence; what is there already is not added.
    Hosts,
    /// A text is the `context`.
    Build,
    /// A list becomes a mapping first: of its entries to nothing, or to the default of a dependency.
    Names,
    Dependencies,
    /// Key by key under the same driver, else replaced.
    Logging,
    /// Entries meet by `subnet`.
    Subnets,
}

fn way_of(path: &[&str]) -> Way {
    match path {
        ["networks", _, "ipam", "config"] => Way::Subnets,
        ["networks" | "volumes", _, "labels"] => Way::Sequence,
        ["services", _, rest @ ..] => match rest {
            ["build"] => Way::Build,
            ["build", "extra_hosts"] | ["extra_hosts"] => Way::Hosts,
            ["build", "args" | "additional_contexts" | "labels"] | ["deploy", "labels"] => Way::Sequence,
            ["volumes", _, "volume", "labels"] => Way::Sequence,
            [
                "annotations" | "dns" | "dns_opt" | "dns_search" | "env_file" | "label_file" | "environment" | "labels"
                | "sysctls" | "tmpfs",
            ] => Way::Sequence,
            ["command" | "entrypoint"] | ["healthcheck", "test"] | ["ulimits", _] => Way::Replace,
            ["depends_on"] => Way::Dependencies,
            ["models" | "networks"] => Way::Names,
            ["logging"] => Way::Logging,
            _ => Way::Usual,
        },
        _ => Way::Usual,
    }
}

/// What `over` makes of `base`. Shapes that do not go together are told, and `over` wins.
pub(super) fn merge(base: Datum, over: Datum, problems: &mut Vec<Problem>) -> Datum {
    Merging { path: Vec::new(), problems }.values(base, over)
}

/// What an extending service makes of the one that it extends.
pub(in super::super) fn merge_services(base: Datum, over: Datum, problems: &mut Vec<Problem>) -> Datum {
    merge_at("services", "", base, over, problems)
}

/// What `over` makes of `base`, where both are an entry of a section.
pub(super) fn merge_at(section: &str, name: &str, base: Datum, over: Datum, problems: &mut Vec<Problem>) -> Datum {
    Merging { path: vec![section.to_owned(), name.to_owned()], problems }.values(base, over)
}

/// Takes out what `!reset` marks, in a value that nothing lies under.
pub(super) fn settle(datum: &mut Datum) {
    match &mut datum.content {
        Content::Mapping(entries) => {
            entries.retain(|entry| entry.value.mark != Some(Mark::Reset));
            entries.iter_mut().for_each(|entry| settle(&mut entry.value));
        }
        Content::List(items) => {
            items.retain(|item| item.mark != Some(Mark::Reset));
            items.iter_mut().for_each(settle);
        }
        _ => {}
    }
    datum.mark = None;
}

struct Merging<'a> {
    path: Vec<String>,
    problems: &'a mut Vec<Problem>,
}

impl Merging<'_> {
    fn values(&mut self, base: Datum, mut over: Datum) -> Datum {
        if over.mark == Some(Mark::Override) {
            settle(&mut over);
            return over;
        }
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        match way_of(&path) {
            Way::Replace => {
                settle(&mut over);
                over
            }
            Way::Sequence => joined(without_reset(sequence(base), &over), sequence(over), |_, _| true),
            Way::Hosts => joined(without_reset(sequence(base), &over), sequence(over), |items, item| {
                !items.iter().any(|known| known.content == item.content)
            }),
            Way::Build => self.usual(named(base, "context"), named(over, "context")),
            Way::Names => self.usual(mapping(base, &Datum::default()), mapping(over, &Datum::default())),
            Way::Dependencies => {
                let started = dependency();
                self.usual(mapping(base, &started), mapping(over, &started))
            }
            Way::Logging => {
                let (before, after) = (base.get("driver"), over.get("driver"));
                let differ = before.zip(after).is_some_and(|(before, after)| before.content != after.content);
                if over.is_null() && base.is_mapping() {
                    self.other_shape(&base, &over);
                }
                if differ { over } else { self.usual(base, over) }
            }
            Way::Subnets => subnets(base, over),
            Way::Usual => self.usual(base, over),
        }
    }

    fn usual(&mut self, mut base: Datum, mut over: Datum) -> Datum {
        if over.is_null() {
            return base;
        }
        match (&mut base.content, &mut over.content) {
            (Content::Mapping(entries), Content::Mapping(others)) => {
                let others = std::mem::take(others);
                self.entries(entries, others);
                base.origins = both(over.origins, base.origins);
                base
            }
            (Content::List(items), Content::List(others)) => {
                items.append(others);
                items.retain(|item| item.mark != Some(Mark::Reset));
                base.origins = both(over.origins, base.origins);
                base
            }
            (Content::Mapping(_) | Content::List(_), _) => {
                self.other_shape(&base, &over);
                over
            }
            _ => {
                settle(&mut over);
                over
            }
        }
    }

    fn other_shape(&mut self, base: &Datum, over: &Datum) {
        let Some(at) = over.origins.first() else { return };
        let kind = ProblemKind::OtherShape { path: self.path.join("."), base: base.origins.first().copied() };
        self.problems.push(Problem { at: *at, kind });
    }

    fn entries(&mut self, entries: &mut Vec<Entry>, others: Vec<Entry>) {
        let mut places = index(entries);
        let mut gone = Vec::new();
        for mut other in others {
            match places.get(&other.name) {
                Some(&at) if other.value.mark == Some(Mark::Reset) => gone.push(at),
                None if other.value.mark == Some(Mark::Reset) => {}
                Some(&at) => {
                    let entry = &mut entries[at];
                    self.path.push(other.name);
                    let base = std::mem::take(&mut entry.value);
                    entry.value = self.values(base, other.value);
                    self.path.pop();
                    entry.keys = both(other.keys, std::mem::take(&mut entry.keys));
                }
                None => {
                    settle(&mut other.value);
                    places.insert(other.name.clone(), entries.len());
                    entries.push(other);
                }
            }
        }
        gone.sort_unstable();
        for at in gone.into_iter().rev() {
            entries.remove(at);
        }
    }
}

fn both(over: Vec<Origin>, base: Vec<Origin>) -> Vec<Origin> {
    let mut origins = over;
    origins.extend(base);
    origins
}

/// A list of texts, from whichever form.
fn sequence(datum: Datum) -> Datum {
    let items = match datum.content {
        Content::List(_) => return datum,
        Content::Mapping(entries) => {
            let mut items: Vec<Datum> = entries.into_iter().flat_map(pairs).collect();
            items.sort_by(|a, b| a.as_text().cmp(&b.as_text()));
            items
        }
        Content::Text(_) => vec![Datum { content: datum.content, origins: datum.origins.clone(), mark: None }],
        _ => Vec::new(),
    };
    Datum { content: Content::List(items), origins: datum.origins, mark: datum.mark }
}

/// A list of `key=value` without the keys that `over` resets: Compose takes them out before it merges.
fn without_reset(mut base: Datum, over: &Datum) -> Datum {
    let reset = over.entries().iter().filter(|entry| entry.value.mark == Some(Mark::Reset));
    let names: Vec<&str> = reset.map(|entry| entry.name.as_str()).collect();
    if let Content::List(items) = &mut base.content {
        let name = |item: &Datum| item.as_text().and_then(|text| text.split('=').next()).map(str::to_owned);
        items.retain(|item| name(item).is_none_or(|name| !names.contains(&name.as_str())));
    }
    base
}

/// `key=value`; several where the value is a list, the key alone where there is none.
fn pairs(entry: Entry) -> Vec<Datum> {
    let origins = both(entry.value.origins.clone(), entry.keys);
    let text = |text: String| Datum::new(Content::Text(text), origins.clone());
    let pair = |value: &Datum| text(format!("{}={}", entry.name, value.printed().unwrap_or_default()));
    if entry.value.mark == Some(Mark::Reset) {
        return Vec::new();
    }
    match &entry.value.content {
        Content::Null => vec![text(entry.name.clone())],
        Content::List(values) => values.iter().map(pair).collect(),
        _ => vec![pair(&entry.value)],
    }
}

fn joined(base: Datum, over: Datum, wanted: impl Fn(&[Datum], &Datum) -> bool) -> Datum {
    let origins = both(over.origins, base.origins);
    let (Content::List(mut items), Content::List(others)) = (base.content, over.content) else {
        return Datum::default();
    };
    let before = items.len();
    for other in others {
        if other.mark != Some(Mark::Reset) && wanted(&items[..before], &other) {
            items.push(other);
        }
    }
    Datum::new(Content::List(items), origins)
}

/// A mapping, where a text stands for one with that key.
fn named(datum: Datum, key: &str) -> Datum {
    match datum.content {
        Content::Text(_) => {
            let origins = datum.origins.clone();
            let entry = Entry { name: key.to_owned(), keys: origins.clone(), value: datum };
            Datum::new(Content::Mapping(vec![entry]), origins)
        }
        _ => datum,
    }
}

/// A mapping, where a list stands for one of its entries to the same value.
fn mapping(datum: Datum, value: &Datum) -> Datum {
    let Content::List(items) = datum.content else { return datum };
    let entry = |item: Datum| {
        let Content::Text(name) = item.content else { return None };
        let value = Datum { origins: item.origins.clone(), ..value.clone() };
        Some(Entry { name, keys: item.origins, value })
    };
    let mut entries: Vec<Entry> = Vec::with_capacity(items.len());
    for item in items.into_iter().filter_map(entry) {
        if !entries.iter().any(|known| known.name == item.name) {
            entries.push(item);
        }
    }
    Datum { content: Content::Mapping(entries), origins: datum.origins, mark: datum.mark }
}

/// What the short form of a dependency says.
fn dependency() -> Datum {
    let entry = |name: &str, content: Content| Entry {
        name: name.to_owned(),
        keys: Vec::new(),
        value: Datum::new(content, Vec::new()),
    };
    let entries = vec![
        entry("condition", Content::Text("service_started".to_owned())),
        entry("required", Content::Boolean(true)),
    ];
    Datum::new(Content::Mapping(entries), Vec::new())
}

fn subnets(base: Datum, over: Datum) -> Datum {
    let origins = both(over.origins.clone(), base.origins.clone());
    let (Content::List(items), Content::List(others)) = (base.content, over.content) else {
        return Datum { content: Content::List(Vec::new()), origins, mark: None };
    };
    let subnet = |datum: &Datum| datum.get("subnet").map(|subnet| subnet.content.clone());
    let mut merged: Vec<Datum> = items;
    for other in others {
        match merged.iter().position(|known| subnet(known) == subnet(&other)) {
            Some(at) => {
                let known = std::mem::take(&mut merged[at]);
                merged[at] = merge(known, other, &mut Vec::new());
            }
            None => merged.push(other),
        }
    }
    Datum::new(Content::List(merged), origins)
}
