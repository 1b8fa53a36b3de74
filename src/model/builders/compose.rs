//! The services of a Compose file, as those who build a Dockerfile.

use super::{Builder, BuilderKind, Wanted};
use crate::model::compose::project::substitute::substitute;
use crate::model::compose::{Named, Service, Value, has_variable};
use crate::model::surroundings::plain;
use crate::model::{Compose, Snapshot};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The services of a file that are built from this Dockerfile.
pub(super) fn services(snapshot: &Snapshot, dockerfile: &Path) -> Vec<Builder> {
    let Some(compose) = snapshot.compose() else { return Vec::new() };
    let Some(file) = compose.surroundings().path.clone() else { return Vec::new() };
    let built =
        compose.services().into_iter().filter(|service| service.dockerfile_path().is_some_and(|it| it == dockerfile));
    let builder = |service: Service<'_>| {
        let arguments = service.build_entries("args");
        let names = |key: &str| service.build_entries(key).iter().map(|entry| entry.name.to_owned()).collect();
        let valued = arguments.iter().filter_map(|it| Some((it.name.to_owned(), it.value?.to_owned())));
        Builder {
            kind: BuilderKind::Service,
            file: file.clone(),
            name: service.name.to_owned(),
            line: compose.source()[..service.key.start].matches('\n').count(),
            context: context(&file, service),
            target: wanted(service),
            values: valued.collect(),
            known: known_values(compose, &arguments),
            platforms: platforms(service),
            arguments: arguments.iter().map(|argument| argument.name.to_owned()).collect(),
            contexts: names("additional_contexts"),
            secrets: names("secrets"),
            ports: service.ports().map(|port| port.target.to_owned()).collect(),
        }
    };
    built.map(builder).collect()
}

fn context(file: &Path, service: Service<'_>) -> Option<PathBuf> {
    let told = service.build_context().map_or(Some("."), |context| context.text())?;
    let is_elsewhere = told.contains("://") || told.starts_with("git@") || has_variable(told);
    (!is_elsewhere).then(|| file.parent().map(|folder| plain(&folder.join(told))))?
}

/// A text with its variables put in; `None` where one of them is not set and has no default.
fn filled(compose: &Compose, written: &str) -> Option<String> {
    if !has_variable(written) {
        return Some(written.to_owned());
    }
    let environment = &compose.setting().environment;
    let filled = substitute(written, &|name| environment.get(name));
    (filled.unset.is_empty() && filled.required.is_empty() && filled.faults.is_empty()).then_some(filled.text)
}

/// What the arguments come to that no unknown variable has a part in. A name alone takes the variable that is called so.
pub(in crate::model) fn known_values(compose: &Compose, arguments: &[Named<'_>]) -> BTreeMap<String, String> {
    let value = |argument: &Named<'_>| {
        let written = argument.value.map_or_else(|| format!("${{{}}}", argument.name), str::to_owned);
        filled(compose, &written)
    };
    arguments.iter().filter_map(|argument| Some((argument.name.to_owned(), value(argument)?))).collect()
}

fn wanted(service: Service<'_>) -> Wanted {
    match service.build().and_then(|build| build.get("target")?.text()) {
        None | Some("") => Wanted::Last,
        Some(text) => filled(service.file(), text).map_or(Wanted::Unknown, Wanted::Stage),
    }
}

/// The platforms of its build, else the one that it runs on.
fn platforms(service: Service<'_>) -> Vec<String> {
    let several = service.build().and_then(|build| build.get("platforms"));
    let listed: Vec<&str> = several.into_iter().flat_map(Value::items).filter_map(Value::text).collect();
    let own = service.get("platform").and_then(Value::text).filter(|_| listed.is_empty());
    let all: Vec<&str> = listed.into_iter().chain(own).collect();
    let is_known = all.iter().all(|platform| !has_variable(platform));
    all.into_iter().filter(|_| is_known).map(str::to_owned).collect()
}
