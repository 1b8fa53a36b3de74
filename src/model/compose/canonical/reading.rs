//! How a value is read for the place where it stands: as a flag, a size, a list of texts, a mapping with its own fields.
//!
//! A [`Field`] says so for one key; the tables of them are in `layout`, and what needs more than a word has a room of its
//! own. A value of the wrong kind is left out here: `conformance` is where such a file is refused.

use super::super::project::{Content, Datum, Entry};
use super::super::{figures, quantity};
use super::form::{Form, Shape};
use super::scope::Scope;
use super::words;
use serde_json::Number;
use std::collections::HashMap;
use std::collections::hash_map::Entry as Known;
use std::hash::Hash;

/// A key of the canonical model.
pub(super) struct Field {
    pub name: &'static str,
    pub kind: Kind,
}

pub(super) const fn field(name: &'static str, kind: Kind) -> Field {
    Field { name, kind }
}

/// How a value is read, and when it is left out.
pub(super) enum Kind {
    /// Left out when empty.
    Text,
    /// Left out when false.
    Flag,
    /// Left out only where it is not given.
    GivenFlag,
    /// Left out when true.
    OptOut,
    /// Left out when 0.
    Whole,
    GivenWhole,
    /// A number with a fraction, in single precision; left out when 0.
    Share,
    /// A size, in bytes and as a text; left out when 0.
    Size,
    /// Left out when 0.
    Duration,
    GivenDuration,
    /// One text or a list of them; left out when empty.
    Texts,
    /// The same, where of several texts with one key, the part before `=`, the last one stays.
    Distinct,
    /// A mapping to texts, or a list of `key=value`; left out when empty.
    Pairs,
    /// The same, where a key may have no value.
    Variables,
    /// Words; null where there are none.
    Command,
    /// A path of the host.
    Path,
    Paths,
    /// A mapping with fields of its own; left out where it is not given.
    Fields(&'static [Field]),
    /// The same, there in any case.
    Always(&'static [Field]),
    /// A list of such mappings.
    Each(&'static [Field]),
    /// Such a mapping for each name, or nothing for a name; a list is one of names.
    Named(&'static [Field]),
    /// Read by a room of its own.
    By(fn(&Datum, &Scope<'_>) -> Option<Form>),
    /// The same, from all that stands beside it.
    From(fn(&Datum, &Scope<'_>) -> Option<Form>),
}

/// The fields of a mapping, in the order of their table.
pub(super) fn fields(table: &[Field], map: &Datum, scope: &Scope<'_>) -> Vec<(String, Form)> {
    let read = |field: &Field| {
        let given = map.entries().iter().find(|entry| entry.name == field.name);
        let form = read(&field.kind, map, given.map(|entry| &entry.value), scope)?;
        Some((field.name.to_owned(), under(given, form)))
    };
    table.iter().filter_map(read).collect()
}

/// What stands under a key: a mapping or a list comes from where the key is.
pub(super) fn under(given: Option<&Entry>, mut form: Form) -> Form {
    if let Some(entry) = given
        && matches!(form.shape, Shape::Map(_) | Shape::List(_))
    {
        form.origins = entry.keys.clone();
    }
    form
}

/// A mapping with fields.
pub(super) fn map(table: &[Field], map: &Datum, scope: &Scope<'_>) -> Form {
    Form::new(Shape::Map(fields(table, map, scope)), map.origins())
}

fn read(kind: &Kind, beside: &Datum, given: Option<&Datum>, scope: &Scope<'_>) -> Option<Form> {
    match kind {
        Kind::From(room) => return room(beside, scope),
        Kind::Command if given.is_none() => return Some(Form::added(Shape::Null)),
        Kind::Always(table) if given.is_none() => {
            return Some(Form::added(Shape::Map(fields(table, &Datum::default(), scope))));
        }
        _ => {}
    }
    let given = given?;
    let form = |shape: Shape| Some(Form::new(shape, given.origins()));
    match kind {
        Kind::Text => text(given).filter(|text| !text.is_empty()).and_then(|text| form(Shape::Text(text))),
        Kind::Flag => flag(given).filter(|flag| *flag).and_then(|flag| form(Shape::Flag(flag))),
        Kind::GivenFlag => flag(given).and_then(|flag| form(Shape::Flag(flag))),
        Kind::OptOut => flag(given).filter(|flag| !flag).and_then(|flag| form(Shape::Flag(flag))),
        Kind::Whole => whole(given).filter(|whole| *whole != 0).and_then(|whole| form(number(whole))),
        Kind::GivenWhole => whole(given).and_then(|whole| form(number(whole))),
        Kind::Share => {
            let share = fraction(given).map(figures::single).filter(|share| *share != 0.0)?;
            form(Shape::Number(figures::number(share)?))
        }
        Kind::Size => bytes(given).filter(|bytes| *bytes != 0).and_then(|bytes| form(Shape::Text(bytes.to_string()))),
        Kind::Duration => duration(given).filter(|nanoseconds| *nanoseconds != 0).and_then(|span| form(shown(span))),
        Kind::GivenDuration => duration(given).and_then(|span| form(shown(span))),
        Kind::Texts => list(given, texts(given)),
        Kind::Distinct => list(given, distinct(texts(given))),
        Kind::Pairs => pairs(given, Some("")),
        Kind::Variables => pairs(given, None),
        Kind::Command => Some(command(given)),
        Kind::Path => {
            let path = text(given).filter(|path| !path.is_empty())?;
            form(Shape::Text(scope.base.absolute(&path)))
        }
        Kind::Paths => {
            let paths = texts(given).into_iter().map(|path| absolute(path, scope)).collect();
            list(given, paths)
        }
        Kind::Fields(table) | Kind::Always(table) => given.is_mapping().then(|| map(table, given, scope)),
        Kind::Each(table) => {
            let maps =
                given.items().iter().filter(|item| item.is_mapping()).map(|item| map(table, item, scope)).collect();
            list(given, maps)
        }
        Kind::Named(table) => named(table, given, scope),
        Kind::By(room) => room(given, scope),
        Kind::From(_) => None,
    }
}

fn absolute(mut path: Form, scope: &Scope<'_>) -> Form {
    if let Shape::Text(text) = &mut path.shape {
        *text = scope.base.absolute(text);
    }
    path
}

fn number(whole: i64) -> Shape {
    Shape::Number(Number::from(whole))
}

fn shown(nanoseconds: i64) -> Shape {
    Shape::Text(figures::duration(nanoseconds))
}

/// A list, unless it is empty.
pub(super) fn list(given: &Datum, items: Vec<Form>) -> Option<Form> {
    (!items.is_empty()).then(|| Form::new(Shape::List(items), given.origins()))
}

/// A mapping sorted by its keys, unless it is empty.
pub(super) fn sorted(given: &Datum, mut entries: Vec<(String, Form)>) -> Option<Form> {
    entries.sort_by(|(one, _), (other, _)| one.cmp(other));
    (!entries.is_empty()).then(|| Form::new(Shape::Map(entries), given.origins()))
}

/// A scalar as text; `None` for null and for what is no scalar.
pub(super) fn text(datum: &Datum) -> Option<String> {
    datum.printed()
}

/// A flag, which a variable may have set as text.
pub(super) fn flag(datum: &Datum) -> Option<bool> {
    match datum.content() {
        Content::Boolean(flag) => Some(*flag),
        Content::Text(text) => match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "y" | "on" => Some(true),
            "false" | "no" | "n" | "off" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

pub(super) fn whole(datum: &Datum) -> Option<i64> {
    match datum.content() {
        Content::Integer(whole) => i64::try_from(*whole).ok(),
        Content::Float(number) => Some(*number as i64),
        Content::Text(text) => text.parse().ok(),
        _ => None,
    }
}

fn fraction(datum: &Datum) -> Option<f64> {
    match datum.content() {
        Content::Integer(whole) => Some(*whole as f64),
        Content::Float(number) => Some(*number),
        Content::Text(text) => text.parse().ok(),
        _ => None,
    }
}

/// A size in bytes. One with a fraction and no unit is no text any more, and Compose then drops it.
pub(super) fn bytes(datum: &Datum) -> Option<i64> {
    match datum.content() {
        Content::Integer(whole) => i64::try_from(*whole).ok(),
        Content::Text(text) => quantity::bytes(text).map(|bytes| bytes as i64),
        _ => None,
    }
}

fn duration(datum: &Datum) -> Option<i64> {
    quantity::duration(&text(datum)?).map(|nanoseconds| nanoseconds as i64)
}

/// One text, or each of a list.
pub(super) fn texts(datum: &Datum) -> Vec<Form> {
    let form = |datum: &Datum| text(datum).map(|text| Form::text(text, datum.origins()));
    if datum.is_list() { datum.items().iter().filter_map(form).collect() } else { form(datum).into_iter().collect() }
}

/// The texts of which no two have one key: the first keeps its place, the last its words.
pub(super) fn distinct(texts: Vec<Form>) -> Vec<Form> {
    let key = |form: &Form| form.as_text().and_then(|text| text.split('=').next()).map(str::to_owned);
    unique(texts, key)
}

/// Those of which no two have one key: the first keeps its place, the last its words.
pub(super) fn unique<T, K: Eq + Hash>(all: Vec<T>, key: impl Fn(&T) -> K) -> Vec<T> {
    let mut places: HashMap<K, usize> = HashMap::new();
    let mut unique: Vec<T> = Vec::new();
    for one in all {
        match places.entry(key(&one)) {
            Known::Occupied(place) => unique[*place.get()] = one,
            Known::Vacant(place) => {
                place.insert(unique.len());
                unique.push(one);
            }
        }
    }
    unique
}

/// A mapping to texts from either of its forms. A key without a value has `missing`, or null.
fn pairs(datum: &Datum, missing: Option<&str>) -> Option<Form> {
    sorted(datum, entries(datum, missing))
}

/// The entries of a mapping, or of a list of `key=value` in which the last entry of a key counts.
pub(super) fn entries(datum: &Datum, missing: Option<&str>) -> Vec<(String, Form)> {
    let missing = || missing.map_or(Shape::Null, |text| Shape::Text(text.to_owned()));
    let mut entries: Vec<(String, Form)> = Vec::new();
    for entry in datum.entries() {
        let shape = text(&entry.value).map_or_else(missing, Shape::Text);
        entries.push((entry.name.clone(), Form::new(shape, entry.value.origins())));
    }
    for item in datum.items() {
        let Some(text) = text(item) else { continue };
        let (key, shape) = match text.split_once('=') {
            Some((key, value)) => (key.to_owned(), Shape::Text(value.to_owned())),
            None => (text, missing()),
        };
        entries.push((key, Form::new(shape, item.origins())));
    }
    unique(entries, |(key, _)| key.clone())
}

/// Words from a command line or from a list. An empty text is an empty list, not none.
pub(super) fn command(datum: &Datum) -> Form {
    let words = match datum.content() {
        Content::Text(line) => {
            let words = words::split(line).unwrap_or_default();
            words.into_iter().map(|word| Form::text(word, datum.origins())).collect()
        }
        _ if datum.is_list() => texts(datum),
        _ => return Form::new(Shape::Null, datum.origins()),
    };
    Form::new(Shape::List(words), datum.origins())
}

/// A mapping with fields, or nothing, for each name.
pub(super) fn named(table: &'static [Field], datum: &Datum, scope: &Scope<'_>) -> Option<Form> {
    let mut entries: Vec<(String, Form)> = Vec::new();
    for entry in datum.entries() {
        let Entry { name, value, .. } = entry;
        let form = if value.is_mapping() { map(table, value, scope) } else { Form::new(Shape::Null, value.origins()) };
        entries.push((name.clone(), under(Some(entry), form)));
    }
    for item in datum.items() {
        entries.extend(text(item).map(|name| (name, Form::new(Shape::Null, item.origins()))));
    }
    sorted(datum, entries)
}
