//! The kinds of values as the schema knows them: what a scalar counts as, and how that is said.

use crate::reference::compose::{Cast, Kinds, Shape};
use crate::syntax::yaml::Resolved;

/// What Compose turns a text into where the key holds a number or boolean.
pub(super) fn cast_text(text: &str, cast: Cast) -> Option<Resolved> {
    match cast {
        Cast::Integer => text.parse::<i64>().ok().map(|number| Resolved::Integer(number.into())),
        Cast::Number => text.parse::<f64>().ok().map(Resolved::Float),
        Cast::Boolean => match text.to_ascii_lowercase().as_str() {
            "true" | "y" | "yes" | "on" => Some(Resolved::Boolean(true)),
            "false" | "n" | "no" | "off" => Some(Resolved::Boolean(false)),
            _ => None,
        },
        // Grammars of text, which stays text.
        _ => Some(Resolved::Text),
    }
}

pub(super) fn kinds_of(resolved: Resolved) -> Kinds {
    match resolved {
        Resolved::Null => Kinds::NULL,
        Resolved::Boolean(_) => Kinds::BOOLEAN,
        Resolved::Integer(_) => Kinds::INTEGER,
        Resolved::Float(number) if number.fract() == 0.0 => Kinds::INTEGER,
        Resolved::Float(_) => Kinds::NUMBER,
        // Compose writes a date out as text only where a number could stand as well.
        Resolved::Timestamp => Kinds::STRING.and(Kinds::NUMBER),
        Resolved::Text => Kinds::STRING,
    }
}

pub(super) fn kind_name(resolved: Resolved) -> &'static str {
    match resolved {
        Resolved::Null => "nothing",
        Resolved::Boolean(_) => "a boolean",
        Resolved::Integer(_) | Resolved::Float(_) => "a number",
        Resolved::Timestamp => "a date",
        Resolved::Text => "a text",
    }
}

/// What may stand somewhere, in words: `a text, a list or a mapping`.
pub(super) fn wanted(shape: &Shape) -> String {
    let mut names = Vec::new();
    if let Some(scalar) = &shape.scalar {
        for (kind, name) in [(Kinds::STRING, "a text"), (Kinds::NUMBER, "a number"), (Kinds::BOOLEAN, "a boolean")] {
            if scalar.accepts.contain(kind) {
                names.push(name);
            }
        }
        if names.is_empty() && scalar.accepts.contain(Kinds::INTEGER) {
            names.push("a whole number");
        }
    }
    names.extend(shape.list.map(|_| "a list"));
    names.extend(shape.map.map(|_| "a mapping"));
    match names.as_slice() {
        [] => "nothing".to_owned(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
