//! Building a menu of completions that all replace the same stretch of text.

use crate::ide::{Completion, CompletionKind, Insert};
use crate::text::Span;

/// A menu under construction.
pub(super) struct Menu {
    word: Span,
    pub items: Vec<Completion>,
}

impl Menu {
    pub fn new(word: Span) -> Self {
        Menu { word, items: Vec::new() }
    }

    /// Adds an item that inserts its label.
    pub fn plain(&mut self, kind: CompletionKind, label: &str, sort: u16) -> Item<'_> {
        self.add(kind, label, Insert::Plain(label.to_owned()), sort)
    }

    /// Adds an item that inserts a snippet.
    pub fn snippet(&mut self, label: &str, body: &str, sort: u16) -> Item<'_> {
        self.add(CompletionKind::Snippet, label, Insert::Snippet(body.to_owned()), sort)
    }

    fn add(&mut self, kind: CompletionKind, label: &str, insert: Insert, sort: u16) -> Item<'_> {
        let index = self.items.len();
        self.items.push(Completion {
            label: label.to_owned(),
            kind,
            detail: None,
            documentation: None,
            insert,
            replace: self.word,
            sort,
            filter: None,
        });
        Item(&mut self.items[index])
    }
}

/// The item added last, to say more about it.
pub(super) struct Item<'a>(&'a mut Completion);

impl Item<'_> {
    pub fn kind(self, kind: CompletionKind) -> Self {
        self.0.kind = kind;
        self
    }

    pub fn detail(self, detail: &str) -> Self {
        self.0.detail = (!detail.is_empty()).then(|| detail.to_owned());
        self
    }

    pub fn document(self, markdown: &str) -> Self {
        self.0.documentation = (!markdown.is_empty()).then(|| markdown.to_owned());
        self
    }

    pub fn filter(self, text: &str) -> Self {
        self.0.filter = Some(text.to_owned());
        self
    }

    pub fn insert(self, text: &str) -> Self {
        self.0.insert = Insert::Plain(text.to_owned());
        self
    }
}

/// A text as a snippet that inserts just it.
pub(super) fn as_snippet(text: &str) -> String {
    text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}")
}
