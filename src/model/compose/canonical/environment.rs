//! The variables and labels of a container, those of the files that it names among them.

use super::super::project::substitute::Lookup;
use super::super::project::{Datum, dotenv};
use super::form::{Form, Shape};
use super::reading::{entries, flag, list, sorted, text, texts};
use super::scope::{Place, Scope};
use std::collections::BTreeMap;
use std::path::Path;

/// The variables of a container. What it says itself goes before what its files say; one without a value takes that of
/// Compose's own variable, and stays without where there is none.
pub(super) fn variables(container: &Datum, scope: &Scope<'_>) -> Option<Form> {
    let nothing = Datum::default();
    let given = container.get("environment").unwrap_or(&nothing);
    let mut variables = entries(given, None);
    for (name, value) in &mut variables {
        if value.shape == Shape::Null
            && let Some(known) = scope.variable(name)
        {
            value.shape = Shape::Text(known.to_owned());
        }
    }
    let named = container.get("env_file").filter(|_| scope.place == Place::Service);
    let own: BTreeMap<String, String> =
        variables.iter().filter_map(|(name, value)| Some((name.clone(), value.as_text()?.to_owned()))).collect();
    let mut from_files: BTreeMap<String, Form> = BTreeMap::new();
    for file in named.into_iter().flat_map(listed) {
        let outside = |name: &str| scope.variable(name).or_else(|| own.get(name).map(String::as_str));
        let before = |name: &str| from_files.get(name)?.as_text();
        let read = assignments(file, scope, &outside, &before);
        from_files.extend(read);
    }
    from_files.retain(|name, _| !variables.iter().any(|(own, _)| own == name));
    variables.extend(from_files);
    sorted(given, variables)
}

/// The labels of a container, with those of the files that it names.
pub(super) fn labels(container: &Datum, scope: &Scope<'_>) -> Option<Form> {
    let nothing = Datum::default();
    let given = container.get("labels").unwrap_or(&nothing);
    let mut labels = entries(given, Some(""));
    let named = container.get("label_file").filter(|_| scope.place == Place::Service);
    let mut from_files: BTreeMap<String, Form> = BTreeMap::new();
    for file in named.into_iter().flat_map(listed) {
        let outside = |name: &str| from_files.get(name)?.as_text();
        let read = assignments(file, scope, &outside, &|_| None);
        from_files.extend(read);
    }
    from_files.retain(|name, _| !labels.iter().any(|(own, _)| own == name));
    labels.extend(from_files);
    sorted(given, labels)
}

/// One file, or each of a list; one that is named again keeps its place.
fn listed(given: &Datum) -> Vec<&Datum> {
    let path = |file: &Datum| file.get("path").map_or_else(|| text(file), text);
    let mut files: Vec<&Datum> = Vec::new();
    for file in if given.is_list() { given.items() } else { std::slice::from_ref(given) } {
        match files.iter_mut().find(|earlier| path(earlier) == path(file)) {
            Some(earlier) => *earlier = file,
            None => files.push(file),
        }
    }
    files
}

/// What a file of variables says; nothing where it cannot be read, for then it is refused elsewhere or not required.
fn assignments(
    file: &Datum,
    scope: &Scope<'_>,
    outside: Lookup<'_, '_>,
    before: Lookup<'_, '_>,
) -> Vec<(String, Form)> {
    let path = if file.is_mapping() { file.get("path") } else { Some(file) };
    let Some(path) = path.and_then(text).map(|path| scope.base.absolute(&path)) else { return Vec::new() };
    let Some(Ok(source)) = scope.files.map(|files| files.read(Path::new(&path))) else { return Vec::new() };
    let is_raw = file.get("format").and_then(text).as_deref() == Some("raw");
    let lines = match is_raw {
        true => dotenv::read_raw(&source, outside),
        false => dotenv::read_after(&source, outside, before).unwrap_or_default(),
    };
    lines.into_iter().filter_map(|line| Some((line.name, Form::text(line.value?, file.origins())))).collect()
}

/// The files of variables, where they are not read but only named: of jobs and of steps before a service.
pub(super) fn files(given: &Datum, scope: &Scope<'_>) -> Option<Form> {
    if scope.place == Place::Service {
        return None;
    }
    list(given, listed(given).into_iter().filter_map(|item| file(item, scope)).collect())
}

fn file(given: &Datum, scope: &Scope<'_>) -> Option<Form> {
    let path = if given.is_mapping() { given.get("path")? } else { given };
    let shown = Form::text(scope.base.absolute(&text(path)?), path.origins());
    let mut fields = vec![("path".to_owned(), shown)];
    if let Some(required) = given.get("required").filter(|required| flag(required) == Some(false)) {
        fields.push(("required".to_owned(), Form::new(Shape::Flag(false), required.origins())));
    }
    if let Some(format) = given.get("format") {
        fields.extend(texts(format).into_iter().map(|format| ("format".to_owned(), format)));
    }
    Some(Form::new(Shape::Map(fields), given.origins()))
}
