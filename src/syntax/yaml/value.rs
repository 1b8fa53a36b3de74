//! Values as Compose sees them: aliases followed, merge keys merged.

use super::node::{Entry, Kind, NodeId};
use super::resolve::Resolved;
use super::view::View;
use crate::syntax::Joined;
use crate::text::Span;

/// A node of a view. Asking what it *is* follows an alias; asking where it *stands* does not.
#[derive(Clone, Copy)]
pub struct Value<'a> {
    view: &'a View,
    id: NodeId,
}

/// A key of a mapping and its value.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    pub key: Value<'a>,
    pub value: Value<'a>,
    /// Whether a merge key brought it from another mapping.
    pub merged: bool,
    /// From the key to the end of the value.
    pub span: Span,
}

/// More entries than a mapping is read for, its merges included.
const MAX_ENTRIES: usize = 100_000;

impl View {
    /// The root of each document, in order.
    pub fn documents(&self) -> impl Iterator<Item = Value<'_>> {
        self.arena.documents.iter().map(|root| self.value(*root))
    }

    /// A node, seen through aliases and merge keys.
    pub fn value(&self, id: NodeId) -> Value<'_> {
        Value { view: self, id }
    }

    pub(super) fn pair(&self, entry: &Entry) -> Pair<'_> {
        Pair { key: self.value(entry.key), value: self.value(entry.value), merged: false, span: entry.span }
    }
}

impl<'a> Value<'a> {
    /// The node that stands in the file: the alias, where it is one.
    pub fn id(self) -> NodeId {
        self.id
    }

    /// The node that the value is, after its alias; `None` for an alias of nothing.
    pub fn target(self) -> Option<NodeId> {
        self.view.target(self.id)
    }

    /// Where the value is written, without tag and anchor; of an alias, where the alias is.
    pub fn span(self) -> Span {
        self.view.node(self.id).span
    }

    /// The same with tag and anchor.
    pub fn whole(self) -> Span {
        self.view.node(self.id).whole()
    }

    /// What the value is, after its alias.
    pub fn kind(self) -> &'a Kind {
        static NOTHING: Kind = Kind::Alias(None);
        self.target().map_or(&NOTHING, |target| &self.view.node(target).kind)
    }

    /// The tag as written, of the node itself or of what its alias stands for.
    pub fn tag(self) -> Option<&'a str> {
        let node = self.view.node(self.target().unwrap_or(self.id));
        node.tag.map(|tag| tag.of(self.view.source()))
    }

    pub fn is_alias(self) -> bool {
        matches!(self.view.node(self.id).kind, Kind::Alias(_))
    }

    pub fn is_mapping(self) -> bool {
        matches!(self.kind(), Kind::Mapping { .. })
    }

    pub fn is_sequence(self) -> bool {
        matches!(self.kind(), Kind::Sequence { .. })
    }

    /// Whether Compose reads a null here: nothing, `null` or `~`.
    pub fn is_null(self) -> bool {
        self.resolved() == Some(Resolved::Null)
    }

    /// Whether it is written in brackets or braces.
    pub fn is_flow(self) -> bool {
        matches!(self.kind(), Kind::Mapping { flow: true, .. } | Kind::Sequence { flow: true, .. })
    }

    /// What a scalar says, whatever it resolves to.
    pub fn text(self) -> Option<&'a str> {
        self.view.text(self.target()?)
    }

    /// What a scalar says, each byte with its place; of an alias, the place of its anchor.
    pub fn joined(self) -> Option<Joined> {
        self.view.joined(self.target()?)
    }

    /// What a scalar means to go-yaml; `None` for collections.
    pub fn resolved(self) -> Option<Resolved> {
        self.view.resolved(self.target()?)
    }

    /// The text, where Compose reads a text and neither a number nor anything else: nothing after a tag is an empty one.
    pub fn as_str(self) -> Option<&'a str> {
        (self.resolved()? == Resolved::Text).then(|| self.text().unwrap_or_default())
    }

    /// The entries of a sequence; none for anything else.
    pub fn items(self) -> impl Iterator<Item = Value<'a>> {
        let items: &[NodeId] = match self.kind() {
            Kind::Sequence { items, .. } => items,
            _ => &[],
        };
        items.iter().map(move |item| self.view.value(*item))
    }

    /// The entries of a mapping as written, merge keys among them; none for anything else.
    pub fn own_entries(self) -> impl Iterator<Item = Pair<'a>> {
        let entries: &[Entry] = match self.kind() {
            Kind::Mapping { entries, .. } => entries,
            _ => &[],
        };
        entries.iter().map(move |entry| self.view.pair(entry))
    }

    /// The entries of a mapping as Compose sees them: its own, then what merge keys bring, the nearest first.
    pub fn entries(self) -> Vec<Pair<'a>> {
        let mut found: Vec<Pair<'a>> = Vec::new();
        self.visit_entries(&mut |pair| {
            found.push(pair);
            found.len() < MAX_ENTRIES
        });
        if found.iter().any(|pair| pair.merged) {
            let mut seen = std::collections::HashSet::new();
            found.retain(|pair| seen.insert(pair.key.text()) || !pair.merged);
        }
        found
    }

    /// The value of a key, merge keys considered.
    pub fn get(self, key: &str) -> Option<Value<'a>> {
        self.entry(key).map(|pair| pair.value)
    }

    /// The entry of a key, merge keys considered.
    pub fn entry(self, key: &str) -> Option<Pair<'a>> {
        let mut merges = false;
        for pair in self.own_entries() {
            match pair.key.text() {
                Some(name) if name == key && !pair.is_merge() => return Some(pair),
                name => merges |= name == Some("<<"),
            }
        }
        if !merges {
            return None;
        }
        let mut found = None;
        self.visit_entries(&mut |pair| {
            if pair.key.text() == Some(key) {
                found = Some(pair);
            }
            found.is_none()
        });
        found
    }

    /// The value at a path of keys.
    pub fn at(self, path: &[&str]) -> Option<Value<'a>> {
        path.iter().try_fold(self, |value, key| value.get(key))
    }

    /// Own entries first, then merged ones, until `visit` has enough. A mapping met twice adds nothing the second time.
    fn visit_entries(self, visit: &mut impl FnMut(Pair<'a>) -> bool) {
        let mut waiting = vec![self];
        let mut met: Vec<NodeId> = Vec::new();
        while let Some(mapping) = waiting.pop() {
            let Some(target) = mapping.target().filter(|target| !met.contains(target)) else {
                continue;
            };
            met.push(target);
            let merged = met.len() > 1;
            let mut sources = Vec::new();
            for pair in mapping.own_entries() {
                if pair.is_merge() {
                    // What `!reset` removes is never merged.
                    match pair.value.is_sequence() {
                        _ if pair.value.tag() == Some("!reset") => {}
                        true => sources.extend(pair.value.items()),
                        false => sources.push(pair.value),
                    }
                } else if !visit(Pair { merged, ..pair }) {
                    return;
                }
            }
            waiting.extend(sources.into_iter().rev());
        }
    }
}

impl Pair<'_> {
    /// Whether this is `<<`, unquoted.
    pub fn is_merge(&self) -> bool {
        let node = self.key.view.node(self.key.id);
        matches!(&node.kind, Kind::Scalar(scalar) if scalar.style == super::scalar::Style::Plain)
            && node.span.of(self.key.view.source()) == "<<"
    }
}

impl std::fmt::Debug for Value<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:?} {:?}", self.span(), self.kind())
    }
}
