//! What the place under the cursor means.

mod dockerfile;

use super::Hover;
use crate::model::Snapshot;

/// What is worth knowing about the place at `offset`; `None` where nothing is.
pub fn hover(snapshot: &Snapshot, offset: usize) -> Option<Hover> {
    dockerfile::hover(snapshot.dockerfile()?, offset)
}
