//! The canonical model as a tree: values in Compose's order, each with the places that it came from.

use super::super::figures;
use super::super::project::Origin;
use serde::{Serialize, Serializer};
use serde_json::{Map, Number, Value};

/// A value of the canonical model.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    pub shape: Shape,
    /// Where it was written, the last word first; none for what Compose adds of itself.
    pub origins: Vec<Origin>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    Null,
    Flag(bool),
    Number(Number),
    Text(String),
    List(Vec<Form>),
    /// In the order in which Compose prints it; no key twice.
    Map(Vec<(String, Form)>),
}

impl Form {
    pub(super) fn new(shape: Shape, origins: &[Origin]) -> Form {
        Form { shape, origins: origins.to_vec() }
    }

    /// What Compose adds of itself.
    pub(super) fn added(shape: Shape) -> Form {
        Form { shape, origins: Vec::new() }
    }

    pub(super) fn text(text: impl Into<String>, origins: &[Origin]) -> Form {
        Form::new(Shape::Text(text.into()), origins)
    }

    pub fn as_text(&self) -> Option<&str> {
        match &self.shape {
            Shape::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a key; `None` also for what is no mapping.
    pub fn get(&self, key: &str) -> Option<&Form> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The entries of a mapping; none for anything else.
    pub fn entries(&self) -> &[(String, Form)] {
        match &self.shape {
            Shape::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Form] {
        match &self.shape {
            Shape::List(items) => items,
            _ => &[],
        }
    }

    /// The same as JSON, whose mappings have no order.
    pub fn json(&self) -> Value {
        match &self.shape {
            Shape::Null => Value::Null,
            Shape::Flag(flag) => Value::Bool(*flag),
            Shape::Number(number) => Value::Number(number.clone()),
            Shape::Text(text) => Value::String(doubled(text)),
            Shape::List(items) => Value::Array(items.iter().map(Form::json).collect()),
            Shape::Map(entries) => {
                Value::Object(entries.iter().map(|(key, value)| (doubled(key), value.json())).collect::<Map<_, _>>())
            }
        }
    }
}

/// Written in Compose's order. A dollar is doubled, so that the text, read again, says the same.
impl Serialize for Form {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.shape {
            Shape::Null => serializer.serialize_unit(),
            Shape::Flag(flag) => serializer.serialize_bool(*flag),
            Shape::Number(number) => match figures::digits(number) {
                Some(digits) => serializer.serialize_i128(digits),
                None => number.serialize(serializer),
            },
            Shape::Text(text) => serializer.serialize_str(&doubled(text)),
            Shape::List(items) => serializer.collect_seq(items),
            Shape::Map(entries) => serializer.collect_map(entries.iter().map(|(key, value)| (doubled(key), value))),
        }
    }
}

/// A text in which no dollar is a variable.
fn doubled(text: &str) -> String {
    text.replace('$', "$$")
}
