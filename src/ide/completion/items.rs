//! Building a menu of completions.

use super::{Completion, CompletionKind, Documentation, Insert};
use crate::text::{Edit, Span};

/// A menu under construction.
pub(super) struct Menu {
    /// What the entries that are added next replace.
    word: Span,
    pub items: Vec<Completion>,
    /// There is more than could be listed.
    pub is_partial: bool,
}

impl Menu {
    pub fn new(word: Span) -> Self {
        Menu { word, items: Vec::new(), is_partial: false }
    }

    /// What the entries replace.
    pub fn word(&self) -> Span {
        self.word
    }

    /// Has the entries that follow replace another stretch.
    pub fn aim(&mut self, word: Span) {
        self.word = word;
    }

    /// Adds an entry that inserts its label.
    pub fn plain(&mut self, kind: CompletionKind, label: &str, sort: u16) -> Item<'_> {
        self.add(kind, label, Insert::Plain(label.to_owned()), sort)
    }

    /// Adds an entry that inserts a snippet: a whole construct, unless its kind is then said to be another.
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
            also: Vec::new(),
            sort,
            filter: None,
            is_deprecated: false,
            commit: "",
        });
        Item(&mut self.items[index])
    }
}

/// The entry added last, to say more about it.
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

    /// What only this file knows about it; the tables are pointed to by [`Self::topic`].
    pub fn document(self, markdown: &str) -> Self {
        self.0.documentation = (!markdown.is_empty()).then(|| Documentation::Text(markdown.to_owned()));
        self
    }

    /// Where in the tables its page is: the language, then what its own tables understand.
    pub fn topic(self, topic: &str) -> Self {
        self.0.documentation = Some(Documentation::Topic(topic.to_owned()));
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

    pub fn deprecated(self, is_deprecated: bool) -> Self {
        self.0.is_deprecated = is_deprecated;
        self
    }

    pub fn commit(self, characters: &'static str) -> Self {
        self.0.commit = characters;
        self
    }

    pub fn also(self, edits: Vec<Edit>) -> Self {
        self.0.also = edits;
        self
    }
}

/// A text as a snippet that inserts just it.
pub(super) fn as_snippet(text: &str) -> String {
    text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}")
}
