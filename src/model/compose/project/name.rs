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

/// The name of a project of these files.
pub(super) fn of(files: &[usize], loader: &Loader<'_>, folder: Option<&Path>, environment: &Environment) -> String {
    if let Some(name) = environment.get("COMPOSE_PROJECT_NAME").filter(|name| !name.is_empty()) {
        return name.to_owned();
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
    let folder = || Some(folder?.file_name()?.to_string_lossy().into_owned());
    normalized(&written.or_else(folder).unwrap_or_default())
}

/// The characters of a name that may stand in one: small letters, digits, `_` and `-`, a letter or digit first.
pub fn normalized(name: &str) -> String {
    let small = name.to_lowercase();
    let kept = small.chars().filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-'));
    kept.collect::<String>().trim_start_matches(['_', '-']).to_owned()
}
