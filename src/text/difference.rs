//! The edits that lead from one text to another: as few and as small as keeps cursors, folds and marks where they were.

use super::{Edit, Span, replace};
use similar::{DiffTag, TextDiff};

/// The one edit that makes `new` of `old`: everything between what both begin and end with. It splits no character and no
/// `\r\n`.
pub fn edit_between(old: &str, new: &str) -> Edit {
    let mut start = common_start(old.as_bytes(), new.as_bytes());
    while !(is_seam(old, start) && is_seam(new, start)) {
        start -= 1;
    }
    let mut kept = common_end(&old.as_bytes()[start..], &new.as_bytes()[start..]);
    while !(is_seam(old, old.len() - kept) && is_seam(new, new.len() - kept)) {
        kept -= 1;
    }
    replace(Span::new(start, old.len() - kept), &new[start..new.len() - kept])
}

/// How many bytes are compared at a time.
const STRIDE: usize = 256;

fn common_start(a: &[u8], b: &[u8]) -> usize {
    let strides = a.chunks_exact(STRIDE).zip(b.chunks_exact(STRIDE)).take_while(|(a, b)| a == b).count() * STRIDE;
    strides + a[strides..].iter().zip(&b[strides..]).take_while(|(a, b)| a == b).count()
}

fn common_end(a: &[u8], b: &[u8]) -> usize {
    let strides = a.rchunks_exact(STRIDE).zip(b.rchunks_exact(STRIDE)).take_while(|(a, b)| a == b).count() * STRIDE;
    let rest = a[..a.len() - strides].iter().rev().zip(b[..b.len() - strides].iter().rev());
    strides + rest.take_while(|(a, b)| a == b).count()
}

/// The edits that make `new` of `old`, one for each run of changed lines; they do not overlap.
pub fn edits_between(old: &str, new: &str) -> Vec<Edit> {
    let diff = TextDiff::from_lines(old, new);
    let old_starts = starts(diff.iter_old_slices());
    let new_starts = starts(diff.iter_new_slices());
    let changed = diff.ops().iter().filter(|op| op.tag() != DiffTag::Equal);
    changed
        .map(|op| {
            let (before, after) = (op.old_range(), op.new_range());
            let before = Span::new(old_starts[before.start], old_starts[before.end]);
            let after = Span::new(new_starts[after.start], new_starts[after.end]);
            let edit = edit_between(before.of(old), after.of(new));
            replace(edit.span.shift(before.start), edit.text)
        })
        .collect()
}

/// Where each line begins, and where the last ends.
fn starts<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<usize> {
    let mut starts = vec![0];
    let mut at = 0;
    for line in lines {
        at += line.len();
        starts.push(at);
    }
    starts
}

fn is_seam(text: &str, at: usize) -> bool {
    let splits_line_end = at > 0 && text.as_bytes()[at - 1] == b'\r' && text.as_bytes().get(at) == Some(&b'\n');
    text.is_char_boundary(at) && !splits_line_end
}

#[cfg(test)]
mod tests {
    use super::super::apply_edits;
    use super::*;

    const PAIRS: [(&str, &str); 11] = [
        ("FROM a\nRUN b\n", "FROM a\nRUN bc\n"),
        ("aaaa", "aa"),
        ("", "x"),
        ("x", ""),
        ("é", "è"),
        ("a🚀b", "a🚁b"),
        ("🚀", "🚁🚀"),
        ("same", "same"),
        ("a\r\nb", "a\nb"),
        ("a\nb", "a\r\nb"),
        ("1\n2\n3\n4\n5\n", "1\n3\n4 four\n5\n6\n"),
    ];

    #[test]
    fn the_edits_lead_from_one_text_to_the_other() {
        for (old, new) in PAIRS {
            assert_eq!(apply_edits(old, &[edit_between(old, new)]), new, "{old:?} to {new:?}");
            assert_eq!(apply_edits(old, &edits_between(old, new)), new, "{old:?} to {new:?}");
        }
    }

    #[test]
    fn only_what_changed_is_touched() {
        assert_eq!(edit_between("FROM a\nRUN b\n", "FROM a\nRUN bc\n"), replace(Span::at(12), "c"));
        let edits = edits_between("1\n2\n3\n4\n", "1\n2b\n3\n4c\n");
        assert_eq!(edits, [replace(Span::at(3), "b"), replace(Span::at(7), "c")]);
    }

    #[test]
    fn a_line_end_of_two_characters_is_never_split() {
        for edit in [edit_between("a\r\nb", "a\nb"), edit_between("a\nb", "a\r\nb")] {
            assert!(!matches!(edit.span, Span { start: 2, .. } | Span { end: 2, .. }) || edit.text.contains('\n'));
        }
    }
}
