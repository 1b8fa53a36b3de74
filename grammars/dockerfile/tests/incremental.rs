//! After any edits, the tree that tree-sitter brings up to date equals a fresh one.

mod common;

use common::{Chance, mutate, nodes, parser, seeds};

#[test]
fn any_edits_give_the_tree_of_a_fresh_parse() {
    let (seeds, mut chance, mut parser) = (seeds(), Chance::new(3), parser());
    for _ in 0..600 {
        // Several examples in a row, so that there is something to keep.
        let mut text = Vec::new();
        for _ in 0..1 + chance.below(4) {
            text.extend_from_slice(&seeds[chance.below(seeds.len())]);
        }
        let mut tree = parser.parse(&text, None).expect("nothing cancels the parse");
        for _ in 0..8 {
            let before = text.clone();
            let edit = mutate(&mut text, &mut chance);
            tree.edit(&edit);
            tree = parser.parse(&text, Some(&tree)).expect("nothing cancels the parse");
            let fresh = parser.parse(&text, None).expect("nothing cancels the parse");
            assert!(
                nodes(&tree) == nodes(&fresh),
                "{:?}\nedited to\n{:?}\ngives\n{}\nafresh\n{}",
                String::from_utf8_lossy(&before),
                String::from_utf8_lossy(&text),
                tree.root_node().to_sexp(),
                fresh.root_node().to_sexp()
            );
        }
    }
}

#[test]
fn typing_a_file_gives_the_tree_of_the_file() {
    let mut parser = parser();
    for seed in seeds() {
        let mut tree = parser.parse("", None).expect("nothing cancels the parse");
        for end in 1..=seed.len() {
            // Points are for editors; the grammar looks at bytes only, so callers may leave them out.
            let zero = tree_sitter::Point::default();
            tree.edit(&tree_sitter::InputEdit {
                start_byte: end - 1,
                old_end_byte: end - 1,
                new_end_byte: end,
                start_position: zero,
                old_end_position: zero,
                new_end_position: zero,
            });
            tree = parser.parse(&seed[..end], Some(&tree)).expect("nothing cancels the parse");
        }
        let fresh = parser.parse(&seed, None).expect("nothing cancels the parse");
        assert_eq!(tree.root_node().to_sexp(), fresh.root_node().to_sexp(), "{}", String::from_utf8_lossy(&seed));
    }
}
