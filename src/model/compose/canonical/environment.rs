//! The variables and labels of a container, those of the files that it names among them.

use super::super::project::substitute::Lookup;
use super::super::project::{Datum, dotenv};
use super::form::{Form, Shape};
use super::reading::{entries, flag, list, sorted, text, texts, unique};
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
    sorted(given, beside(from_files, variables))
}

/// The labels of a container, with those of the files that it names.
pub(super) fn labels(container: &Datum, scope: &Scope<'_>) -> Option<Form> {
    let nothing = Datum::default();
    let given = container.get("labels").unwrap_or(&nothing);
    let labels = entries(given, Some(""));
    let named = container.get("label_file").filter(|_| scope.place == Place::Service);
    let mut from_files: BTreeMap<String, Form> = BTreeMap::new();
    for file in named.into_iter().flat_map(listed) {
        let outside = |name: &str| from_files.get(name)?.as_text();
        let read = assignments(file, scope, &outside, &|_| None);
        from_files.extend(read);
    }
    sorted(given, beside(from_files, labels))
}

/// What files say with what the container says itself, which goes before.
fn beside(mut files: BTreeMap<String, Form>, own: Vec<(String, Form)>) -> Vec<(String, Form)> {
    files.extend(own);
    files.into_iter().collect()
}

/// One file, or each of a list; one that is named again keeps its place.
fn listed(given: &Datum) -> Vec<&Datum> {
    let path = |file: &&Datum| file.get("path").map_or_else(|| text(file), text);
    let files = if given.is_list() { given.items() } else { std::slice::from_ref(given) };
    unique(files.iter().collect(), path)
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

#[cfg(test)]
mod tests {
    use super::super::testing::form;
    use serde_json::json;

    #[test]
    fn the_container_goes_before_its_files() {
        let source = "\
services:
  web:
    image: x
    env_file: [one.env, {path: two.env}, {path: none.env, required: false}, {path: raw.env, format: raw}]
    environment: {A: own, NOWHERE: , NUMBER: 1.10, FLAG: yes}
    label_file: labels.env
    labels: [tier=front]
";
        let files = [
            ("/shop/one.env", "A=file\nB=1\nC=$A\n"),
            ("/shop/two.env", "D=$B\nB=2\n"),
            ("/shop/raw.env", "E=\"$B\"\n"),
            ("/shop/labels.env", "tier=back\nteam=shop\n"),
        ];
        let web = form(source, &files).json()["services"]["web"].clone();
        let expected = json!({
            "A": "own", "B": "2", "C": "own", "D": "1", "E": "\"$$B\"", "FLAG": "yes", "NOWHERE": null, "NUMBER": "1.1",
        });
        assert_eq!(web["environment"], expected);
        assert_eq!(web["labels"], json!({"team": "shop", "tier": "front"}));
        assert_eq!((&web["env_file"], &web["label_file"]), (&json!(null), &json!(["/shop/labels.env"])));
    }
}
