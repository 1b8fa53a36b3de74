//! What the table of keys says: of a key that it has, and of one that it has not.

use super::cursor::{Stride, steps};
use crate::ide::hover::page::{Page, code};
use crate::reference::compose::{Key, keys_at};
use crate::reference::suggest;

/// Adds the documentation of a key.
pub(super) fn document(key: &Key, page: Page) -> Page {
    let mut notes = Vec::new();
    if key.required {
        notes.push("Required.".to_owned());
    }
    if let Some(default) = key.default {
        let default = if default.contains(' ') { default.to_owned() } else { code(default) };
        notes.push(format!("Default: {default}."));
    }
    if let Some(since) = key.since {
        notes.push(format!("Since Compose {since}."));
    }
    if key.swarm {
        notes.push("Only swarm honours it.".to_owned());
    }
    let obsolete = key.deprecated.map(|instead| format!("**Obsolete:** {instead}"));
    page.add(key.doc).add_some(obsolete).add(notes.join(" ")).link(&key.link())
}

/// The page of a key that the table does not have where the path ends.
pub(super) fn unknown(path: &[Stride], text: &str) -> Page {
    let parent = path.get(..path.len().saturating_sub(1)).unwrap_or_default();
    let keys = keys_at(&steps(parent));
    let page = Page::of(format!("{} is no key that Compose knows here, and it refuses the file.", code(text)));
    let meant = suggest::suggest(text, keys.iter().map(|key| key.name));
    page.add_some(meant.map(|meant| format!("Is {} meant?", code(meant))))
}
