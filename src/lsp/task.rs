//! What a client brings back when it wants the edits of an action that it was only offered.

use serde::{Deserialize, Serialize};
use tower_lsp::ls_types as ls;

/// An errand as it travels to the client and back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    pub uri: ls::Uri,
    pub version: i32,
    /// `None` for every rule.
    pub rule: Option<String>,
}
