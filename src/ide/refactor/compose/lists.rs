//! Lists and mappings that say the same: `NAME=value` and `NAME: value`, names alone and names with nothing behind them.

use super::place::{PROVEN, Place};
use super::writing::{Entry, plain, recast};
use crate::ide::refactor::Offer;
use crate::model::compose::{Resolved, Value};
use crate::rules::amend::Yaml;

/// How the entries of a list are split into key and value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `NAME=value`; a name alone takes its value from outside.
    Variables,
    /// `name=value`; a name alone has an empty value.
    Labels,
    /// `host=address` or `host:address`.
    Hosts,
    /// Names of networks and models.
    Names,
    /// Names of services that are to be started before.
    Dependencies,
}

fn kind_of(names: &[&str]) -> Option<Kind> {
    Some(match names {
        ["services", _, "environment"] | ["services", _, "build", "args"] => Kind::Variables,
        ["services", _, "labels" | "annotations" | "sysctls"]
        | ["services", _, "build" | "deploy", "labels"]
        | ["volumes" | "networks" | "secrets" | "configs", _, "labels"]
        | ["services", _, "build", "additional_contexts"] => Kind::Labels,
        ["services", _, "extra_hosts"] | ["services", _, "build", "extra_hosts"] => Kind::Hosts,
        ["services", _, "networks" | "models"] => Kind::Names,
        ["services", _, "depends_on"] => Kind::Dependencies,
        _ => return None,
    })
}

pub(super) fn offers(place: &Place<'_>) -> Option<Offer> {
    let kind = kind_of(place.names).filter(|_| place.is_own())?;
    let key = place.pair.key.text()?;
    let (title, entries) = match place.value.is_sequence() {
        true => (format!("Write `{key}` as a mapping"), into_mapping(place, kind)?),
        false => (format!("Write `{key}` as a list"), into_list(place, kind)?),
    };
    let edits = place.proven(recast(place, &entries)?)?;
    Some(Offer::rewrite(title, edits).changing(PROVEN))
}

fn into_mapping(place: &Place<'_>, kind: Kind) -> Option<Vec<Entry>> {
    let mut seen = std::collections::HashSet::new();
    let mut entries = Vec::new();
    for item in place.value.items() {
        let text = item.text().filter(|_| !item.is_null())?;
        let (name, value) = split(text, kind);
        // A variable in a name is put in only in the form of a list.
        if name.is_empty() || name.contains('$') || !seen.insert(name) {
            return None;
        }
        let value = match (kind, value) {
            (Kind::Dependencies, _) => Yaml::map([("condition", Yaml::text("service_started"))]),
            (Kind::Names, _) | (Kind::Variables, None) => Yaml::text(""),
            (_, value) => Yaml::text(plain(place, value.unwrap_or(""))),
        };
        entries.push(Entry::Pair(plain(place, name), value));
    }
    Some(entries)
}

fn into_list(place: &Place<'_>, kind: Kind) -> Option<Vec<Entry>> {
    let text_of = |value: Value<'_>| -> Option<String> {
        match value.resolved()? {
            Resolved::Null => Some(String::new()),
            _ => value.text().map(str::to_owned),
        }
    };
    let mut entries = Vec::new();
    for pair in place.value.own_entries() {
        let name = pair.key.text().filter(|name| !name.contains('$'))?;
        let text = match kind {
            Kind::Dependencies => {
                let is_plain = pair.value.own_entries().all(|it| it.key.text() == Some("condition"));
                is_plain.then(|| name.to_owned())?
            }
            Kind::Names => pair.value.is_null().then(|| name.to_owned())?,
            Kind::Variables if pair.value.is_null() => name.to_owned(),
            Kind::Variables | Kind::Labels => format!("{name}={}", text_of(pair.value)?),
            Kind::Hosts => {
                let address = text_of(pair.value)?;
                let joint = if address.contains(':') { '=' } else { ':' };
                format!("{name}{joint}{address}")
            }
        };
        entries.push(Entry::Item(Yaml::text(plain(place, &text))));
    }
    (!entries.is_empty()).then_some(entries)
}

fn split(text: &str, kind: Kind) -> (&str, Option<&str>) {
    let parts = match kind {
        Kind::Names | Kind::Dependencies => None,
        Kind::Hosts => text.split_once('=').or_else(|| text.split_once(':')),
        Kind::Variables | Kind::Labels => text.split_once('='),
    };
    parts.map_or((text, None), |(name, value)| (name, Some(value)))
}

#[cfg(test)]
mod tests {
    use crate::ide::refactor::testing::{applied, offered};
    use crate::model::Language;

    fn with(key: &str, body: &str) -> String {
        format!("services:\n  a:\n    image: x\n    |{key}:{body}\n")
    }

    fn after(key: &str, body: &str, shape: &str) -> Option<String> {
        let name = key.trim_matches('|');
        let text = applied(Language::Compose, &with(key, body), &format!("Write `{name}` as a {shape}"))?;
        Some(text.split_once(&format!("{name}:"))?.1.trim_end().to_owned())
    }

    #[test]
    fn an_environment_goes_there_and_back() {
        let list = "\n      - A=1 # why\n      # of B\n      - B\n      - \"C=a: b\"";
        let mapping = "\n      A: \"1\" # why\n      # of B\n      B:\n      C: \"a: b\"";
        assert_eq!(after("environment", list, "mapping").as_deref(), Some(mapping));
        assert_eq!(after("environment", mapping, "list").as_deref(), Some(list));
        assert_eq!(after("environment", " [A=1, B]", "mapping").as_deref(), Some(" {A: \"1\", B: }"));
    }

    #[test]
    fn dependencies_get_their_condition() {
        let list = "\n    - db # first\n    - cache";
        let mapping =
            "\n      db: # first\n        condition: service_started\n      cache:\n        condition: service_started";
        assert_eq!(after("depends_on", list, "mapping").as_deref(), Some(mapping));
        assert_eq!(
            after("depends_on", "\n      db:\n        condition: service_started", "list").as_deref(),
            Some("\n      - db")
        );
        assert_eq!(after("depends_on", "\n      db:\n        condition: service_healthy", "list"), None);
    }

    #[test]
    fn names_and_hosts_and_labels() {
        assert_eq!(after("networks", " [front, back]", "mapping").as_deref(), Some(" {front: , back: }"));
        assert_eq!(after("networks", "\n      front:\n      back: {aliases: [b]}", "list"), None);
        assert_eq!(
            after("extra_hosts", "\n      - a:1.2.3.4\n      - b=::1", "mapping").as_deref(),
            Some("\n      a: 1.2.3.4\n      b: \"::1\"")
        );
        assert_eq!(after("labels", "\n      - a", "mapping").as_deref(), Some("\n      a: \"\""));
        let top = "services: {a: {image: x}}\nvolumes:\n  v:\n    |labels: [a=b]\n";
        assert!(applied(Language::Compose, top, "Write `labels` as a mapping").is_some());
    }

    #[test]
    fn what_is_shared_or_would_change_stays() {
        for body in [" &e [A=1]", " [$A=1]", " [A=1, A=2]", "\n      - A=1\n      - *x", "\n      A: 0x10"] {
            let offered = offered(Language::Compose, &format!("x-x: &x B=1\n{}", with("environment", body)));
            assert!(offered.is_empty(), "{body}: {offered:?}");
        }
    }
}
