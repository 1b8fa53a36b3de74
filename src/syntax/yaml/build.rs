//! From the tree to the nodes, in one walk without recursion.
//!
//! The grammar wraps each value in a `block_node` or `flow_node` with its tag and anchor; a frame stands for each open
//! wrapper, collection, pair and item, and hands the finished node to the frame below. Error nodes are transparent: what
//! is inside them goes to the nearest frame that can use it.

use super::arena::Arena;
use super::node::{Entry, Kind, MAX_DEPTH, Node, NodeId, Scalar};
use super::problem::{Problem, ProblemKind};
use super::scalar::{self, Style};
use crate::text::Span;
use std::collections::HashMap;
use std::sync::OnceLock;
use tree_sitter::TreeCursor;

/// What the kinds of the grammar's nodes mean here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Document,
    Wrapper,
    Anchor,
    Tag,
    Alias,
    Scalar(Style),
    Mapping { flow: bool },
    Sequence { flow: bool },
    Pair,
    Item,
    Colon,
    Comment,
    Directive,
    Error,
    Other,
}

/// A construct whose end has not been reached.
enum Frame {
    Document { root: Option<NodeId>, loose: Vec<Entry>, start: usize },
    Wrapper { id: NodeId, tag: Option<Span>, anchor: Option<Span>, content: Option<Node>, at: usize },
    Mapping { entries: Vec<Entry>, flow: bool, column: usize },
    Sequence { items: Vec<NodeId>, flow: bool, column: usize },
    Pair { key: Option<NodeId>, value: Option<NodeId>, colon: Option<usize>, start: usize },
    Item { value: Option<NodeId>, dash: usize },
}

/// Where the nodes of a tree will stand, and what was said before them.
#[derive(Debug, Default)]
pub(super) struct Start {
    /// The byte of the source at which the parsed text begins.
    pub byte: usize,
    /// The number of the first node.
    pub node: usize,
    /// The anchors above.
    pub anchors: HashMap<Box<str>, NodeId>,
}

struct Builder<'a> {
    source: &'a str,
    byte: usize,
    node: usize,
    arena: Arena,
    frames: Vec<Frame>,
    anchors: HashMap<Box<str>, NodeId>,
}

/// Makes the nodes of a tree, all of the source or a stretch of it. The problems are those that show only here: anchors.
pub(super) fn build(source: &str, syntax: &tree_sitter::Tree, start: Start) -> Arena {
    let Start { byte, node, anchors } = start;
    let arena = Arena { damaged: syntax.root_node().has_error(), ..Arena::default() };
    let mut builder = Builder { source, byte, node, arena, frames: Vec::new(), anchors };
    builder.walk(&mut syntax.walk());
    // It lives as long as its version, and room for as many nodes again is a megabyte on a large file.
    builder.arena.nodes.shrink_to_fit();
    builder.arena
}

