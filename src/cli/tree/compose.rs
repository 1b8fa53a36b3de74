//! A Compose file's tree: the canonical model of its project, as JSON for programs and as YAML for people.
//!
//! As JSON it is what `docker compose config --format json` prints, byte for byte.

use crate::cli::Failure;
use crate::cli::terminal::{picture, visible};
use crate::model::Compose;
use crate::model::compose::{Form, Project, Shape, canonical};
use std::path::Path;

/// The model, which is written as JSON.
pub fn model(file: &Compose) -> Result<Form, Failure> {
    let too_large = || Failure::Told("the ports of the file are more than can be shown".to_owned());
    canonical(file.project(), file.surroundings().files.as_deref()).ok_or_else(too_large)
}

/// The model as YAML; with `origins`, each line says where its value comes from.
pub fn text(file: &Compose, origins: bool) -> Result<String, Failure> {
    let mut lines = Vec::new();
    let model = model(file)?;
    entries(&model, 0, &mut lines);
    let width = lines.iter().map(|line| line.text.chars().count()).filter(|width| *width <= MAX_COLUMN).max();
    let places = Places::of(file.project());
    let shown = lines.iter().map(|Line { text, form }| match origins {
        true => format!("{text:<0$}  # {1}\n", width.unwrap_or(0), places.name(form)),
        false => format!("{text}\n"),
    });
    Ok(shown.collect())
}

/// The last column at which origins may stand below each other; a longer line pushes its own aside.
const MAX_COLUMN: usize = 60;

/// A line of the YAML and the value that it shows.
struct Line<'a> {
    text: String,
    form: &'a Form,
}

fn entries<'a>(map: &'a Form, indent: usize, lines: &mut Vec<Line<'a>>) {
    for (key, value) in map.entries() {
        let head = format!("{:indent$}{}:", "", scalar(key));
        match inline(value) {
            Some(text) => lines.push(Line { text: format!("{head} {text}"), form: value }),
            None => {
                lines.push(Line { text: head, form: value });
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
            Some(text) => lines.push(Line { text: format!("{:indent$}{text}", "", indent = indent + 2), form: item }),
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
    let quoted = serde_json::Value::String(text).to_string();
    let escaped = |character: char| match picture(character) {
        Some(_) => format!("\\u{:04x}", u32::from(character)),
        None => character.to_string(),
    };
    if quoted.chars().any(|character| picture(character).is_some()) {
        quoted.chars().map(escaped).collect()
    } else {
        quoted
    }
}

/// Names the places of values: the file, and the line in it.
struct Places {
    /// By the position of a file in the project: its name, and where its lines end.
    files: Vec<(String, Vec<usize>)>,
}

impl Places {
    fn of(project: &Project) -> Places {
        let inside = |path: &Path| Some(path.strip_prefix(project.folder.as_ref()?).ok()?.to_owned());
        let name = |path: &Path| inside(path).unwrap_or_else(|| path.to_owned()).display().to_string();
        let files = project.files.iter().map(|file| {
            let ends = file.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at);
            (file.path.as_deref().map_or("line".to_owned(), name), ends.collect())
        });
        Places { files: files.collect() }
    }

    /// The last place that had a word in a value.
    fn name(&self, form: &Form) -> String {
        let place = form.origins.first().and_then(|origin| Some((origin, self.files.get(origin.file)?)));
        let Some((origin, (name, ends))) = place else { return "added by Compose".to_owned() };
        format!("{}:{}", visible(name), 1 + ends.partition_point(|end| *end < origin.span.start))
    }
}
