//! Comments that stick to what they follow: `"80:80"#web`, `[a, b]# both`.
//!
//! YAML wants a blank before `#`, and tree-sitter insists; go-yaml does not after a quote or a bracket, and Compose takes such
//! a file. So these comments are blanked before the tree is made anew, which leaves every offset where it is.

use crate::text::Span;
use tree_sitter::Tree;

/// The comments that follow a quoted text or a collection in brackets without a blank, as far as the tree got; none where
/// nothing is wrong with the tree.
pub(super) fn comments(text: &str, syntax: &Tree) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    if !syntax.root_node().has_error() {
        return found;
    }
    let mut cursor = syntax.walk();
    loop {
        let node = cursor.node();
        let closes =
            matches!(node.kind(), "double_quote_scalar" | "single_quote_scalar" | "flow_sequence" | "flow_mapping");
        let rest = text.get(node.end_byte()..).unwrap_or_default();
        if closes && rest.starts_with('#') && found.last().is_none_or(|last| last.start < node.end_byte()) {
            let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
            found.push(Span::new(node.end_byte(), node.end_byte() + length));
        }
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return found;
            }
        }
    }
}

/// The text with blanks in the place of comments.
pub(super) fn without(text: &str, comments: &[Span]) -> String {
    let mut left = text.as_bytes().to_vec();
    comments.iter().for_each(|comment| left[comment.start..comment.end].fill(b' '));
    String::from_utf8(left).unwrap_or_else(|_| text.to_owned())
}
