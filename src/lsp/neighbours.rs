//! What an open document sees of its neighbours: files on the disk, and the other open documents in their place.
//!
//! Each document has a window of its own, so that it is known which neighbours it has looked at: a keystroke in a
//! Dockerfile has the Compose file that builds it read again, and no other.

use crate::model::Surroundings;
use crate::model::remarks::Remarks;
use crate::model::surroundings::Found;
use crate::project::{Context, Disk};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The texts of the open documents, by their absolute paths.
pub type OpenTexts = BTreeMap<PathBuf, Arc<str>>;

/// The world outside one document.
pub struct Outside {
    surroundings: Arc<Surroundings>,
    disk: Arc<Disk>,
    is_outdated: bool,
}

impl Outside {
    /// The world around a document; a document without a path sees none. It is outdated: nobody has looked yet.
    pub fn of(path: Option<PathBuf>, environment: Arc<BTreeMap<String, String>>) -> Self {
        let environment = path.is_some().then_some(environment);
        let surroundings = Surroundings { path, environment, ..Surroundings::default() };
        Outside { surroundings: Arc::new(surroundings), disk: Arc::default(), is_outdated: true }
    }

    pub fn surroundings(&self) -> &Arc<Surroundings> {
        &self.surroundings
    }

    pub fn path(&self) -> Option<&Path> {
        self.surroundings.path.as_deref()
    }

    /// Takes over what the build context holds; whether that is new.
    pub fn learn(&mut self, context: Context) -> bool {
        let is_new = self.surroundings.context != context;
        if is_new {
            self.surroundings = Arc::new(Surroundings { context, ..Surroundings::clone(&self.surroundings) });
        }
        is_new
    }

    /// Takes over what a linter remarks on the scripts.
    pub fn hear(&mut self, remarks: Arc<Remarks>) {
        self.surroundings =
            Arc::new(Surroundings { remarks: Some(remarks), ..Surroundings::clone(&self.surroundings) });
    }

    /// Takes over the text of another document where this one has not looked at its path yet; whether so.
    pub fn learns(&self, path: &Path, text: impl FnOnce() -> Option<Arc<str>>) -> bool {
        self.disk.learns(path, text)
    }

    /// What was seen may be so no more.
    pub fn outdate(&mut self) {
        self.is_outdated = true;
    }

    pub fn is_outdated(&self) -> bool {
        self.is_outdated
    }

    /// Opens a new window, on the world as it is now.
    pub fn look_anew(&mut self, open: OpenTexts) {
        self.is_outdated = false;
        if self.path().is_some() {
            self.disk = Arc::new(Disk::under(open));
            let files = Some(self.disk.clone() as Arc<_>);
            let found = Found::default();
            self.surroundings = Arc::new(Surroundings { files, found, ..Surroundings::clone(&self.surroundings) });
        }
    }
}
