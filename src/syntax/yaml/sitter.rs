//! How tree-sitter is asked for a tree: of a whole text, or of what changed since the last one.

use crate::text::{Span, edit_between};
use std::sync::Arc;
use tree_sitter::{InputEdit, Parser, Point};

/// The last tree that tree-sitter made, of this text or of an older one.
#[derive(Debug, Clone)]
pub(super) struct Made {
    pub text: Arc<str>,
    pub syntax: tree_sitter::Tree,
}

pub(super) fn parse(text: &str, old: Option<&tree_sitter::Tree>) -> Option<tree_sitter::Tree> {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_yaml::LANGUAGE.into()).ok()?;
    parser.parse(text, old)
}

/// Parses what changed. Trees with errors depend on the way that led to them, so only sound ones are reused.
pub(super) fn reparse(old: &Made, text: &str) -> Option<tree_sitter::Tree> {
    if old.syntax.root_node().has_error() {
        return None;
    }
    let mut syntax = old.syntax.clone();
    if let Some(change) = Change::between(&old.text, text) {
        syntax.edit(&change.told_to_tree_sitter(&old.text, text));
    }
    parse(text, Some(&syntax)).filter(|syntax| !syntax.root_node().has_error())
}

/// The one stretch in which two texts differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Change {
    pub start: usize,
    pub old_end: usize,
    pub new_end: usize,
}

impl Change {
    /// `None` where they are the same.
    pub(super) fn between(old: &str, new: &str) -> Option<Change> {
        let edit = edit_between(old, new);
        let Span { start, end } = edit.span;
        let change = Change { start, old_end: end, new_end: start + edit.text.len() };
        (change.old_end > start || change.new_end > start).then_some(change)
    }

    fn told_to_tree_sitter(self, old: &str, new: &str) -> InputEdit {
        InputEdit {
            start_byte: self.start,
            old_end_byte: self.old_end,
            new_end_byte: self.new_end,
            start_position: point(old, self.start),
            old_end_position: point(old, self.old_end),
            new_end_position: point(new, self.new_end),
        }
    }
}

fn point(text: &str, at: usize) -> Point {
    let before = &text.as_bytes()[..at];
    let row = before.iter().filter(|byte| **byte == b'\n').count();
    let column = at - before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    Point { row, column }
}
