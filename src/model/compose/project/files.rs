//! Which files Compose reads for a project.
//!
//! Source: compose-go `cli/options.go`. Names are looked for in the folder of the file that was asked about, not in those above
//! it: a file that somebody has open belongs to its own folder.

use super::environment::Environment;
use super::{Loader, Origin, ProblemKind, Role};
use crate::model::Compose;
use crate::model::surroundings::FileKind;
use crate::text::Span;
use std::path::Path;

/// The names of a project's own file, the preferred first.
pub const NAMES: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/// The names of the file that goes over it, the preferred first.
pub const OVERRIDES: [&str; 4] =
    ["compose.override.yml", "compose.override.yaml", "docker-compose.override.yml", "docker-compose.override.yaml"];

/// The files of the project that this file belongs to, in the order in which they go over each other: places among those of
/// the loader.
pub(super) fn of_project(compose: &Compose, environment: &Environment, loader: &mut Loader<'_>) -> Vec<usize> {
    let surroundings = compose.surroundings();
    let (Some(path), Some(folder)) = (&surroundings.path, surroundings.folder()) else { return vec![0] };
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return vec![0] };
    if let Some(listed) = environment.get("COMPOSE_FILE").filter(|listed| !listed.is_empty()) {
        let separator = environment.get("COMPOSE_PATH_SEPARATOR").filter(|it| !it.is_empty()).unwrap_or(":");
        let names: Vec<&str> = listed.split(separator).collect();
        return if names.contains(&name) { all(&names, folder, loader) } else { vec![0] };
    }
    let first_of = |names: &[&'static str]| {
        names.iter().copied().find(|name| loader.kind(&folder.join(name)) == Some(FileKind::File))
    };
    let (base, over) = (first_of(&NAMES), first_of(&OVERRIDES));
    match (base, over) {
        (Some(base), over) if base == name || over == Some(name) => {
            let names: Vec<&str> = std::iter::once(base).chain(over).collect();
            all(&names, folder, loader)
        }
        _ => vec![0],
    }
}

fn all(names: &[&str], folder: &Path, loader: &mut Loader<'_>) -> Vec<usize> {
    let mut files = Vec::new();
    for name in names {
        let path = folder.join(name);
        match loader.file(&path, None) {
            Ok(file) => files.push(file),
            Err(why) => {
                let at = Origin { file: 0, span: Span::at(0) };
                loader.complete = false;
                loader.tell(at, ProblemKind::Unreadable { role: Role::Override, path, why });
            }
        }
    }
    files
}

/// The files of the same use in the folder, this one among them, the one that Compose reads first; none where there is but one.
pub(super) fn rivals(compose: &Compose, environment: &Environment, loader: &Loader<'_>) -> Vec<&'static str> {
    let surroundings = compose.surroundings();
    let (Some(path), Some(folder)) = (&surroundings.path, surroundings.folder()) else { return Vec::new() };
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if environment.get("COMPOSE_FILE").is_some_and(|listed| !listed.is_empty()) {
        return Vec::new();
    }
    let Some(names) = [NAMES, OVERRIDES].into_iter().find(|names| names.contains(&name)) else { return Vec::new() };
    let is_there = |other: &&str| *other == name || loader.kind(&folder.join(other)) == Some(FileKind::File);
    let there: Vec<&'static str> = names.into_iter().filter(is_there).collect();
    if there.len() > 1 { there } else { Vec::new() }
}
