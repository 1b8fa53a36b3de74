//! What the place under the cursor means.

mod compose;
mod dockerfile;

use super::Hover;
use crate::model::{Language, Snapshot};

/// What is worth knowing about the place at `offset`; `None` where nothing is.
pub fn hover(snapshot: &Snapshot, offset: usize) -> Option<Hover> {
    match snapshot.language() {
        Language::Dockerfile => dockerfile::hover(snapshot.dockerfile()?, offset),
        Language::Compose => compose::hover(snapshot.source(), offset),
        Language::Dockerignore | Language::Dotenv => None,
    }
}
