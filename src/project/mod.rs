//! The files around a file: which ones there are, what they hold, what is configured for them.
//!
//! Besides the two faces this is the only module that touches a disk. It finds files and reads them, writes them back whole
//! or not at all, and reads configurations; what is wrong with any of that it tells as a [`Problem`], and goes on with the
//! rest.

mod chooser;
mod configuration;
mod context;
mod document;
mod files;
mod hadolint;
mod keys;
mod schema;
pub mod shellcheck;
mod template;
mod walk;

pub use chooser::{Choice, Configurations, NAMES, Origins, absolute, hadolints, origins};
pub use configuration::{Configuration, FailOn, read as read_configuration, selector, unknown_rule};
pub use context::{Context, Contexts};
pub use document::{Document, read, read_bytes, write};
pub use files::Disk;
pub use schema::schema;
pub use shellcheck::ShellCheck;
pub use template::template;
pub use walk::{Found, find};

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// Something that could not be read or understood, in a sentence that names the file and, where there is one, the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub path: PathBuf,
    /// From 1.
    pub line: Option<usize>,
    pub message: String,
}

impl Problem {
    pub fn new(path: &Path, message: impl Into<String>) -> Self {
        Problem { path: path.to_owned(), line: None, message: message.into() }
    }

    pub fn at(path: &Path, line: usize, message: impl Into<String>) -> Self {
        Problem { path: path.to_owned(), line: Some(line), message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:", self.path.display())?;
        if let Some(line) = self.line {
            write!(out, "{line}:")?;
        }
        write!(out, " {}", self.message)
    }
}

/// The variables of the process that are text.
pub fn environment() -> Arc<BTreeMap<String, String>> {
    let text = |(name, value): (OsString, OsString)| Some((name.into_string().ok()?, value.into_string().ok()?));
    Arc::new(std::env::vars_os().filter_map(text).collect())
}

/// When a file was last written; `None` where it is gone.
pub fn last_written(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}

/// The paths, and when each was last written.
pub fn stamps_of(paths: impl IntoIterator<Item = PathBuf>) -> Vec<(PathBuf, Option<SystemTime>)> {
    let stamp = |path: PathBuf| {
        let written = last_written(&path);
        (path, written)
    };
    paths.into_iter().map(stamp).collect()
}

/// What the system says of a failure, as the end of a sentence: without the number, its first letter small.
pub(crate) fn reason(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        ErrorKind::PermissionDenied => "reading it is not permitted".to_owned(),
        ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => {
            let text = error.to_string();
            let text = text.split(" (os error").next().unwrap_or(&text);
            let mut letters = text.chars();
            letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
        }
    }
}
