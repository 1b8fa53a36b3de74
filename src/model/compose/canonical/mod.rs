//! The canonical model: a project as `docker compose config` prints it.
//!
//! What the project says in a short form stands here in the long one, what it leaves to Compose is there, what nobody uses
//! is not; the order of the keys is Compose's. Every value knows the places that it came from, and none stands for what
//! Compose added. What only the machine knows stays out: symbolic links are not followed, images are not looked up.
//!
//! `reading` knows the kinds of values. Each room above it lists keys in Compose's order, and reads what needs more than that.
//! Source of the keys: the answers of Compose 5.6 to files in which each of them occurs.

mod build;
mod container;
mod dependencies;
mod deploy;
mod devices;
mod environment;
mod files;
mod form;
mod limits;
mod networks;
mod paths;
mod ports;
mod reading;
mod resources;
mod scope;
mod service;
mod steps;
#[cfg(test)]
mod testing;
mod volumes;
mod words;
mod workload;

pub use form::{Form, Shape};
pub use words::split as command_words;

use super::project::{Content, Datum, Entry, Project};
use super::{figures, moments};
use crate::model::Files;
use paths::Base;
use reading::{Field, fields, under};
use scope::{Place, Scope};
use std::cell::Cell;
use std::path::Path;

/// The most ports that the ranges of a project may come to: a line can ask for all there are, and an alias for that line.
const MAX_PORTS: usize = 100_000;

/// The canonical model of a project; `None` where its ranges of ports come to more than anybody would read.
pub fn canonical(project: &Project, files: Option<&dyn Files>) -> Option<Form> {
    let folder = project.folder.as_deref().map(Path::to_string_lossy);
    let base = Base { folder: folder.as_deref(), home: project.variable("HOME") };
    let ports_left = Cell::new(Some(MAX_PORTS));
    let scope = Scope { base, project, files, ports_left: &ports_left, place: Place::Service };
    let root = &project.root;
    let services = workloads(root, "services", workload::SERVICE, &scope);
    let jobs = workloads(root, "jobs", workload::JOB, &Scope { place: Place::Job, ..scope });
    let uses = resources::Uses::of(services.iter().chain(&jobs).map(|(_, workload)| workload));
    let mut entries = resources::all(root, &uses, &scope);
    let named = root.get("name").map_or(&[][..], Datum::origins);
    entries.push(("name".to_owned(), Form::text(&project.name, named)));
    let shown = |section: &str, map| {
        let given = root.entries().iter().find(|entry| entry.name == section);
        (section.to_owned(), under(given, Form::added(Shape::Map(map))))
    };
    if !jobs.is_empty() {
        entries.push(shown("jobs", jobs));
    }
    entries.push(shown("services", services));
    let extensions = root.entries().iter().filter(|entry| entry.name.starts_with("x-"));
    entries.extend(extensions.map(|entry| (entry.name.clone(), under(Some(entry), as_written(&entry.value)))));
    entries.sort_by(|(one, _), (other, _)| one.cmp(other));
    ports_left.get().map(|_| Form::new(Shape::Map(entries), root.origins()))
}

/// The services or jobs that are on, by name.
fn workloads(root: &Datum, section: &str, own: &[Field], scope: &Scope<'_>) -> Vec<(String, Form)> {
    let mut workloads: Vec<(String, Form)> = Vec::new();
    for entry in root.get(section).into_iter().flat_map(Datum::entries) {
        let workload = &entry.value;
        if !workload.is_mapping() || !is_on(workload, scope.project) {
            continue;
        }
        let mut form = fields(own, workload, scope);
        form.extend(fields(container::CONTAINER, workload, scope));
        form.extend(fields(workload::WORKLOAD, workload, scope));
        workloads.push((entry.name.clone(), under(Some(entry), Form::added(Shape::Map(form)))));
    }
    workloads.sort_by(|(one, _), (other, _)| one.cmp(other));
    workloads
}

/// Whether one of its profiles is on, if it has any.
fn is_on(workload: &Datum, project: &Project) -> bool {
    let profiles = workload.get("profiles").map(reading::texts).unwrap_or_default();
    let active: Vec<&str> =
        project.variable("COMPOSE_PROFILES").unwrap_or_default().split(',').map(str::trim).collect();
    let is_active = |profile: &Form| profile.as_text().is_some_and(|profile| active.contains(&profile));
    profiles.is_empty() || active.contains(&"*") || profiles.iter().any(is_active)
}

