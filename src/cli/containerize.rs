//! `dunnage containerize`: what a project needs to run in a container, shown or written.

use super::arguments::ContainerizeOptions;
use super::terminal::visible;
use super::{Failure, Outcome, Status};
use crate::project::{self, Disk};
use crate::starter::{NewFile, containerize};
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

pub fn run(options: &ContainerizeOptions) -> Outcome {
    let folder = project::absolute(&options.folder);
    let shown = visible(&options.folder.display().to_string()).into_owned();
    if !folder.is_dir() {
        return Err(Failure::Told(format!("`{shown}` is no folder")));
    }
    let Some(starter) = containerize(&Disk::default(), &folder, None) else {
        return Err(Failure::Told(format!(
            "nothing in `{shown}` tells what kind of project it is: no manifest of Node.js, Python, Go, Rust, Java, .NET, PHP or Ruby, and no index.html"
        )));
    };
    let mut out = io::stdout().lock();
    eprintln!("Found: {}.", starter.kind);
    if starter.files.is_empty() {
        eprintln!("It has a Dockerfile, a .dockerignore and a Compose file; nothing is to be done.");
    }
    for file in &starter.files {
        if options.write {
            write_new(&folder, file)?;
            writeln!(out, "{}", file.name)?;
        } else {
            writeln!(out, "==> {} <==\n{}", file.name, file.text)?;
        }
    }
    out.flush()?;
    for note in &starter.notes {
        eprintln!("note: {note}.");
    }
    Ok(Status::Clean)
}

/// Writes a file where there is none; one that has come in the meantime stays.
fn write_new(folder: &Path, file: &NewFile) -> Result<(), Failure> {
    let path = folder.join(file.name);
    let told = |error: io::Error| Failure::Told(format!("`{}` cannot be written: {error}", file.name));
    let mut new = OpenOptions::new().write(true).create_new(true).open(path).map_err(told)?;
    new.write_all(file.text.as_bytes()).map_err(told)
}
