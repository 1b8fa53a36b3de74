//! A Compose file's tree: what its values come to, and an outline for people.
//!
//! Aliases are followed, merge keys merged, scalars read as Compose reads them, later documents laid over earlier ones.
//! What only the place knows where Compose runs stays as it is written: variables, `include`, services of other files.

use crate::cli::Failure;
use crate::cli::terminal::visible;
use crate::model::Compose;
use crate::model::compose::{Resolved, Section, Service, Value as Node};
use serde_json::{Map, Number, Value};

/// The most values that a tree may come to: aliases of aliases can ask for billions.
const MAX_VALUES: usize = 500_000;

/// The deepest nesting: an alias may stand inside what it names.
const MAX_DEPTH: usize = 200;

/// The values of the file.
pub fn json(file: &Compose) -> Result<Value, Failure> {
    let mut tree = Value::Object(Map::new());
    let mut left = MAX_VALUES;
    for document in file.documents() {
        let Some(value) = value(document, &mut left, 0) else {
            return Err(Failure::Told(
                "the file has aliases inside aliases, and comes to more values than can be shown".to_owned(),
            ));
        };
        lay_over(&mut tree, value);
    }
    Ok(tree)
}

/// What a node comes to; `None` where that is too much.
fn value(node: Node<'_>, left: &mut usize, depth: usize) -> Option<Value> {
    *left = left.checked_sub(1)?;
    if depth > MAX_DEPTH {
        return None;
    }
    if node.is_mapping() {
        let mut entries = Map::new();
        for pair in node.entries() {
            entries.insert(pair.key.text().unwrap_or("").to_owned(), value(pair.value, left, depth + 1)?);
        }
        return Some(Value::Object(entries));
    }
    if node.is_sequence() {
        return node.items().map(|item| value(item, left, depth + 1)).collect::<Option<Vec<Value>>>().map(Value::Array);
    }
    let text = || Value::String(node.text().unwrap_or("").to_owned());
    Some(match node.resolved() {
        None | Some(Resolved::Null) => Value::Null,
        Some(Resolved::Boolean(flag)) => Value::Bool(flag),
        Some(Resolved::Integer(number)) => Number::from_i128(number).map_or_else(text, Value::Number),
        Some(Resolved::Float(number)) => Number::from_f64(number).map_or_else(text, Value::Number),
        Some(Resolved::Timestamp | Resolved::Text) => text(),
    })
}

/// Lays a later document over an earlier one: mappings are merged, anything else gives way.
fn lay_over(under: &mut Value, over: Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (key, value) in over {
                match under.get_mut(&key) {
                    Some(below) => lay_over(below, value),
                    None => {
                        under.insert(key, value);
                    }
                }
            }
        }
        (_, Value::Null) => {}
        (under, over) => *under = over,
    }
}

/// The services with what they run, open and need, then the other sections.
pub fn outline(file: &Compose) -> String {
    let mut out = String::new();
    for service in file.services() {
        out.push_str(&format!("service {}\n", service.name));
        for (name, words) in facts(service) {
            if !words.is_empty() {
                out.push_str(&format!("  {name:<12} {}\n", words.join(", ")));
            }
        }
    }
    for section in Section::ALL.into_iter().filter(|section| *section != Section::Services) {
        let names: Vec<&str> = file.declarations(section).iter().map(|declared| declared.name).collect();
        if !names.is_empty() {
            out.push_str(&format!("{:<14} {}\n", section.key(), names.join(", ")));
        }
    }
    out.lines().map(|line| format!("{}\n", visible(line))).collect()
}

/// What an outline says of a service.
fn facts(service: Service<'_>) -> Vec<(&'static str, Vec<String>)> {
    let image = service.get("image").map(words).unwrap_or_default();
    let build = service.build_context().map(words).unwrap_or_default();
    let mut facts = vec![("image", image), ("build", build)];
    for key in ["extends", "ports", "volumes", "networks", "depends_on", "secrets", "configs", "profiles"] {
        facts.push((key, service.get(key).map(words).unwrap_or_default()));
    }
    let variables = service.environment();
    facts.push(("environment", variables.iter().map(|variable| variable.name.to_owned()).collect()));
    facts
}

/// A value in a few words: the text, the items, the keys.
fn words(node: Node<'_>) -> Vec<String> {
    if node.is_mapping() {
        return node.entries().iter().filter_map(|pair| pair.key.text()).map(str::to_owned).collect();
    }
    if node.is_sequence() {
        return node.items().take(50).map(item).collect();
    }
    node.text().map(str::to_owned).into_iter().collect()
}

/// One item of a list: the text, or the pairs of a long form.
fn item(node: Node<'_>) -> String {
    if let Some(text) = node.text() {
        return text.to_owned();
    }
    let pairs = node.entries();
    let pairs = pairs.iter().filter_map(|pair| Some(format!("{}={}", pair.key.text()?, pair.value.text()?)));
    pairs.collect::<Vec<_>>().join(" ")
}
