//! A keystroke inside an entry: that entry alone is read anew, and its nodes take the place of the old ones.
//!
//! What holds the entry together is that it is whole lines of a block mapping. Read alone, the lines must be sound YAML,
//! a block mapping at the same column, and no line of them may stand further left; then nothing in them is felt by the
//! lines around, and they feel nothing but the anchors above. Wherever any of that is in doubt there is no splice, and
//! the whole text is read: this room saves time, and never decides anything.

use super::arena::Arena;
use super::build::{self, Start};
use super::libyaml;
use super::node::{Entry, Kind, Node, NodeId};
use super::sitter::{self, Change};
use crate::text::Span;
use std::ops::Range;

/// Entries of a block mapping, next to each other, that hold a change.
struct Place {
    /// From the root of the document to the mapping: each node, and which of its children leads on.
    path: Vec<(NodeId, usize)>,
    entries: Range<usize>,
    /// Their lines, with blank lines and comments up to what follows.
    lines: Span,
    /// The blanks before their keys.
    column: usize,
}

/// Deeper than this nobody edits, and the whole is read with its own limits.
const MAX_DEPTH: usize = 40;

/// The arena of a text, made from that of an older one without faults; `None` where the whole has to be read.
pub(super) fn after(arena: &Arena, old: &str, text: &str) -> Option<Arena> {
    let change = Change::between(old, text)?;
    let mut places = places(arena, old, change);
    let place = places.find(|place| stand_apart(text, place.lines_after(change), place.column))?;
    let lines = place.lines_after(change);
    if !libyaml::reads_part(lines.of(text)) {
        return None;
    }
    let numbers = place.numbers(arena);
    if numbers.start == 0 || arena.nodes[numbers.clone()].iter().any(|node| node.anchor.is_some()) {
        return None;
    }
    let above = arena.nodes[..numbers.start].iter().enumerate();
    let anchors = above.filter_map(|(number, node)| {
        let name = node.anchor?.of(old).trim_start_matches('&');
        Some((name.into(), NodeId(number as u32)))
    });
    // The lines alone are a document, whose root comes before the entries: it gives way to the mapping that is there.
    let root = NodeId(numbers.start as u32 - 1);
    let start = Start { byte: lines.start, node: root.0 as usize, anchors: anchors.collect() };
    // Where something follows, something follows here too: the end of a text is the end of a block scalar in its own way.
    let is_end = lines.end == text.len();
    let follower = if is_end { String::new() } else { format!("{}follower:\n", " ".repeat(place.column)) };
    let syntax = sitter::parse(&format!("{}{follower}", lines.of(text)), None)?;
    let mut fresh = build::build(text, &syntax, start);
    let mut entries = place.entries_of(&fresh, root)?;
    if let Some(follower) = entries.pop_if(|_| !is_end) {
        fresh.nodes.truncate((follower.key.0 - root.0) as usize);
    }
    if entries.is_empty() {
        return None;
    }
    Some(splice(arena, &place, numbers, change, fresh, entries))
}

/// The places that hold a change, the smallest first.
fn places(arena: &Arena, text: &str, change: Change) -> impl Iterator<Item = Place> {
    let mut path: Vec<(NodeId, usize)> = Vec::new();
    let mut found = Vec::new();
    let is_clean = !arena.damaged && !arena.too_deep && arena.problems.is_empty();
    let mut next = match arena.documents[..] {
        [root] if is_clean => Some((root, text.len())),
        _ => None,
    };
    while let Some((at, end)) = next.take().filter(|_| path.len() < MAX_DEPTH) {
        let node = arena.node(at);
        // An alias to a node that is being read would be one inside itself.
        if node.anchor.is_some() {
            break;
        }
        let child = match &node.kind {
            Kind::Mapping { entries, flow: false } => {
                let starts = |nth: usize| entries.get(nth).map(|entry: &Entry| entry.span.start);
                let Some((children, lines)) = children(text, change, end, starts) else {
                    break;
                };
                let first = &entries[children.start];
                let column = first.span.start - lines.start;
                let is_plain = |entry: &Entry| {
                    let line = line_start(text, entry.span.start);
                    entry.key < entry.value
                        && text[line..entry.span.start].bytes().all(|byte| byte == b' ')
                        && !text[entry.span.start..].starts_with(['?', ':'])
                };
                let last = (children.end + 1).min(entries.len());
                let starts_there = node.span.start - line_start(text, node.span.start) == column;
                if !starts_there || !entries[children.start..last].iter().all(is_plain) {
                    break;
                }
                let path = path.iter().copied().chain([(at, children.start)]).collect();
                found.push(Place { path, entries: children.clone(), lines, column });
                if children.len() > 1 {
                    break;
                }
                (children.start, first.value, lines.end)
            }
            Kind::Sequence { items, flow: false } => {
                let starts = |nth: usize| items.get(nth).map(|item| arena.node(*item).whole().start);
                let Some((children, lines)) = children(text, change, end, starts).filter(|(it, _)| it.len() == 1)
                else {
                    break;
                };
                (children.start, items[children.start], lines.end)
            }
            _ => break,
        };
        path.push((at, child.0));
        next = Some((child.1, child.2));
    }
    found.into_iter().rev()
}

