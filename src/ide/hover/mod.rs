//! What the place under the cursor means.

use super::Hover;
use crate::model::Snapshot;

/// What is worth knowing about the place at `offset`; `None` where nothing is.
pub fn hover(_snapshot: &Snapshot, _offset: usize) -> Option<Hover> {
    None
}
