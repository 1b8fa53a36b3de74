//! Keys and tables of keys, as they are written down in the rooms beside.

use super::page::Page;
use super::shape::{Key, Shape};

impl Key {
    pub(super) const fn new(page: Page, name: &'static str, shape: Shape, doc: &'static str) -> Key {
        Key {
            name,
            shape,
            doc,
            since: None,
            default: None,
            required: false,
            deprecated: None,
            swarm: false,
            page,
            anchor: None,
        }
    }

    pub(super) const fn since(mut self, release: &'static str) -> Key {
        self.since = Some(release);
        self
    }

    pub(super) const fn default(mut self, value: &'static str) -> Key {
        self.default = Some(value);
        self
    }

    pub(super) const fn required(mut self) -> Key {
        self.required = true;
        self
    }

    pub(super) const fn deprecated(mut self, instead: &'static str) -> Key {
        self.deprecated = Some(instead);
        self
    }

    pub(super) const fn swarm(mut self) -> Key {
        self.swarm = true;
        self
    }

    /// The heading of the reference that speaks of the key, where that is not the key itself; empty for the page as a whole.
    pub(super) const fn under(mut self, anchor: &'static str) -> Key {
        self.anchor = Some(anchor);
        self
    }

    /// The address of what the public reference says of the key.
    pub fn link(&self) -> String {
        let page = format!("https://docs.docker.com/reference/compose-file/{}/", self.page.slug());
        match self.anchor.unwrap_or(self.name) {
            "" => page,
            anchor => format!("{page}#{anchor}"),
        }
    }
}

/// Tables of keys laid together into one of length `N`. Where several have a key of one name, the first counts.
pub(super) const fn join<const N: usize>(tables: &[&[Key]]) -> [Key; N] {
    let mut joined = [tables[0][0]; N];
    let mut length = 0;
    let mut table = 0;
    while table < tables.len() {
        let mut i = 0;
        while i < tables[table].len() {
            let key = tables[table][i];
            if !holds(&joined, length, key.name) {
                joined[length] = key;
                length += 1;
            }
            i += 1;
        }
        table += 1;
    }
    assert!(length == N, "the length given is not the number of different keys");
    joined
}

/// Whether one of the first `length` keys has the name.
const fn holds(keys: &[Key], length: usize, name: &str) -> bool {
    let mut i = 0;
    while i < length {
        if same(keys[i].name.as_bytes(), name.as_bytes()) {
            return true;
        }
        i += 1;
    }
    false
}

const fn same(a: &[u8], b: &[u8]) -> bool {
    let mut i = 0;
    while i < a.len() && i < b.len() && a[i] == b[i] {
        i += 1;
    }
    i == a.len() && i == b.len()
}
