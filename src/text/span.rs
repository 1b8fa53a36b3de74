//! A stretch of a file, and a change to one. Offsets are bytes, always; other units exist only at the edge (see `position`).

use std::ops::Range;

/// A half-open stretch of bytes, `start..end`, of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    pub const fn new(start: usize, end: usize) -> Self {
        Span { start, end }
    }

    /// The empty span at one offset: a place to insert.
    pub const fn at(offset: usize) -> Self {
        Span::new(offset, offset)
    }

    pub const fn len(self) -> usize {
        self.end - self.start
    }

    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    pub const fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether the offset lies inside or at either end: the reading a cursor wants.
    pub const fn touches(self, offset: usize) -> bool {
        self.start <= offset && offset <= self.end
    }

    pub const fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte, or one is an insertion point strictly inside or at the start of the other.
    pub const fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that holds both.
    pub fn to(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }

    pub const fn shift(self, by: usize) -> Span {
        Span::new(self.start + by, self.end + by)
    }

    /// The text under the span. Out-of-range or mid-character ends give an empty string rather than a panic.
    pub fn of(self, source: &str) -> &str {
        source.get(self.range()).unwrap_or("")
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Span::new(range.start, range.end)
    }
}

/// A change to a file: the bytes under `span` give way to `text`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

/// Puts `text` in place of what stands under `span`.
pub fn replace(span: Span, text: impl Into<String>) -> Edit {
    Edit { span, text: text.into() }
}

/// Puts `text` at `offset`, moving what follows.
pub fn insert(offset: usize, text: impl Into<String>) -> Edit {
    replace(Span::at(offset), text)
}

/// Removes what stands under `span`.
pub fn delete(span: Span) -> Edit {
    replace(span, "")
}

/// The text after all `edits`, which must not overlap. Edits at one offset apply in the order given.
pub fn apply_edits(source: &str, edits: &[Edit]) -> String {
    let mut ordered: Vec<&Edit> = edits.iter().collect();
    ordered.sort_by_key(|edit| edit.span);
    let mut result = String::with_capacity(source.len() + edits.iter().map(|edit| edit.text.len()).sum::<usize>());
    let mut done = 0;
    for edit in ordered {
        result.push_str(Span::new(done, edit.span.start.max(done)).of(source));
        result.push_str(&edit.text);
        done = edit.span.end.max(done);
    }
    result.push_str(Span::new(done, source.len()).of(source));
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_apply_at_once_whatever_their_order() {
        let edits = [insert(3, "!"), replace(Span::new(0, 1), "A"), delete(Span::new(4, 6))];
        assert_eq!(apply_edits("abc def", &edits), "Abc! f");
    }

    #[test]
    fn insertions_at_one_place_keep_their_order() {
        assert_eq!(apply_edits("x", &[insert(0, "a"), insert(0, "b")]), "abx");
    }
}
