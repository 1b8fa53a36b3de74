//! Bringing the entries of a Compose file's mapping or list into another order, in place.
//!
//! An entry moves with its lines, with the comments above it that stand in its column, and with those below it that stand
//! deeper. Blank lines stay where they are. Where a comment could belong to either neighbour, or an alias would come before its
//! anchor, there is no edit.

use super::amend;
use crate::model::Compose;
use crate::model::compose::Value;
use crate::syntax::yaml::{Kind, Node, NodeId, View};
use crate::text::{Edit, Span, replace};
use std::collections::HashSet;

/// The places that a stable sort gives to entries of these keys: the number of the entry that comes first, and so on. `None`
/// where they are in order already.
pub fn sorted<K: Ord>(keys: &[K]) -> Option<Vec<usize>> {
    if keys.is_sorted() {
        return None;
    }
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.sort_by_key(|&at| &keys[at]);
    Some(order)
}

/// The first entry that another should precede.
pub fn first_misplaced<K: Ord>(keys: &[K]) -> usize {
    keys.windows(2).position(|pair| pair[1] < pair[0]).map_or(0, |at| at + 1)
}

/// The edit that puts the entries of a mapping or list into this order.
pub fn reorder(file: &Compose, collection: Value<'_>, order: &[usize]) -> Option<Edit> {
    if collection.is_alias() || file.view().is_partial() {
        return None;
    }
    let entries = amend::entry_spans(file, collection);
    let slots = if collection.is_flow() { flow_slots(file, &entries) } else { block_slots(file, &entries) }?;
    if slots.len() != order.len() {
        return None;
    }
    if has_references(file.view(), collection.id()) && !keeps_anchors(file, &slots, order) {
        return None;
    }
    let first = order.iter().enumerate().position(|(at, &from)| at != from)?;
    let last = order.iter().enumerate().rposition(|(at, &from)| at != from)?;
    let mut text = String::new();
    for at in first..=last {
        text.push_str(file.text(slots[order[at]]));
        if at < last {
            text.push_str(file.text(Span::new(slots[at].end, slots[at + 1].start)));
        }
    }
    Some(replace(Span::new(slots[first].start, slots[last].end), text))
}

/// What moves with each entry between brackets: the entry. `None` where a comment stands among them.
fn flow_slots(file: &Compose, entries: &[Span]) -> Option<Vec<Span>> {
    let whole = Span::new(entries.first()?.start, entries.last()?.end);
    let has_comment = file.view().comments().iter().any(|comment| whole.contains(*comment));
    (!has_comment).then(|| entries.to_vec())
}

/// What moves with each entry of a block, without the line end of its last line.
fn block_slots(file: &Compose, entries: &[Span]) -> Option<Vec<Span>> {
    let column = amend::column(file, entries.first()?.start);
    let mut slots = Vec::with_capacity(entries.len());
    for &entry in entries {
        let lines = file.lines_of(entry);
        let is_alone = file.text(Span::new(lines.start, entry.start)).trim().is_empty();
        if !is_alone || entry.start - lines.start != column {
            return None;
        }
        slots.push(lines);
    }
    let count = slots.len();
    // Comments above the first entry of a file are the file's.
    if column > 0 {
        let above = own_comments_above(file, slots[0].start, column);
        slots[0] = Span::new(above?, slots[0].end);
    } else if comment_line(file, line_before(file, slots[0].start)).is_some() {
        return None;
    }
    for at in 0..count {
        let limit = slots.get(at + 1).map_or(file.source().len(), |next| next.start);
        let end = own_comments_below(file, slots[at].end, column, limit);
        slots[at] = Span::new(slots[at].start, end);
        if at + 1 < count {
            let start = own_comments_above(file, slots[at + 1].start, column)?.max(end);
            if !file.text(Span::new(end, start)).trim().is_empty() {
                return None;
            }
            slots[at + 1] = Span::new(start, slots[at + 1].end);
        }
    }
    let bare = |slot: Span| slot.start + file.text(slot).trim_end_matches(['\n', '\r']).len();
    Some(slots.into_iter().map(|slot| Span::new(slot.start, bare(slot))).collect())
}

/// The line that ends where another starts; empty at the start of the file.
fn line_before(file: &Compose, start: usize) -> Span {
    if start == 0 { Span::at(0) } else { file.whole_lines(Span::at(start - 1)) }
}

/// The column of a line's comment, where it holds nothing else.
fn comment_line(file: &Compose, line: Span) -> Option<usize> {
    let text = file.text(line);
    let content = text.trim_start_matches([' ', '\t']);
    content.starts_with('#').then(|| text.len() - content.len())
}

