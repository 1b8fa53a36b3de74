//! `dunnage tree`: a file as Dunnage reads it.

mod compose;
mod dockerfile;

use super::arguments::{ListFormat, TreeOptions};
use super::terminal::visible;
use super::{Failure, Outcome, Status};
use crate::model::{Language, Snapshot};
use crate::project::{self, Document};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

pub fn run(options: &TreeOptions) -> Outcome {
    let document = read(options)?;
    if let Some(problem) = &document.problem {
        eprintln!("warning: {}", visible(&problem.to_string()));
    }
    let snapshot = Snapshot::new(document.language, document.text, 0);
    let text = match (snapshot.dockerfile(), snapshot.compose(), options.format) {
        (Some(file), _, ListFormat::Json) => json(&dockerfile::json(file))?,
        (Some(file), _, ListFormat::Text) => dockerfile::outline(file),
        (_, Some(file), ListFormat::Json) => json(&compose::json(file)?)?,
        (_, Some(file), ListFormat::Text) => compose::outline(file),
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

fn json(tree: &serde_json::Value) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(tree).map_err(io::Error::from)?;
    Ok(text + "\n")
}
