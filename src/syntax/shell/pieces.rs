//! What each piece of a script is, for colouring: commands, options, operators, strings, variables, keywords.
//!
//! The tree is walked once from the top, parents before their children, so each piece covers what came before it: a
//! variable lies over the string that it stands in.

use std::ops::Range;
use tree_sitter::{Node, TreeCursor};

/// A stretch of a script that is one thing. Later pieces lie over earlier ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub range: Range<usize>,
    pub kind: PieceKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PieceKind {
    /// The name of what is run, or of a function.
    Command,
    /// `-y`, `--no-install-recommends`; what follows a `=` is not part of it.
    Option,
    Operator,
    /// Quoted text, the body of a heredoc.
    String,
    /// `$name`, and the name in an assignment.
    Variable,
    Keyword,
    Comment,
    Number,
    /// Nothing of its own: it uncovers a substitution inside a string.
    Plain,
}

/// The pieces of a tree.
pub(super) fn pieces(text: &str, root: Node<'_>) -> Vec<Piece> {
    let mut cursor = root.walk();
    // The cursor could tell the parent itself, but walks the whole way up for it.
    let mut parents: Vec<Parent<'_>> = Vec::new();
    let mut pieces = Vec::new();
    loop {
        let node = cursor.node();
        let range = node.byte_range();
        if let Some(piece) = piece(text, node, parents.last()).filter(|_| !range.is_empty()) {
            pieces.push(piece);
        }
        let parent = Parent { kind: node.kind(), start: range.start };
        if !is_leaf(node) && cursor.goto_first_child() {
            parents.push(parent);
            continue;
        }
        if !goes_on(&mut cursor, &mut parents) {
            return pieces;
        }
    }
}

struct Parent<'t> {
    kind: &'t str,
    start: usize,
}

/// Goes to the next node that is no child; false at the end.
fn goes_on(cursor: &mut TreeCursor<'_>, parents: &mut Vec<Parent<'_>>) -> bool {
    while !cursor.goto_next_sibling() {
        if !cursor.goto_parent() {
            return false;
        }
        parents.pop();
    }
    true
}

fn is_leaf(node: Node<'_>) -> bool {
    matches!(node.kind(), "comment" | "raw_string" | "simple_expansion" | "word" | "variable_name")
}

fn piece(text: &str, node: Node<'_>, parent: Option<&Parent<'_>>) -> Option<Piece> {
    let range = node.byte_range();
    let within = parent.map_or("", |parent| parent.kind);
    let kind = match node.kind() {
        "comment" => PieceKind::Comment,
        "string" | "raw_string" | "ansi_c_string" | "translated_string" | "regex" | "extglob_pattern" => {
            PieceKind::String
        }
        "heredoc_start" | "heredoc_body" | "heredoc_end" | "expansion" => PieceKind::String,
        "simple_expansion" | "variable_name" | "special_variable_name" => PieceKind::Variable,
        "command_substitution" | "process_substitution" | "arithmetic_expansion" => PieceKind::Plain,
        "command_name" => PieceKind::Command,
        "number" | "file_descriptor" => PieceKind::Number,
        "test_operator" => PieceKind::Operator,
        "word" if within == "function_definition" => PieceKind::Command,
        "word" if within == "command_name" => return None,
        "word" => {
            let word = text.get(range.clone())?;
            let begins = within != "concatenation" || parent.is_some_and(|parent| parent.start == range.start);
            let is_option = begins && word.len() > 1 && word.starts_with('-');
            let end = range.start + word.find('=').unwrap_or(word.len());
            return is_option.then_some(Piece { range: range.start..end, kind: PieceKind::Option });
        }
        _ if node.is_named() => return None,
        // The braces of `${…}` belong to the variable.
        "${" | "}" | "$" if within == "expansion" => PieceKind::Variable,
        "\"" | "$" => return None,
        token if token.trim().is_empty() => return None,
        token if token.starts_with(|c: char| c.is_ascii_alphabetic()) => PieceKind::Keyword,
        _ => PieceKind::Operator,
    };
    // The grammar counts blanks before some tokens in.
    let blanks = if node.is_named() { 0 } else { text.get(range.clone()).map_or(0, blanks_before) };
    Some(Piece { range: range.start + blanks..range.end, kind })
}

fn blanks_before(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::super::ScriptCache;
    use super::PieceKind::{self, *};

    /// What shows of each piece, in order of place.
    fn of(text: &str) -> Vec<(&str, PieceKind)> {
        let script = ScriptCache::default().reader().read(text);
        let mut canvas = vec![None; text.len()];
        for (at, piece) in script.pieces.iter().enumerate() {
            canvas[piece.range.clone()].fill(Some(at).filter(|_| piece.kind != Plain));
        }
        let mut shown: Vec<(&str, PieceKind)> = Vec::new();
        let mut start = 0;
        while start < text.len() {
            let length = canvas[start..].iter().take_while(|at| **at == canvas[start]).count();
            shown.extend(canvas[start].map(|at: usize| (&text[start..start + length], script.pieces[at].kind)));
            start += length;
        }
        shown
    }

    #[test]
    fn commands_options_and_operators_are_told_apart() {
        assert_eq!(
            of("apt-get install -y --opt=a curl && rm -rf /x | tee 2>&1 # why"),
            [
                ("apt-get", Command),
                ("-y", Option),
                ("--opt", Option),
                ("&&", Operator),
                ("rm", Command),
                ("-rf", Option),
                ("|", Operator),
                ("tee", Command),
                ("2", Number),
                (">&", Operator),
                ("1", Number),
                ("# why", Comment),
            ]
        );
    }

    #[test]
    fn variables_lie_over_strings_and_substitutions_are_no_strings() {
        assert_eq!(
            of("A=1 echo \"x $B ${C:-d}$(ls)\" 'e $F'"),
            [
                ("A", Variable),
                ("=", Operator),
                ("1", Number),
                ("echo", Command),
                ("\"x ", String),
                ("$B", Variable),
                (" ", String),
                ("${", Variable),
                ("C", Variable),
                (":-", Operator),
                ("d", String),
                ("}", Variable),
                ("$(", Operator),
                ("ls", Command),
                (")", Operator),
                ("\"", String),
                ("'e $F'", String),
            ]
        );
    }

    #[test]
    fn keywords_are_the_words_of_the_grammar() {
        let keywords = |text| {
            let all = of(text).into_iter().filter(|(_, kind)| *kind == Keyword);
            all.map(|(text, _)| text).collect::<Vec<_>>()
        };
        assert_eq!(keywords("if a; then b; else c; fi"), ["if", "then", "else", "fi"]);
        assert_eq!(keywords("for i in a b; do c; done"), ["for", "in", "do", "done"]);
        assert_eq!(keywords("echo if then"), Vec::<&str>::new());
    }

    #[test]
    fn a_script_inside_a_script_has_pieces() {
        assert!(of("sh -c 'a -b && c'").contains(&("&&", Operator)));
        assert!(of("bash <<E\nls -l\nE\n").contains(&("-l", Option)));
    }
}
