//! One version of one document, as the workers see it.

use super::client::Client;
use super::configuration::Choice;
use super::tokens::Sent;
use crate::model::Snapshot;
use crate::rules::{self, Finding};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use tower_lsp::ls_types::Uri;

/// One version of one document under one configuration: immutable, and whatever is computed for it is computed once.
#[derive(Debug)]
pub struct View {
    pub uri: Uri,
    pub snapshot: Arc<Snapshot>,
    pub client: Arc<Client>,
    pub choice: Arc<Choice>,
    pub sent: Arc<Sent>,
    /// Names this view among all that this process ever had.
    pub revision: u64,
    /// Raised when a newer view has taken its place: work that nobody asked for may stop.
    pub stale: AtomicBool,
    pub findings: OnceLock<Vec<Finding>>,
}

impl View {
    /// What the rules say; `None` where `cancelled` was raised before they were through.
    pub fn findings(&self, cancelled: &AtomicBool) -> Option<&[Finding]> {
        if self.findings.get().is_none() {
            let found = rules::analyse(&self.snapshot, self.choice.settings(), cancelled)?;
            // Two workers may both have got here; their answers are the same.
            let _ = self.findings.set(found);
        }
        self.findings.get().map(Vec::as_slice)
    }

    pub fn retire(&self) {
        self.stale.store(true, Ordering::Relaxed);
    }
}