impl Builder<'_> {
    fn walk(&mut self, cursor: &mut TreeCursor<'_>) {
        loop {
            let node = cursor.node();
            let part = part_of(node.kind_id());
            let span = self.span(&node);
            let descend = self.enter(part, span, node.start_position().column);
            if descend && cursor.goto_first_child() {
                continue;
            }
            if descend {
                self.leave(part, span);
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return;
                }
                let node = cursor.node();
                self.leave(part_of(node.kind_id()), self.span(&node));
            }
        }
    }

    fn span(&self, node: &tree_sitter::Node<'_>) -> Span {
        Span::new(self.byte + node.start_byte(), self.byte + node.end_byte())
    }

    fn made(&self, id: NodeId) -> &Node {
        &self.arena.nodes[id.0 as usize - self.node]
    }

    /// Whether to go on inside.
    fn enter(&mut self, part: Part, span: Span, column: usize) -> bool {
        match part {
            Part::Document => {
                // A stretch of a document knows the anchors above it; the next document knows none.
                if !self.arena.documents.is_empty() {
                    self.anchors.clear();
                }
                self.frames.push(Frame::Document { root: None, loose: Vec::new(), start: span.start });
            }
            Part::Wrapper => {
                let id = self.add(Node { kind: Kind::Empty, span: Span::at(span.start), tag: None, anchor: None });
                self.frames.push(Frame::Wrapper { id, tag: None, anchor: None, content: None, at: span.start });
            }
            Part::Mapping { flow } => {
                self.frames.push(Frame::Mapping { entries: Vec::new(), flow, column });
                return self.is_shallow();
            }
            Part::Sequence { flow } => {
                self.frames.push(Frame::Sequence { items: Vec::new(), flow, column });
                return self.is_shallow();
            }
            Part::Pair => self.frames.push(Frame::Pair { key: None, value: None, colon: None, start: span.start }),
            Part::Item => self.frames.push(Frame::Item { value: None, dash: span.start + 1 }),
            Part::Colon => {
                if let Some(Frame::Pair { colon, .. }) = self.frames.last_mut() {
                    colon.get_or_insert(span.end);
                }
            }
            Part::Anchor => self.anchor(span),
            Part::Tag => {
                if let Some(Frame::Wrapper { tag, .. }) = self.frames.last_mut() {
                    *tag = Some(span);
                }
            }
            Part::Alias => self.alias(span),
            Part::Scalar(style) => self.scalar(style, span),
            Part::Comment => self.arena.comments.push(span),
            Part::Directive => self.directive(span),
            Part::Error | Part::Other => return true,
        }
        matches!(part, Part::Document | Part::Wrapper | Part::Pair | Part::Item)
    }

    /// Takes back the frame of a collection that lies too deep.
    fn is_shallow(&mut self) -> bool {
        let shallow = self.frames.len() <= 4 * MAX_DEPTH;
        if !shallow {
            self.arena.too_deep = true;
            self.frames.pop();
        }
        shallow
    }

    fn leave(&mut self, part: Part, span: Span) {
        if !matches!(
            part,
            Part::Document | Part::Wrapper | Part::Mapping { .. } | Part::Sequence { .. } | Part::Pair | Part::Item
        ) {
            return;
        }
        match self.frames.pop() {
            Some(Frame::Document { root, loose, start }) => {
                let root = match root {
                    Some(root) => root,
                    None if loose.is_empty() => self.empty(start),
                    None => {
                        let span = loose.iter().map(|entry| entry.span).reduce(Span::to).unwrap_or_default();
                        self.add(Node {
                            kind: Kind::Mapping { entries: loose, flow: false },
                            span,
                            tag: None,
                            anchor: None,
                        })
                    }
                };
                self.arena.documents.push(root);
            }
            Some(Frame::Wrapper { id, tag, anchor, content, at }) => {
                let end = [tag, anchor].into_iter().flatten().map(|span| span.end).max().unwrap_or(at);
                let content =
                    content.unwrap_or(Node { kind: Kind::Empty, span: Span::at(end), tag: None, anchor: None });
                self.arena.nodes[id.0 as usize - self.node] = Node { tag, anchor, ..content };
                self.deliver(id);
            }
            Some(Frame::Mapping { entries, flow, .. }) => {
                let end = entries.last().map_or(span.end, |entry| if flow { span.end } else { entry.span.end });
                self.fill(Kind::Mapping { entries, flow }, Span::new(span.start, end.max(span.start)));
            }
            Some(Frame::Sequence { items, flow, .. }) => {
                let last = items.last().map(|item| self.made(*item).whole().end);
                let end = last.filter(|_| !flow).unwrap_or(span.end);
                self.fill(Kind::Sequence { items, flow }, Span::new(span.start, end.max(span.start)));
            }
            Some(Frame::Pair { key, value, colon, start }) => {
                let key = key.unwrap_or_else(|| self.empty(start));
                let key_end = self.made(key).whole().end;
                let value = value.unwrap_or_else(|| self.empty(colon.unwrap_or(key_end)));
                let end = self.made(value).whole().end.max(key_end);
                self.deliver_entry(Entry { key, value, span: Span::new(start, end) });
            }
            Some(Frame::Item { value, dash }) => {
                let value = value.unwrap_or_else(|| self.empty(dash));
                if let Some(Frame::Sequence { items, .. }) = self.frames.last_mut() {
                    items.push(value);
                }
            }
            None => {}
        }
    }

    fn add(&mut self, node: Node) -> NodeId {
        self.arena.nodes.push(node);
        NodeId((self.node + self.arena.nodes.len() - 1) as u32)
    }

    fn empty(&mut self, at: usize) -> NodeId {
        self.add(Node { kind: Kind::Empty, span: Span::at(at), tag: None, anchor: None })
    }

    /// Gives content to the wrapper that is open, or to a node of its own where errors left none.
    fn fill(&mut self, kind: Kind, span: Span) {
        let node = Node { kind, span, tag: None, anchor: None };
        match self.frames.last_mut() {
            Some(Frame::Wrapper { content, .. }) => {
                content.get_or_insert(node);
            }
            _ => {
                let id = self.add(node);
                self.deliver(id);
            }
        }
    }

    fn deliver(&mut self, id: NodeId) {
        let span = self.made(id).whole();
        match self.frames.last_mut() {
            Some(Frame::Document { root, .. }) => {
                root.get_or_insert(id);
            }
            Some(Frame::Pair { key, value, colon, .. }) => {
                if colon.is_some() {
                    value.get_or_insert(id);
                } else {
                    key.get_or_insert(id);
                }
            }
            Some(Frame::Item { value, .. }) => {
                value.get_or_insert(id);
            }
            Some(Frame::Sequence { items, .. }) => items.push(id),
            Some(Frame::Mapping { .. }) => {
                let value = self.empty(span.end);
                self.deliver_entry(Entry { key: id, value, span });
            }
            Some(Frame::Wrapper { .. }) | None => {}
        }
    }

    fn deliver_entry(&mut self, entry: Entry) {
        match self.frames.last_mut() {
            Some(Frame::Mapping { entries, .. }) => entries.push(entry),
            Some(Frame::Sequence { .. }) => {
                self.fill_item(entry);
            }
            _ => {
                let document = self.frames.iter_mut().rev().find_map(|frame| match frame {
                    Frame::Document { loose, .. } => Some(loose),
                    _ => None,
                });
                if let Some(loose) = document {
                    loose.push(entry);
                }
            }
        }
    }

    /// A pair in a flow sequence is a mapping of one entry.
    fn fill_item(&mut self, entry: Entry) {
        let kind = Kind::Mapping { entries: vec![entry], flow: true };
        let id = self.add(Node { kind, span: entry.span, tag: None, anchor: None });
        if let Some(Frame::Sequence { items, .. }) = self.frames.last_mut() {
            items.push(id);
        }
    }

    /// go-yaml ends a name at a colon, the grammar at a blank: what lies between is the value, unless it is the colon of a key.
    fn anchor(&mut self, span: Span) {
        let Some(Frame::Wrapper { id, anchor, .. }) = self.frames.last_mut() else {
            return;
        };
        let text = span.of(self.source).trim_end_matches(':');
        let end = span.start + text.find(':').unwrap_or(text.len());
        let name = Span::new(span.start, end);
        *anchor = Some(name);
        self.anchors.insert(name.of(self.source).trim_start_matches('&').into(), *id);
        if end < span.start + text.len() {
            self.scalar(Style::Plain, Span::new(end, span.end));
        } else if end < span.end {
            let kind = ProblemKind::OtherKey { what: "null" };
            self.arena.problems.push(Problem { span, kind });
        }
    }

    /// An alias of a construct that is still open would contain itself.
    fn alias(&mut self, span: Span) {
        let source = self.source;
        let name = span.of(source).trim_start_matches('*');
        let target = self.anchors.get(name).copied();
        let inside = target.is_some_and(|target| {
            self.frames.iter().any(|frame| matches!(frame, Frame::Wrapper { id, .. } if *id == target))
        });
        let kind = match (target, inside) {
            (None, _) => Some(ProblemKind::UnknownAlias { name: name.to_owned() }),
            (Some(_), true) => Some(ProblemKind::AliasInItself { name: name.to_owned() }),
            _ => None,
        };
        self.arena.problems.extend(kind.map(|kind| Problem { span, kind }));
        self.fill(Kind::Alias(target.filter(|_| !inside)), span);
    }

    fn scalar(&mut self, style: Style, span: Span) {
        let source = self.source;
        let style = if span.of(source).starts_with('>') && style == Style::Literal { Style::Folded } else { style };
        let indent = self.frames.iter().rev().find_map(|frame| match frame {
            Frame::Mapping { column, .. } | Frame::Sequence { column, .. } => Some(*column),
            _ => None,
        });
        let indent = indent.unwrap_or(0);
        let text = (!scalar::is_verbatim(source, style, span))
            .then(|| scalar::read(source, style, span, indent).text().into());
        self.fill(Kind::Scalar(Scalar { style, indent: indent as u32, text }), span);
    }

    fn directive(&mut self, span: Span) {
        let source = self.source;
        let text = span.of(source);
        if text.strip_prefix("%YAML").is_some_and(|version| version.trim() != "1.1") {
            self.arena.problems.push(Problem { span, kind: ProblemKind::YamlVersion });
        }
    }
}

