//! What an editor asks of a file, one room a question, free of any protocol.
//!
//! Every answer is a pure function of a [`Snapshot`](crate::model::Snapshot) and, where a cursor matters, a byte offset;
//! it is given in spans of that snapshot. How lines and columns are counted and how a menu is drawn is the editor's
//! business and `lsp`'s. A text that does not parse is the normal state while typing: each function answers with what it
//! can tell.

pub mod actions;
mod assignments;
mod completion;
mod folding;
mod hints;
mod hover;
mod landmarks;
mod lenses;
pub(crate) mod links;
pub mod names;
pub mod navigation;
pub mod refactor;
mod selection;
pub mod signature;
mod suppress;
mod symbols;
mod tokens;
pub mod typing;

pub use actions::{Action, ActionKind, Errand, FileChange};
pub use completion::{
    Completion, CompletionKind, Completions, Documentation, Insert, completion, documentation, is_in_remark,
};
pub use folding::{Fold, FoldKind, folds};
pub use hints::{Hint, HintKind, hints};
pub use hover::hover;
pub use landmarks::{Landmark, landmarks, rank};
pub use lenses::{Lens, LensKind, lenses};
pub use links::{Link, Target, links};
pub use selection::selections;
pub use symbols::{Symbol, SymbolKind, symbols};
pub use tokens::{Note, Token, TokenKind, tokens, tokens_in};

use crate::text::Span;

/// What is worth knowing about the place under the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// What the text is about: the word, flag or key that an editor underlines.
    pub span: Span,
    /// In Markdown.
    pub markdown: String,
}
