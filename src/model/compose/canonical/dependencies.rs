//! Whom a service waits for: those that it names, and those whose namespaces, volumes or names it uses.

use super::super::project::Datum;
use super::form::{Form, Shape};
use super::reading::{flag, sorted, text, texts, under};
use super::scope::Scope;
use crate::model::compose::project::Origin;
use std::collections::HashSet;

/// `depends_on` in its long form, with what follows from other keys.
pub(super) fn of_service(service: &Datum, _: &Scope<'_>) -> Option<Form> {
    let nothing = Datum::default();
    let given = service.get("depends_on").unwrap_or(&nothing);
    let mut dependencies: Vec<(String, Form)> = Vec::new();
    for entry in given.entries() {
        dependencies.push((entry.name.clone(), under(Some(entry), long(&entry.value))));
    }
    for name in texts(given).into_iter().filter(|_| given.is_list()) {
        let form = started(false, &name.origins);
        dependencies.extend(name.as_text().map(|name| (name.to_owned(), form)));
    }
    let mut known: HashSet<String> = dependencies.iter().map(|(name, _)| name.clone()).collect();
    for (name, restart, origins) in implied(service) {
        if known.insert(name.clone()) {
            dependencies.push((name, started(restart, &origins)));
        }
    }
    sorted(given, dependencies)
}

/// A dependency with what Compose adds to it.
fn long(given: &Datum) -> Form {
    let condition = given.get("condition").and_then(|condition| Some((text(condition)?, condition.origins())));
    let condition = match condition {
        Some((condition, origins)) => Form::text(condition, origins),
        None => Form::added(Shape::Text("service_started".to_owned())),
    };
    let flag_of = |key: &str| given.get(key).and_then(|value| Some((flag(value)?, value.origins())));
    let mut fields = vec![("condition".to_owned(), condition)];
    if let Some((true, origins)) = flag_of("restart") {
        fields.push(("restart".to_owned(), Form::new(Shape::Flag(true), origins)));
    }
    let required = match flag_of("required") {
        Some((required, origins)) => Form::new(Shape::Flag(required), origins),
        None => Form::added(Shape::Flag(true)),
    };
    fields.push(("required".to_owned(), required));
    Form::new(Shape::Map(fields), given.origins())
}

/// A dependency that only names its service.
fn started(restart: bool, origins: &[Origin]) -> Form {
    let mut fields = vec![("condition".to_owned(), Form::added(Shape::Text("service_started".to_owned())))];
    if restart {
        fields.push(("restart".to_owned(), Form::added(Shape::Flag(true))));
    }
    fields.push(("required".to_owned(), Form::added(Shape::Flag(true))));
    Form::new(Shape::Map(fields), origins)
}

/// The services that other keys name, and whether a restart of theirs restarts this one.
fn implied(service: &Datum) -> Vec<(String, bool, Vec<Origin>)> {
    let mut implied = Vec::new();
    let listed = |key: &str| service.get(key).map(texts).unwrap_or_default();
    for link in listed("links") {
        let Some(text) = link.as_text() else { continue };
        let name = match text.split(':').collect::<Vec<_>>()[..] {
            [name, _] => name,
            _ => text,
        };
        implied.push((name.to_owned(), true, link.origins.clone()));
    }
    for key in ["network_mode", "ipc", "pid", "uts", "cgroup"] {
        let Some(mode) = service.get(key) else { continue };
        if let Some(name) = text(mode).as_deref().and_then(|mode| mode.strip_prefix("service:")) {
            implied.push((name.to_owned(), true, mode.origins().to_vec()));
        }
    }
    for from in listed("volumes_from") {
        let text = from.as_text().unwrap_or_default();
        if let Some(name) = text.split(':').next().filter(|_| !text.starts_with("container:")) {
            implied.push((name.to_owned(), false, from.origins.clone()));
        }
    }
    implied
}

#[cfg(test)]
mod tests {
    use super::super::testing::model;
    use serde_json::json;

    #[test]
    fn what_else_is_named_must_run_too() {
        let source = "\
services:
  web:
    image: x
    depends_on: [db]
    links: [\"db:store\", cache]
    pid: service:debug
    volumes_from: [\"data:ro\", \"container:old\"]
";
        let started = json!({"condition": "service_started", "required": true});
        let restarted = json!({"condition": "service_started", "restart": true, "required": true});
        let expected = json!({"cache": restarted, "data": started, "db": started, "debug": restarted});
        assert_eq!(model(source)["services"]["web"]["depends_on"], expected);
    }
}