/// The table of the grammar's kinds, made once.
fn part_of(kind: u16) -> Part {
    static PARTS: OnceLock<Vec<Part>> = OnceLock::new();
    let parts = PARTS.get_or_init(|| {
        let language: tree_sitter::Language = tree_sitter_yaml::LANGUAGE.into();
        let count = language.node_kind_count() as u16;
        (0..count).map(|kind| part_named(language.node_kind_for_id(kind).unwrap_or(""))).collect()
    });
    // Error nodes have a number of their own, far beyond the others.
    parts.get(usize::from(kind)).copied().unwrap_or(Part::Error)
}

fn part_named(name: &str) -> Part {
    match name {
        "document" => Part::Document,
        "block_node" | "flow_node" => Part::Wrapper,
        "anchor" => Part::Anchor,
        "tag" => Part::Tag,
        "alias" => Part::Alias,
        "plain_scalar" => Part::Scalar(Style::Plain),
        "single_quote_scalar" => Part::Scalar(Style::SingleQuoted),
        "double_quote_scalar" => Part::Scalar(Style::DoubleQuoted),
        "block_scalar" => Part::Scalar(Style::Literal),
        "block_mapping" => Part::Mapping { flow: false },
        "flow_mapping" => Part::Mapping { flow: true },
        "block_sequence" => Part::Sequence { flow: false },
        "flow_sequence" => Part::Sequence { flow: true },
        "block_mapping_pair" | "flow_pair" => Part::Pair,
        "block_sequence_item" => Part::Item,
        ":" => Part::Colon,
        "comment" => Part::Comment,
        "yaml_directive" | "tag_directive" | "reserved_directive" => Part::Directive,
        _ => Part::Other,
    }
}
