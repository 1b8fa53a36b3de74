//! The nodes of one version of a text, in one arena, reached by number.
//!
//! They stand in the order in which they are met, so the nodes of an entry are neighbours: `splice` lives on that.
//! Two parses of one text, however they came about, have equal arenas.

use super::node::{Node, NodeId};
use super::problem::Problem;
use crate::text::Span;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Arena {
    pub nodes: Vec<Node>,
    /// The root of each document; a document of nothing has a null.
    pub documents: Vec<NodeId>,
    /// Comments, from `#` to the end of the line.
    pub comments: Vec<Span>,
    /// Those that show while the nodes are made: of anchors and directives.
    pub problems: Vec<Problem>,
    /// Whether the tree has errors that libyaml does not know of.
    pub damaged: bool,
    /// Whether something lay too deep to be kept.
    pub too_deep: bool,
}

impl Arena {
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }
}
