//! What lies in the build context of a Dockerfile.
//!
//! The context is taken to be the Dockerfile's own folder, minus what `<name>.dockerignore`, or else `.dockerignore`, keeps
//! out. A folder too large to look through in a moment is left alone: then nothing is known, and no rule guesses.

use super::chooser::absolute;
use crate::model::Language;
use crate::syntax::dockerignore::Dockerignore;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The most entries that are looked at for one context.
const MAX_ENTRIES: usize = 4_000;

/// The deepest folder that is looked into.
const MAX_DEPTH: usize = 24;

/// Folders of a repository's own that hold thousands of files which nobody copies by name.
const CLOSED: [&str; 3] = [".git/objects", ".git/modules", ".git/lfs"];

/// What a build context holds, where it is at hand: see [`Surroundings::context`].
///
/// [`Surroundings::context`]: crate::model::Surroundings::context
pub type Context = Option<Arc<[String]>>;

/// The build contexts of one run: each folder is looked through once. May be asked from many threads.
#[derive(Debug, Default)]
pub struct Contexts {
    known: Mutex<BTreeMap<Place, Arc<OnceLock<Context>>>>,
}

/// A folder, and the ignore file that holds for it.
type Place = (PathBuf, Option<PathBuf>);

impl Contexts {
    /// The context of a file; none where its language knows no contexts.
    pub fn of(&self, path: &Path, language: Language) -> Context {
        if language != Language::Dockerfile {
            return None;
        }
        let path = absolute(path);
        let folder = path.parent().filter(|folder| folder.is_dir())?;
        let place = (folder.to_owned(), ignore_file(&path));
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).entry(place.clone()).or_default().clone();
        known.get_or_init(|| list(&place.0, place.1.as_deref())).clone()
    }
}

/// The ignore file of a Dockerfile: its own, or its folder's.
fn ignore_file(dockerfile: &Path) -> Option<PathBuf> {
    let mut own = dockerfile.file_name()?.to_owned();
    own.push(".dockerignore");
    [dockerfile.with_file_name(own), dockerfile.with_file_name(".dockerignore")].into_iter().find(|path| path.is_file())
}

/// The files and folders of a context, sorted; `None` where it is too large, or its ignore file cannot be understood.
fn list(folder: &Path, ignore_file: Option<&Path>) -> Context {
    let ignore = match ignore_file {
        Some(path) => Dockerignore::parse(&fs::read_to_string(path).ok()?),
        None => Dockerignore::default(),
    };
    if !ignore.malformed.is_empty() {
        return None;
    }
    let mut found = BTreeSet::new();
    let mut open = vec![(folder.to_owned(), String::new(), 0)];
    let mut seen = 0;
    while let Some((folder, prefix, depth)) = open.pop() {
        for entry in fs::read_dir(folder).ok()? {
            let entry = entry.ok()?;
            seen += 1;
            if seen > MAX_ENTRIES {
                return None;
            }
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let is_out = ignore.keeps_out(&path);
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_folder && (!is_out || ignore.brings_back()) && !CLOSED.contains(&path.as_str()) {
                if depth == MAX_DEPTH {
                    return None;
                }
                open.push((entry.path(), format!("{path}/"), depth + 1));
            }
            if !is_out {
                // What comes back brings the folders that lead to it.
                found.extend(path.match_indices('/').map(|(at, _)| path[..at].to_owned()));
                found.insert(path);
            }
        }
    }
    Some(found.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_is_listed_without_what_is_ignored() {
        let folder = std::env::temp_dir().join(format!("dunnage-context-{}", std::process::id()));
        let write = |path: &str, content: &str| {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, content).expect("a file");
        };
        write("Dockerfile", "");
        write(".dockerignore", "node_modules\n*.md\n!README.md\nDocker*\n.dockerignore\n");
        write("src/main.go", "");
        write("node_modules/a/b.js", "");
        write("README.md", "");
        write("NOTES.md", "");
        write("dev.Dockerfile", "");
        write("dev.Dockerfile.dockerignore", "*\n!src/main.go\n");
        let contexts = Contexts::default();
        let of = |name: &str| contexts.of(&folder.join(name), Language::Dockerfile).map(|context| context.to_vec());
        assert_eq!(
            of("Dockerfile"),
            Some(
                ["README.md", "dev.Dockerfile", "dev.Dockerfile.dockerignore", "src", "src/main.go"]
                    .map(String::from)
                    .into()
            )
        );
        assert_eq!(of("dev.Dockerfile"), Some(["src", "src/main.go"].map(String::from).into()));
        assert_eq!(of("nowhere/Dockerfile"), None);
        fs::remove_dir_all(&folder).expect("the folder goes");
    }
}
