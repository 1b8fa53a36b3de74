//! Whether a Compose file has the shape that Compose's schema demands: the table of `reference::compose` walked along the file.
//!
//! Compose looks at the file after interpolation and merging. A value that a variable decides is judged by what it can
//! become, and an alias is followed once at each place where it stands.

use super::engine::{self, Rejection};
use super::grammar::{self, Malformed};
use super::has_variable;
use super::interpolation::unset_text;
use super::kinds::{cast_text, kind_name, kinds_of, wanted};
use super::project::Environment;
use super::project::substitute::substitute;
use super::violation::{Doubt, Violation, ViolationKind};
use crate::reference::compose::{
    Cast, Entry, Kinds, Map, Meaning, Place, Repeats, Scalar, Section, Shape, Step, Value as Known, resolve,
};
use crate::syntax::yaml::{NodeId, Pair, Resolved, Value};
use crate::text::Span;
use std::collections::{HashMap, HashSet};

/// Every violation in one document, and every doubt, in order of place. A document that others complete may lack required
/// keys.
pub(super) fn judge(
    document: Value<'_>,
    complete: bool,
    variables: Option<&Environment>,
) -> (Vec<Violation>, Vec<Doubt>) {
    let (found, doubts, visited) = (Vec::new(), Vec::new(), HashSet::new());
    let mut walk = Walk { found, doubts, visited, complete, unset: false, blank: false, variables };
    if let Some(root) = resolve(&[]) {
        walk.map(document, root, "");
    }
    walk.found.sort_by_key(|violation| violation.span);
    // What several mappings merge in is wrong once, where it is written.
    walk.found.dedup();
    walk.doubts.sort_by_key(|doubt| doubt.span);
    walk.doubts.dedup();
    (walk.found, walk.doubts)
}

/// Whether a mapping has no entries but merges of what cannot be merged.
fn merges_nothing(value: Value<'_>) -> bool {
    let is_broken = |pair: Pair<'_>| pair.is_merge() && !pair.value.is_mapping();
    value.own_entries().next().is_some() && value.own_entries().all(is_broken) && value.entries().is_empty()
}

/// Whether a list or mapping is to be removed.
fn is_reset_collection(value: Value<'_>) -> bool {
    value.tag() == Some("!reset") && (value.is_mapping() || value.is_sequence())
}

/// More than anybody reads, and a bound on what aliases can multiply.
const MAX_VIOLATIONS: usize = 1_000;

struct Walk<'a> {
    found: Vec<Violation>,
    doubts: Vec<Doubt>,
    /// Collections already judged, with the mapping or list that the table wants: an alias met again has nothing new to say.
    visited: HashSet<(NodeId, usize)>,
    /// Whether nothing else can bring what is missing here.
    complete: bool,
    /// Whether the text at hand is what its variables make of it here.
    unset: bool,
    /// Whether some of them are not set, and it is not the text that its author has in mind.
    blank: bool,
    /// What the variables are; `None` where nobody knows.
    variables: Option<&'a Environment>,
}

