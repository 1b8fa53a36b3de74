//! The typed view: the nodes of one version of a text, and what they say.
//!
//! Aliases point at nodes; since an alias within its own anchor is refused, the nodes form no cycle. They are shared, not
//! copied, so a small file can stand for a gigantic one: whoever walks a view through its aliases keeps a budget.
//! No node lies deeper than [`View::MAX_DEPTH`], so whoever walks one may recurse.

use super::arena::Arena;
use super::measure::Limit;
use super::node::{self, Kind, Node, NodeId};
use super::problem::Problem;
use super::resolve::{self, Resolved};
use super::scalar::{self, Style};
use crate::syntax::Joined;
use crate::text::Span;
use std::sync::Arc;

/// What stands in a YAML file.
#[derive(Debug)]
pub struct View {
    pub(super) source: Arc<str>,
    pub(super) arena: Arc<Arena>,
    pub(super) problems: Vec<Problem>,
    /// The lines that the tree was made without, for they are not YAML.
    pub(super) hidden: Vec<Span>,
    pub(super) limit: Option<Limit>,
}

impl View {
    /// Nothing lies deeper than this.
    pub const MAX_DEPTH: usize = node::MAX_DEPTH;

    pub fn source(&self) -> &str {
        &self.source
    }

    pub fn node(&self, id: NodeId) -> &Node {
        &self.arena.nodes[id.0 as usize]
    }

    /// Every node with its number, parents after their children.
    pub fn nodes(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        self.arena.nodes.iter().enumerate().map(|(at, node)| (NodeId(at as u32), node))
    }

    /// The node itself, or the one that it is an alias of; `None` for an alias of nothing.
    pub fn target(&self, id: NodeId) -> Option<NodeId> {
        match self.node(id).kind {
            Kind::Alias(target) => target,
            _ => Some(id),
        }
    }

    /// Comments, from `#` to the end of the line.
    pub fn comments(&self) -> &[Span] {
        &self.arena.comments
    }

    /// Everything for which Compose refuses the file before it looks at what the keys mean.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The lines that are not YAML; nothing in them is part of the view, but for keys that lack their colon and a last letter.
    pub fn hidden_lines(&self) -> &[Span] {
        &self.hidden
    }

    /// Why the file was not read to its end.
    pub fn limit(&self) -> Option<Limit> {
        self.limit
    }

    /// Whether parts of the file may be missing from the view, or not stand where they seem to.
    pub fn is_partial(&self) -> bool {
        self.arena.damaged || self.limit.is_some() || !self.hidden.is_empty()
    }

    /// Whether the tree has errors where libyaml has none: then nothing in the view is certain.
    pub fn is_damaged(&self) -> bool {
        self.arena.damaged
    }

    /// What a scalar says; `None` where the node is no scalar.
    pub fn text(&self, id: NodeId) -> Option<&str> {
        let node = self.node(id);
        let Kind::Scalar(scalar) = &node.kind else {
            return None;
        };
        Some(match &scalar.text {
            Some(text) => text,
            None => scalar.content(&self.source, node.span).of(&self.source),
        })
    }

    /// What a scalar says, each byte with its place.
    pub fn joined(&self, id: NodeId) -> Option<Joined> {
        let node = self.node(id);
        let Kind::Scalar(scalar) = &node.kind else {
            return None;
        };
        Some(scalar::read(&self.source, scalar.style, node.span, scalar.indent as usize))
    }

    /// What a scalar means to go-yaml. Collections, and aliases of nothing, are `None`; so is a scalar whose tag
    /// contradicts its text.
    pub fn resolved(&self, id: NodeId) -> Option<Resolved> {
        let node = self.node(id);
        let scalar = match &node.kind {
            Kind::Empty => None,
            Kind::Scalar(scalar) => Some(scalar),
            Kind::Alias(target) => return target.and_then(|target| self.resolved(target)),
            _ => return None,
        };
        let text = self.text(id).unwrap_or("");
        let quoted = scalar.is_some_and(|scalar| scalar.style != Style::Plain);
        match node.tag.map(|tag| tag.of(&self.source)) {
            Some("!") => Some(Resolved::Text),
            Some(tag) => resolve::tagged(&tag.replace("!<tag:yaml.org,2002:", "!!").replace('>', ""), text, quoted),
            None if quoted => Some(Resolved::Text),
            None => Some(resolve::plain(text)),
        }
    }
}
