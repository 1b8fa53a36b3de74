//! What a project is called.
//!
//! Source: compose-go `cli/options.go`, `loader/normalize.go`: `COMPOSE_PROJECT_NAME`, else the last `name:` of its files, else
//! the folder.

use super::Loader;
use super::environment::Environment;
use super::substitute::substitute;
use crate::model::{Language, Snapshot};
use crate::text::Text;
use std::path::Path;

/// Why Compose refuses the name of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameFault {
    /// Nothing of this may stand in a name.
    Empty(String),
    /// A name that Compose is told from outside must be one already; this is not.
    NotNormal(String),
}

/// The name of a project of these files, and what is wrong with it.
pub(super) fn of(
    files: &[usize],
    loader: &Loader<'_>,
    folder: Option<&Path>,
    environment: &Environment,
) -> (String, Option<NameFault>) {
    if let Some(name) = environment.get("COMPOSE_PROJECT_NAME").filter(|name| !name.is_empty()) {
        let fault = (normalized(name) != name).then(|| NameFault::NotNormal(name.to_owned()));
        return (name.to_owned(), fault);
    }
    let written = files.iter().rev().find_map(|&file| {
        let name = if file == 0 {
            loader.own.at(&["name"]).and_then(|name| name.text()).map(str::to_owned)
        } else {
            let snapshot = Snapshot::new(Language::Compose, Text::new(&loader.files[file].text), 0);
            snapshot.compose()?.at(&["name"]).and_then(|name| name.text()).map(str::to_owned)
        };
        let name = substitute(&name?, &|variable| environment.get(variable)).text;
        (!name.is_empty()).then_some(name)
    });
    let Some(given) = written.or_else(|| Some(folder?.file_name()?.to_string_lossy().into_owned())) else {
        return (String::new(), None);
    };
    let name = normalized(&given);
    let fault = name.is_empty().then_some(NameFault::Empty(given));
    (name, fault)
}

/// The characters of a name that may stand in one: small letters, digits, `_` and `-`, a letter or digit first.
pub fn normalized(name: &str) -> String {
    let small = name.to_lowercase();
    let kept = small.chars().filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-'));
    kept.collect::<String>().trim_start_matches(['_', '-']).to_owned()
}