impl Walk<'_> {
    fn add(&mut self, span: Span, key: &str, kind: ViolationKind) {
        if self.found.len() < MAX_VIOLATIONS {
            let (key, while_unset) = (key.to_owned(), self.unset);
            self.found.push(Violation { span, kind, key, while_unset, may_be_given: false });
        }
    }

    /// Notes what the engine does not take; the bytes are those of the text, unless variables make it up.
    fn doubt(&mut self, value: Value<'_>, rejection: Rejection) {
        let Rejection { range, subject, message, instead } = rejection;
        let part = value.joined().filter(|_| !self.unset).map(|joined| joined.span(range));
        let instead = instead.filter(|_| !self.unset);
        let span = part.filter(|span| !span.is_empty()).unwrap_or(value.span());
        if self.doubts.len() < MAX_VIOLATIONS && !self.blank {
            self.doubts.push(Doubt { span, subject, message, instead });
        }
    }

    fn first_visit<T>(&mut self, value: Value<'_>, table: &T) -> bool {
        let Some(target) = value.target() else { return false };
        self.visited.insert((target, std::ptr::from_ref(table) as usize))
    }

    /// Judges a value that belongs to a key, or to a dash, at `owner`: where nothing is written, that is what to point at.
    fn value(&mut self, value: Value<'_>, owner: Span, place: Place, key: &str) {
        let shape = &place.shape;
        // `!reset` removes the key, whatever stands after it. A broken alias is a problem of its own.
        if value.tag() == Some("!reset") || value.target().is_none() {
            return;
        }
        if value.is_mapping() {
            return match shape.map {
                Some(_) => self.map(value, place, key),
                // What it wants to merge makes it a mapping, and is told as what it is.
                None if merges_nothing(value) => {}
                None => self.wrong_kind(value, "a mapping", shape, key),
            };
        }
        if value.is_sequence() {
            return match shape.list {
                Some(_) => self.list(value, place, key),
                None => self.wrong_kind(value, "a list", shape, key),
            };
        }
        self.scalar(value, owner, place, key);
    }

    fn map(&mut self, value: Value<'_>, place: Place, key: &str) {
        let Some(map) = place.shape.map else { return };
        if !value.is_mapping() || !self.first_visit(value, map) {
            return;
        }
        let entries = value.entries();
        let has = |name: &str| entries.iter().any(|pair| pair.key.text() == Some(name));
        if !map.any_of.is_empty() && !map.any_of.iter().any(|name| has(name)) && self.complete {
            self.add(first_line(value), key, ViolationKind::NoneOf { names: map.any_of });
        }
        let complete = self.complete;
        // What a service extends may bring what it lacks.
        self.complete &= !has("extends");
        for pair in &entries {
            self.entry(pair, place, map, key);
        }
        self.complete = complete;
        // A mapping of which nothing is known was meant to be something else, and that is told already.
        let is_foreign = |pair: &Pair<'_>| {
            pair.key.text().is_none_or(|name| !name.starts_with("x-") && map.keys.iter().all(|key| key.name != name))
        };
        let complete = complete && (entries.is_empty() || map.free.is_some() || !entries.iter().all(is_foreign));
        for required in map.keys.iter().filter(|required| complete && required.required && !has(required.name)) {
            self.add(first_line(value), key, ViolationKind::RequiredKey { name: required.name });
        }
    }

    fn entry(&mut self, pair: &Pair<'_>, place: Place, map: &'static Map, parent: &str) {
        // A key that is no text is a problem of the YAML.
        let Some(name) = pair.key.as_str() else { return };
        match place.step(Step::Key(name)) {
            Some(Place { entry: Entry::Extension | Entry::Unknown, .. }) => {}
            // The name of the project is read before anything is removed.
            Some(Place { shape, .. }) if parent.is_empty() && name == "name" && is_reset_collection(pair.value) => {
                let found = if pair.value.is_mapping() { "a mapping" } else { "a list" };
                self.wrong_kind(pair.value, found, &shape, name);
            }
            // What is removed need not exist.
            _ if pair.value.tag() == Some("!reset") => {}
            Some(below) => {
                if let Entry::Free(free) = below.entry
                    && let Some(rejection) = engine::name_rejection(free.meaning, name)
                {
                    self.doubt(pair.key, rejection);
                }
                self.value(pair.value, pair.key.span(), below, name);
            }
            None => {
                let kind = match map.free {
                    Some(free) if !free.pattern.accepts(name) => {
                        ViolationKind::BadName { name: name.to_owned(), section: declared_in(free.meaning) }
                    }
                    _ => ViolationKind::UnknownKey {
                        name: name.to_owned(),
                        known: map.keys.iter().filter(|key| key.deprecated.is_none()).map(|key| key.name).collect(),
                    },
                };
                self.add(pair.key.span(), parent, kind);
            }
        }
    }

    fn list(&mut self, value: Value<'_>, place: Place, key: &str) {
        let (Some(list), Some(below)) = (place.shape.list, place.step(Step::Item)) else { return };
        if !self.first_visit(value, list) {
            return;
        }
        let mut seen: HashMap<&str, Span> = HashMap::new();
        for item in value.items() {
            let dash = Span::new(item.span().start.saturating_sub(1), item.span().start);
            self.value(item, dash, below, key);
            let Some(text) = item.text().filter(|_| place.repeats() == Repeats::Refused) else { continue };
            let first = *seen.entry(text).or_insert(item.span());
            if first != item.span() {
                self.add(item.span(), key, ViolationKind::Repeated { first });
            }
        }
    }

    fn scalar(&mut self, value: Value<'_>, owner: Span, place: Place, key: &str) {
        let shape = &place.shape;
        // A tag that contradicts its text is a problem of the YAML.
        let Some(resolved) = value.resolved() else { return };
        let text = value.text().unwrap_or("");
        if resolved == Resolved::Null {
            if !shape.allows_null() {
                let span = if value.span().is_empty() { owner } else { value.span() };
                self.add(span, key, ViolationKind::Missing { wanted: wanted(shape) });
            }
            return;
        }
        let Some(scalar) = &shape.scalar else { return self.wrong_kind(value, kind_name(resolved), shape, key) };
        if resolved == Resolved::Text
            && has_variable(text)
            && (scalar.cast.is_some() || scalar.accepts.contain(Kinds::STRING))
        {
            let Some(text) = self.filled(text) else { return };
            self.unset = true;
            self.resolved(value, &text, resolved, place, scalar, key);
            (self.unset, self.blank) = (false, false);
            return;
        }
        self.resolved(value, text, resolved, place, scalar, key);
    }

    /// The text with its variables in place; `None` where one that decides it is not known, or must be set.
    fn filled(&mut self, text: &str) -> Option<String> {
        let Some(variables) = self.variables else { return unset_text(text) };
        let filled = substitute(text, &|name| variables.get(name));
        self.blank = !filled.unset.is_empty();
        (filled.required.is_empty() && filled.faults.is_empty()).then_some(filled.text)
    }

    /// Judges a scalar that reads `text`, which may be other than what is written.
    fn resolved(&mut self, value: Value<'_>, text: &str, resolved: Resolved, place: Place, scalar: &Scalar, key: &str) {
        let cast = match scalar.cast {
            Some(cast) if resolved == Resolved::Text => match cast_text(text, cast) {
                Some(resolved) => resolved,
                None => return self.add(value.span(), key, ViolationKind::NotCast { text: text.to_owned(), cast }),
            },
            _ => resolved,
        };
        // What is split into words is written out first.
        let is_date = resolved == Resolved::Timestamp;
        let is_split = scalar.cast == Some(Cast::Command) && is_date;
        // Nothing reads the version any more; the schema takes a date for a text.
        let is_unread = key == "version" && is_date;
        if !is_split
            && !is_unread
            && !scalar.accepts.contain(kinds_of(cast))
            && !scalar.accepts.contain(kinds_of(resolved))
        {
            return self.wrong_kind(value, kind_name(resolved), &place.shape, key);
        }
        self.text(value, text, place, scalar, cast, key);
    }

    fn text(&mut self, value: Value<'_>, text: &str, place: Place, scalar: &Scalar, resolved: Resolved, key: &str) {
        let number = match resolved {
            Resolved::Integer(number) => Some(number),
            // The schema takes `1e3` for a whole number too.
            Resolved::Float(number) if number.fract() == 0.0 => Some(number as i128),
            _ => None,
        };
        if let (Some((least, greatest)), Some(number)) = (scalar.range, number)
            && (number < i128::from(least) || number > i128::from(greatest))
        {
            return self.add(value.span(), key, ViolationKind::OutOfRange { least, greatest });
        }
        if resolved == Resolved::Text {
            if scalar.closed && !scalar.values.iter().any(|known| known.text == text) {
                let accepted = scalar.values.iter().map(|known: &Known| known.text).collect();
                return self.add(value.span(), key, ViolationKind::NotAccepted { text: text.to_owned(), accepted });
            }
            if let Some(pattern) = scalar.pattern.filter(|pattern| !pattern.accepts(text)) {
                let kind = ViolationKind::BadText { text: text.to_owned(), wanted: pattern.description() };
                return self.add(value.span(), key, kind);
            }
        }
        let malformed = match (scalar.cast, resolved) {
            (Some(cast), Resolved::Text) => grammar::malformed(cast, text),
            (Some(cast @ Cast::PublishedPort), Resolved::Integer(number)) => {
                grammar::malformed(cast, &number.to_string()).map(|fault| Malformed { range: 0..text.len(), ..fault })
            }
            (Some(Cast::PublishedPort), Resolved::Float(_)) => {
                let message = format!("`{text}` is a number with a fraction or an exponent, and no port");
                Some(Malformed { range: 0..text.len(), message })
            }
            (Some(Cast::FileMode), Resolved::Float(_)) => grammar::malformed(Cast::FileMode, text),
            (None, Resolved::Text) if matches!(place.entry, Entry::Item) => {
                grammar::malformed_entry(scalar.meaning, text)
            }
            _ => None,
        };
        if let Some(Malformed { range, message }) = malformed {
            let part = value.joined().filter(|_| !self.unset).map(|joined| joined.span(range));
            let kind = ViolationKind::Malformed { cast: scalar.cast, message };
            self.add(part.filter(|span| !span.is_empty()).unwrap_or(value.span()), key, kind);
            return;
        }
        // What the author named has been judged by its name.
        let named = matches!(place.entry, Entry::Free(_)) && matches!(scalar.meaning, Meaning::Label | Meaning::Sysctl);
        if let Some(rejection) = engine::rejection(key, scalar, text).filter(|_| !named) {
            self.doubt(value, rejection);
        }
    }

    fn wrong_kind(&mut self, value: Value<'_>, found: &'static str, shape: &Shape, key: &str) {
        self.add(first_line(value), key, ViolationKind::WrongKind { found, wanted: wanted(shape) });
    }
}

