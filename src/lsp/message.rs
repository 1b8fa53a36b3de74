//! What reaches the world, in wire order.

use super::client::Client;
use super::view::View;
use super::wire::Written;
use super::workspace;
use crate::model::remarks::Remarks;
use crate::project::Context;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use tower_lsp::ls_types::{SymbolInformation, TextDocumentContentChangeEvent, Uri, WorkspaceDocumentDiagnosticReport};

/// One thing that happened, or that somebody wants to know.
pub enum Message {
    /// The client introduced itself; with it came its `initializationOptions`.
    Introduce {
        client: Client,
        options: Option<Value>,
        folders: Vec<Uri>,
    },
    /// The client is ready to be asked things.
    Ready,
    Open {
        uri: Uri,
        identifier: String,
        version: i32,
        text: String,
    },
    Change {
        uri: Uri,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
    },
    Close {
        uri: Uri,
    },
    /// A document was written to the disk.
    Saved {
        uri: Uri,
    },
    /// What the build context of a document holds, as a worker found it.
    Surrounded {
        uri: Uri,
        context: Context,
    },
    /// What ShellCheck remarks on the scripts of a document.
    Remarked {
        uri: Uri,
        remarks: Arc<Remarks>,
    },
    /// A question about a document. It is put to a worker with the view at this place in the queue, or at once with nothing
    /// where the document is unknown or in no language of ours.
    Ask {
        uri: Uri,
        question: Question,
    },
    AskWorkspace(WorkspaceQuestion),
    AskSymbols(SymbolQuestion),
    /// The client works on other folders now.
    FoldersChanged {
        added: Vec<Uri>,
        removed: Vec<Uri>,
    },
    /// Some findings on a view are not told before its writer rests.
    HeldBack {
        uri: Uri,
        revision: u64,
    },
    /// A worker is through with a view; `None` where it was stopped or failed.
    Analysed {
        uri: Uri,
        revision: u64,
        diagnostics: Option<Written>,
    },
    /// The editor's settings, as they came.
    Configure(Value),
    /// The editor's settings changed, without saying how.
    ConfigurationChanged,
    /// Files that settings or surroundings are read from changed on the disk.
    FilesChanged,
}

pub type Question = Box<dyn FnOnce(Option<Arc<View>>) + Send>;

/// Takes the answer to a question.
pub type Reply<T> = Box<dyn FnOnce(T) + Send>;

/// A question about every file of the workspace that is not open.
pub struct WorkspaceQuestion {
    pub question: workspace::Question,
    pub reply: Reply<Vec<WorkspaceDocumentDiagnosticReport>>,
    /// Raised when the client takes the question back.
    pub cancelled: Arc<AtomicBool>,
}

/// A question for the names in the workspace that fit what was typed.
pub struct SymbolQuestion {
    pub query: String,
    pub reply: Reply<Vec<SymbolInformation>>,
    /// Raised when the client takes the question back.
    pub cancelled: Arc<AtomicBool>,
}
