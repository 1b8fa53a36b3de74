//! What a word of a Compose file means: a key and its value from `reference::compose`, a name from the project.
//!
//! The cursor decides first. Only what shows the project as a whole, a service put together from several places, has the
//! project put together.

mod anchor;
mod argument;
mod command;
mod cursor;
mod declared;
mod environment;
mod key;
mod name;
mod path;
mod port;
mod resolved;
mod service;
mod table;
mod value;
mod variable;
mod yaml;

use crate::ide::Hover;
use crate::model::Compose;
use crate::reference::compose::{self, Entry, Place};
use cursor::{Cursor, Stride, Target};

pub(super) fn hover(file: &Compose, offset: usize) -> Option<Hover> {
    let cursor = Cursor::find(file, offset)?;
    match cursor.kind {
        Target::Anchor | Target::Alias | Target::Merge | Target::Tag => return anchor::hover(file, &cursor),
        Target::Scalar => {
            if let Some(found) = variable::hover(file, &cursor, offset) {
                return Some(found);
            }
        }
        Target::Key => {}
    }
    let (place, path) = resolve(file, &cursor)?;
    match cursor.kind {
        Target::Key => key::hover(file, &cursor, &path, place),
        _ => value::hover(file, &cursor, &path, place, offset),
    }
}

/// What the table knows of the place, and the path by which it does.
fn resolve(file: &Compose, cursor: &Cursor<'_>) -> Option<(Place, Vec<Stride>)> {
    let place = compose::resolve(&cursor.steps());
    if let Some(Place { entry: Entry::Extension, .. }) = place
        && let Some(path) = cursor.path_by_alias(file)
        && let Some(place) = compose::resolve(&cursor::steps(&path))
    {
        return Some((place, path));
    }
    match place {
        Some(place) => Some((place, cursor.path.clone())),
        None => {
            // The table has nothing of the kind: the key is unknown where it stands.
            let place = Place { entry: Entry::Unknown, shape: compose::Shape::ANY, strict: false };
            Some((place, cursor.path.clone()))
        }
    }
}

/// The line of a place, from 1.
fn line_of(source: &str, offset: usize) -> usize {
    source.as_bytes()[..offset.min(source.len())].iter().filter(|byte| **byte == b'\n').count() + 1
}

#[cfg(test)]
pub(super) mod testing {
    use crate::model::{Language, MemoryFiles, Snapshot};

    /// The hover at `$0`: the text that it is about, and what it says.
    pub fn at(marked: &str) -> Option<(String, String)> {
        at_among(&[], marked)
    }

    /// The same with other files in the folder.
    pub fn at_among(files: &[(&str, &str)], marked: &str) -> Option<(String, String)> {
        let offset = marked.find("$0").expect("a cursor");
        let source = marked.replacen("$0", "", 1);
        let own = [("/p/compose.yaml", source.as_str())];
        let around = MemoryFiles::new(own.into_iter().chain(files.iter().copied())).around("/p/compose.yaml");
        let snapshot = Snapshot::of(Language::Compose, &source).with_surroundings(around);
        let hover = super::hover(snapshot.compose()?, offset)?;
        Some((hover.span.of(&source).to_owned(), hover.markdown))
    }

    pub fn says(marked: &str, about: &str, words: &str) {
        says_among(&[], marked, about, words);
    }

    pub fn says_among(files: &[(&str, &str)], marked: &str, about: &str, words: &str) {
        let (span, markdown) = at_among(files, marked).unwrap_or_else(|| panic!("nothing about {marked}"));
        assert_eq!(span, about, "{marked}");
        assert!(markdown.contains(words), "{marked}: {markdown}");
    }
}

#[cfg(test)]
mod tests {
    use super::testing::says;

    #[test]
    fn keys_and_values_explain_themselves() {
        says("services:\n  web:\n    health$0check:\n      test: x\n", "healthcheck", "[Reference](https://");
        says("services:\n  web:\n    healthcheck: { inter$0val: 5s }\n", "interval", "Default: `30s`");
        says("services:\n  web:\n    restart: unless$0-stopped\n", "unless-stopped", "stopped by hand");
    }

    #[test]
    fn what_stands_under_an_anchor_means_what_it_means_where_it_is_used() {
        let source = "x-a: &a\n  res$0tart: always\nservices:\n  web:\n    <<: *a\n    image: x\n";
        says(source, "restart", "[Reference](https://");
        let source = "x-a: &a\n  inter$0val: 5s\nx-b: &b\n  healthcheck: *a\nservices:\n  web:\n    <<: [*b]\n";
        says(source, "interval", "Default: `30s`");
        says("x-a: {b$0: 1}\n", "b", "leaves alone");
    }

    #[test]
    fn broken_lines_have_answers_too() {
        says("services:\n  web:\n    restart: [\n    healthcheck:\n      inter$0val: 5s\n", "interval", "Default");
        says("services:\n  web:\n    imgae$0: x\n", "imgae", "Is `image` meant?");
    }
}
