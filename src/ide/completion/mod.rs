//! How the text at the cursor may go on.
//!
//! First the place is found, then what fits there is looked up: in the tables of `reference`, or among the names of the file.

mod compose;
mod dockerfile;
mod items;
mod place;

pub(in crate::ide) use compose::{document, steps};

use super::Completion;
use crate::model::{Language, Snapshot};

/// Every way to go on from `offset`, best first.
pub fn completion(snapshot: &Snapshot, offset: usize) -> Vec<Completion> {
    let mut items = match (snapshot.language(), snapshot.dockerfile()) {
        (_, Some(file)) => dockerfile::completion(file, offset),
        (Language::Compose, _) => compose::completion(snapshot.source(), offset),
        _ => Vec::new(),
    };
    // A keyword may begin, or go on, on the line after a continuation; an editor replaces within the cursor's own.
    let line_start = snapshot.source()[..offset].rfind('\n').map_or(0, |at| at + 1);
    items.retain(|item| item.replace.start <= offset && offset <= item.replace.end);
    for item in &mut items {
        item.replace.start = item.replace.start.max(line_start);
    }
    items.sort_by(|a, b| (a.sort, &a.label).cmp(&(b.sort, &b.label)));
    items
}
