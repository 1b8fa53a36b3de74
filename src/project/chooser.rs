//! Which configuration holds for a file.
//!
//! The nearest `.dunnage.toml` or `dunnage.toml` upward from the file, laid over the user's own in
//! `$XDG_CONFIG_HOME/dunnage/`. Where no folder above has one, the nearest `.hadolint.yaml` takes its place.

use super::configuration::{self, Configuration};
use super::{Problem, hadolint, reason, stamps_of};
use crate::rules::Settings;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// The names of our configuration, the first one found in a folder holding.
pub const NAMES: [&str; 2] = [".dunnage.toml", "dunnage.toml"];

/// Where configurations are looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Choice {
    #[default]
    Nearest,
    /// This file and no other.
    File(PathBuf),
    /// None at all.
    Nothing,
}

/// The configurations of the files of one run, each read once. May be asked from many threads.
#[derive(Debug, Default)]
pub struct Configurations {
    choice: Choice,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    folders: BTreeMap<PathBuf, Arc<Configuration>>,
    files: BTreeMap<PathBuf, Arc<Configuration>>,
    problems: Vec<Problem>,
}

impl Configurations {
    /// A file that was named is read at once: what is wrong with it is told even where nothing asks for it.
    pub fn new(choice: Choice) -> Self {
        let mut known = Known::default();
        if let Choice::File(file) = &choice {
            known.file(file);
        }
        Configurations { choice, known: Mutex::new(known) }
    }

    /// The configuration that holds for a file, which need not exist.
    pub fn of(&self, path: &Path) -> Arc<Configuration> {
        let folder = folder_of(path);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(configuration) = known.folders.get(&folder) {
            return configuration.clone();
        }
        let configuration = match &self.choice {
            Choice::Nothing => Arc::default(),
            Choice::File(file) => known.file(file),
            Choice::Nearest => known.nearest(&folder),
        };
        known.folders.insert(folder, configuration.clone());
        configuration
    }

    /// The settings that hold for a file, exceptions for its path among them.
    pub fn settings(&self, path: &Path) -> Settings {
        self.of(path).settings_for(&absolute(path))
    }

    /// The configurations read so far and those that would have been, had they been there, with when each was last written.
    pub fn stamps(&self) -> Vec<(PathBuf, Option<SystemTime>)> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let folders: BTreeSet<&Path> = known.folders.keys().flat_map(|folder| folder.ancestors()).collect();
        let named =
            |folder: &Path| NAMES.iter().chain(&hadolint::NAMES).map(|name| folder.join(name)).collect::<Vec<_>>();
        let looked_for = folders.into_iter().flat_map(named);
        let paths: BTreeSet<PathBuf> = known.files.keys().cloned().chain(looked_for).collect();
        stamps_of(paths)
    }

    /// What was wrong with the configurations read so far, each once.
    pub fn problems(&self) -> Vec<Problem> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).problems.clone()
    }
}

impl Known {
    fn nearest(&mut self, folder: &Path) -> Arc<Configuration> {
        let origins = origins(folder);
        let own = origins.user.map(|file| self.file(&file)).unwrap_or_default();
        match origins.project {
            Some(file) => Arc::new(Configuration::clone(&self.file(&file)).over(&own)),
            None => own,
        }
    }

    fn file(&mut self, path: &Path) -> Arc<Configuration> {
        if let Some(configuration) = self.files.get(path) {
            return configuration.clone();
        }
        let shown = as_seen_from_here(path);
        let (configuration, problems) = match std::fs::read_to_string(path) {
            Ok(source) if hadolint::NAMES.iter().any(|name| path.ends_with(name)) => hadolint::read(&shown, &source),
            Ok(source) => configuration::read(&shown, &source, &root_of(path)),
            Err(error) => (Configuration::default(), vec![Problem::new(&shown, reason(&error))]),
        };
        let configuration = Arc::new(configuration);
        self.files.insert(path.to_owned(), configuration.clone());
        self.problems.extend(problems);
        configuration
    }
}

/// The first file of one of these names, from the folder upward.
fn upward(folder: &Path, names: &[&str]) -> Option<PathBuf> {
    folder.ancestors().flat_map(|folder| names.iter().map(|name| folder.join(name))).find(|path| path.is_file())
}

/// The files that hold for a folder as long as nobody names one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origins {
    /// The nearest upward from the folder: ours, or hadolint's where there is none of ours.
    pub project: Option<PathBuf>,
    /// The user's own, under that of the project.
    pub user: Option<PathBuf>,
    /// hadolint's, where one of ours is there and it is not read.
    pub passed_over: Option<PathBuf>,
}

/// Finds the configurations that hold for the files of a folder.
pub fn origins(folder: &Path) -> Origins {
    let (ours, hadolints) = (upward(folder, &NAMES), upward(folder, &hadolint::NAMES));
    let passed_over = hadolints.clone().filter(|_| ours.is_some());
    Origins { project: ours.or(hadolints), user: users_own(), passed_over }
}

/// hadolint's configuration that holds for a folder as long as there is none of ours, with what is wrong with it.
pub fn hadolints(folder: &Path) -> Option<(PathBuf, Configuration, Vec<Problem>)> {
    let file = upward(&std::path::absolute(folder).ok()?, &hadolint::NAMES)?;
    let shown = as_seen_from_here(&file);
    let (configuration, problems) = match std::fs::read_to_string(&file) {
        Ok(source) => hadolint::read(&shown, &source),
        Err(error) => (Configuration::default(), vec![Problem::new(&shown, reason(&error))]),
    };
    Some((shown, configuration, problems))
}

/// The user's own configuration, where there is one.
fn users_own() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let home =
        folder("XDG_CONFIG_HOME").or_else(|| Some(folder("HOME")?.join(".config"))).or_else(|| folder("APPDATA"))?;
    Some(home.join("dunnage").join("dunnage.toml")).filter(|path| path.is_file())
}

/// The folder that the patterns of a configuration count from: its own, or for the user's own every folder.
fn root_of(path: &Path) -> PathBuf {
    if users_own().as_deref() == Some(path) {
        return path.ancestors().last().unwrap_or(path).to_owned();
    }
    folder_of(path)
}

/// The real folder of a file that need not exist.
fn folder_of(path: &Path) -> PathBuf {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    dunce::canonicalize(parent).or_else(|_| std::path::absolute(parent)).unwrap_or_else(|_| parent.to_owned())
}

/// The absolute path of a file that need not exist.
pub fn absolute(path: &Path) -> PathBuf {
    path.file_name().map_or_else(|| path.to_owned(), |name| folder_of(path).join(name))
}

/// A path below the current folder, relative to it.
fn as_seen_from_here(path: &Path) -> PathBuf {
    let here = std::env::current_dir().and_then(dunce::canonicalize);
    here.ok().and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path).to_owned()
}
