//! The blanks inside a line: behind keys and colons, and inside brackets.
//!
//! Values that stand in one column with those of a neighbour were put there by hand, and stay.

use super::sheet::Sheet;
use crate::format::settle::Step;
use crate::syntax::yaml::{Entry, Kind, Node};
use crate::text::{Edit, Span, delete, replace};

pub(super) fn steps(sheet: &Sheet<'_>) -> Vec<Step> {
    let mut edits = Vec::new();
    for (_, node) in sheet.view.nodes() {
        match &node.kind {
            Kind::Mapping { entries, flow: false } => {
                for at in 0..entries.len() {
                    edits.extend(behind_key(sheet, entries, at));
                }
            }
            Kind::Mapping { entries, flow: true } => {
                edits.extend(
                    entries.iter().filter_map(|entry| colon(sheet, entry).filter(|gap| gap.len() > 2)).map(as_colon),
                );
                edits.extend(in_flow(sheet, node, &entries.iter().map(|entry| entry.span).collect::<Vec<_>>(), true));
            }
            Kind::Sequence { items, flow: true } => {
                let items: Vec<Span> = items.iter().map(|item| sheet.view.node(*item).whole()).collect();
                edits.extend(in_flow(sheet, node, &items, false));
            }
            _ => {}
        }
    }
    edits.sort_by_key(|edit| edit.span);
    edits.into_iter().map(|edit| Step::new("the blanks", vec![edit])).collect()
}

fn as_colon(gap: Span) -> Edit {
    replace(gap, ": ")
}

/// The colon of an entry and the blanks around it, where its value stands on the same line.
fn colon(sheet: &Sheet<'_>, entry: &Entry) -> Option<Span> {
    let (key, value) = (sheet.view.node(entry.key).whole(), sheet.view.node(entry.value));
    if matches!(value.kind, Kind::Empty) && value.tag.is_none() && value.anchor.is_none() {
        return None;
    }
    let gap = Span::new(key.end, value.whole().start);
    let text = gap.of(sheet.source);
    (text.trim_matches(crate::format::BLANK) == ":").then_some(gap)
}

fn behind_key(sheet: &Sheet<'_>, entries: &[Entry], at: usize) -> Option<Edit> {
    let gap = colon(sheet, &entries[at]).filter(|gap| gap.of(sheet.source) != ": ")?;
    let place = |gap: Span| (sheet.line_at(gap.start), sheet.column(gap.start), sheet.column(gap.end));
    let (line, start, end) = place(gap);
    let neighbours = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|at| entries.get(at));
    let is_aligned = neighbours.filter_map(|other| colon(sheet, other)).any(|other| {
        let (other_line, other_start, other_end) = place(other);
        line.abs_diff(other_line) == 1 && end == other_end && start != other_start
    });
    (!is_aligned).then(|| as_colon(gap))
}

/// One blank behind each comma, none before it; none inside brackets and empty braces. Braces that hold something keep the
/// blanks that they have. What goes over several lines is left alone.
fn in_flow(sheet: &Sheet<'_>, node: &Node, parts: &[Span], is_mapping: bool) -> Vec<Edit> {
    let text = node.span.of(sheet.source);
    if text.contains('\n') || text.len() < 2 {
        return Vec::new();
    }
    let mut edits = Vec::new();
    let (open, close) = (node.span.start + 1, node.span.end - 1);
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else {
        let inside = Span::new(open, close);
        let is_blank = !inside.is_empty() && inside.of(sheet.source).trim().is_empty();
        return if is_blank { vec![delete(inside)] } else { edits };
    };
    for pair in parts.windows(2) {
        let between = Span::new(pair[0].end, pair[1].start);
        let text = between.of(sheet.source);
        if text.trim() == "," && text != ", " {
            edits.push(replace(between, ", "));
        }
    }
    if !is_mapping {
        let ends = [Span::new(open, first.start), Span::new(last.end, close)];
        edits.extend(
            ends.into_iter().filter(|end| !end.is_empty() && end.of(sheet.source).trim().is_empty()).map(delete),
        );
    }
    edits
}
