//! What an editor asks of a file, one room a question, free of any protocol.
//!
//! Every answer is a pure function of a [`Snapshot`](crate::model::Snapshot) and, where a cursor matters, a byte offset;
//! it is given in spans of that snapshot. How lines and columns are counted and how a menu is drawn is the editor's
//! business and `lsp`'s. A text that does not parse is the normal state while typing: each function answers with what it
//! can tell.

pub mod actions;
mod completion;
mod folding;
mod hints;
mod hover;
mod links;
pub mod names;
pub mod navigation;
mod selection;
pub mod signature;
mod suppress;
mod symbols;
mod tokens;

pub use actions::{Action, ActionKind};
pub use completion::completion;
pub use folding::{Fold, FoldKind, folds};
pub use hints::{Hint, hints};
pub use hover::hover;
pub use links::{Link, Target, links};
pub use selection::selections;
pub use symbols::{Symbol, SymbolKind, symbols};
pub use tokens::{Token, TokenKind, tokens};

use crate::text::Span;

/// What is worth knowing about the place under the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// What the text is about: the word, flag or key that an editor underlines.
    pub span: Span,
    /// In Markdown.
    pub markdown: String,
}

/// One way to go on from the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What the menu shows.
    pub label: String,
    pub kind: CompletionKind,
    /// A few words beside the label, such as `default: 30s`.
    pub detail: Option<String>,
    /// In Markdown.
    pub documentation: Option<String>,
    pub insert: Insert,
    /// What the inserted text replaces; it holds the cursor and lies within one line.
    pub replace: Span,
    /// Smaller comes first; equals are ordered by label.
    pub sort: u16,
    /// What the typed text is matched against, where that is not the label.
    pub filter: Option<String>,
}

/// What a completion stands for; an editor draws an icon for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CompletionKind {
    /// A Dockerfile instruction, or a whole construct as a snippet.
    Keyword,
    /// A key of a Compose mapping, or of a comma list such as that of `--mount`.
    Property,
    /// A flag of an instruction.
    Flag,
    /// A fixed value of a key or flag.
    Value,
    /// A build stage, a service, a network, a volume and the like: something that the file names.
    Reference,
    Variable,
    Image,
    File,
    Folder,
    /// A rule's name in a comment.
    Rule,
    Snippet,
}

/// The text that a completion inserts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Insert {
    Plain(String),
    /// With tab stops in the protocol's snippet syntax: `EXPOSE ${1:8080}$0`.
    Snippet(String),
}
