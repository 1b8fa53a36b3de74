//! The tokens that a client has: what it was sent last for each document.

use std::sync::{Mutex, PoisonError};
use tower_lsp::ls_types::SemanticToken;

/// The tokens that the client was sent last for a document, with the name it knows them by. It outlives the views.
#[derive(Debug, Default)]
pub struct Sent(Mutex<Option<(String, Vec<SemanticToken>)>>);

impl Sent {
    /// Keeps what is about to be sent; answers with what was kept.
    pub fn replace(&self, id: &str, tokens: &[SemanticToken]) -> Option<(String, Vec<SemanticToken>)> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.replace((id.to_owned(), tokens.to_vec()))
    }
}
