//! What may stand in a Compose file: every key from the root to the deepest, the values it takes, and what it means.
//!
//! One static table serves validation, completion, hover and signature help alike, so that they cannot disagree. Keys,
//! kinds, enumerations and required keys are those of Compose's public schema as Compose 5.6.1 has it, save where that
//! program itself is wider or narrower than its schema; a test compares the two in both directions. Values that the schema
//! leaves open are those that the engine and swarm accept. All prose is ours. The table speaks of one value at a time: what
//! holds between keys (`network_mode` beside `networks`, a name that nothing declares) and the grammars of the texts are
//! the model's and the rules' business.
//!
//! ```
//! use dunnage::reference::compose::{Step, key_at, values_at};
//!
//! let path = Step::path("services.web.depends_on.db.condition");
//! assert!(key_at(&path).is_some_and(|key| key.required));
//! assert!(values_at(&path).iter().any(|value| value.text == "service_healthy"));
//! ```

mod build;
mod common;
mod config;
mod container;
mod deploy;
mod develop;
mod devices;
mod healthcheck;
mod hooks;
mod include;
mod job;
mod key;
mod meaning;
mod model;
mod mounts;
mod network;
mod page;
mod pattern;
mod ports;
mod project;
mod secret;
mod section;
mod service;
mod shape;
pub mod values;
mod volume;
mod workload;

pub use meaning::Meaning;
pub use pattern::Pattern;
pub use section::Section;
pub use shape::{Cast, Free, Key, Kinds, List, Map, Repeats, Scalar, Shape, Spelling};
pub use values::Value;

/// One step down from a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step<'a> {
    /// To what stands under a key of a mapping.
    Key(&'a str),
    /// To an entry of a list, whichever.
    Item,
}

impl<'a> Step<'a> {
    /// A path in one string, such as `services.web.ports[].target`. Names with a dot of their own need the steps spelled out.
    pub fn path(text: &'a str) -> Vec<Step<'a>> {
        let mut steps = Vec::new();
        for part in text.split('.').filter(|part| !part.is_empty()) {
            let name = part.trim_end_matches("[]");
            steps.push(Step::Key(name));
            steps.extend(std::iter::repeat_n(Step::Item, (part.len() - name.len()) / 2));
        }
        steps
    }
}

/// A place in the tree of keys: what led there and what may stand there.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub entry: Entry,
    pub shape: Shape,
    /// Whether this is inside a job or a step that runs before a service, where Compose drops no repeats.
    pub strict: bool,
}

/// How the last step of a path is known to the table.
#[derive(Debug, Clone, Copy)]
pub enum Entry {
    /// The file itself.
    Root,
    /// A key that Compose defines.
    Key(&'static Key),
    /// A key that the author named: a service, a variable.
    Free(&'static Free),
    /// An `x-…` key, or something below one.
    Extension,
    /// An entry of a list.
    Item,
    /// A key unknown to the table, where the schema lets it pass.
    Unknown,
}

/// The mapping at the root of a Compose file.
pub fn root() -> &'static Map {
    &project::ROOT
}

/// What the table knows of a path. `None` where the schema has nothing of the kind: an unknown key in a closed mapping,
/// or a step into something that is never a mapping or a list.
pub fn resolve(path: &[Step]) -> Option<Place> {
    let mut place = Place { entry: Entry::Root, shape: Shape::map(root()), strict: false };
    for step in path {
        place = place.step(*step)?;
    }
    Some(place)
}

/// The entry of the key that a path ends with, where Compose defines that key.
pub fn key_at(path: &[Step]) -> Option<&'static Key> {
    match resolve(path)?.entry {
        Entry::Key(key) => Some(key),
        _ => None,
    }
}

/// The keys that Compose defines for the mapping at a path.
pub fn keys_at(path: &[Step]) -> &'static [Key] {
    resolve(path).and_then(|place| place.shape.map).map_or(&[], |map| map.keys)
}

/// The values known by name for the scalar at a path.
pub fn values_at(path: &[Step]) -> &'static [Value] {
    resolve(path).and_then(|place| place.shape.scalar).map_or(&[], |scalar| scalar.values)
}

impl Place {
    /// What the table knows one step further down.
    pub fn step(self, step: Step) -> Option<Place> {
        if matches!(self.entry, Entry::Extension) {
            return Some(self);
        }
        match step {
            Step::Key(name) => {
                let (entry, shape) = self.shape.map?.entry(name)?;
                let strict = self.strict || matches!(name, "jobs" | "pre_start") && matches!(entry, Entry::Key(_));
                Some(Place { entry, shape, strict })
            }
            Step::Item => Some(Place { entry: Entry::Item, shape: self.shape.list?.item, strict: self.strict }),
        }
    }

    /// What becomes of an entry that occurs twice in the list that stands here.
    pub fn repeats(&self) -> Repeats {
        match self.shape.list.map_or(Repeats::Kept, |list| list.repeats) {
            Repeats::Dropped if self.strict => Repeats::Refused,
            repeats => repeats,
        }
    }
}

impl Map {
    /// What the table knows of a key in this mapping, and what may stand under it: a key that Compose defines, an
    /// extension, a name that the author chose. `None` is an unknown key, which the schema refuses.
    pub fn entry(&self, name: &str) -> Option<(Entry, Shape)> {
        if let Some(key) = self.key(name) {
            return Some((Entry::Key(key), key.shape));
        }
        if self.extensions && name.starts_with("x-") {
            return Some((Entry::Extension, Shape::ANY));
        }
        if let Some(free) = self.free.filter(|free| free.pattern.accepts(name)) {
            return Some((Entry::Free(free), free.shape));
        }
        (!self.closed).then_some((Entry::Unknown, Shape::ANY))
    }
}

#[cfg(test)]
mod tests;
