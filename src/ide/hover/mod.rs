//! What the place under the cursor means.
//!
//! A hover is short, true and about this file: what the word does here, then what it does in general, then where more can be
//! read. It never waits for the rules.

mod comment;
mod compose;
mod dockerfile;
mod dockerignore;
mod dotenv;
mod health;
mod image;
mod page;
mod words;

use super::Hover;
use crate::model::{Language, Snapshot};
use crate::reference::packages::Family;

/// What is worth knowing about the place at `offset`; `None` where nothing is.
pub fn hover(snapshot: &Snapshot, offset: usize) -> Option<Hover> {
    if let Some(found) = comment::hover(snapshot, offset) {
        return Some(found);
    }
    match snapshot.language() {
        Language::Dockerfile => dockerfile::hover(snapshot.dockerfile()?, offset),
        Language::Compose => compose::hover(snapshot.compose()?, offset),
        Language::Dockerignore => dockerignore::hover(snapshot, offset),
        Language::Dotenv => dotenv::hover(snapshot, offset),
    }
}

/// What a package of a distribution holds, and what the others call it, in Markdown; `None` where the table does not have it.
pub(super) fn package(family: Family, name: &str) -> Option<String> {
    dockerfile::package(family, name).map(page::Page::text)
}
