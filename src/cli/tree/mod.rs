//! `dunnage tree`: a file as Dunnage reads it.

mod compose;
mod dockerfile;

use super::arguments::{ListFormat, TreeOptions};
use super::terminal::visible;
use super::{Failure, Outcome, Status};
use crate::model::{Language, Snapshot, Surroundings};
use crate::project::{self, Document};
use serde::Serialize;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub fn run(options: &TreeOptions) -> Outcome {
    let document = read(options)?;
    if let Some(problem) = &document.problem {
        eprintln!("warning: {}", visible(&problem.to_string()));
    }
    let snapshot =
        Snapshot::new(document.language, document.text, 0).with_surroundings(Arc::new(surroundings(options)));
    if snapshot.compose().is_some_and(|file| !file.project().is_complete()) {
        eprintln!("warning: part of the project could not be read, and is not in its tree");
    }
    let text = match (snapshot.dockerfile(), snapshot.compose(), options.format) {
        (Some(file), _, ListFormat::Json) => json(&dockerfile::json(file))?,
        (Some(file), _, ListFormat::Text) => dockerfile::outline(file),
        (_, Some(file), ListFormat::Json) => as_in_go(json(&compose::model(file)?)?),
        (_, Some(file), ListFormat::Text) => compose::text(file, options.origins)?,
        _ => return Err(Failure::Told(format!("a {} file has no tree", Language::Dockerignore.name()))),
    };
    let mut out = BufWriter::new(io::stdout().lock());
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(Status::Clean)
}

fn read(options: &TreeOptions) -> Result<Document, Failure> {
    let told = |problem: project::Problem| Failure::Told(problem.to_string());
    if options.file != Path::new("-") {
        return project::read(&options.file).map_err(told);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).map_err(|error| Failure::Told(format!("standard input: {error}")))?;
    let name = options.stdin_filename.clone().unwrap_or_else(|| PathBuf::from("<stdin>"));
    project::read_bytes(&name, &bytes).map_err(told)
}

fn surroundings(options: &TreeOptions) -> Surroundings {
    let path = if options.file == Path::new("-") { options.stdin_filename.as_deref() } else { Some(&*options.file) };
    Surroundings {
        path: path.map(project::absolute),
        files: Some(Arc::new(project::Disk::default())),
        environment: Some(project::environment()),
        ..Surroundings::default()
    }
}

/// The same JSON as Go writes it, which keeps it safe inside HTML.
fn as_in_go(json: String) -> String {
    let escapes =
        [('<', "\\u003c"), ('>', "\\u003e"), ('&', "\\u0026"), ('\u{2028}', "\\u2028"), ('\u{2029}', "\\u2029")];
    escapes.into_iter().fold(json, |json, (character, escaped)| json.replace(character, escaped))
}

fn json(tree: &impl Serialize) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(tree).map_err(io::Error::from)?;
    Ok(text + "\n")
}
