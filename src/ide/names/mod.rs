//! The things that a file names, and every place where it does: what navigation and renaming stand on.
//!
//! A name joins what a file joins: a global ARG and the ARG of a stage that takes its value are one, two stages' own
//! variables of the same spelling are two. What a text only seems to name is left out.

pub mod compose;
mod dockerfile;
pub mod hosts;
mod script;

pub use script::own_value;

use crate::model::Snapshot;
use crate::model::compose::Section;
use crate::text::Span;

/// A thing that a file names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    pub kind: NameKind,
    /// As its first declaration spells it.
    pub text: String,
    /// In the order of the file.
    pub places: Vec<Place>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NameKind {
    Stage,
    /// An ARG or ENV.
    Variable,
    /// A heredoc's terminator.
    Heredoc,
    /// A service, a network, a volume: an entry of a top-level section.
    Declared(Section),
    /// A YAML anchor.
    Anchor,
}

/// Where a file names a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub span: Span,
    pub role: Role,
    /// Where what is meant here comes from: the declaration in force, which for a declaration may be an earlier one or itself.
    pub origin: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Declaration,
    Use,
    /// A use that does not spell the name: `--from=0`.
    Indirect,
}

impl Name {
    /// The place that an offset touches.
    pub fn place_at(&self, offset: usize) -> Option<Place> {
        self.places.iter().copied().find(|place| place.span.touches(offset))
    }

    pub fn declarations(&self) -> impl Iterator<Item = Place> {
        self.places.iter().copied().filter(|place| place.role == Role::Declaration)
    }
}

/// Everything that the file names.
pub fn names(snapshot: &Snapshot) -> Vec<Name> {
    let mut names = match (snapshot.dockerfile(), snapshot.compose()) {
        (Some(file), _) => dockerfile::names(file),
        (_, Some(file)) => compose::names(file),
        _ => Vec::new(),
    };
    for name in &mut names {
        name.places.sort_unstable();
        name.places.dedup_by_key(|place| place.span);
    }
    names
}

/// The name that stands at an offset: the narrowest, for a variable may stand inside the name of a stage.
pub fn name_at(snapshot: &Snapshot, offset: usize) -> Option<(Name, Place)> {
    let touching = names(snapshot).into_iter().filter_map(|name| {
        let place = name.place_at(offset)?;
        Some((name, place))
    });
    touching.min_by_key(|(_, place)| place.span.len())
}
