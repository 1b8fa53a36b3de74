//! Lines that are indented now so, now so.

use crate::rules::amend::Layout;
use crate::rules::prelude::*;
use crate::syntax::yaml::Kind;
use std::collections::BTreeMap;

rule! {
    /// A block is indented differently from the first ones of the file.
    ///
    /// YAML takes any depth; a reader takes the same depth for the same level. The rule goes by the first mapping and the first
    /// list that the file indents. The fix moves a block with all that it holds; its meaning stays.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     labels:
    ///         # Shown in the overview
    ///         team: shop
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     labels:
    ///       # Shown in the overview
    ///       team: shop
    /// ```
    "mixed-indentation", Hint, Safe,
    default: off,
    groups: [Style],
    aka: ["yamllint:indentation"],
    concerns: ["indentation"],
}

pub fn check(file: &Compose, report: &mut Report) {
    let view = file.view();
    let layout = Layout::of(file);
    // The blocks that are told, from start to end: what lies in one is told when that is mended.
    let mut told: BTreeMap<usize, usize> = BTreeMap::new();
    let mut nodes: Vec<_> = view.nodes().collect();
    // Parents come after their children.
    nodes.reverse();
    for (_, node) in nodes {
        let Kind::Mapping { entries, flow: false } = &node.kind else { continue };
        for entry in entries {
            let (key, value) = (view.node(entry.key), view.node(entry.value));
            let wanted = match value.kind {
                Kind::Mapping { flow: false, .. } => layout.step,
                Kind::Sequence { flow: false, .. } => layout.list,
                _ => continue,
            };
            let (column, found) = (amend::column(file, key.whole().start), amend::column(file, value.span.start));
            let is_told = told.range(..=value.span.start).next_back().is_some_and(|(_, &end)| value.span.start < end);
            let on_one_line = !file.text(Span::new(key.span.end, value.span.start)).contains('\n');
            if on_one_line || is_told || found == column + wanted {
                continue;
            }
            told.insert(value.span.start, value.span.end);
            let message = format!("This block is indented by {}, and others by {wanted}", found.saturating_sub(column));
            report
                .at(file.first_line(value.span), message)
                .fix("Indent it like the others", moved(file, key.whole().end, value.span, column + wanted));
        }
    }
}

/// The edit that moves the lines of a block to a column, those of comments above its first entry among them.
fn moved(file: &Compose, key_end: usize, block: Span, column: usize) -> Option<Edit> {
    if file.view().is_partial() {
        return None;
    }
    let key_line = file.whole_lines(Span::at(key_end));
    let found = amend::column(file, block.start);
    let last = file.lines_of(block);
    let lines = Span::new(key_line.end, last.end.max(key_line.end));
    let mut text = String::new();
    for line in file.text(lines).split_inclusive('\n') {
        let content = line.trim_start_matches(' ');
        let indent = line.len() - content.len();
        let is_free = content.trim().is_empty() || content.starts_with('#');
        if content.starts_with('\t') || (indent < found && !is_free) {
            return None;
        }
        let indent = if content.trim().is_empty() { indent } else { (indent + column).saturating_sub(found) };
        text.extend([&*" ".repeat(indent), content]);
    }
    Some(replace(lines, text))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    #[test]
    fn a_block_moves_with_all_that_it_holds() {
        let source = "services:\n  a:\n      image: x\n      ports:\n        - 80\n\n      # why\n      command: |\n        a\n          b\n";
        let after =
            "services:\n  a:\n    image: x\n    ports:\n      - 80\n\n    # why\n    command: |\n      a\n        b\n";
        let first = "x-a:\n  b:\n    c: 1\n";
        assert_eq!(fixed("mixed-indentation", &format!("{first}{source}")), Some(format!("{first}{after}")));
    }

    #[test]
    fn any_depth_will_do_if_it_is_one() {
        let source =
            "services:\n    a:\n        image: x\n        ports:\n        - 80\n        expose:\n        - 81\n";
        assert!(findings("mixed-indentation", source).is_empty());
        assert_eq!(findings("mixed-indentation", &format!("{source}        dns:\n            - a\n")).len(), 1);
    }
}
