//! From a name to where it comes from, to everything that names it too, and to another name for it: across the files of a
//! project.
//!
//! `names` knows what one file says; here it is put together. What stands under the cursor is a [`Thing`]; each kind of thing
//! knows all its [`Site`]s, and the three questions of an editor are answered from those. [`highlights`], which an editor
//! asks at each step of the cursor, looks at its own file alone.

mod bake;
mod builds;
mod compose;
mod dotenv;
pub mod hierarchy;
mod near;
mod paths;
mod projects;
mod rename;
mod thing;
mod variables;

pub use rename::{rename, renameable};

use super::names::{NameKind, Place, Role, compose as compose_names, name_at};
use crate::model::{Language, Snapshot};
use crate::text::Span;
use near::{Near, Sheet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use thing::Thing;

/// A file beside the one that was asked about, as it was read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Neighbour {
    /// Absolute, without `.` and `..`.
    pub path: PathBuf,
    pub text: Arc<str>,
}

/// A place that names a thing, in this file or in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// `None` for the file that was asked about.
    pub file: Option<Arc<Neighbour>>,
    pub span: Span,
    pub role: Role,
    /// Where what is meant here comes from, in the same file.
    origin: Span,
    /// How another name is written here, where that takes more than the name.
    change: Option<Change>,
    /// A name, and what says no more than that name once the thing is called so: `"X=${Y}"` where `Y` becomes `X`.
    short: Option<(String, Span)>,
}

/// A stretch that gives way to a new name and what stands around it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Change {
    span: Span,
    before: String,
    after: String,
}

/// What leads from a word to another place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The word under the cursor.
    pub span: Span,
    pub targets: Vec<Site>,
}

impl Site {
    fn new(sheet: &Sheet<'_>, span: Span, role: Role) -> Self {
        Site { file: sheet.neighbour(), span, role, origin: span, change: None, short: None }
    }

    fn of(sheet: &Sheet<'_>, place: Place) -> Self {
        Site { origin: place.origin, ..Site::new(sheet, place.span, place.role) }
    }

    /// A place in a file of no language of ours.
    fn at(near: &Near<'_>, path: &Path, span: Span, role: Role) -> Self {
        Site { file: near.neighbour(path), span, role, origin: span, change: None, short: None }
    }
}

/// From the word under the cursor to where what it means is declared.
pub fn definition(snapshot: &Snapshot, offset: usize) -> Option<Definition> {
    let near = Near::of(snapshot);
    let by_name = Thing::at(&near, offset).and_then(|(thing, span)| {
        let targets = declarations(thing.sites(&near), span);
        (!targets.is_empty()).then_some(Definition { span, targets })
    });
    by_name.or_else(|| paths::behind(&near, offset))
}

/// The declarations among the places of a thing that is named at `span` of the file at hand.
fn declarations(sites: Vec<Site>, span: Span) -> Vec<Site> {
    let here = sites.iter().find(|site| site.file.is_none() && site.span == span);
    let is_here = |site: &Site| site.file.is_none() && site.span == span;
    // In a Dockerfile a place knows which of several declarations is in force.
    let in_force = here.filter(|here| here.origin != span || here.role == Role::Declaration).map(|here| here.origin);
    let own: Vec<Site> = sites.iter().filter(|it| it.file.is_none() && Some(it.span) == in_force).cloned().collect();
    if let Some(origin) = in_force.filter(|origin| *origin != span && own.is_empty()) {
        return vec![Site { span: origin, role: Role::Declaration, change: None, ..sites[0].clone() }];
    }
    let mut others = sites.into_iter().filter(|site| site.role == Role::Declaration && !is_here(site));
    match own.first() {
        Some(first) if first.span != span => own,
        // At a declaration: the others, such as that of the file that this one goes over.
        Some(_) => {
            let elsewhere: Vec<Site> = others.filter(|site| site.file.is_some()).collect();
            if elsewhere.is_empty() { own } else { elsewhere }
        }
        None => {
            let first = others.next();
            let rest: Vec<Site> = others.filter(|site| first.as_ref().is_none_or(|it| it.file != site.file)).collect();
            first.into_iter().chain(rest).collect()
        }
    }
}

/// Every place that names the thing under the cursor, those of this file first.
pub fn references(snapshot: &Snapshot, offset: usize) -> Vec<Site> {
    let near = Near::of(snapshot);
    Thing::at(&near, offset).map(|(thing, _)| thing.sites(&near)).unwrap_or_default()
}

/// The places of this file that name the thing under the cursor.
pub fn highlights(snapshot: &Snapshot, offset: usize) -> Vec<Place> {
    if snapshot.language() == Language::Dotenv {
        return dotenv::places_at(snapshot.source(), offset);
    }
    let Some(file) = snapshot.compose() else {
        return name_at(snapshot, offset).map(|(name, _)| name.places).unwrap_or_default();
    };
    compose_names::places_at(file, offset)
}

/// The two ends of the heredoc whose name is under the cursor, to be typed as one.
pub fn linked(snapshot: &Snapshot, offset: usize) -> Vec<Span> {
    let found = name_at(snapshot, offset).filter(|(name, _)| name.kind == NameKind::Heredoc);
    found.map(|(name, _)| name.places.iter().map(|place| place.span).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
