//! The tree-sitter tree of a Dockerfile: parsed once, then kept up to date edit by edit.

use crate::text::Span;
use std::fmt;
use std::sync::Mutex;
use tree_sitter::{InputEdit, Parser, Point};

/// A parse of one version of a text.
#[derive(Clone)]
pub struct Tree(tree_sitter::Tree);

/// What stands at the top level of a Dockerfile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    Comment(Span),
    Instruction(Span),
}

impl Tree {
    /// Parses `source`. With the tree of an older version, to which every edit since has been told by
    /// [`Tree::edit`], only what changed is parsed anew; the result is the same.
    pub fn parse(source: &str, old: Option<&Tree>) -> Tree {
        static PARSERS: Mutex<Vec<Parser>> = Mutex::new(Vec::new());
        let pooled = PARSERS.lock().map(|mut parsers| parsers.pop()).unwrap_or_default();
        let mut parser = pooled.unwrap_or_else(|| {
            let mut parser = Parser::new();
            parser.set_language(&tree_sitter_dockerfile::LANGUAGE.into()).expect("the grammar fits the library");
            parser
        });
        let tree = parser.parse(source, old.map(|tree| &tree.0)).expect("a parse without a deadline ends in a tree");
        if let Ok(mut parsers) = PARSERS.lock() {
            parsers.push(parser);
        }
        Tree(tree)
    }

    /// Tells the tree that `old` bytes at `start` have become `new` bytes, before the next [`Tree::parse`].
    pub fn edit(&mut self, start: usize, old: usize, new: usize) {
        // The grammar's scanner looks at bytes only, so points are left at zero.
        self.0.edit(&InputEdit {
            start_byte: start,
            old_end_byte: start + old,
            new_end_byte: start + new,
            start_position: Point::default(),
            old_end_position: Point::default(),
            new_end_position: Point::default(),
        });
    }

    /// Whether any node is an error or was made up: never, for the grammar is total.
    pub fn has_error(&self) -> bool {
        self.0.root_node().has_error()
    }

    /// The tree as an S-expression, for comparison.
    pub fn sexp(&self) -> String {
        self.0.root_node().to_sexp()
    }

    pub(super) fn items(&self) -> Vec<Item> {
        let root = self.0.root_node();
        let mut cursor = root.walk();
        root.named_children(&mut cursor)
            .filter_map(|node| {
                let span = Span::from(node.byte_range());
                match node.kind() {
                    "parser_directive" => None,
                    "comment" => Some(Item::Comment(span)),
                    _ => Some(Item::Instruction(span)),
                }
            })
            .collect()
    }
}

impl fmt::Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sexp())
    }
}
