//! The targets of Bake files, put together: files over each other, what a target inherits, the cells of a matrix.
//!
//! Source: buildx `bake/bake.go` (`Target.Merge`, `Config.target`, `Target.GetEvalContexts`): what is said later counts; an
//! argument that is `null` is not passed, and leaves that of the parent.

use super::values::{Cell, Scope, Value};
use super::{Named, Place};
use crate::syntax::bake::{Block, Body, Kind, Node};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// More cells of a matrix than this are left out.
const MAX_CELLS: usize = 64;

/// More targets than this are left out.
const MAX_TARGETS: usize = 1000;

/// A chain of parents longer than this is a circle.
const MAX_PARENTS: usize = 32;

/// What is said of a target, in one place or in several that were put together.
#[derive(Debug, Clone, Default)]
pub(super) struct Layer {
    pub context: Option<Value>,
    pub dockerfile: Option<Value>,
    pub inline: Option<Value>,
    pub target: Option<Value>,
    pub platforms: Option<Value>,
    pub arguments: BTreeMap<String, (Value, Vec<Place>)>,
    pub contexts: BTreeMap<String, (Value, Vec<Place>)>,
    pub secrets: Vec<String>,
    /// The stage that it asks for, and those that it does not cache.
    pub wanted: Option<Named>,
    pub filtered: Vec<Named>,
    pub inherits: Vec<String>,
    /// Whether arguments may be given whose names are not known.
    pub are_arguments_open: bool,
    /// Whether something comes of it: a tag, a file.
    pub has_result: bool,
}

/// A target as one file has it, or several.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub name: String,
    pub place: Place,
    pub layer: Layer,
}

/// Every target of the files, in order, each as its own blocks say.
pub(super) fn said(bodies: &[Body], scope: &Scope<'_>) -> Vec<Said> {
    let mut all: Vec<Said> = Vec::new();
    for (file, body) in bodies.iter().enumerate() {
        for block in body.blocks.iter().filter(|block| block.kind == "target") {
            for (name, cell) in names(block, scope) {
                let place = Place { file, span: block.span };
                let layer = layer(block, file, scope, &cell);
                match all.iter().position(|known| known.name == name) {
                    Some(known) => all[known].layer.merge(layer),
                    None if all.len() == MAX_TARGETS => return all,
                    None => all.push(Said { name, place, layer }),
                }
            }
        }
    }
    all
}

/// The names of a block with the values that its matrix gives them; none where they are not known.
fn names(block: &Block, scope: &Scope<'_>) -> Vec<(String, Cell)> {
    let Some(matrix) = block.get("matrix") else { return vec![(block.name.clone(), Cell::new())] };
    let (Some(name), Value::Object(axes)) = (block.get("name"), scope.value(matrix, &Cell::new())) else {
        return Vec::new();
    };
    let mut cells = vec![Cell::new()];
    for (axis, values) in &axes {
        let Value::List(values) = values else { return Vec::new() };
        if cells.len() * values.len() > MAX_CELLS {
            return Vec::new();
        }
        let with = |cell: &Cell, value: &Value| {
            let mut cell = cell.clone();
            cell.insert(axis.clone(), value.clone());
            cell
        };
        cells = cells.iter().flat_map(|cell| values.iter().map(move |value| with(cell, value))).collect();
    }
    cells.into_iter().filter_map(|cell| Some((scope.value(name, &cell).text()?, cell))).collect()
}

fn layer(block: &Block, file: usize, scope: &Scope<'_>, cell: &Cell) -> Layer {
    let value = |name: &str| {
        let value = scope.value(block.get(name)?, cell);
        (value != Value::Null).then_some(value)
    };
    let named = |node: &Node| {
        let is_spelt = matches!(node.kind, Kind::Text(_));
        let text = scope.value(node, cell).text()?;
        Some(Named { name: text, places: if is_spelt { vec![Place { file, span: node.span }] } else { Vec::new() } })
    };
    let entries = |name: &str| -> BTreeMap<String, (Value, Vec<Place>)> {
        let Some(node) = block.get(name) else { return BTreeMap::new() };
        let Kind::Object(entries) = &node.kind else {
            // Given as a whole by something else: known, but nowhere to be written into.
            let Value::Object(held) = scope.value(node, cell) else { return BTreeMap::new() };
            return held.into_iter().map(|(name, value)| (name, (value, Vec::new()))).collect();
        };
        let entry = |(key, value): &(Node, Node)| {
            let Named { name, places } = named(key)?;
            Some((name, (scope.value(value, cell), places)))
        };
        entries.iter().filter_map(entry).collect()
    };
    let are_arguments_open = block.get("args").is_some_and(|node| match (&node.kind, scope.value(node, cell)) {
        (Kind::Object(entries), _) => entries.iter().any(|(key, _)| scope.value(key, cell).text().is_none()),
        (_, value) => value == Value::Unknown,
    });
    let filtered = match block.get("no-cache-filter").map(|node| &node.kind) {
        Some(Kind::List(items)) => items.iter().filter_map(named).collect(),
        _ => Vec::new(),
    };
    Layer {
        context: value("context"),
        dockerfile: value("dockerfile"),
        inline: value("dockerfile-inline"),
        target: value("target"),
        platforms: value("platforms"),
        arguments: entries("args"),
        contexts: entries("contexts"),
        secrets: value("secret").iter().flat_map(Value::items).filter_map(secret).collect(),
        wanted: block.get("target").and_then(named),
        filtered,
        inherits: value("inherits").iter().flat_map(Value::items).filter_map(Value::text).collect(),
        are_arguments_open,
        has_result: block.get("tags").is_some() || block.get("output").is_some(),
    }
}