/// A value that Compose does not look into, below an `x-…` key.
fn as_written(datum: &Datum) -> Form {
    let shape = match datum.content() {
        Content::Boolean(flag) => Shape::Flag(*flag),
        Content::Integer(_) | Content::Float(_) => match number(datum) {
            Some(number) => Shape::Number(number),
            None => Shape::Null,
        },
        Content::Text(text) => Shape::Text(text.clone()),
        Content::Timestamp(written) => Shape::Text(moments::json(written)),
        _ if datum.is_list() => Shape::List(datum.items().iter().map(as_written).collect()),
        _ if datum.is_mapping() => {
            let written = |entry: &Entry| (entry.name.clone(), under(Some(entry), as_written(&entry.value)));
            let mut entries: Vec<_> = datum.entries().iter().map(written).collect();
            entries.sort_by(|(one, _), (other, _)| one.cmp(other));
            Shape::Map(entries)
        }
        _ => Shape::Null,
    };
    Form::new(shape, datum.origins())
}

fn number(datum: &Datum) -> Option<serde_json::Number> {
    match datum.content() {
        Content::Integer(whole) => serde_json::Number::from_i128(*whole),
        Content::Float(fraction) => figures::number(*fraction),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::testing::form;
    use super::*;
    use serde_json::json;

    #[test]
    fn the_order_is_that_of_compose() {
        let source = "\
x-b: {z: 1.0, a: 2001-01-01}
services:
  web: {tty: true, image: $$x, ports: [80], restart: always, cpus: '0.10', mem_limit: 1e3}
volumes: {}
x-a: [~]
";
        let text = serde_json::to_string(&form(source, &[])).expect("JSON");
        let expected = concat!(
            r#"{"name":"shop","networks":{"default":{"name":"shop_default","ipam":{}}},"#,
            r#""services":{"web":{"restart":"always","cpus":0.1,"command":null,"entrypoint":null,"image":"$$x","#,
            r#""networks":{"default":null},"ports":[{"mode":"ingress","target":80,"protocol":"tcp"}],"tty":true}},"#,
            r#""x-a":[null],"x-b":{"a":"2001-01-01T00:00:00Z","z":1}}"#,
        );
        assert_eq!(text, expected);
    }

    #[test]
    fn what_no_profile_switches_on_is_not_there() {
        let source = "services: {a: {image: x, profiles: [dev]}, b: {image: y, profiles: [test], networks: [n]}}\nnetworks: {n: }\n";
        let names = |profiles: &str| {
            let shown = form(source, &[("/shop/.env", &format!("COMPOSE_PROFILES={profiles}\n"))]);
            let names = |section: &str| {
                let entries = shown.get(section).map(Form::entries).unwrap_or_default();
                entries.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>().join(" ")
            };
            [names("services"), names("networks")]
        };
        assert_eq!(names(""), ["", ""]);
        assert_eq!(names("dev"), ["a", "default"]);
        assert_eq!(names("dev,test"), ["a b", "default n"]);
        assert_eq!(names("*"), ["a b", "default n"]);
    }

    #[test]
    fn every_value_knows_its_place() {
        let source = "services:\n  web:\n    image: x\n    ports:\n      - 80:90\n";
        let shown = form(source, &[]);
        let web = shown.get("services").and_then(|services| services.get("web")).expect("a service");
        let place = |form: Option<&Form>| {
            let origin = form.expect("a value").origins.first().copied();
            origin.map(|origin| origin.span.of(source))
        };
        assert_eq!(place(Some(web)), Some("web"));
        assert_eq!(place(web.get("image")), Some("x"));
        let port = web.get("ports").and_then(|ports| ports.items().first());
        assert_eq!(place(port.and_then(|port| port.get("published"))), Some("80:90"));
        assert_eq!(place(port.and_then(|port| port.get("mode"))), None);
        assert_eq!(web.get("ports").map(|ports| ports.json()[0]["target"].clone()), Some(json!(90)));
    }
}
