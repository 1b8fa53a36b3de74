//! The tree of one version of a text.

use super::Limit;
use super::fault::{self, Fault};
use super::measure;
use std::borrow::Cow;
use std::sync::Arc;
use tree_sitter::{InputEdit, Parser, Point};

/// A parse of one version of a text.
#[derive(Debug, Clone)]
pub struct Tree {
    /// The text that was parsed: the source, or the source with its faulty lines blanked.
    text: Arc<str>,
    syntax: Option<tree_sitter::Tree>,
    faults: Vec<Fault>,
    limit: Option<Limit>,
}

impl Tree {
    /// Parses `source`. With the tree of an older version only what changed is parsed anew; the result is the same.
    pub fn parse(source: &str, old: Option<&Tree>) -> Tree {
        if let Some(old) = old.filter(|old| old.faults.is_empty() && old.limit.is_none() && *old.text == *source) {
            return old.clone();
        }
        match measure::limit(source) {
            Some(Limit::Depth) => Tree::unread(source, Limit::Depth, Vec::new()),
            Some(Limit::Lines) => {
                let faults = fault::first(source).into_iter().collect();
                Tree::unread(source, Limit::Lines, faults)
            }
            None => {
                let (text, faults) = fault::hide(source);
                let syntax = old.and_then(|old| reparse(old, &text)).or_else(|| parse(&text, None));
                let text: Arc<str> = match text {
                    Cow::Borrowed(text) => text.into(),
                    Cow::Owned(text) => text.into(),
                };
                Tree { text, syntax, faults, limit: None }
            }
        }
    }

    /// Tells the tree that `old` bytes at `start` have become `new` bytes, before the next [`Tree::parse`].
    ///
    /// There is nothing to do: what was parsed may differ from what was typed by hidden lines, so the next parse
    /// compares the two texts itself, which costs a few microseconds and cannot be wrong.
    pub fn edit(&mut self, _start: usize, _old: usize, _new: usize) {}

    /// What was parsed: the source, but for hidden lines.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn syntax(&self) -> Option<&tree_sitter::Tree> {
        self.syntax.as_ref()
    }

    pub(super) fn faults(&self) -> &[Fault] {
        &self.faults
    }

    pub(super) fn limit(&self) -> Option<Limit> {
        self.limit
    }

    fn unread(source: &str, limit: Limit, faults: Vec<Fault>) -> Tree {
        Tree { text: source.into(), syntax: None, faults, limit: Some(limit) }
    }
}

fn parse(text: &str, old: Option<&tree_sitter::Tree>) -> Option<tree_sitter::Tree> {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_yaml::LANGUAGE.into()).ok()?;
    parser.parse(text, old)
}

/// Parses what changed. Trees with errors depend on the way that led to them, so only sound ones are reused.
fn reparse(old: &Tree, text: &str) -> Option<tree_sitter::Tree> {
    let syntax = old.syntax.as_ref().filter(|syntax| !syntax.root_node().has_error())?;
    let mut syntax = syntax.clone();
    if let Some(edit) = difference(&old.text, text) {
        syntax.edit(&edit);
    }
    parse(text, Some(&syntax)).filter(|syntax| !syntax.root_node().has_error())
}

/// The one edit that makes `new` of `old`.
fn difference(old: &str, new: &str) -> Option<InputEdit> {
    let start = common(old.bytes().zip(new.bytes()));
    let start = (0..=start).rev().find(|&at| old.is_char_boundary(at) && new.is_char_boundary(at)).unwrap_or(0);
    if start == old.len() && start == new.len() {
        return None;
    }
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let mut tail = common(old_rest.bytes().rev().zip(new_rest.bytes().rev()));
    while !old.is_char_boundary(old.len() - tail) || !new.is_char_boundary(new.len() - tail) {
        tail -= 1;
    }
    let (old_end, new_end) = (old.len() - tail, new.len() - tail);
    Some(InputEdit {
        start_byte: start,
        old_end_byte: old_end,
        new_end_byte: new_end,
        start_position: point(old, start),
        old_end_position: point(old, old_end),
        new_end_position: point(new, new_end),
    })
}

fn common(pairs: impl Iterator<Item = (u8, u8)>) -> usize {
    pairs.take_while(|(a, b)| a == b).count()
}

fn point(text: &str, at: usize) -> Point {
    let before = &text.as_bytes()[..at];
    let row = before.iter().filter(|byte| **byte == b'\n').count();
    let column = at - before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    Point { row, column }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Edit, Span, apply_edits};

    const FILE: &str = "\
x-base: &base {restart: always}
services:
  web:
    <<: *base
    image: \"nginx:1.27\"
    command: >
      folded
      text
    ports:
      - \"80:80\"
  db: # the database
    image: postgres
";

    /// The shape of a tree, and where each node of it stands.
    fn nodes(tree: &Tree) -> Vec<(u16, std::ops::Range<usize>)> {
        let Some(syntax) = tree.syntax() else {
            return Vec::new();
        };
        let mut cursor = syntax.walk();
        let mut found = Vec::new();
        loop {
            found.push((cursor.node().kind_id(), cursor.node().byte_range()));
            if cursor.goto_first_child() {
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return found;
                }
            }
        }
    }

    #[test]
    fn a_tree_after_edits_is_the_tree_of_the_text() {
        let pieces = [
            "x",
            " ",
            "\n",
            "  ",
            ": ",
            "\"",
            "- ",
            "[",
            "]",
            "é",
            "# c\n",
            "    ima\n",
            "",
            "\t",
            "|\n",
            "&a ",
            "*base",
        ];
        let mut source = FILE.to_owned();
        let mut tree = Tree::parse(&source, None);
        let mut state = 7usize;
        for step in 0..400 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = (state >> 33) % (source.len() + 1);
            let at = (0..=at).rev().find(|at| source.is_char_boundary(*at)).unwrap_or(0);
            let removed = if step % 3 == 0 { source[at..].chars().next().map_or(0, char::len_utf8) } else { 0 };
            let piece = pieces[(state >> 20) % pieces.len()];
            let edit = Edit { span: Span::new(at, at + removed), text: piece.to_owned() };
            source = apply_edits(&source, &[edit]);
            tree = Tree::parse(&source, Some(&tree));
            let fresh = Tree::parse(&source, None);
            assert_eq!(nodes(&tree), nodes(&fresh), "{source:?}");
            assert_eq!(tree.faults(), fresh.faults(), "{source:?}");
            if step % 10 == 9 {
                source = FILE.to_owned();
                tree = Tree::parse(&source, Some(&tree));
            }
        }
    }
}
