//! The project: all the files that Compose reads for one, put together in the order in which it does so.
//!
//! The way of a file: its documents are read with the variables in place (`read`, `substitute`), what it includes is loaded
//! (`include`), services that extend others take over what those say (`extends`), and the whole goes over what earlier files
//! said (`merge`). Which files there are is a matter of names (`files`); the variables come from the process and from `.env`
//! (`environment`, `variables`). What is wrong on the way is a [`Problem`] at its place; the rest of the project is read all the
//! same. The result is as the files have it, short forms and all: `canonical` writes it out.
//!
//! Source: compose-go `loader/loader.go`, `cli/options.go`. Nothing is fetched from elsewhere: what a remote file would bring
//! is unknown, and [`Project::is_complete`] says so.

mod datum;
pub mod dotenv;
mod environment;
mod extends;
mod files;
mod include;
mod merge;
mod name;
mod read;
mod rebase;
mod refusal;
mod remote;
mod setting;
pub mod substitute;
mod uses;
mod variables;

pub use datum::{Content, Datum, Entry, Origin};
pub use environment::{Environment, Known};
pub(super) use merge::merge_services;
pub use name::{NameFault, normalized};
pub use setting::Setting;
pub use uses::Use;

use super::Compose;
use crate::model::surroundings::{FileKind, Unreadable, plain};
use crate::model::{Language, Snapshot, Surroundings};
use crate::text::{Span, Text};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// A resolved project, as one of its files sees it.
#[derive(Debug)]
pub struct Project {
    /// The file that was asked about first, the others in the order in which they were met.
    pub files: Vec<ProjectFile>,
    /// Everything, merged.
    pub root: Datum,
    pub environment: Environment,
    /// The folder that its paths start from; `None` for a text without a place.
    pub folder: Option<PathBuf>,
    /// As Compose would call it; empty where nothing usable is left of the name.
    pub name: String,
    pub problems: Vec<Problem>,
    complete: bool,
    /// Whether lines of the first file are hidden, for they are no YAML.
    torn: bool,
    uses: OnceLock<Vec<Use>>,
}

/// A file that took part.
#[derive(Debug, Clone)]
pub struct ProjectFile {
    pub path: Option<PathBuf>,
    pub text: Arc<str>,
    /// What had it read, `include` or `extends`; `None` for the files that Compose itself looks for.
    pub brought_by: Option<Origin>,
}

/// Something that is wrong with the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub at: Origin,
    pub kind: ProblemKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProblemKind {
    /// A variable that is set nowhere and has no default: it becomes empty.
    Unset { name: String },
    /// A variable that must be set and is not; what the author says of that.
    Required { name: String, message: String },
    /// A file that is named and cannot be read.
    Unreadable { role: Role, path: PathBuf, why: Unreadable },
    /// A file of variables with a mistake in it, on a line from 0.
    BrokenVariables { path: PathBuf, line: usize, message: String },
    /// What is wrong in a file of the project, on a line from 0, and whether only while variables are as they are.
    Refused { path: PathBuf, line: usize, message: String, while_unset: bool },
    /// A file of the project that is no YAML, on a line from 0.
    BrokenFile { path: PathBuf, line: usize },
    /// Files that include each other.
    IncludeCycle { path: PathBuf },
    /// A service to extend that its file does not have.
    NoSuchService { service: String, path: PathBuf },
    /// A file to extend from without services.
    NoServices { path: PathBuf },
    /// Services of several files that extend each other.
    ExtendsCycle { service: String },
    /// A file to extend from, and no word of which service.
    NoServiceNamed { path: String },
    /// A file of a repository or registry that Compose would fetch, had a variable not told it not to.
    NotFetched { path: String, variable: &'static str, value: String },
    /// A list where the other file has a mapping, or the reverse; a scalar where it has either.
    OtherShape { path: String, base: Option<Origin> },
}

/// What a file is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Include,
    Extends,
    /// The `.env` of the project, or one that an include names.
    Variables,
    Override,
}

/// How many values a project may have besides ten for each that is written: aliases multiply.
const SPARE_VALUES: usize = 100_000;

/// How many files a project may have.
const MAX_FILES: usize = 500;

impl Project {
    /// The project of a file: what Compose would read in its folder, if the file belongs to that, else the file alone.
    pub fn of(compose: &Compose) -> Project {
        let mut loader = Loader::with(compose, compose.setting());
        let Setting { listed, environment, folder, name, .. } = compose.setting().clone();
        let mut root = loader.model(&listed, folder.as_deref(), &environment, &[]);
        root.remove("include");
        let complete = loader.complete && loader.budget > 0;
        Project {
            files: loader.files,
            root,
            environment,
            folder,
            name,
            problems: loader.problems,
            complete,
            torn: !compose.view().hidden_lines().is_empty(),
            uses: OnceLock::new(),
        }
    }

    /// Whether every file that belongs to it was read to its end.
    pub fn is_complete(&self) -> bool {
        self.complete && !self.torn
    }

    /// The same where single lines of the file that was asked about are no YAML.
    pub fn is_gathered(&self) -> bool {
        self.complete
    }

    /// Whether a key or a null of the first file has no value once everything is merged: nothing does not replace something.
    pub fn leaves_null(&self, place: Span) -> bool {
        fn any(datum: &Datum, at: Origin) -> bool {
            let is_it = |entry: &Entry| {
                entry.value.is_null() && (entry.keys.contains(&at) || entry.value.origins().contains(&at))
            };
            datum.items().iter().any(|item| item.is_null() && item.origins().contains(&at) || any(item, at))
                || datum.entries().iter().any(|entry| is_it(entry) || any(&entry.value, at))
        }
        any(&self.root, Origin { file: 0, span: place })
    }

