//! What belongs into a shared block: an `x-` key of the root has no keys of its own, but those of the places that use it.
//!
//! An anchor in it tells: where an alias of that name stands, or is merged, its mapping will stand. A block that nothing uses yet is
//! taken for what its name says, and for a service where that says nothing.

use super::mended::{Mended, mend};
use crate::syntax::outline::{Cursor, Outline, Step};

/// What the names of blocks say of the keys that they hold, by a word in them.
const NAMED: [(&str, &str); 9] = [
    ("log", "logging"),
    ("health", "healthcheck"),
    ("env", "environment"),
    ("deploy", "deploy"),
    ("resource", "deploy.resources"),
    ("build", "build"),
    ("label", "labels"),
    ("ulimit", "ulimits"),
    ("depend", "depends_on"),
];

/// How many blocks may lead to each other.
const MAX_BLOCKS: usize = 4;

/// The place that a cursor in a shared block stands for; `None` where it is in no such block.
pub(super) fn place_of(source: &str, outline: &Outline, cursor: &Cursor) -> Option<Mended> {
    let Some(Step::Key(root)) = cursor.path.first() else { return None };
    if !root.starts_with("x-") {
        return None;
    }
    let used = cursor.parent.and_then(|parent| used(source, outline, parent, MAX_BLOCKS));
    used.or_else(|| by_name(root, &cursor.path[1..]))
}

/// The place where the mapping of an entry ends up by an alias to it, or to one that it stands in.
fn used(source: &str, outline: &Outline, entry: usize, blocks: usize) -> Option<Mended> {
    let mut below: Vec<Step> = Vec::new();
    let mut current = Some(entry);
    while let Some(at) = current.filter(|_| blocks > 0) {
        let holder = outline.entries.get(at)?;
        if let Some(anchor) = holder.anchor {
            for user in users(source, outline, anchor.of(source)) {
                let path = user.map_or_else(Vec::new, |user| outline.path(source, user));
                let is_block = matches!(path.first(), Some(Step::Key(root)) if root.starts_with("x-"));
                let rest: Vec<Step> = below.iter().rev().cloned().collect();
                let found = match user.filter(|_| is_block) {
                    Some(user) => {
                        used(source, outline, user, blocks - 1).and_then(|place| mend(&[place.steps, rest].concat()))
                    }
                    None => mend(&[path, rest].concat()),
                };
                if found.is_some() {
                    return found;
                }
            }
        }
        below.push(match holder.key {
            Some(key) => Step::Key(key.of(source).to_owned()),
            None => Step::Item,
        });
        current = holder.parent;
    }
    None
}

/// The entries whose value an alias is, or into which it is merged.
fn users<'a>(source: &'a str, outline: &'a Outline, anchor: &'a str) -> impl Iterator<Item = Option<usize>> + 'a {
    let is_merge = |at: usize| outline.entries[at].key.is_some_and(|key| key.of(source) == "<<");
    let entries = outline.entries.iter().enumerate();
    let aliases = entries.filter(move |(_, entry)| entry.value.of(source).strip_prefix('*') == Some(anchor));
    aliases.map(move |(at, entry)| match entry.parent {
        parent if is_merge(at) => parent,
        // `<<: [*one, *two]`
        Some(list) if entry.key.is_none() && is_merge(list) => outline.entries[list].parent,
        _ => Some(at),
    })
}

fn by_name(root: &str, below: &[Step]) -> Option<Mended> {
    let key = |name: &str| Step::Key(name.to_owned());
    let mut path = vec![key("services"), key("x")];
    let said = NAMED.iter().find(|(word, _)| root.contains(word)).map_or("", |(_, place)| place);
    path.extend(said.split('.').filter(|part| !part.is_empty()).map(key));
    mend(&[&path, below].concat())
}

#[cfg(test)]
mod tests {
    use super::super::tests::labels_at;

    #[test]
    fn a_block_has_the_keys_of_where_it_is_used() {
        let labels = labels_at("x-a: &a\n  $0\nservices:\n  w:\n    logging: *a\n");
        assert_eq!(labels[..2], ["driver", "options"]);
        let labels = labels_at("x-a: &a\n  image: x\n  deploy:\n    $0\nservices:\n  w:\n    <<: *a\n");
        assert_eq!(labels[0], "resources");
        let labels = labels_at("x-a: &a\n  $0\nx-b: &b\n  build: *a\nservices:\n  w:\n    <<: [*b]\n");
        assert_eq!(labels[0], "context");
    }

    #[test]
    fn a_block_that_is_not_used_yet_is_what_its_name_says() {
        assert_eq!(labels_at("x-healthcheck: &h\n  $0\n")[0], "test");
        assert_eq!(labels_at("x-logging:\n  driver: $0\n")[0], "json-file");
        assert_eq!(labels_at("x-common: &c\n  $0\n")[0], "image");
    }
}
