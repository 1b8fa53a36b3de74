//! Top-level resources: their names, and only those that somebody uses.

use super::super::project::Datum;
use super::form::{Form, Shape};
use super::reading::Kind::{Always, By, Each, Flag, From, GivenFlag, Pairs, Text};
use super::reading::{Field, field, fields, text, under};
use super::scope::Scope;
use super::{files, networks, volumes};
use std::collections::HashSet;

/// A network, after its name.
static NETWORK: &[Field] = &[
    field("driver", Text),
    field("driver_opts", Pairs),
    field("ipam", Always(IPAM)),
    field("external", By(files::external)),
    field("internal", Flag),
    field("attachable", Flag),
    field("labels", Pairs),
    field("enable_ipv4", GivenFlag),
    field("enable_ipv6", GivenFlag),
];

static IPAM: &[Field] = &[field("driver", Text), field("config", Each(POOL)), field("options", Pairs)];

static POOL: &[Field] =
    &[field("subnet", Text), field("gateway", Text), field("ip_range", Text), field("aux_addresses", Pairs)];

/// A volume, after its name.
static VOLUME: &[Field] = &[
    field("driver", Text),
    field("driver_opts", From(volumes::driver_options)),
    field("external", By(files::external)),
    field("labels", Pairs),
];

/// A secret or a config, after its name.
static SOURCE: &[Field] = &[
    field("file", By(files::file)),
    field("environment", Text),
    field("content", From(files::content)),
    field("external", By(files::external)),
    field("labels", Pairs),
    field("driver", Text),
    field("driver_opts", Pairs),
    field("template_driver", Text),
];

/// The resources that services and jobs name.
#[derive(Debug, Default)]
pub(super) struct Uses {
    networks: HashSet<String>,
    volumes: HashSet<String>,
    secrets: HashSet<String>,
    configs: HashSet<String>,
}

impl Uses {
    pub fn of<'a>(workloads: impl Iterator<Item = &'a Form>) -> Uses {
        let mut uses = Uses::default();
        for workload in workloads {
            let listed = |key: &str| workload.get(key).map(Form::items).unwrap_or_default().iter();
            let source = |item: &Form| item.get("source").and_then(Form::as_text).map(str::to_owned);
            let joined = workload.get("networks").map(Form::entries).unwrap_or_default();
            uses.networks.extend(joined.iter().map(|(name, _)| name.clone()));
            let is_volume = |mount: &&Form| mount.get("type").and_then(Form::as_text) == Some("volume");
            uses.volumes.extend(listed("volumes").filter(is_volume).filter_map(source));
            uses.secrets.extend(listed("secrets").filter_map(source));
            let in_build = workload.get("build").and_then(|build| build.get("secrets"));
            uses.secrets.extend(in_build.into_iter().flat_map(Form::items).filter_map(source));
            uses.configs.extend(listed("configs").filter_map(source));
        }
        uses
    }
}

/// The sections of resources that have a used one.
pub(super) fn all(root: &Datum, uses: &Uses, scope: &Scope<'_>) -> Vec<(String, Form)> {
    let sections: [(&str, &[Field], &HashSet<String>); 4] = [
        ("configs", SOURCE, &uses.configs),
        ("networks", NETWORK, &uses.networks),
        ("secrets", SOURCE, &uses.secrets),
        ("volumes", VOLUME, &uses.volumes),
    ];
    let shown = sections.into_iter().filter_map(|(section, table, used)| {
        let section_given = root.entries().iter().find(|entry| entry.name == section);
        let declared = section_given.map(|entry| &entry.value);
        let mut entries: Vec<(String, Form)> = Vec::new();
        for entry in declared.into_iter().flat_map(Datum::entries).filter(|entry| used.contains(&entry.name)) {
            let form = under(Some(entry), resource(&entry.name, &entry.value, table, scope));
            entries.push((entry.name.clone(), form));
        }
        let is_declared = |name: &str| entries.iter().any(|(known, _)| known == name);
        if section == "networks" && used.contains(networks::DEFAULT) && !is_declared(networks::DEFAULT) {
            let default = resource(networks::DEFAULT, &Datum::default(), table, scope);
            entries.push((networks::DEFAULT.to_owned(), default));
        }
        entries.sort_by(|(one, _), (other, _)| one.cmp(other));
        let form = |entries| under(section_given, Form::added(Shape::Map(entries)));
        (!entries.is_empty()).then(|| (section.to_owned(), form(entries)))
    });
    shown.collect()
}

/// A resource, its name first.
fn resource(key: &str, given: &Datum, table: &[Field], scope: &Scope<'_>) -> Form {
    let name = name(key, given, scope);
    let is_named = name.as_text() != Some("");
    let mut shown: Vec<(String, Form)> = is_named.then_some(("name".to_owned(), name)).into_iter().collect();
    shown.extend(fields(table, given, scope));
    Form::new(Shape::Map(shown), given.origins())
}

/// The name that the engine knows it by: its own, or its key, after the project's name where the project makes it.
fn name(key: &str, given: &Datum, scope: &Scope<'_>) -> Form {
    let of_external = given.get("external").and_then(|external| external.get("name"));
    if let Some(name) = given.get("name").or(of_external)
        && let Some(text) = text(name)
    {
        return Form::text(text, name.origins());
    }
    let is_external = given.get("external").is_some_and(|external| files::external(external, scope).is_some());
    let name = if is_external { key.to_owned() } else { format!("{}_{key}", scope.project.name) };
    Form::added(Shape::Text(name))
}

#[cfg(test)]
mod tests {
    use super::super::testing::model;
    use serde_json::json;

    #[test]
    fn only_what_is_used_is_shown_and_by_its_name() {
        let source = "\
name: Shop!
services: {a: {image: x, networks: [out, default], volumes: [\"data:/d\"], secrets: [s]}}
networks: {out: {external: true}, unused: {}}
volumes: {data: {name: \"\"}, unused: }
secrets: {s: {external: {name: token}}}
";
        let model = model(source);
        let networks = json!({"default": {"name": "shop_default", "ipam": {}}, "out": {"name": "out", "ipam": {}, "external": true}});
        assert_eq!(model["networks"], networks);
        assert_eq!(model["volumes"], json!({"data": {}}));
        assert_eq!(model["secrets"], json!({"s": {"name": "token", "external": true}}));
    }
}