/// Which children of a collection hold a change, and the lines that they fill; `end` is where the collection must have
/// ended. The first byte of a child stands outside its own reach: whoever changes it may change what the child before is.
fn children(
    text: &str,
    change: Change,
    end: usize,
    start_of: impl Fn(usize) -> Option<usize>,
) -> Option<(Range<usize>, Span)> {
    let mut first = None;
    let mut next = 0;
    while let Some(start) = start_of(next) {
        if line_start(text, start) >= change.old_end && start > change.start {
            break;
        }
        if start < change.start {
            first = Some(next);
        }
        next += 1;
    }
    let first = first?;
    let lines = Span::new(line_start(text, start_of(first)?), start_of(next).map_or(end, |it| line_start(text, it)));
    (change.old_end <= lines.end).then_some((first..next, lines))
}

/// Whether lines are of no concern to those around them: none stands further left, or is a mark between documents, and
/// the last one ends.
fn stand_apart(text: &str, lines: Span, column: usize) -> bool {
    let body = lines.of(text);
    let ends = body.ends_with('\n') || lines.end == text.len();
    let starts = body.len() > column && !body.as_bytes()[column].is_ascii_whitespace();
    let breaks = |c: char| matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}');
    let is_inside = |line: &str| {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let blanks = line.len() - line.trim_start_matches(' ').len();
        let marks = column == 0 && ["---", "...", "%"].iter().any(|mark| line.starts_with(mark));
        !line.contains('\r') && !marks && (blanks >= column || blanks == line.len())
    };
    ends && starts && !body.contains(breaks) && body.split('\n').all(is_inside)
}

impl Change {
    /// A place after the change, where it stands now.
    fn moved(self, at: usize) -> usize {
        at + self.new_end - self.old_end
    }
}

impl Place {
    fn lines_after(&self, change: Change) -> Span {
        Span::new(self.lines.start, change.moved(self.lines.end))
    }

    fn mapping(&self) -> Option<(NodeId, usize)> {
        self.path.last().copied()
    }

    /// The numbers of the nodes of the entries.
    fn numbers(&self, arena: &Arena) -> Range<usize> {
        let Some(Kind::Mapping { entries, .. }) = self.mapping().map(|(id, _)| &arena.node(id).kind) else {
            return 0..0;
        };
        let start = entries[self.entries.start].key.0 as usize;
        let end = match entries.get(self.entries.end) {
            Some(next) => next.key.0 as usize,
            None => last_number(arena, entries[self.entries.end - 1].value) + 1,
        };
        start..end
    }

    /// The entries that the lines have now, where the nodes begin with `root`; `None` where they are no block mapping at the column where they were.
    fn entries_of(&self, fresh: &Arena, root: NodeId) -> Option<Vec<Entry>> {
        let clean = !fresh.damaged && !fresh.too_deep && fresh.problems.is_empty() && fresh.documents == [root];
        let root = fresh.nodes.first().filter(|root| clean && root.tag.is_none())?;
        let Kind::Mapping { entries, flow: false } = &root.kind else {
            return None;
        };
        let stands = root.span.start == self.lines.start + self.column;
        let has_anchors = fresh.nodes.iter().any(|node| node.anchor.is_some());
        (stands && !has_anchors).then(|| entries.clone())
    }
}

