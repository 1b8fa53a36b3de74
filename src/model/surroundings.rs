//! What is known of the world around a file: an input of the model, gathered by `project`, never fetched by a rule.
//!
//! A [`Surroundings`] is one moment of the world. [`Files`] is the window through which the model looks at its neighbours;
//! what it has shown once it shows unchanged to everybody who holds the same surroundings, so that the same snapshot always
//! gives the same answers. The default knows nothing, and rules stay silent on what they cannot know.

use super::Snapshot;
use super::bake::Bake;
use super::builders::Builder;
use super::installed::Installed;
use super::remarks::Remarks;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The world around a document.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// The document's own absolute path; `None` where it has none, as standard input and unsaved buffers.
    pub path: Option<PathBuf>,
    /// The files and folders of the build context that no ignore file keeps out: relative to it, `/` between parts, sorted;
    /// `None` where the context is not at hand.
    pub context: Option<Arc<[String]>>,
    /// The files of the machine, editors' unsaved ones in place of those on the disk; `None` where none may be read.
    pub files: Option<Arc<dyn Files>>,
    /// The variables of the process, as Compose would see them; `None` where they are not known.
    pub environment: Option<Arc<BTreeMap<String, String>>>,
    /// What a linter of shell scripts remarks on the scripts of the document; `None` where there is no such linter.
    pub remarks: Option<Arc<Remarks>>,
    /// What the neighbours were found to say. Whoever puts other files here begins with nothing found.
    pub found: Found,
}

/// What was found out from files around a document: once, however many versions of the document there are.
#[derive(Debug, Clone, Default)]
pub struct Found {
    pub(super) builders: Arc<OnceLock<Vec<Builder>>>,
    pub(super) bakes: Arc<OnceLock<Vec<Bake>>>,
    pub(super) compose_files: Arc<OnceLock<Vec<Snapshot>>>,
    pub(super) installed: Arc<OnceLock<Vec<Installed>>>,
}

/// A window on the files of the machine, by absolute paths.
pub trait Files: fmt::Debug + Send + Sync {
    /// The text of a file.
    ///
    /// # Errors
    /// Why there is none, see [`Unreadable`].
    fn read(&self, path: &Path) -> Result<Arc<str>, Unreadable>;

    /// What lies at a path, links followed; `None` where nothing does.
    fn kind(&self, path: &Path) -> Option<FileKind>;

    /// The names in a folder, sorted; `None` where it is no folder or cannot be read.
    fn names(&self, folder: &Path) -> Option<Vec<String>>;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    File,
    Folder,
    /// A device, a socket, a pipe.
    Other,
}

/// Why a file has no text for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    Missing,
    Folder,
    /// It is no UTF-8.
    NotText,
    /// Larger than any file of this kind: see [`MAX_BYTES`].
    TooLarge,
    /// The system does not let us.
    Refused,
}

/// The largest neighbour that is read, in bytes.
pub const MAX_BYTES: u64 = 8 << 20;

impl Surroundings {
    /// Whether the build context holds the path; `None` where the context is not at hand.
    pub fn has(&self, path: &str) -> Option<bool> {
        let context = self.context.as_ref()?;
        Some(context.binary_search_by(|candidate| candidate.as_str().cmp(path)).is_ok())
    }

    /// The same world around another of its files, of which nothing else is known yet.
    pub fn of_neighbour(&self, path: PathBuf) -> Surroundings {
        let (files, environment) = (self.files.clone(), self.environment.clone());
        Surroundings { path: Some(path), files, environment, ..Surroundings::default() }
    }

    /// The folder of the document.
    pub fn folder(&self) -> Option<&Path> {
        self.path.as_deref()?.parent()
    }

    /// The value of a variable of the process.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.environment.as_ref()?.get(name).map(String::as_str)
    }
}

/// Files that exist only in memory: for tests, examples and tools. A folder is there when a file is in it.
#[derive(Debug, Clone, Default)]
pub struct MemoryFiles {
    texts: BTreeMap<PathBuf, Arc<str>>,
}

impl MemoryFiles {
    /// Files by their absolute paths.
    pub fn new<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        MemoryFiles { texts: files.into_iter().map(|(path, text)| (PathBuf::from(path), Arc::from(text))).collect() }
    }

    /// The surroundings of one of them, with nothing in the environment.
    pub fn around(self, path: &str) -> Arc<Surroundings> {
        Arc::new(Surroundings {
            path: Some(PathBuf::from(path)),
            context: None,
            files: Some(Arc::new(self)),
            environment: Some(Arc::default()),
            remarks: None,
            found: Found::default(),
        })
    }
}

impl Files for MemoryFiles {
    fn read(&self, path: &Path) -> Result<Arc<str>, Unreadable> {
        match self.kind(path) {
            Some(FileKind::File) => self.texts.get(&plain(path)).cloned().ok_or(Unreadable::Missing),
            Some(_) => Err(Unreadable::Folder),
            None => Err(Unreadable::Missing),
        }
    }

    fn kind(&self, path: &Path) -> Option<FileKind> {
        let path = plain(path);
        if self.texts.contains_key(&path) {
            return Some(FileKind::File);
        }
        self.texts.keys().any(|file| file.starts_with(&path)).then_some(FileKind::Folder)
    }

    fn names(&self, folder: &Path) -> Option<Vec<String>> {
        let folder = plain(folder);
        let inside = self.texts.keys().filter_map(|file| file.strip_prefix(&folder).ok()?.components().next());
        let mut names: Vec<String> = inside.map(|name| name.as_os_str().to_string_lossy().into_owned()).collect();
        names.dedup();
        (!names.is_empty()).then_some(names)
    }
}

/// A path without `.` and `..`, as the words of it say; links are not looked at.
pub fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_in_memory_make_their_folders() {
        let files = MemoryFiles::new([("/p/compose.yaml", "name: p"), ("/p/web/Dockerfile", "FROM scratch")]);
        assert_eq!(files.kind(Path::new("/p/web")), Some(FileKind::Folder));
        assert_eq!(files.kind(Path::new("/p/web/../compose.yaml")), Some(FileKind::File));
        assert_eq!(files.names(Path::new("/p")), Some(vec!["compose.yaml".into(), "web".into()]));
        assert_eq!(files.read(Path::new("/p/./compose.yaml")).as_deref(), Ok("name: p"));
        assert_eq!(files.read(Path::new("/p/web")), Err(Unreadable::Folder));
        assert_eq!(files.read(Path::new("/q")), Err(Unreadable::Missing));
    }
}
