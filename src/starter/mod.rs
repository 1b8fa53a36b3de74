//! A first Dockerfile, `.dockerignore` and Compose file for a project that has none.
//!
//! What kind of project it is, its version, its entry and its port are read from the manifests that the folder has, one kind a
//! room; nothing is run and nothing is written. What comes out is a starting point that builds as it stands where the
//! manifests say enough, follows the practices that the rules teach, and says in notes what only the author can know.

mod backing;
mod compose;
mod folder;
mod health;
mod ignore;
mod kinds;

use crate::model::Files;
use backing::Backing;
use folder::Folder;
use std::path::Path;

/// The files for a project, and what is left to its author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Starter {
    /// The kind of project, such as `Node.js with npm`.
    pub kind: String,
    pub files: Vec<NewFile>,
    /// Sentences for the user.
    pub notes: Vec<String>,
}

/// A file that is not there yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    pub name: &'static str,
    pub text: String,
}

/// What a room knows of its kind of project.
#[derive(Debug, Default)]
struct Recipe {
    kind: String,
    dockerfile: String,
    /// What `.dockerignore` keeps out besides what it always does.
    ignore: Vec<&'static str>,
    /// The port that the program listens on.
    port: Option<u16>,
    /// The names of the libraries that it uses.
    libraries: Vec<String>,
    notes: Vec<String>,
}

/// The names that a Dockerfile and a Compose file go by, the usual one first.
const DOCKERFILES: [&str; 3] = ["Dockerfile", "Containerfile", "dockerfile"];
const COMPOSE_FILES: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/// What a folder lacks to run in a container; `None` where nobody can tell what kind of project it is. Files that are there are
/// left out, apart from an empty one that the files are asked for from.
pub fn containerize(files: &dyn Files, folder: &Path, empty: Option<&str>) -> Option<Starter> {
    let folder = Folder { files, path: folder };
    let recipe = kinds::recognise(&folder)?;
    let backing = Backing::of(&recipe.libraries);
    let mut notes = recipe.notes.clone();
    let mut made = Vec::new();
    let lacks = |names: &[&str]| !names.iter().any(|name| folder.has(name) && empty != Some(name));
    if lacks(&DOCKERFILES) {
        made.push(NewFile { name: "Dockerfile", text: recipe.dockerfile.clone() });
    }
    if lacks(&[".dockerignore"]) {
        made.push(NewFile { name: ".dockerignore", text: ignore::text(&recipe.ignore) });
    }
    if lacks(&COMPOSE_FILES) {
        made.push(NewFile { name: "compose.yaml", text: compose::text(&recipe, &backing) });
        notes.extend(compose::notes(&backing));
    }
    Some(Starter { kind: recipe.kind, files: made, notes })
}

/// A `.dockerignore` for the kind of project that a folder holds, or for any.
pub fn dockerignore(files: &dyn Files, folder: &Path) -> String {
    let recipe = kinds::recognise(&Folder { files, path: folder });
    ignore::text(&recipe.map(|recipe| recipe.ignore).unwrap_or_default())
}

/// A Dockerfile for the kind of project that a folder holds; `None` where nobody can tell.
pub fn dockerfile(files: &dyn Files, folder: &Path) -> Option<String> {
    kinds::recognise(&Folder { files, path: folder }).map(|recipe| recipe.dockerfile)
}

#[cfg(test)]
mod tests;
