//! What was parsed of one version of a text, and how the next version comes of it.
//!
//! Three ways lead from a version to the next. Where nothing changed, nothing is done. Where the change stays inside an
//! entry, `splice` reads that entry alone. Else tree-sitter parses anew what it cannot keep of the last tree that it made.

use super::arena::Arena;
use super::build::{self, Start};
use super::fault::{self, Fault};
use super::measure::{self, Limit};
use super::sitter::{Made, parse, reparse};
use super::{glued, splice, unlike};
use crate::text::Span;
use std::sync::Arc;

/// A parse of one version of a text.
#[derive(Debug, Clone)]
pub struct Tree {
    /// The text that was parsed: the source, or the source, or what tree-sitter can read of it.
    text: Arc<str>,
    faults: Vec<Fault>,
    /// The comments that were blanked.
    glued: Vec<Span>,
    /// Whether something was rewritten that tree-sitter does not read.
    is_rewritten: bool,
    limit: Option<Limit>,
    arena: Arc<Arena>,
    made: Option<Made>,
}

/// How often a tree is made anew for the sake of glued comments: each time it gets past one more of them.
const MAX_GLUED: usize = 20;

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
            None => Tree::read(source, old),
        }
    }

    fn read(source: &str, old: Option<&Tree>) -> Tree {
        let sound =
            old.filter(|old| old.faults.is_empty() && old.glued.is_empty() && !old.is_rewritten && old.limit.is_none());
        if let Some((old, arena)) = sound.and_then(|old| Some((old, splice::after(&old.arena, &old.text, source)?))) {
            return Tree { text: source.into(), arena: Arc::new(arena), ..old.clone() };
        }
        let (text, faults) = fault::hide(source);
        let made = old.and_then(|old| old.made.as_ref());
        let mut text: Arc<str> = text.into();
        let mut syntax = made.and_then(|made| reparse(made, &text)).or_else(|| parse(&text, None));
        let is_broken =
            |syntax: &Option<tree_sitter::Tree>| syntax.as_ref().is_some_and(|it| it.root_node().has_error());
        let rewritten = is_broken(&syntax).then(|| unlike::rewritten(&text)).flatten();
        let is_rewritten = rewritten.is_some();
        if let Some(rewritten) = rewritten {
            text = rewritten.into();
            syntax = parse(&text, None);
        }
        let mut glued: Vec<Span> = Vec::new();
        for _ in 0..MAX_GLUED {
            let found = syntax.as_ref().map(|syntax| glued::comments(&text, syntax)).unwrap_or_default();
            if found.is_empty() {
                break;
            }
            text = glued::without(&text, &found).into();
            syntax = parse(&text, None);
            glued.extend(found);
        }
        let mut arena =
            syntax.as_ref().map(|syntax| build::build(source, syntax, Start::default())).unwrap_or_default();
        if !glued.is_empty() {
            arena.comments.extend(&glued);
            arena.comments.sort_unstable();
        }
        let made = syntax.map(|syntax| Made { text: text.clone(), syntax });
        Tree { text, faults, glued, is_rewritten, limit: None, arena: Arc::new(arena), made }
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

    pub(super) fn arena(&self) -> &Arc<Arena> {
        &self.arena
    }

    pub(super) fn faults(&self) -> &[Fault] {
        &self.faults
    }

    pub(super) fn limit(&self) -> Option<Limit> {
        self.limit
    }

    fn unread(source: &str, limit: Limit, faults: Vec<Fault>) -> Tree {
        Tree {
            text: source.into(),
            faults,
            glued: Vec::new(),
            is_rewritten: false,
            limit: Some(limit),
            arena: Arc::default(),
            made: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Edit, apply_edits};

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
            assert_eq!(tree.arena, fresh.arena, "{source:?}");
            assert_eq!(tree.faults(), fresh.faults(), "{source:?}");
            if step % 10 == 9 {
                source = FILE.to_owned();
                tree = Tree::parse(&source, Some(&tree));
            }
        }
    }

    #[test]
    fn a_comment_may_stick_to_a_quote_or_a_bracket() {
        let source = "a: \"x\"#one\nb: ['y'#two\n , z]#\nc: {d: e}# three: 3\nf: g\"#no\n";
        let tree = Tree::parse(source, None);
        assert!(!tree.arena.damaged && tree.faults().is_empty());
        let comments: Vec<_> = tree.arena.comments.iter().map(|comment| comment.of(source)).collect();
        assert_eq!(comments, ["#one", "#two", "#", "# three: 3"]);
        let edited = source.replace("f: g", "f: gh");
        assert_eq!(Tree::parse(&edited, Some(&tree)).arena, Tree::parse(&edited, None).arena);
        assert_eq!(Tree::parse("a: \"x\"# open\nb: [c\n", None).faults().len(), 1);
    }
}