/// A collection is pointed at by where it starts, not by all of its lines.
fn first_line(value: Value<'_>) -> Span {
    let span = value.span();
    if value.is_flow() || !(value.is_mapping() || value.is_sequence()) {
        return span;
    }
    let first =
        value.own_entries().next().map(|pair| pair.key.span()).or_else(|| value.items().next().map(Value::span));
    first.map_or(span, |first| Span::new(span.start, first.end.max(span.start)))
}

fn declared_in(meaning: Meaning) -> Option<Section> {
    match meaning {
        Meaning::Declaration(section) => Some(section),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::yaml::{Tree, View};

    /// Each violation: the text that it points at, and its kind in short.
    fn found(source: &str) -> Vec<(String, String)> {
        let view = View::read(source.into(), &Tree::parse(source, None));
        let document = view.documents().next().expect("a document");
        judge(document, true, None)
            .0
            .into_iter()
            .map(|violation| {
                let name = format!("{:?}", violation.kind);
                let short = name.split([' ', '{']).next().unwrap_or("").to_owned();
                (violation.span.of(source).to_owned(), short)
            })
            .collect()
    }

    fn one(source: &str, span: &str, kind: &str) {
        assert_eq!(found(source), [(span.to_owned(), kind.to_owned())], "{source}");
    }

    #[test]
    fn a_sound_file_has_none() {
        let source = "services:\n  web:\n    image: nginx\n    ports: [\"80:80\", 81]\n    environment:\n      A: 1\n      B:\n    \
                      depends_on: [db]\n    cpus: ${CPUS}\n    deploy: { replicas: \"2\" }\n    user: ${UID}\n    x-a: [1]\n  db: {image: x}\nx-y: 1\n";
        assert!(found(source).is_empty(), "{:?}", found(source));
    }

    #[test]
    fn keys_that_do_not_exist() {
        one("services:\n  web:\n    imgae: x\n", "imgae", "UnknownKey");
        one("service: {}\n", "service", "UnknownKey");
        one("services:\n  we b: {image: x}\n", "we b", "BadName");
    }

    #[test]
    fn values_of_the_wrong_kind() {
        one("services:\n  web:\n    image: x\n    user: 1000\n", "1000", "WrongKind");
        one("services:\n  web:\n    image: x\n    restart: false\n", "false", "WrongKind");
        one("services:\n  web:\n    image: [x]\n", "[x]", "WrongKind");
        one("services:\n  web:\n    image: x\n    ports: \"80\"\n", "\"80\"", "WrongKind");
        one("services:\n  web:\n    image: x\n    healthcheck: { interval: 10 }\n", "10", "WrongKind");
        assert_eq!(found("services:\n  web:\n    image: x\n    ports:\n").len(), 1);
    }

    #[test]
    fn a_mapping_that_only_merges_what_is_none_is_told_elsewhere() {
        assert!(found("x-v: &v [a:/b]\nservices:\n  web:\n    image: x\n    volumes:\n      <<: *v\n").is_empty());
        one("services:\n  web:\n    image: x\n    volumes:\n      a: b\n", "a", "WrongKind");
    }

    #[test]
    fn what_is_removed_may_be_anything_but_the_name_of_the_project() {
        assert!(found("name: !reset x\nservices:\n  web:\n    image: x\n    ports: !reset {}\n").is_empty());
        one("name: !reset []\nservices:\n  web: {image: x}\n", "[]", "WrongKind");
    }

    #[test]
    fn a_whole_number_may_be_written_as_a_fraction() {
        one("services:\n  web:\n    image: x\n    cpu_percent: 1e3\n", "1e3", "OutOfRange");
        assert!(found("version: 2001-01-01\nservices:\n  web:\n    image: x\n").is_empty());
    }

    #[test]
    fn texts_that_are_not_accepted() {
        let condition =
            "services:\n  web:\n    image: x\n    depends_on:\n      db: {condition: healthy}\n  db: {image: x}\n";
        one(condition, "healthy", "NotAccepted");
        one("services:\n  web:\n    image: x\n    pull_policy: sometimes\n", "sometimes", "BadText");
        one("services:\n  web:\n    image: x\n    read_only: maybe\n", "maybe", "NotCast");
        one(
            "services:\n  web:\n    image: x\n    depends_on:\n      db: {restart: true}\n",
            "{restart: true}",
            "RequiredKey",
        );
    }

    #[test]
    fn aliases_do_not_multiply_the_work() {
        let mut source = String::from("x0: &a0 {image: x, bad: 1}\n");
        for level in 1..40 {
            source += &format!("x{level}: &a{level} [*a{0}, *a{0}]\n", level - 1);
        }
        source += "services:\n  web: *a0\n  db: *a0\n";
        assert!(found(&source).iter().any(|(span, _)| span == "bad"));
    }
}
