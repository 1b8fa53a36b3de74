//! Published ports: a range becomes a port each, and a port that is there twice stays once.

use super::super::Port;
use super::super::project::Datum;
use super::form::{Form, Shape};
use super::reading::Kind::{Text, Whole};
use super::reading::{Field, field, list, map, text, unique};
use super::scope::Scope;
use serde_json::Number;

static PORT: &[Field] = &[
    field("name", Text),
    field("mode", Text),
    field("host_ip", Text),
    field("target", Whole),
    field("published", Text),
    field("protocol", Text),
    field("app_protocol", Text),
];

/// The ports of a service.
pub(super) fn published(given: &Datum, scope: &Scope<'_>) -> Option<Form> {
    let read = |item: &Datum| {
        if item.is_mapping() { vec![completed(map(PORT, item, scope))] } else { expanded(item, scope) }
    };
    list(given, unique(given.items().iter().flat_map(read).collect(), identity))
}

/// What makes two ports the same.
fn identity(port: &Form) -> [String; 4] {
    let part = |key: &str| match port.get(key).map(|part| &part.shape) {
        Some(Shape::Text(text)) => text.clone(),
        Some(Shape::Number(number)) => number.to_string(),
        _ if key == "host_ip" => "0.0.0.0".to_owned(),
        _ => String::new(),
    };
    ["host_ip", "published", "target", "protocol"].map(part)
}

/// A port in its long form with what Compose adds to it.
fn completed(port: Form) -> Form {
    let Shape::Map(mut fields) = port.shape else { return port };
    for (key, value) in [("mode", "ingress"), ("protocol", "tcp")] {
        if !fields.iter().any(|(name, _)| name == key) {
            fields.push((key.to_owned(), Form::added(Shape::Text(value.to_owned()))));
        }
    }
    fields.sort_by_key(|(name, _)| PORT.iter().position(|field| field.name == name));
    Form { shape: Shape::Map(fields), origins: port.origins }
}

/// The ports of a short form, in the order of their texts: `10` before `9`.
fn expanded(item: &Datum, scope: &Scope<'_>) -> Vec<Form> {
    let Some(written) = text(item) else { return Vec::new() };
    let Ok(port) = Port::parse(&written) else { return Vec::new() };
    let protocol = port.protocol.map_or("tcp".to_owned(), |protocol| written[protocol].to_ascii_lowercase());
    let (first, last) = port.target.1;
    let count = usize::from(last - first) + 1;
    scope.ports_left.set(scope.ports_left.get().and_then(|left| left.checked_sub(count)));
    if scope.ports_left.get().is_none() {
        return Vec::new();
    }
    let mut targets: Vec<u16> = (first..=last).collect();
    targets.sort_by_key(|target| format!("{target}/{protocol}"));
    let form = |target: u16| {
        let published = port.published.as_ref().map(|(_, (low, high))| match first == last && low != high {
            // The engine picks one of them.
            true => format!("{low}-{high}"),
            false => (low + (target - first)).to_string(),
        });
        let text = |text: &str| Some(Form::text(text, item.origins()));
        let fields = [
            ("mode", Some(Form::added(Shape::Text("ingress".to_owned())))),
            ("host_ip", port.host_ip.clone().and_then(|ip| text(&written[ip]))),
            ("target", Some(Form::new(Shape::Number(Number::from(target)), item.origins()))),
            ("published", published.as_deref().and_then(text)),
            ("protocol", text(&protocol)),
        ];
        let given = fields.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
        Form::new(Shape::Map(given.collect()), item.origins())
    };
    targets.into_iter().map(form).collect()
}

#[cfg(test)]
mod tests {
    use super::super::canonical;
    use super::super::testing::key;
    use crate::model::{Language, Snapshot};
    use serde_json::json;

    #[test]
    fn a_range_is_a_port_each() {
        let ports = key("ports", "['127.0.0.1:9-10:9-10/udp', '8000-8010:80']");
        let port = |target: u16, published: &str, protocol: &str| json!({"mode": "ingress", "target": target, "published": published, "protocol": protocol});
        let local = |mut port: serde_json::Value| {
            port["host_ip"] = "127.0.0.1".into();
            port
        };
        let expected = [local(port(10, "10", "udp")), local(port(9, "9", "udp")), port(80, "8000-8010", "tcp")];
        assert_eq!(ports, json!(expected));
    }

    #[test]
    fn ranges_without_end_are_given_up() {
        let source = "x-a: &a {image: x, ports: ['1-65535']}\nservices: {a: *a, b: *a}\n";
        let snapshot = Snapshot::of(Language::Compose, source);
        let file = snapshot.compose().expect("a Compose file");
        assert!(canonical(file.project(), None).is_none());
    }

    #[test]
    fn a_port_stays_once() {
        let ports = key("ports", "['80:80', '80:80/udp', {target: 80, published: 80, name: web}, 90]");
        assert_eq!(ports.as_array().map(Vec::len), Some(3));
        assert_eq!(ports[0]["name"], "web");
        assert_eq!(ports[2], json!({"mode": "ingress", "target": 90, "protocol": "tcp"}));
    }
}
