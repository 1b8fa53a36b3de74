//! The end of a line in a Compose file.

use super::{Indentation, Lines, blanks};
use crate::model::Compose;
use crate::syntax::yaml::{Kind, Style};
use crate::text::{Edit, Span, replace};

/// The deepest step of indentation that a file is taken to use, in columns.
const MAX_STEP: usize = 8;

pub(super) fn after_line_end(file: &Compose, lines: Lines<'_>, indentation: Indentation) -> Vec<Edit> {
    let (before, here) = (lines.before(), lines.here());
    let text = before.trim();
    if text.is_empty() || text.starts_with('#') || !here.trim().is_empty() || is_inside_text(file, lines.before) {
        return Vec::new();
    }
    let indent = blanks(before);
    if let Some(item) = text.strip_prefix('-') {
        return after_item(file, lines, item, indentation);
    }
    if opens_block(text) {
        let deeper = format!("{indent}{}", step(file, indentation));
        return lines.indent(&deeper).into_iter().collect();
    }
    Vec::new()
}

/// Behind `- item`, which is `item` here: another item, the keys of a mapping, or the end of the list.
fn after_item(file: &Compose, lines: Lines<'_>, item: &str, indentation: Indentation) -> Vec<Edit> {
    let before = lines.before();
    let indent = blanks(before);
    let word = item.trim();
    if word.is_empty() {
        // Whoever leaves an item empty has ended the list: the dash goes.
        let above = lines.source[..lines.before.start].lines().next_back().unwrap_or("");
        let ends_list = is_item(above, indent);
        return if ends_list { vec![replace(lines.before, "")] } else { Vec::new() };
    }
    if !item.starts_with(' ') || word.starts_with(['#', '[', '{', '|', '>', '&', '*', '!']) {
        return Vec::new();
    }
    // The keys of an item stand below its first.
    let keys = format!("{indent} {}", " ".repeat(item.len() - item.trim_start().len()));
    if opens_block(word) {
        return lines.indent(&format!("{keys}{}", step(file, indentation))).into_iter().collect();
    }
    if is_pair(word) {
        return lines.indent(&keys).into_iter().collect();
    }
    // A lone item may be all there is; one behind another is a list that grows.
    let above = lines.source[..lines.before.start].lines().next_back().unwrap_or("");
    let below = lines.source[lines.here.end..].lines().nth(1).unwrap_or("");
    let grows = is_item(above, indent) || is_item(below, indent);
    if !grows || is_open_quote(word) {
        return Vec::new();
    }
    vec![replace(lines.here, format!("{indent}- "))]
}

/// Whether a line is an item of a list with this indent.
fn is_item(line: &str, indent: &str) -> bool {
    blanks(line) == indent && line.trim_start().starts_with("- ")
}

/// Whether a text is `key: value` and not a scalar with a colon such as `80:80`.
fn is_pair(text: &str) -> bool {
    !text.starts_with(['"', '\'']) && text.contains(": ")
}

fn is_open_quote(text: &str) -> bool {
    let quote = text.chars().next().filter(|first| matches!(first, '"' | '\''));
    quote.is_some_and(|quote| text.len() == 1 || !text.ends_with(quote))
}

/// Whether what follows belongs below: `key:`, `key: |`, `key: &anchor`.
fn opens_block(text: &str) -> bool {
    let text = text.split(" #").next().unwrap_or(text).trim_end();
    if text.starts_with(['"', '\'', '[', '{']) && !text.ends_with(':') {
        return false;
    }
    let Some((_, value)) = text.split_once(": ") else { return text.ends_with(':') };
    let value = value.trim();
    let is_block = value.starts_with(['|', '>']) && value.len() <= 3;
    let is_anchor = value.starts_with('&') && !value.contains(' ');
    is_block || is_anchor
}

/// Whether a line lies within a block of text, or within brackets that began above it.
fn is_inside_text(file: &Compose, line: Span) -> bool {
    file.view().nodes().any(|(_, node)| {
        let began_above = node.span.start < line.start && line.start < node.span.end;
        began_above
            && match &node.kind {
                Kind::Scalar(scalar) => scalar.style != Style::Plain,
                Kind::Sequence { flow, .. } | Kind::Mapping { flow, .. } => *flow,
                _ => false,
            }
    })
}

/// One step of indentation as the file has it: the indent of its first indented key.
fn step(file: &Compose, indentation: Indentation) -> String {
    let indented = file.source().lines().find(|line| {
        let is_key = line.trim_start().starts_with(|c: char| c.is_alphanumeric() || c == '_');
        line.starts_with(' ') && is_key
    });
    let width = indented.map(|line| blanks(line).len()).filter(|width| *width <= MAX_STEP);
    // YAML takes no tabs, whatever the editor likes.
    " ".repeat(width.unwrap_or(if indentation.with_spaces { indentation.width.clamp(1, MAX_STEP) } else { 2 }))
}

#[cfg(test)]
mod tests {
    use crate::model::Language;

    fn typed(marked: &str) -> String {
        super::super::tests::typed(Language::Compose, marked)
    }

    #[test]
    fn what_belongs_below_a_key_is_indented_as_the_file_does() {
        assert_eq!(typed("services:\n‸"), "services:\n    ");
        assert_eq!(typed("a:\n  b: c\nd: # e\n‸\n"), "a:\n  b: c\nd: # e\n  \n");
        assert_eq!(typed("a:\n  b: |\n  ‸\n"), "a:\n  b: |\n    \n");
        assert_eq!(typed("a:\n  b: &c\n  ‸\n"), "a:\n  b: &c\n    \n");
    }

    #[test]
    fn a_list_that_grows_gets_its_next_item_and_an_empty_one_ends_it() {
        assert_eq!(typed("a:\n  - b\n  - c\n  ‸\n"), "a:\n  - b\n  - c\n  - \n");
        assert_eq!(typed("a:\n  - b\n  ‸\n"), "a:\n  - b\n  \n", "a first item may be the last");
        assert_eq!(typed("a:\n  - b\n  - \n  ‸\n"), "a:\n  - b\n\n  \n");
        assert_eq!(typed("a:\n  - b\n  - \"80:80\"\n‸\n"), "a:\n  - b\n  - \"80:80\"\n  - \n");
        assert_eq!(typed("a:\n  - b\n  -   c: d\n  ‸\n"), "a:\n  - b\n  -   c: d\n      \n");
        assert_eq!(typed("a:\n  - b:\n  ‸\n"), "a:\n  - b:\n        \n");
    }

    #[test]
    fn nothing_happens_inside_texts_and_brackets() {
        for marked in [
            "a: |\n  b:\n  ‸\n",
            "a: [\n  - b,\n  ‸\n]\n",
            "# a:\n‸\n",
            "a: \"b\n  c:\n  ‸\"\n",
            "a:\n  - b\n  - 'c\n  ‸\n",
            "a: b\n‸c: d\n",
            "a: b\n‸\n",
        ] {
            assert_eq!(typed(marked), marked.replace('‸', ""));
        }
    }
}
