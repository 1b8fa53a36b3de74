//! The entries of an outline, in the order in which they stand.

use crate::text::Span;

/// A key, or an entry of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The position of the entry that it stands under in the list; `None` at the root.
    pub parent: Option<usize>,
    /// Of a key, without quotes; `None` for an entry of a list. Empty for one whose line is damaged beyond reading.
    pub key: Option<Span>,
    /// The scalar after it on its line, without quotes, comment, anchor and tag; empty where there is none.
    pub value: Span,
    /// The name of the anchor before the value.
    pub anchor: Option<Span>,
    /// Where a key, or the dash of a list entry, stands in its line; `usize::MAX` within braces or brackets.
    pub column: usize,
}

/// Adds an entry behind the others; its position.
pub(super) fn add(
    entries: &mut Vec<Entry>,
    parent: Option<usize>,
    key: Option<Span>,
    value: Span,
    column: usize,
) -> usize {
    entries.push(Entry { parent, key, value, anchor: None, column });
    entries.len() - 1
}
