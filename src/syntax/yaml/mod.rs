//! The YAML tree of a Compose file, and its scalars as Compose reads them.

/// A parse of one version of a text.
#[derive(Debug, Clone)]
pub struct Tree;

impl Tree {
    /// Parses `source`; with the tree of an older version, told of every edit since, only what changed.
    pub fn parse(_source: &str, _old: Option<&Tree>) -> Tree {
        Tree
    }

    /// Tells the tree that `old` bytes at `start` have become `new` bytes.
    pub fn edit(&mut self, _start: usize, _old: usize, _new: usize) {}
}
