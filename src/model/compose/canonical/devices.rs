//! Devices of the host in a container, and requests for devices such as graphics processors.

use super::super::project::{Content, Datum};
use super::form::{Form, Shape};
use super::reading::Kind::{From, Pairs, Text, Texts};
use super::reading::{Field, field, list, map, text, unique, whole};
use super::scope::Scope;
use serde_json::Number;

static DEVICE: &[Field] = &[field("source", Text), field("target", Text), field("permissions", Text)];

pub(super) static DEVICE_REQUEST: &[Field] = &[
    field("capabilities", Texts),
    field("driver", Text),
    field("count", From(count)),
    field("device_ids", Texts),
    field("options", Pairs),
];

/// Devices of the host: `source:target:permissions`, or a mapping.
pub(super) fn mapped(given: &Datum, scope: &Scope<'_>) -> Option<Form> {
    let device = |item: &Datum| if item.is_mapping() { Some(map(DEVICE, item, scope)) } else { short(item) };
    let target = |device: &Form| device.get("target").and_then(Form::as_text).map(str::to_owned);
    list(given, unique(given.items().iter().filter_map(device).collect(), target))
}

fn short(item: &Datum) -> Option<Form> {
    let written = text(item)?;
    let mut parts = written.split(':');
    let source = parts.next().unwrap_or_default();
    let target = parts.next().filter(|target| !target.is_empty()).unwrap_or(source);
    let permissions = match parts.next() {
        Some(permissions) => Form::text(permissions, item.origins()),
        None => Form::added(Shape::Text("rwm".to_owned())),
    };
    let text = |text: &str| Form::text(text, item.origins());
    let fields = [("source", text(source)), ("target", text(target)), ("permissions", permissions)];
    Some(Form::new(Shape::Map(fields.map(|(key, value)| (key.to_owned(), value)).into()), item.origins()))
}

/// Graphics processors: a list of requests, or the text `all`.
pub(super) fn gpus(given: &Datum, scope: &Scope<'_>) -> Option<Form> {
    if let Content::Text(_) = given.content() {
        let all = Form::new(Shape::Number(Number::from(ALL)), given.origins());
        let request = Form::new(Shape::Map(vec![("count".to_owned(), all)]), given.origins());
        return list(given, vec![request]);
    }
    list(given, given.items().iter().map(|item| map(DEVICE_REQUEST, item, scope)).collect())
}

/// How many devices a request asks for; all of them where it says neither how many nor which.
pub(super) fn count(request: &Datum, _: &Scope<'_>) -> Option<Form> {
    let number = |count: i64| Shape::Number(Number::from(count));
    match request.get("count") {
        Some(count) => {
            let all = text(count).is_some_and(|text| text.eq_ignore_ascii_case("all"));
            let count_given = if all { Some(ALL) } else { whole(count) };
            count_given.filter(|count| *count != 0).map(|given| Form::new(number(given), count.origins()))
        }
        None if request.get("device_ids").is_some() => None,
        None => Some(Form::added(number(ALL))),
    }
}

/// The number that says "all" to the engine.
const ALL: i64 = -1;

#[cfg(test)]
mod tests {
    use super::super::testing::key;
    use serde_json::json;

    #[test]
    fn a_device_has_three_parts() {
        let devices = key("devices", "[/dev/a, '/dev/b:/dev/c:r']");
        let expected = json!([
            {"source": "/dev/a", "target": "/dev/a", "permissions": "rwm"},
            {"source": "/dev/b", "target": "/dev/c", "permissions": "r"},
        ]);
        assert_eq!(devices, expected);
    }

    #[test]
    fn who_says_neither_how_many_nor_which_asks_for_all() {
        assert_eq!(key("gpus", "all"), json!([{"count": -1}]));
        let requests = key("gpus", "[{driver: nvidia}, {count: 2}, {device_ids: ['0']}]");
        assert_eq!(requests, json!([{"driver": "nvidia", "count": -1}, {"count": 2}, {"device_ids": ["0"]}]));
    }
}
