//! The files of the machine as the model sees them: those on the disk, with the editor's unsaved ones in their place.
//!
//! One [`Disk`] is one moment: what was asked once is answered the same for as long as it lives. To see a change of that, make
//! another.

use super::stamps_of;
use crate::model::surroundings::{FileKind, Files, MAX_BYTES, Unreadable, plain};
use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

/// The disk, remembered.
#[derive(Debug, Default)]
pub struct Disk {
    /// By absolute path, the documents that an editor holds.
    open: Mutex<BTreeMap<PathBuf, Arc<str>>>,
    seen: Mutex<BTreeMap<PathBuf, Seen>>,
}

/// What is remembered of a path, as far as somebody asked.
#[derive(Debug, Clone, Default)]
struct Seen {
    kind: Option<Option<FileKind>>,
    text: Option<Result<Arc<str>, Unreadable>>,
    names: Option<Option<Vec<String>>>,
}

impl Disk {
    /// The disk under the documents that an editor holds, by their absolute paths.
    pub fn under(open: BTreeMap<PathBuf, Arc<str>>) -> Self {
        Disk { open: Mutex::new(open), seen: Mutex::default() }
    }

    /// What was seen at a path, looked up now where it was not.
    fn recall<T: Clone>(
        &self,
        path: &Path,
        part: impl Fn(&mut Seen) -> &mut Option<T>,
        look: impl FnOnce(&Path) -> T,
    ) -> T {
        let path = plain(path);
        let mut seen = self.seen();
        if let Some(known) = seen.get_mut(&path).and_then(|seen| part(seen).clone()) {
            return known;
        }
        // Looked up under the lock, so that two threads never see two moments.
        let found = look(&path);
        *part(seen.entry(path).or_default()) = Some(found.clone());
        found
    }

    /// Whether somebody asked for this path, which is absolute and plain.
    pub fn has_shown(&self, path: &Path) -> bool {
        self.seen().contains_key(path)
    }

    /// Takes over the text of a document that an editor holds now, or none of one that it has closed, where nobody has asked
    /// for its path yet; whether so. The path is absolute and plain.
    pub fn learns(&self, path: &Path, text: impl FnOnce() -> Option<Arc<str>>) -> bool {
        // Under the lock of what was seen, so that nobody asks meanwhile.
        let seen = self.seen();
        if seen.contains_key(path) {
            return false;
        }
        match text() {
            Some(text) => self.open().insert(path.to_owned(), text),
            None => self.open().remove(path),
        };
        true
    }

    /// Everything that somebody asked for, whether it was there or not, with when it was last written.
    pub fn stamps(&self) -> Vec<(PathBuf, Option<SystemTime>)> {
        let paths: Vec<PathBuf> = self.seen().keys().cloned().collect();
        stamps_of(paths)
    }

    fn open(&self) -> MutexGuard<'_, BTreeMap<PathBuf, Arc<str>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn seen(&self) -> MutexGuard<'_, BTreeMap<PathBuf, Seen>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Files for Disk {
    fn read(&self, path: &Path) -> Result<Arc<str>, Unreadable> {
        let open = |path: &Path| self.open().get(path).cloned();
        self.recall(path, |seen| &mut seen.text, |path| open(path).map_or_else(|| read(path), Ok))
    }

    fn kind(&self, path: &Path) -> Option<FileKind> {
        let look = |path: &Path| {
            let on_disk = || fs::metadata(path).ok().map(|found| kind_of(&found));
            if self.open().contains_key(path) { Some(FileKind::File) } else { on_disk() }
        };
        self.recall(path, |seen| &mut seen.kind, look)
    }

    fn names(&self, folder: &Path) -> Option<Vec<String>> {
        self.recall(folder, |seen| &mut seen.names, names)
    }
}

fn kind_of(metadata: &fs::Metadata) -> FileKind {
    match () {
        () if metadata.is_file() => FileKind::File,
        () if metadata.is_dir() => FileKind::Folder,
        () => FileKind::Other,
    }
}

fn read(path: &Path) -> Result<Arc<str>, Unreadable> {
    let metadata = fs::metadata(path).map_err(|error| match error.kind() {
        ErrorKind::PermissionDenied => Unreadable::Refused,
        _ => Unreadable::Missing,
    })?;
    match kind_of(&metadata) {
        FileKind::Folder => return Err(Unreadable::Folder),
        // To read a pipe may last forever.
        FileKind::Other => return Err(Unreadable::Refused),
        FileKind::File if metadata.len() > MAX_BYTES => return Err(Unreadable::TooLarge),
        FileKind::File => {}
    }
    let bytes = fs::read(path).map_err(|_| Unreadable::Refused)?;
    String::from_utf8(bytes).map(Arc::from).map_err(|_| Unreadable::NotText)
}

fn names(folder: &Path) -> Option<Vec<String>> {
    let entries = fs::read_dir(folder).ok()?;
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_does_not_change_and_the_editor_goes_before_the_disk() {
        let folder = std::env::temp_dir().join(format!("dunnage-files-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let (a, b) = (folder.join("a"), folder.join("b"));
        fs::write(&a, "on the disk").expect("a file");
        let disk = Disk::default();
        assert_eq!(disk.read(&a).as_deref(), Ok("on the disk"));
        assert_eq!(disk.kind(&b), None);
        fs::write(&a, "changed").expect("a file");
        fs::write(&b, "new").expect("a file");
        assert_eq!(disk.read(&a).as_deref(), Ok("on the disk"));
        assert_eq!(disk.kind(&b), None);
        let later = Disk::under([(a.clone(), Arc::from("in the editor"))].into());
        assert!(!later.has_shown(&a));
        assert_eq!(later.read(&folder.join("./a")).as_deref(), Ok("in the editor"));
        assert!(later.has_shown(&a));
        assert!(!later.learns(&a, || None), "the moment has begun");
        assert!(later.learns(&b, || Some(Arc::from("typed since"))));
        assert_eq!(later.read(&b).as_deref(), Ok("typed since"));
        assert_eq!(later.names(&folder), Some(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(later.read(&folder), Err(Unreadable::Folder));
        fs::remove_dir_all(&folder).expect("the folder goes");
    }
}
