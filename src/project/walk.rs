//! Which files a list of paths means.
//!
//! Folders are walked: `.gitignore` and `.ignore` keep files out, inside a repository or not, hidden folders are looked into
//! (`.devcontainer/Dockerfile`), `.git` is not, and links are not followed. There a file's name decides. A file that is
//! named on its own is always taken, whatever its name.

use super::{Problem, reason};
use crate::model::Language;
use ignore::{WalkBuilder, WalkState};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc;

/// A file to check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// As the user would write it: relative where the path given was.
    pub path: PathBuf,
    /// Whether it was named on its own rather than met in a folder.
    pub named: bool,
}

/// The files that `paths` mean: in the order given, those of one folder by name, none twice. What cannot be read is told
/// and left out.
pub fn find(paths: &[PathBuf]) -> (Vec<Found>, Vec<Problem>) {
    let mut found = Vec::new();
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for path in paths {
        match std::fs::metadata(path) {
            Err(error) => problems.push(Problem::new(path, reason(&error))),
            Ok(metadata) if metadata.is_dir() => {
                let (files, failures) = walk(path);
                found.extend(files.into_iter().map(|path| Found { path, named: false }));
                problems.extend(failures);
            }
            Ok(_) => found.push(Found { path: path.clone(), named: true }),
        }
    }
    found.retain(|file| seen.insert(file.path.clone()));
    (found, problems)
}

fn walk(folder: &Path) -> (Vec<PathBuf>, Vec<Problem>) {
    let walker = WalkBuilder::new(folder)
        .hidden(false)
        .require_git(false)
        .filter_entry(|entry| entry.file_name() != ".git")
        .build_parallel();
    let (files, received) = mpsc::channel();
    walker.run(|| {
        let files = files.clone();
        Box::new(move |entry| {
            let answer = match entry {
                Ok(entry) => {
                    let is_ours = entry.file_type().is_some_and(|kind| kind.is_file())
                        && entry
                            .file_name()
                            .to_str()
                            .is_some_and(|name| Language::of_name(name).is_some_and(Language::is_checked));
                    is_ours.then(|| Ok(entry.into_path()))
                }
                Err(error) => Some(Err(error)),
            };
            match answer.map(|answer| files.send(answer)) {
                Some(Err(_)) => WalkState::Quit,
                _ => WalkState::Continue,
            }
        })
    });
    drop(files);
    let mut found = Vec::new();
    let mut problems = Vec::new();
    for answer in received {
        match answer {
            Ok(path) => found.push(tidy(path)),
            Err(error) => problems.push(problem(folder, &error)),
        }
    }
    found.sort();
    problems.sort_by(|a, b| a.path.cmp(&b.path));
    (found, problems)
}

/// `./api/Dockerfile` as people write it.
fn tidy(path: PathBuf) -> PathBuf {
    match path.strip_prefix(".") {
        Ok(rest) if !rest.as_os_str().is_empty() => rest.to_owned(),
        _ => path,
    }
}

fn problem(folder: &Path, error: &ignore::Error) -> Problem {
    let (path, line, cause) = unwrap_error(error, None, None);
    let message = cause.io_error().map_or_else(|| cause.to_string(), reason);
    Problem { path: path.unwrap_or(folder).to_owned(), line, message }
}

/// What the walker wraps around a failure: the path, the line of an ignore file.
fn unwrap_error<'a>(
    error: &'a ignore::Error,
    path: Option<&'a Path>,
    line: Option<usize>,
) -> (Option<&'a Path>, Option<usize>, &'a ignore::Error) {
    match error {
        ignore::Error::WithPath { path, err } => unwrap_error(err, Some(path), line),
        ignore::Error::WithDepth { err, .. } => unwrap_error(err, path, line),
        ignore::Error::WithLineNumber { line, err } => unwrap_error(err, path, usize::try_from(*line).ok()),
        cause => (path, line, cause),
    }
}
