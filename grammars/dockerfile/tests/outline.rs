//! Where the instructions begin and end: the part of the tree that programs rely on.

mod common;

use common::{assert_total, parse};
use tree_sitter::Node;

/// The texts of the nodes at the top, each with its kind without `_instruction`.
fn outline(text: &str) -> Vec<(String, &str)> {
    let tree = parse(text);
    assert_total(&tree, text.as_bytes());
    let root = tree.root_node();
    let mut cursor = root.walk();
    let kind = |item: Node| item.kind().trim_end_matches("_instruction").to_owned();
    root.named_children(&mut cursor).map(|item| (kind(item), &text[item.byte_range()])).collect()
}

/// The texts of the children of this kind, of the first instruction.
fn children<'a>(text: &'a str, kind: &str) -> Vec<&'a str> {
    let tree = parse(text);
    let of = |node: Node| -> Vec<&'a str> {
        let found = node.named_children(&mut node.walk()).filter(|child| child.kind() == kind).collect::<Vec<_>>();
        found.into_iter().map(|child| &text[child.byte_range()]).collect()
    };
    of(tree.root_node().named_child(0).expect("an instruction"))
}

fn check(text: &str, expected: &[(&str, &str)]) {
    let expected: Vec<_> = expected.iter().map(|&(kind, text)| (kind.to_owned(), text)).collect();
    assert_eq!(outline(text), expected);
}

#[test]
fn an_instruction_goes_from_its_keyword_to_the_end_of_its_last_line() {
    check("  FROM a \t\n\tRUN b \\\n  c  \n", &[("from", "FROM a"), ("run", "RUN b \\\n  c")]);
}

#[test]
fn carriage_returns_in_front_of_a_line_feed_belong_to_the_line_end() {
    check(
        "# a\r\nFROM a\r\r\nRUN b \\\r\n  c\r\n",
        &[("comment", "# a"), ("from", "FROM a"), ("run", "RUN b \\\r\n  c")],
    );
}

#[test]
fn a_lone_carriage_return_is_white_space_within_a_line() {
    check("FROM a\rRUN b\rCMD c\r", &[("from", "FROM a\rRUN b\rCMD c")]);
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_keyword() {
    check("\u{FEFF}FROM a\n", &[("from", "FROM a")]);
    check("\u{FEFF}# escape=`\nRUN a `\nb", &[("parser_directive", "# escape=`"), ("run", "RUN a `\nb")]);
}

#[test]
fn only_line_feeds_end_lines() {
    check("RUN a\u{2028}b\u{85}c\x0Bd\x0Ce\nUSER x", &[("run", "RUN a\u{2028}b\u{85}c\x0Bd\x0Ce"), ("user", "USER x")]);
}

#[test]
fn a_no_break_space_does_not_end_a_keyword() {
    check("FROM\u{A0}alpine\n\u{A0}FROM b\n", &[("unknown", "FROM\u{A0}alpine"), ("from", "FROM b")]);
}

#[test]
fn void_lines_within_an_instruction_are_its_own() {
    check("RUN a \\\n\n # c\n  b\n# d\n", &[("run", "RUN a \\\n\n # c\n  b"), ("comment", "# d")]);
    assert_eq!(children("ENV a=b \\\n\n # c\n  d=e\n", "comment"), ["# c"]);
    assert_eq!(children("ENV a=b \\\n\n # c\n  d=e\n", "blank_line"), ["\n"]);
}

#[test]
fn an_instruction_owns_all_lines_after_a_continuation_that_goes_nowhere() {
    check("RUN a \\\n", &[("run", "RUN a \\")]);
    check("RUN a \\\n\n\n", &[("run", "RUN a \\\n\n")]);
    check("RUN a \\\n# b\n", &[("run", "RUN a \\\n# b")]);
    check("RUN a \\\n  \n # b\n\t", &[("run", "RUN a \\\n  \n # b\n\t")]);
}

#[test]
fn heredocs_follow_their_line() {
    let text = "RUN <<A cat 3<<-B \\\n  c\n1\n\n A\nA\n\tB\nUSER x\n";
    check(text, &[("run", "RUN <<A cat 3<<-B \\\n  c\n1\n\n A\nA\n\tB"), ("user", "USER x")]);
    assert_eq!(children(text, "heredoc_body"), ["1\n\n A\n"]);
    assert_eq!(children(text, "heredoc_end"), ["A", "B"]);
}

#[test]
fn a_heredoc_without_end_costs_nothing_but_itself() {
    check("RUN <<EOF\nUSER a\n EOF\n", &[("run", "RUN <<EOF"), ("user", "USER a"), ("unknown", "EOF")]);
    check("RUN <<A <<B <<C\nA\nC\n", &[("run", "RUN <<A <<B <<C\nA"), ("unknown", "C")]);
}

#[test]
fn a_flood_of_heredocs_without_end_does_not_hide_one_that_is_closed_nearby() {
    let flood = "RUN <<NEVER\n".repeat(100);
    let text = format!("{flood}RUN <<EOF\nUSER x\nEOF\n");
    assert_eq!(outline(&text).last().expect("many").1, "RUN <<EOF\nUSER x\nEOF");
}

#[test]
fn more_heredocs_than_the_scanner_remembers_still_belong_to_their_instruction() {
    let names: Vec<String> = (0..200).map(|n| format!("E{n}")).collect();
    let line: String = names.iter().map(|name| format!(" <<{name}")).collect();
    let text = format!("RUN{line}\n{}\nUSER x\n", names.join("\n"));
    let items = outline(&text);
    assert_eq!(items.iter().map(|(kind, _)| kind.as_str()).collect::<Vec<_>>(), ["run", "user"]);
}

#[test]
fn a_terminator_is_compared_character_by_character() {
    check("RUN <<É\né\nÉ\nUSER x", &[("run", "RUN <<É\né\nÉ"), ("user", "USER x")]);
}
