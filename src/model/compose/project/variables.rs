//! Files of variables as a part of the project: `.env`, and those that an `include` names.

use super::environment::{Environment, Known};
use super::{Loader, Origin, ProblemKind, Role, dotenv};
use crate::model::surroundings::FileKind;
use crate::text::Span;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

impl Loader<'_> {
    /// Adds the variables of the `.env` in a folder, where there is one.
    pub(super) fn add_variables_of(&mut self, folder: &Path, environment: &mut Environment) {
        let disabled = environment.get("COMPOSE_DISABLE_ENV_FILE").is_some_and(|value| matches!(value, "1" | "true"));
        let path = folder.join(".env");
        if !disabled && self.kind(&path) == Some(FileKind::File) {
            let start = Origin { file: 0, span: Span::at(0) };
            self.add_variables(&[(path, start)], environment);
        }
    }

    /// Adds the variables of files below those that are known; of several the later wins.
    pub(super) fn add_variables(&mut self, paths: &[(PathBuf, Origin)], environment: &mut Environment) {
        let mut found: BTreeMap<String, Known> = BTreeMap::new();
        for (path, at) in paths {
            let file = match self.file(path, Some(*at)) {
                Ok(file) => file,
                Err(why) => {
                    self.tell(*at, ProblemKind::Unreadable { role: Role::Variables, path: path.clone(), why });
                    continue;
                }
            };
            let text = self.files[file].text.clone();
            let outside = |name: &str| {
                let earlier = || found.get(name).map(|known: &Known| known.value.as_str());
                environment.get(name).or_else(earlier)
            };
            match dotenv::read(&text, &outside) {
                Ok(lines) => {
                    // A name that begins with a digit is no variable here.
                    let is_name = |name: &str| name.chars().next().is_some_and(|first| !first.is_ascii_digit());
                    let set = lines.into_iter().filter(|line| is_name(&line.name)).filter_map(|line| {
                        let origin = Some(Origin { file, span: line.name_span });
                        Some((line.name, Known { value: line.value?, origin }))
                    });
                    let set: Vec<(String, Known)> = set.collect();
                    found.extend(set);
                }
                Err(fault) => {
                    let line = text[..fault.span.start].matches('\n').count();
                    let kind = ProblemKind::BrokenVariables { path: path.clone(), line, message: fault.message };
                    self.tell(*at, kind);
                }
            }
        }
        for (name, known) in found {
            environment.add_below(name, known);
        }
    }
}