    /// The value of a variable, as the project is read with it.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.environment.get(name)
    }

    /// The text at a place.
    pub fn text(&self, origin: Origin) -> &str {
        self.files.get(origin.file).map_or("", |file| origin.span.of(&file.text))
    }

    /// The place in the first file that a place in another goes back to: the words that had that file read; `None` where
    /// Compose looked for it by itself.
    pub fn in_first_file(&self, origin: Origin) -> Option<Span> {
        let mut origin = origin;
        for _ in 0..=self.files.len() {
            if origin.file == 0 {
                return Some(origin.span);
            }
            origin = self.files.get(origin.file)?.brought_by?;
        }
        None
    }
}

/// What reads a project.
struct Loader<'a> {
    own: &'a Compose,
    surroundings: &'a Surroundings,
    files: Vec<ProjectFile>,
    problems: Vec<Problem>,
    budget: usize,
    complete: bool,
    /// The files that were read.
    read: HashMap<usize, Arc<Snapshot>>,
    /// The files that the budget knows of.
    counted: HashSet<usize>,
    /// The files, or services of them, that were judged.
    judged: HashSet<(usize, Option<String>)>,
}

impl<'a> Loader<'a> {
    /// A loader that knows no file but the one that was asked about.
    fn new(own: &'a Compose) -> Self {
        let surroundings = own.surroundings();
        let path = surroundings.path.as_deref().map(plain);
        let file = ProjectFile { path, text: own.source().into(), brought_by: None };
        let complete = own.is_read();
        Loader {
            own,
            surroundings,
            files: vec![file],
            problems: Vec::new(),
            budget: SPARE_VALUES,
            complete,
            read: HashMap::new(),
            counted: HashSet::new(),
            judged: HashSet::new(),
        }
    }

    /// A loader that goes on from there.
    fn with(own: &'a Compose, setting: &Setting) -> Self {
        let Setting { files, problems, complete, .. } = setting.clone();
        Loader { files, problems, complete, ..Loader::new(own) }
    }

    fn tell(&mut self, at: Origin, kind: ProblemKind) {
        self.problems.push(Problem { at, kind });
    }

    /// The file of a path as a place among the files of the project; read if it is not there yet.
    ///
    /// # Errors
    /// Why it cannot be read.
    fn file(&mut self, path: &Path, brought_by: Option<Origin>) -> Result<usize, Unreadable> {
        let path = plain(path);
        let known = self.files.iter().position(|file| file.path.as_deref() == Some(&path));
        if let Some(known) = known {
            return Ok(known);
        }
        if self.files.len() >= MAX_FILES {
            self.complete = false;
            return Err(Unreadable::TooLarge);
        }
        let files = self.surroundings.files.as_ref().ok_or(Unreadable::Refused)?;
        let text = files.read(&path)?;
        self.files.push(ProjectFile { path: Some(path), text, brought_by });
        Ok(self.files.len() - 1)
    }

    fn kind(&self, path: &Path) -> Option<FileKind> {
        self.surroundings.files.as_ref()?.kind(&plain(path))
    }

    /// The model that some files make together.
    fn model(
        &mut self,
        files: &[usize],
        folder: Option<&Path>,
        environment: &Environment,
        within: &[PathBuf],
    ) -> Datum {
        let mut model = Datum::new(Content::Mapping(Vec::new()), Vec::new());
        for &file in files {
            self.judge(file, None, environment);
            for mut document in self.documents(file, environment) {
                let mut within = within.to_vec();
                within.extend(self.files[file].path.clone());
                self.include(&mut document, folder, environment, &within);
                extends::apply(self, &mut document, file, folder, environment);
                model = merge::merge(model, document, &mut self.problems);
            }
        }
        model
    }

    /// A file of the project, read.
    fn snapshot(&mut self, file: usize) -> Arc<Snapshot> {
        let text = self.files[file].text.clone();
        let read = || Arc::new(Snapshot::new(Language::Compose, Text::new(&text), 0));
        self.read.entry(file).or_insert_with(read).clone()
    }

    /// The documents of a file, variables in place.
    fn documents(&mut self, file: usize, environment: &Environment) -> Vec<Datum> {
        let own = self.own;
        if file == 0 {
            return self.read_documents(own, 0, environment);
        }
        let ProjectFile { path, text, brought_by } = self.files[file].clone();
        let is_new = !self.read.contains_key(&file);
        let snapshot = self.snapshot(file);
        let Some(compose) = snapshot.compose() else { return Vec::new() };
        let fault = compose.view().problems().first().map(|problem| problem.span);
        if let (Some(span), Some(path)) = (fault, path.filter(|_| is_new)) {
            let line = text[..span.start.min(text.len())].matches('\n').count();
            let at = brought_by.unwrap_or(Origin { file, span });
            self.tell(at, ProblemKind::BrokenFile { path, line });
            self.complete = false;
        }
        self.read_documents(compose, file, environment)
    }

    fn read_documents(&mut self, compose: &Compose, file: usize, environment: &Environment) -> Vec<Datum> {
        // Once a file: those that include each other many times over shall not multiply either.
        if self.counted.insert(file) {
            self.budget += 10 * compose.view().nodes().count();
        }
        let mut reading = read::Reading { file, environment, problems: &mut self.problems, budget: &mut self.budget };
        compose.documents().map(|document| reading.datum(document)).filter(Datum::is_mapping).collect()
    }
}

#[cfg(test)]
mod tests;
