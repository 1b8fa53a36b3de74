//! Bake files in JSON, where a text may hold `${…}` as in HCL.
//!
//! JSON that `serde_json` takes is YAML too, so the tree of that tells where things stand.

use super::{Attribute, Block, Body, Kind, Node, hcl};
use crate::syntax::yaml::{Resolved, Tree, Value, View};
use crate::text::Span;
use std::sync::Arc;

/// The keys of a file whose values are blocks by their names. Source: the `hcl` tags of buildx `bake.Config` and
/// `hclparser.inputs`.
const BLOCKS: [&str; 4] = ["variable", "function", "group", "target"];

pub(super) fn read(source: &str) -> Option<Body> {
    let json: serde_json::Value = serde_json::from_str(source).ok()?;
    json.as_object()?;
    let view = View::read(Arc::from(source), &Tree::parse(source, None));
    let root = view.documents().next()?;
    let mut body = Body::default();
    for pair in root.own_entries() {
        let Some(kind) = pair.key.text() else { continue };
        if !BLOCKS.contains(&kind) {
            body.attributes.push(Attribute { name: kind.to_owned(), value: node(&view, pair.value) });
            continue;
        }
        // A list of objects says the same in several pieces.
        let pieces: Vec<Value<'_>> =
            if pair.value.is_sequence() { pair.value.items().collect() } else { vec![pair.value] };
        for named in pieces.into_iter().flat_map(Value::own_entries) {
            let Some(name) = named.key.text() else { continue };
            let attributes = named.value.own_entries().filter_map(|pair| {
                Some(Attribute { name: pair.key.text()?.to_owned(), value: node(&view, pair.value) })
            });
            let attributes = attributes.collect();
            let span = inside(&view, named.key);
            body.blocks.push(Block { kind: kind.to_owned(), name: name.to_owned(), span, attributes });
        }
    }
    Some(body)
}

fn node(view: &View, value: Value<'_>) -> Node {
    let span = value.span();
    let kind = if value.is_mapping() {
        let entry = |pair: crate::syntax::yaml::Pair<'_>| (node(view, pair.key), node(view, pair.value));
        Kind::Object(value.own_entries().map(entry).collect())
    } else if value.is_sequence() {
        Kind::List(value.items().map(|item| node(view, item)).collect())
    } else if span.of(view.source()).starts_with('"') {
        return text(view, value);
    } else {
        match value.resolved() {
            Some(Resolved::Null) => Kind::Null,
            Some(Resolved::Boolean(value)) => Kind::Bool(value),
            _ => value.text().map_or(Kind::Other, |number| Kind::Number(number.to_owned())),
        }
    };
    Node { kind, span }
}

fn text(view: &View, value: Value<'_>) -> Node {
    let span = inside(view, value);
    let text = value.text().unwrap_or_default();
    if text.contains("${") || text.contains("%{") {
        let kind = hcl::template(text, span.start).map_or(Kind::Other, Kind::Template);
        return Node { kind, span };
    }
    let kind = Kind::Text(text.to_owned());
    match span.of(view.source()) == text {
        true => Node { kind, span },
        false => Node { kind: Kind::Template(vec![Node { kind, span }]), span },
    }
}

/// What stands between the quotes.
fn inside(view: &View, value: Value<'_>) -> Span {
    let span = value.span();
    let is_quoted = span.len() >= 2 && span.of(view.source()).starts_with('"');
    if is_quoted { Span::new(span.start + 1, span.end - 1) } else { span }
}