/// The largest number among a node and what is inside it.
fn last_number(arena: &Arena, mut id: NodeId) -> usize {
    let mut largest = id;
    loop {
        let last = match &arena.node(id).kind {
            Kind::Mapping { entries, .. } => entries.last().map(|entry| entry.key.max(entry.value)),
            Kind::Sequence { items, .. } => items.last().copied(),
            _ => None,
        };
        let Some(last) = last else {
            return largest.0 as usize;
        };
        largest = largest.max(last);
        id = last;
    }
}

fn splice(
    old: &Arena,
    place: &Place,
    numbers: Range<usize>,
    change: Change,
    fresh: Arena,
    entries: Vec<Entry>,
) -> Arena {
    let inserted = fresh.nodes.len() - 1;
    let renumbered = |id: NodeId| {
        let number = id.0 as usize;
        let number = if number < numbers.end { number } else { number + inserted - numbers.len() };
        NodeId(number as u32)
    };
    let moved = |span: Span| Span::new(change.moved(span.start), change.moved(span.end));
    let later = |node: &Node| {
        let kind = match &node.kind {
            Kind::Sequence { items, flow } => {
                Kind::Sequence { items: items.iter().map(|id| renumbered(*id)).collect(), flow: *flow }
            }
            Kind::Mapping { entries, flow } => {
                let entry = |entry: &Entry| Entry {
                    key: renumbered(entry.key),
                    value: renumbered(entry.value),
                    span: moved(entry.span),
                };
                Kind::Mapping { entries: entries.iter().map(entry).collect(), flow: *flow }
            }
            Kind::Alias(target) => Kind::Alias(target.map(renumbered)),
            Kind::Empty | Kind::Scalar(_) => node.kind.clone(),
        };
        Node { kind, span: moved(node.span), tag: node.tag.map(moved), anchor: node.anchor.map(moved) }
    };
    let mut nodes = Vec::with_capacity(old.nodes.len() + inserted - numbers.len());
    nodes.extend_from_slice(&old.nodes[..numbers.start]);
    nodes.extend(fresh.nodes.into_iter().skip(1));
    nodes.extend(old.nodes[numbers.end..].iter().map(later));

    // Around the entries: from the mapping up, what follows moves, and what ended with them ends where they end now.
    for (depth, &(id, child)) in place.path.iter().enumerate().rev() {
        let is_mapping = depth + 1 == place.path.len();
        let mut kind = std::mem::replace(&mut nodes[id.0 as usize].kind, Kind::Empty);
        let end = match &mut kind {
            Kind::Mapping { entries: all, .. } => {
                let after = if is_mapping { place.entries.end } else { child + 1 };
                for entry in &mut all[after..] {
                    let (key, value) = (renumbered(entry.key), renumbered(entry.value));
                    *entry = Entry { key, value, span: moved(entry.span) };
                }
                if is_mapping {
                    all.splice(place.entries.clone(), entries.iter().copied());
                } else {
                    let entry = &mut all[child];
                    let value = nodes[entry.value.0 as usize].whole().end;
                    entry.span.end = value.max(nodes[entry.key.0 as usize].whole().end);
                }
                all.last().map(|entry| entry.span.end)
            }
            Kind::Sequence { items, .. } => {
                items[child + 1..].iter_mut().for_each(|item| *item = renumbered(*item));
                items.last().map(|item| nodes[item.0 as usize].whole().end)
            }
            _ => None,
        };
        let node = &mut nodes[id.0 as usize];
        node.kind = kind;
        node.span.end = end.unwrap_or(node.span.end);
    }

    let first = old.comments.partition_point(|comment| comment.start < place.lines.start);
    let after = old.comments.partition_point(|comment| comment.start < place.lines.end);
    let mut comments = Vec::with_capacity(old.comments.len());
    comments.extend_from_slice(&old.comments[..first]);
    comments.extend(fresh.comments);
    comments.extend(old.comments[after..].iter().map(|comment| moved(*comment)));
    Arena { nodes, documents: old.documents.clone(), comments, ..Arena::default() }
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

#[cfg(test)]
mod tests {
    use super::super::Tree;
    use super::*;
    use crate::text::{Edit, apply_edits};

    const FILE: &str = "\
# what all share
x-base: &base
  restart: always

services:
  web:
    <<: *base
    image: nginx:1.27 # the front
    command: [a, \"b\"]
    environment:
      A: >-
        folded

        text
      B: '1'
      C:
    ports:
    - \"80:80\"
    -   target: 81
        protocol: tcp
  # the database
  db:
    image: postgres

volumes:
  data:
";

    /// Reads the file with `old` made `new`: whether only an entry of it was, and that it is all the same.
    fn spliced(old: &str, new: &str) -> bool {
        let before = Tree::parse(FILE, None);
        let source = FILE.replacen(old, new, 1);
        let fresh = Tree::parse(&source, None);
        let entry = after(before.arena(), before.text(), &source);
        if let Some(arena) = &entry {
            assert_eq!(arena, &**fresh.arena(), "{source}");
        }
        assert_eq!(Tree::parse(&source, Some(&before)).arena(), fresh.arena());
        entry.is_some()
    }

    #[test]
    fn typing_in_an_entry_reads_that_entry() {
        for (old, new) in [
            ("1.27", "1.27.3"),
            ("# the front", "# the back"),
            ("# the database", "# the data"),
            ("    image: postgres\n", ""),
            ("    image: postgres\n", "    image: postgres\n    init: true\n\n    # so\n"),
            ("    image: postgres\n", " "),
            ("folded", "[folded\n        twice"),
            ("C:", "C: {d: 1}"),
            ("81", "82"),
            ("  data:\n", "  data:\n  more:\n"),
            ("*base", "[*base]"),
        ] {
            assert!(spliced(old, new), "{old:?} {new:?}");
        }
    }

    #[test]
    fn what_reaches_further_has_the_whole_read() {
        for (old, new) in [
            ("restart: always", "restart: no"),
            ("image: postgres", "image: &it postgres"),
            ("image: postgres", "image: \"postgres"),
            ("1.27", ""),
            ("x-base", "y-base"),
            ("  data:\n", "---\n"),
            ("1.27 ", "1.27\u{2028}"),
        ] {
            assert!(!spliced(old, new), "{old:?} {new:?}");
        }
    }

    #[test]
    fn any_way_of_typing_leads_to_the_same_nodes() {
        let pieces = [
            "x",
            " ",
            "\n",
            "  ",
            ": ",
            "\"",
            "- ",
            "[",
            "]",
            "# c\n",
            "    ima\n",
            "\t",
            "|\n",
            "&a ",
            "*base",
            "{",
            "k: v",
            "\n    k: v",
            "\n  k:\n",
            "é",
            "---\n",
            "\r\n",
            "? ",
            "!t ",
            "'",
        ];
        let crlf = FILE.replace('\n', "\r\n");
        let mut state = 11usize;
        let mut random = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below.max(1)
        };
        let mut shortened = 0;
        for start in [FILE, &crlf] {
            let mut source = start.to_owned();
            let mut tree = Tree::parse(&source, None);
            for step in 0..400 {
                let at = random(source.len() + 1);
                let at = (0..=at).rev().find(|at| source.is_char_boundary(*at)).unwrap_or(0);
                let removed = if step % 3 == 0 { source[at..].chars().next().map_or(0, char::len_utf8) } else { 0 };
                let text = if step % 4 == 0 { "" } else { pieces[random(pieces.len())] };
                source = apply_edits(&source, &[Edit { span: Span::new(at, at + removed), text: text.to_owned() }]);
                let next = Tree::parse(&source, Some(&tree));
                shortened +=
                    usize::from(tree.faults().is_empty() && after(tree.arena(), tree.text(), &source).is_some());
                let fresh = Tree::parse(&source, None);
                assert_eq!(next.arena(), fresh.arena(), "{source:?}");
                assert_eq!(next.faults(), fresh.faults(), "{source:?}");
                tree = next;
                if step % 8 == 7 {
                    source = start.to_owned();
                    tree = Tree::parse(&source, Some(&tree));
                }
            }
        }
        assert!(shortened > 30, "only {shortened} splices");
    }
}
