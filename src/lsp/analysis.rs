//! An analysis that nobody asked for, and what a client that does not ask is told of it.

use super::convert;
use super::message::Message;
use super::view::View;
use super::wire::Written;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use tower_lsp::ls_types::{PublishDiagnosticsParams, Uri};

/// The analysis of a view; however it ends, the world learns of it.
pub struct Analysis {
    view: Arc<View>,
    mailbox: Sender<Message>,
    diagnostics: Option<Written>,
    holds_back: bool,
}

impl Analysis {
    pub fn of(view: Arc<View>, mailbox: Sender<Message>) -> Self {
        Analysis { view, mailbox, diagnostics: None, holds_back: false }
    }

    /// Hears the rules, unless the view grows stale meanwhile.
    pub fn run(mut self) {
        if let Some((told, holds_back)) = self.view.told(&self.view.stale) {
            let (view, version) = (&self.view, Some(self.view.snapshot.version()));
            let diagnostics = convert::diagnostics(view, told);
            self.diagnostics = Written::of(&PublishDiagnosticsParams::new(view.uri.clone(), diagnostics, version));
            self.holds_back = holds_back;
        }
        self.view.have_scripts_read();
    }
}

impl Drop for Analysis {
    fn drop(&mut self) {
        let (uri, revision) = (self.view.uri.clone(), self.view.revision);
        // The world ends only with the process.
        let diagnostics = self.diagnostics.take();
        let _ = self.mailbox.send(Message::Analysed { uri: uri.clone(), revision, diagnostics });
        if self.holds_back {
            let _ = self.mailbox.send(Message::HeldBack { uri, revision });
        }
    }
}

/// That there is nothing more to be said about a document.
pub fn nothing(uri: Uri) -> Option<Written> {
    Written::of(&PublishDiagnosticsParams::new(uri, Vec::new(), None))
}
