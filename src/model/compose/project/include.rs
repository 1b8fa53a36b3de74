//! `include`: other projects as part of this one, each with its own folder and variables.
//!
//! Source: compose-go `loader/include.go`. What both have is merged, and this file wins.

use super::datum::{Content, Datum, Entry, Origin, index};
use super::environment::Environment;
use super::{Loader, ProblemKind, Role, merge, rebase};
use crate::model::surroundings::{FileKind, plain};
use std::path::{Path, PathBuf};

/// The sections that an included project brings.
const SECTIONS: [&str; 6] = ["services", "volumes", "networks", "secrets", "configs", "models"];

impl Loader<'_> {
    /// Loads what a document includes, and puts it under what the document says. `within` are the files that are being
    /// included, the outermost first.
    pub(super) fn include(
        &mut self,
        document: &mut Datum,
        folder: Option<&Path>,
        environment: &Environment,
        within: &[PathBuf],
    ) {
        let Some(included) = document.remove("include") else { return };
        let Some(folder) = folder else {
            self.complete = false;
            return;
        };
        for entry in included.items() {
            let paths =
                if entry.is_mapping() { entry.get("path").map(texts).unwrap_or_default() } else { texts(entry) };
            let Some(model) = self.included(entry, &paths, folder, environment, within) else {
                self.complete = false;
                continue;
            };
            self.bring(document, model);
        }
    }

    fn included(
        &mut self,
        entry: &Datum,
        paths: &[(String, Origin)],
        folder: &Path,
        environment: &Environment,
        within: &[PathBuf],
    ) -> Option<Datum> {
        let (first, first_at) = paths.first()?;
        if paths.iter().any(|(path, at)| self.is_remote(path, *at)) {
            return None;
        }
        let main = plain(&folder.join(first));
        if within.contains(&main) {
            self.tell(*first_at, ProblemKind::IncludeCycle { path: main });
            return None;
        }
        let own_folder = match entry.get("project_directory").and_then(Datum::as_text).filter(|it| !it.is_empty()) {
            Some(given) => plain(&folder.join(given)),
            None => main.parent()?.to_owned(),
        };
        let mut files = Vec::new();
        for (path, at) in paths {
            let path = plain(&folder.join(path));
            match self.file(&path, Some(*at)) {
                Ok(file) => files.push(file),
                Err(why) => {
                    self.tell(*at, ProblemKind::Unreadable { role: Role::Include, path, why });
                    return None;
                }
            }
        }
        let mut environment = environment.clone();
        match entry.get("env_file").map(texts).filter(|given| !given.is_empty()) {
            Some(given) => {
                let given = given.into_iter().filter(|(path, _)| path != "/dev/null");
                let given: Vec<(PathBuf, Origin)> = given.map(|(path, at)| (plain(&folder.join(path)), at)).collect();
                self.add_variables(&given, &mut environment);
            }
            None => {
                let path = own_folder.join(".env");
                if self.kind(&path) == Some(FileKind::File) {
                    self.add_variables(&[(path, *first_at)], &mut environment);
                }
            }
        }
        let mut model = self.model(&files, Some(&own_folder), &environment, within);
        rebase::model(&mut model, &own_folder);
        Some(model)
    }

    /// Puts what is included under what the document says.
    fn bring(&mut self, document: &mut Datum, mut model: Datum) {
        for section in SECTIONS {
            let Some(brought) = model.remove(section) else { continue };
            let Some(own) = document.get_mut(section) else {
                let Content::Mapping(entries) = &mut document.content else { return };
                let keys = brought.origins.clone();
                entries.push(Entry { name: section.to_owned(), keys, value: brought });
                continue;
            };
            let (Content::Mapping(entries), Content::Mapping(others)) = (&mut own.content, brought.content) else {
                continue;
            };
            let places = index(entries);
            for other in others {
                match places.get(&other.name) {
                    Some(&at) => {
                        let kept = std::mem::take(&mut entries[at].value);
                        entries[at].value =
                            merge::merge_at(section, &other.name, other.value, kept, &mut self.problems);
                        entries[at].keys.extend(other.keys);
                    }
                    None => entries.push(other),
                }
            }
        }
    }
}

/// Texts with their places, from one or a list.
fn texts(datum: &Datum) -> Vec<(String, Origin)> {
    let one = datum.as_text().map(|_| datum);
    let all = one.into_iter().chain(datum.items());
    all.filter_map(|item| Some((item.as_text()?.to_owned(), *item.origins().first()?))).collect()
}
