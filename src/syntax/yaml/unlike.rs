//! What go-yaml reads and tree-sitter does not: rewritten, byte for byte, into what both read the same way.
//!
//! Three rare things: an anchor that a colon follows at once (`&a: b` has no key but an anchored null), a byte order mark in
//! the midst of a line (a letter like any other), and a `%YAML` line behind a document that no `...` ends. Only where
//! tree-sitter gives up is a text looked at for them; what the nodes say is read from the text as it was written.

use super::libyaml::next_name;

const MARK: &str = "\u{feff}";

/// The text with these things rewritten in place; `None` where it has none of them.
pub(super) fn rewritten(text: &str) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    let mut at = 0;
    while let Some(name) = next_name(&bytes, at) {
        at = name.end;
        let ends_key =
            bytes.get(name.end) == Some(&b':') && bytes.get(name.end + 1).is_none_or(|next| next.is_ascii_whitespace());
        if bytes[name.start] == b'&' && ends_key {
            bytes[name.start..=name.end].fill(b' ');
            bytes[name.start] = b':';
        }
    }
    for (at, _) in text.match_indices(MARK).filter(|(at, _)| *at > 0 && !text[..*at].ends_with('\n')) {
        bytes[at..at + MARK.len()].fill(b'_');
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if start > 0 && line.strip_prefix("%YAML").is_some_and(|version| version.trim() == "1.1") {
            bytes[start..start + line.trim_end().len()].fill(b' ');
        }
        start += line.len();
    }
    let rewritten = String::from_utf8(bytes).ok()?;
    (rewritten != text).then_some(rewritten)
}

#[cfg(test)]
mod tests {
    use super::super::{Tree, View};
    use super::*;
    use std::sync::Arc;

    #[test]
    fn every_byte_keeps_its_place() {
        let source = "\u{feff}a:\n  &b: c\n\u{feff}d: [&e:80, \u{feff}f]\n%YAML 1.1\n---\ng: h\n";
        let expected = "\u{feff}a:\n  :   c\n\u{feff}d: [&e:80, ___f]\n         \n---\ng: h\n";
        assert_eq!(rewritten(source).as_deref(), Some(expected));
        assert_eq!(rewritten("a: &b\n  c: d\n"), None);
    }

    #[test]
    fn the_tree_holds_what_was_written() {
        for source in ["a: b\n&c:\n  d: e\n", "- \u{feff}a: b\n  c: d\n", "a: b\n%YAML 1.1\n---\nc: d\n"] {
            let view = View::read(Arc::from(source), &Tree::parse(source, None));
            assert!(!view.is_damaged(), "{source:?}");
        }
        let source = "- \u{feff}a: b\n";
        let view = View::read(Arc::from(source), &Tree::parse(source, None));
        let item = view.documents().flat_map(|root| root.items().collect::<Vec<_>>()).next();
        assert!(item.is_some_and(|item| item.get("\u{feff}a").is_some()));
    }
}
