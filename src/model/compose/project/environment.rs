//! The variables that a project is read with: those of the process, and under them those of its `.env` files.
//!
//! Source: compose-go `cli/options.go` and `loader/include.go`: an included project sees the variables of the one that
//! includes it, and its own `.env` only where those say nothing.

use super::datum::Origin;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Variables by name. A copy shares what lies under it.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    process: Arc<BTreeMap<String, String>>,
    files: BTreeMap<String, Known>,
}

/// A variable that a file sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub value: String,
    /// Its line in the file; `None` for what Compose sets itself.
    pub origin: Option<Origin>,
}

impl Environment {
    pub(super) fn new(process: Arc<BTreeMap<String, String>>) -> Self {
        Environment { process, files: BTreeMap::new() }
    }

    /// The value of a variable; `None` where it is not set.
    pub fn get(&self, name: &str) -> Option<&str> {
        let in_process = self.process.get(name).map(String::as_str);
        in_process.or_else(|| self.files.get(name).map(|known| known.value.as_str()))
    }

    /// Where a file sets it; `None` where the process does.
    pub fn origin(&self, name: &str) -> Option<Origin> {
        if self.process.contains_key(name) {
            return None;
        }
        self.files.get(name)?.origin
    }

    /// The variables that its files set, by name.
    pub fn of_files(&self) -> impl Iterator<Item = (&str, &Known)> {
        self.files.iter().map(|(name, known)| (name.as_str(), known))
    }

    /// Adds what a file sets, where nothing is set yet.
    pub(super) fn add_below(&mut self, name: String, known: Known) {
        self.files.entry(name).or_insert(known);
    }

    /// Sets what a later file of the same kind sets.
    pub(super) fn add_above(&mut self, name: String, known: Known) {
        self.files.insert(name, known);
    }

    /// Whether a service with these profiles is on: without any always, else where `COMPOSE_PROFILES` names one or `*`.
    pub fn turns_on<'p>(&self, profiles: impl IntoIterator<Item = &'p str>) -> bool {
        let chosen = self.get("COMPOSE_PROFILES").unwrap_or_default();
        let chosen: Vec<&str> = chosen.split(',').map(str::trim).filter(|it| !it.is_empty()).collect();
        let mut profiles = profiles.into_iter().peekable();
        profiles.peek().is_none() || profiles.any(|profile| chosen.contains(&"*") || chosen.contains(&profile))
    }
}
