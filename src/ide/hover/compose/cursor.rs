//! Where the cursor stands in the YAML: the path that leads there, and what stands there.
//!
//! The tree answers wherever it has the line. Where a line is so broken that the tree leaves it out, its indentation does.

use crate::model::Compose;
use crate::model::compose::Value;
use crate::reference::compose::Step;
use crate::syntax::outline::{self, Outline, Part};
use crate::syntax::yaml::{Kind, NodeId};
use crate::text::Span;

/// One step of a path, with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stride {
    Key(String),
    Item,
}

/// What stands under a cursor.
#[derive(Debug)]
pub struct Cursor<'a> {
    /// To the key itself, or to the scalar; merge keys are no steps.
    pub path: Vec<Stride>,
    pub kind: Target,
    /// Of the key or scalar, quotes included.
    pub span: Span,
    /// The value of the key, or the scalar itself; `None` where the tree does not have it.
    pub value: Option<Value<'a>>,
    /// The anchored nodes around, the innermost last, and how many steps lead to each.
    anchored: Vec<(NodeId, usize)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Key,
    Scalar,
    Alias,
    Anchor,
    Tag,
    /// `<<`.
    Merge,
}

impl<'a> Cursor<'a> {
    pub fn find(file: &'a Compose, offset: usize) -> Option<Cursor<'a>> {
        in_tree(file, offset).or_else(|| in_outline(file.source(), offset))
    }

    /// The path in the words of the table.
    pub fn steps(&self) -> Vec<Step<'_>> {
        steps(&self.path)
    }

    /// The name of the service that it stands in.
    pub fn service(&self) -> Option<&str> {
        match self.path.as_slice() {
            [Stride::Key(section), Stride::Key(name), ..] if section == "services" => Some(name),
            _ => None,
        }
    }

    /// The path that it has where an alias takes it: what stands under an anchor means what it means there.
    pub fn path_by_alias(&self, file: &Compose) -> Option<Vec<Stride>> {
        let (anchor, depth) = self.anchored.last()?;
        let view = file.view();
        let mut aliases = view.nodes().filter(|(_, node)| matches!(node.kind, Kind::Alias(Some(to)) if to == *anchor));
        aliases.find_map(|(_, alias)| {
            let place = in_tree(file, alias.span.start)?;
            let is_extension = matches!(place.path.first(), Some(Stride::Key(name)) if name.starts_with("x-"));
            let mut path = if is_extension { place.path_by_alias(file)? } else { place.path };
            path.extend(self.path[*depth..].iter().cloned());
            Some(path)
        })
    }
}

/// A path in the words of the table.
pub fn steps(path: &[Stride]) -> Vec<Step<'_>> {
    path.iter()
        .map(|stride| match stride {
            Stride::Key(name) => Step::Key(name),
            Stride::Item => Step::Item,
        })
        .collect()
}

fn in_tree(file: &Compose, offset: usize) -> Option<Cursor<'_>> {
    let view = file.view();
    let root = file.documents().find(|root| root.whole().touches(offset))?;
    let mut cursor =
        Cursor { path: Vec::new(), kind: Target::Scalar, span: root.span(), value: Some(root), anchored: Vec::new() };
    let mut value = root;
    loop {
        cursor.value = Some(value);
        let node = view.node(value.id());
        if let Some(anchor) = node.anchor {
            cursor.anchored.push((value.id(), cursor.path.len()));
            if anchor.touches(offset) {
                return Some(Cursor { kind: Target::Anchor, span: anchor, ..cursor });
            }
        }
        if let Some(tag) = node.tag.filter(|tag| tag.touches(offset)) {
            return Some(Cursor { kind: Target::Tag, span: tag, ..cursor });
        }
        match &node.kind {
            Kind::Mapping { .. } => {
                let pair = value.own_entries().find(|pair| {
                    pair.key.whole().touches(offset)
                        || pair.value.whole().touches(offset) && !pair.value.span().is_empty()
                })?;
                let on_key = pair.key.whole().touches(offset);
                if pair.is_merge() {
                    if on_key {
                        let (kind, span) = (Target::Merge, pair.key.span());
                        return Some(Cursor { kind, span, value: Some(pair.value), ..cursor });
                    }
                    value = pair.value;
                    if value.is_sequence() && !value.is_alias() {
                        value = value.items().find(|item| item.whole().touches(offset))?;
                    }
                    continue;
                }
                cursor.path.push(Stride::Key(pair.key.text()?.to_owned()));
                if on_key {
                    let (kind, span) = (Target::Key, pair.key.span());
                    return Some(Cursor { kind, span, value: Some(pair.value), ..cursor });
                }
                value = pair.value;
            }
            Kind::Sequence { .. } => {
                value = value.items().find(|item| item.whole().touches(offset) && !item.span().is_empty())?;
                cursor.path.push(Stride::Item);
            }
            Kind::Alias(_) => return Some(Cursor { kind: Target::Alias, span: node.span, ..cursor }),
            Kind::Scalar(_) if node.span.touches(offset) => {
                return Some(Cursor { kind: Target::Scalar, span: node.span, ..cursor });
            }
            _ => return None,
        }
    }
}

fn in_outline(source: &str, offset: usize) -> Option<Cursor<'static>> {
    let outline = Outline::read(source);
    let (entry, part) = outline.at(offset)?;
    let path = outline.path(source, entry).into_iter().map(|step| match step {
        outline::Step::Key(name) => Stride::Key(name),
        outline::Step::Item => Stride::Item,
    });
    let known = outline.entries.get(entry)?;
    let (kind, span) = match part {
        Part::Key => (Target::Key, known.key?),
        Part::Value => (Target::Scalar, known.value),
    };
    Some(Cursor { path: path.collect(), kind, span, value: None, anchored: Vec::new() })
}
