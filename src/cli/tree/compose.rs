//! A Compose file's tree: the canonical model of its project, as JSON for programs and as YAML for people.
//!
//! As JSON it is what `docker compose config --format json` prints, byte for byte.

use crate::model::Compose;
use crate::model::compose::{Form, Project, Shape, canonical};
use std::path::Path;

/// The model as JSON.
pub fn json(file: &Compose) -> serde_json::Value {
    canonical(file.project(), file.surroundings().files.as_deref()).json()
}

/// The model as YAML; with `origins`, each line says where its value comes from.
pub fn text(file: &Compose, origins: bool) -> String {
    let mut lines = Vec::new();
    let project = file.project();
    let model = canonical(project, file.surroundings().files.as_deref());
    entries(&model, 0, &mut lines);
    let width = lines.iter().map(|line| line.text.chars().count()).filter(|width| *width <= MAX_COLUMN).max();
    let shown = lines.iter().map(|line| match line.form.filter(|_| origins) {
        Some(form) => format!("{:<1$}  # {2}\n", line.text, width.unwrap_or(0), origin(project, form)),
        None => format!("{}\n", line.text),
    });
    shown.collect()
}

/// The last column at which origins may stand below each other; a longer line pushes its own aside.
const MAX_COLUMN: usize = 60;

/// A line of the YAML and the value that it shows.
struct Line<'a> {
    text: String,
    form: Option<&'a Form>,
}

fn entries<'a>(map: &'a Form, indent: usize, lines: &mut Vec<Line<'a>>) {
    for (key, value) in map.entries() {
        let head = format!("{:indent$}{}:", "", scalar(key));
        match inline(value) {
            Some(text) => lines.push(Line { text: format!("{head} {text}"), form: Some(value) }),
            None => {
                lines.push(Line { text: head, form: Some(value) });
                block(value, indent + 2, lines);
            }
        }
    }
}

fn block<'a>(value: &'a Form, indent: usize, lines: &mut Vec<Line<'a>>) {
    entries(value, indent, lines);
    for item in value.items() {
        let first = lines.len();
        match inline(item) {
            Some(text) => {
                lines.push(Line { text: format!("{:indent$}{text}", "", indent = indent + 2), form: Some(item) })
            }
            None => block(item, indent + 2, lines),
        }
        if let Some(line) = lines.get_mut(first) {
            line.text.replace_range(indent..indent + 1, "-");
        }
    }
}

/// A value that needs no line of its own.
fn inline(value: &Form) -> Option<String> {
    Some(match &value.shape {
        Shape::Null => "null".to_owned(),
        Shape::Flag(flag) => flag.to_string(),
        Shape::Number(number) => number.to_string(),
        Shape::Text(text) => scalar(text),
        Shape::List(items) if items.is_empty() => "[]".to_owned(),
        Shape::Map(entries) if entries.is_empty() => "{}".to_owned(),
        Shape::List(_) | Shape::Map(_) => return None,
    })
}

/// A text as YAML, in quotes where it could be read as anything else.
fn scalar(text: &str) -> String {
    let text = text.replace('$', "$$");
    let starts_plain = text.starts_with(|first: char| first.is_ascii_alphabetic() || "/._".contains(first));
    let is_plain = text.chars().all(|character| character.is_ascii_alphanumeric() || "/._-@+=,:".contains(character));
    let words = ["null", "true", "false", "yes", "no", "on", "off", "y", "n", ".inf", ".nan"];
    let is_word = words.iter().any(|word| text.eq_ignore_ascii_case(word));
    let is_number = text.strip_prefix('.').is_some_and(|rest| rest.starts_with(|digit: char| digit.is_ascii_digit()));
    if starts_plain && is_plain && !is_word && !is_number && !text.ends_with(':') {
        return text;
    }
    serde_json::Value::String(text).to_string()
}

/// The file and line of a value, from the project's folder where it lies in there.
fn origin(project: &Project, form: &Form) -> String {
    let place = form.origins.first().and_then(|origin| Some((origin, project.files.get(origin.file)?)));
    let Some((origin, file)) = place else { return "added by Compose".to_owned() };
    let line = 1 + file.text[..origin.span.start].matches('\n').count();
    let inside = |path: &Path| Some(path.strip_prefix(project.folder.as_ref()?).ok()?.to_owned());
    match file.path.as_deref().map(|path| inside(path).unwrap_or_else(|| path.to_owned())) {
        Some(path) => format!("{}:{line}", path.display()),
        None => format!("line {line}"),
    }
}