/// Where the comments begin that stand right above a line, in its column; `None` where one may belong elsewhere: it stands in
/// another column, or looks like lines that somebody has switched off.
fn own_comments_above(file: &Compose, mut start: usize, column: usize) -> Option<usize> {
    loop {
        let line = line_before(file, start);
        match comment_line(file, line).filter(|_| line.end == start && !line.is_empty()) {
            Some(found) if found > column => return Some(start),
            Some(found) if found < column => return None,
            Some(_) => {
                let text = file.text(line).trim_start().trim_start_matches('#');
                if text.starts_with("  ") || text.starts_with('\t') {
                    return None;
                }
                start = line.start;
            }
            None => return Some(start),
        }
    }
}

/// Where the comments end that stand right below a line, deeper than the column.
fn own_comments_below(file: &Compose, mut end: usize, column: usize, limit: usize) -> usize {
    while end < limit {
        let line = file.whole_lines(Span::at(end));
        if comment_line(file, line).is_none_or(|found| found <= column) {
            break;
        }
        end = line.end;
    }
    end
}

/// Whether a node or one within it has an anchor or is an alias.
fn has_references(view: &View, id: NodeId) -> bool {
    let node = view.node(id);
    node.anchor.is_some()
        || match &node.kind {
            Kind::Alias(_) => true,
            Kind::Sequence { items, .. } => items.iter().any(|item| has_references(view, *item)),
            Kind::Mapping { entries, .. } => {
                entries.iter().any(|entry| has_references(view, entry.key) || has_references(view, entry.value))
            }
            Kind::Empty | Kind::Scalar(_) => false,
        }
}

/// Whether every alias still comes after its anchor.
fn keeps_anchors(file: &Compose, slots: &[Span], order: &[usize]) -> bool {
    let view = file.view();
    let mut names = HashSet::new();
    let anchors = view.nodes().filter_map(|(_, node)| node.anchor);
    if !anchors.map(|anchor| file.text(anchor)).all(|name| names.insert(name)) {
        return false;
    }
    // By the number of an entry, its place in the new order.
    let mut places = vec![0; order.len()];
    order.iter().enumerate().for_each(|(place, &entry)| places[entry] = place);
    let place_of = |node: &Node| slots.iter().position(|slot| slot.contains(node.span)).map(|entry| places[entry]);
    view.nodes().all(|(_, node)| {
        let Kind::Alias(Some(target)) = node.kind else { return true };
        match (place_of(view.node(target)), place_of(node)) {
            (Some(anchor), Some(alias)) => anchor <= alias,
            _ => true,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, Snapshot};
    use crate::text::apply_edits;

    /// The file with the entries at `path` turned around.
    fn reversed(source: &str, path: &[&str]) -> Option<String> {
        let snapshot = Snapshot::of(Language::Compose, source);
        let file = snapshot.compose()?;
        let value = file.at(path)?;
        let count = amend::entry_spans(file, value).len();
        let order: Vec<usize> = (0..count).rev().collect();
        reorder(file, value, &order).map(|edit| apply_edits(source, &[edit]))
    }

    #[test]
    fn comments_move_with_their_entries() {
        let source = "a:\n  # of b\n  b: 1 # why\n\n  # of c\n  # too\n  c:\n    d: 2\n    # below d\n\ne: 1\n";
        let expected = "a:\n  # of c\n  # too\n  c:\n    d: 2\n    # below d\n\n  # of b\n  b: 1 # why\n\ne: 1\n";
        assert_eq!(reversed(source, &["a"]).as_deref(), Some(expected));
    }

    #[test]
    fn lists_and_braces_are_turned_too() {
        assert_eq!(reversed("a:\n- 1\n- b: 2\n  c: 3", &["a"]).as_deref(), Some("a:\n- b: 2\n  c: 3\n- 1"));
        assert_eq!(reversed("a: [1, {b: 2},3]\n", &["a"]).as_deref(), Some("a: [3, {b: 2},1]\n"));
        assert_eq!(reversed("b: |\n  x\n\na: 1\n", &[]).as_deref(), Some("a: 1\n\nb: |\n  x\n"));
    }

    #[test]
    fn a_comment_that_may_be_anybodys_stops_it() {
        for source in [
            "a:\n  b: 1\n  # heading\n\n  c: 2\n",
            "a:\n  b: 1\n# off\n  c: 2\n",
            "a:\n  b: 1\n  #   off: 1\n  c: 2\n",
            "a: [1, # one\n 2]\n",
        ] {
            assert_eq!(reversed(source, &["a"]), None, "{source}");
        }
        assert_eq!(reversed("# the file's\na: 1\nb: 2\n", &[]), None);
    }

    #[test]
    fn anchors_stay_before_their_aliases() {
        assert_eq!(reversed("a:\n  b: &x 1\n  c: *x\n", &["a"]), None);
        assert!(reversed("x: &x 1\na:\n  b: *x\n  c: *x\n", &["a"]).is_some());
    }
}
