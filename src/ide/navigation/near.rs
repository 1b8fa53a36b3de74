//! The files that have to do with the one at hand: those that it names, and those around it that may name it.
//!
//! Compose files and Dockerfiles of one project stand close together: in the folder of the file, the few above it, and the
//! folders right below. A file is read when somebody needs it, once an answer; the file at hand is the editor's, not the
//! disk's.

use super::Neighbour;
use crate::model::surroundings::{FileKind, plain};
use crate::model::{Compose, Dockerfile, Language, Snapshot, Surroundings};
use crate::text::Text;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How many folders above are looked into.
const FOLDERS_ABOVE: usize = 3;

/// How many folders right below are looked into.
const FOLDERS_BELOW: usize = 40;

/// How many Compose files of one folder count.
const MAX_OF_FOLDER: usize = 12;

/// How many Compose files are read for one answer.
const MAX_FILES: usize = 64;

/// What can be seen from a file.
pub(super) struct Near<'a> {
    own: &'a Snapshot,
    own_path: Option<PathBuf>,
    read: RefCell<BTreeMap<PathBuf, Option<Arc<Snapshot>>>>,
}

/// A file that takes part in an answer.
#[derive(Clone)]
pub(super) enum Sheet<'a> {
    /// The one that was asked about.
    Own(&'a Snapshot),
    Other(Arc<Snapshot>),
}

impl Sheet<'_> {
    pub fn snapshot(&self) -> &Snapshot {
        match self {
            Sheet::Own(snapshot) => snapshot,
            Sheet::Other(snapshot) => snapshot,
        }
    }

    pub fn compose(&self) -> Option<&Compose> {
        self.snapshot().compose()
    }

    pub fn dockerfile(&self) -> Option<&Dockerfile> {
        self.snapshot().dockerfile()
    }

    /// Absolute and plain; `None` for a text without a place.
    pub fn path(&self) -> Option<PathBuf> {
        self.snapshot().surroundings().path.as_deref().map(plain)
    }

    /// The file, for a place in it; `None` for the one that was asked about.
    pub fn neighbour(&self) -> Option<Arc<Neighbour>> {
        match self {
            Sheet::Own(_) => None,
            Sheet::Other(snapshot) => {
                let (path, text) = (self.path()?, snapshot.shared_source());
                Some(Arc::new(Neighbour { path, text }))
            }
        }
    }
}

impl<'a> Near<'a> {
    pub fn of(own: &'a Snapshot) -> Self {
        let own_path = own.surroundings().path.as_deref().map(plain);
        Near { own, own_path, read: RefCell::default() }
    }

    pub fn own(&self) -> Sheet<'a> {
        Sheet::Own(self.own)
    }

    pub fn own_path(&self) -> Option<&Path> {
        self.own_path.as_deref()
    }

    fn surroundings(&self) -> &'a Surroundings {
        self.own.surroundings()
    }

    /// The text of a file as the editor or the disk has it.
    pub fn text(&self, path: &Path) -> Option<Arc<str>> {
        if self.own_path.as_deref() == Some(path) {
            return Some(self.own.shared_source());
        }
        self.surroundings().files.as_ref()?.read(path).ok()
    }

    pub fn kind(&self, path: &Path) -> Option<FileKind> {
        self.surroundings().files.as_ref()?.kind(path)
    }

    /// A file of a language, read; its path is absolute and plain.
    pub fn sheet(&self, path: &Path, language: Language) -> Option<Sheet<'a>> {
        if self.own_path.as_deref() == Some(path) {
            return Some(self.own());
        }
        if let Some(known) = self.read.borrow().get(path) {
            return known.clone().map(Sheet::Other);
        }
        let read = self.text(path).map(|text| {
            let around = self.surroundings().of_neighbour(path.to_owned());
            Arc::new(Snapshot::new(language, Text::new(&text), 0).with_surroundings(Arc::new(around)))
        });
        self.read.borrow_mut().insert(path.to_owned(), read.clone());
        read.map(Sheet::Other)
    }

    /// A text that is no file of ours, such as `.env`, for places in it.
    pub fn neighbour(&self, path: &Path) -> Option<Arc<Neighbour>> {
        if self.own_path.as_deref() == Some(path) {
            return None;
        }
        Some(Arc::new(Neighbour { path: path.to_owned(), text: self.text(path)? }))
    }

    /// The Compose files in the folder of a file, in those above and right below, the nearest first; their paths only.
    pub fn compose_files(&self, path: &Path) -> Vec<PathBuf> {
        let Some((files, folder)) = self.surroundings().files.as_ref().zip(path.parent()) else { return Vec::new() };
        let is_there =
            |path: &PathBuf| self.own_path.as_ref() == Some(path) || files.kind(path) == Some(FileKind::File);
        let of_folder = |folder: &Path| {
            let names = files.names(folder).unwrap_or_default().into_iter();
            let named = names.filter(|name| Language::of_name(name) == Some(Language::Compose));
            named.map(|name| folder.join(name)).filter(is_there).take(MAX_OF_FOLDER).collect::<Vec<_>>()
        };
        let mut found: Vec<PathBuf> = folder.ancestors().take(1 + FOLDERS_ABOVE).flat_map(of_folder).collect();
        // To ask what each of a thousand files is would take too long.
        let below = files.names(folder).unwrap_or_default().into_iter().filter(|name| may_be_folder(name));
        let below = below.take(FOLDERS_BELOW).map(|name| folder.join(name));
        let below = below.filter(|path| files.kind(path) == Some(FileKind::Folder));
        found.extend(below.flat_map(|folder| of_folder(&folder)));
        found.truncate(MAX_FILES);
        found
    }
}

/// Whether this looks like a folder of the project's own.
fn may_be_folder(name: &str) -> bool {
    const OTHERS: [&str; 5] = ["node_modules", "vendor", "target", "dist", "venv"];
    name == ".devcontainer" || (!name.contains('.') && !OTHERS.contains(&name))
}