/// The name of a secret: `id=token,env=TOKEN`, or the same as an object.
fn secret(value: &Value) -> Option<String> {
    if let Value::Object(entries) = value {
        return entries.iter().find(|(key, _)| key == "id")?.1.text();
    }
    let text = value.text()?;
    let id = text.split(',').find_map(|field| field.trim().strip_prefix("id="))?;
    Some(id.to_owned())
}

impl Layer {
    /// Puts another over this one.
    pub fn merge(&mut self, over: Layer) {
        let replace = |own: &mut Option<Value>, over: Option<Value>| {
            if over.is_some() {
                *own = over;
            }
        };
        replace(&mut self.context, over.context);
        replace(&mut self.dockerfile, over.dockerfile);
        replace(&mut self.inline, over.inline);
        if over.target.is_some() {
            self.wanted = over.wanted;
        }
        replace(&mut self.target, over.target);
        replace(&mut self.platforms, over.platforms);
        merge_entries(&mut self.arguments, over.arguments);
        merge_entries(&mut self.contexts, over.contexts);
        self.secrets.extend(over.secrets);
        for named in over.filtered {
            if !self.filtered.contains(&named) {
                self.filtered.push(named);
            }
        }
        self.inherits.extend(over.inherits);
        self.are_arguments_open |= over.are_arguments_open;
        self.has_result |= over.has_result;
    }
}

fn merge_entries(own: &mut BTreeMap<String, (Value, Vec<Place>)>, over: BTreeMap<String, (Value, Vec<Place>)>) {
    for (name, (value, places)) in over {
        let entry = own.entry(name).or_insert((Value::Null, Vec::new()));
        if value != Value::Null {
            entry.0 = value;
        }
        entry.1.extend(places.into_iter().filter(|place| !entry.1.contains(place)).collect::<Vec<_>>());
    }
}

/// A target with all that it inherits.
pub(super) fn whole(all: &[Said], target: &Said) -> Layer {
    inherited(all, target, &mut HashMap::new(), 0)
}

/// A parent of two parents counts twice, the second time over what the first of them says.
fn inherited<'a>(
    all: &'a [Said],
    target: &'a Said,
    known: &mut HashMap<&'a str, Option<Layer>>,
    depth: usize,
) -> Layer {
    // Who is asked for while it is put together brings nothing more: so Bake leaves out what stands in a circle.
    known.insert(&target.name, None);
    let mut whole = Layer::default();
    for parent in target.layer.inherits.iter().filter(|_| depth < MAX_PARENTS) {
        let Some(parent) = all.iter().find(|known| known.name == *parent) else { continue };
        let layer = match known.get(parent.name.as_str()) {
            Some(layer) => layer.clone(),
            None => Some(inherited(all, parent, known, depth + 1)),
        };
        if let Some(layer) = layer {
            whole.merge(layer);
        }
    }
    whole.merge(target.layer.clone());
    known.insert(&target.name, Some(whole.clone()));
    whole
}

/// The targets that nobody builds by their names: others inherit from them, no group lists them, and either nothing comes of
/// them or they do not say how. (Tags alone are what `docker/metadata-action` fills in.)
pub(super) fn is_pattern(target: &Said, all: &[Said], grouped: &BTreeSet<String>) -> bool {
    let is_inherited = all.iter().any(|other| other.layer.inherits.contains(&target.name));
    let layer = &target.layer;
    let says_how = layer.context.is_some() || layer.dockerfile.is_some() || layer.target.is_some();
    let is_whole = layer.has_result && (says_how || layer.inline.is_some() || !layer.arguments.is_empty());
    let is_named = grouped.contains(&target.name) || target.name == "default";
    !is_named && (target.name.starts_with('_') || (is_inherited && !is_whole))
}

/// The targets that groups list, and those that other targets take as a context.
pub(super) fn grouped(bodies: &[Body], all: &[Said], scope: &Scope<'_>) -> BTreeSet<String> {
    let groups = bodies.iter().flat_map(|body| &body.blocks).filter(|block| block.kind == "group");
    let listed = groups.filter_map(|group| group.get("targets")).map(|targets| scope.value(targets, &Cell::new()));
    let listed: Vec<String> =
        listed.flat_map(|list| list.items().iter().filter_map(Value::text).collect::<Vec<_>>()).collect();
    let taken = all.iter().flat_map(|target| target.layer.contexts.values()).filter_map(|(value, _)| value.text());
    let taken = taken.filter_map(|context| Some(context.strip_prefix("target:")?.to_owned()));
    listed.into_iter().chain(taken).collect()
}
