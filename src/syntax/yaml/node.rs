//! The nodes of a text: what each is, and where it stands.
//!
//! They name each other by number; whose numbers these are, the arena knows.

use super::scalar::{self, Style};
use crate::text::Span;

/// Nothing lies deeper than this.
pub(super) const MAX_DEPTH: usize = 250;

/// The number of a node in its view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(super) u32);

/// A value, or a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub kind: Kind,
    /// What is written, without tag and anchor; for the null of nothing, the place where it would stand.
    pub span: Span,
    pub tag: Option<Span>,
    /// With its `&`.
    pub anchor: Option<Span>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Nothing is written. (`null` and `~` are scalars that resolve to null.)
    Empty,
    Scalar(Scalar),
    Sequence {
        items: Vec<NodeId>,
        flow: bool,
    },
    Mapping {
        entries: Vec<Entry>,
        flow: bool,
    },
    /// The node that the alias stands for; `None` where there is no such anchor.
    Alias(Option<NodeId>),
}

/// A key and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub key: NodeId,
    pub value: NodeId,
    /// From the key to the end of the value.
    pub span: Span,
}

/// A text, as written and as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    pub style: Style,
    /// The column of the collection that holds it.
    pub(super) indent: u32,
    /// What it says, where that is not what stands between its quotes.
    pub(super) text: Option<Box<str>>,
}

impl Scalar {
    /// The stretch between the quotes, where there are some.
    pub(super) fn content(&self, source: &str, span: Span) -> Span {
        match self.style {
            Style::SingleQuoted => scalar::inner(source, span, '\''),
            Style::DoubleQuoted => scalar::inner(source, span, '"'),
            _ => span,
        }
    }
}

impl Node {
    /// With its tag and anchor.
    pub fn whole(&self) -> Span {
        [self.tag, self.anchor].into_iter().flatten().fold(self.span, Span::to)
    }
}
