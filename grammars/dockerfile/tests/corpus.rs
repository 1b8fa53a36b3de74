//! `test/corpus`: what each construct of a Dockerfile looks like as a tree.
//!
//! The files have tree-sitter's own format: a title between two lines of `=`, the text, a line of `-`, the tree. After a
//! deliberate change `UPDATE_CORPUS=1 cargo test -p tree-sitter-dockerfile` writes the trees anew; read the difference.

use std::path::Path;
use std::{env, fs};

/// One example: its title, the text of the Dockerfile, and the tree as the file has it.
struct Example {
    title: String,
    text: String,
    tree: String,
}

#[test]
fn every_example_gives_its_tree() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("test/corpus");
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("the corpus").map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    let mut differences = Vec::new();
    for file in files {
        let content = fs::read_to_string(&file).expect("UTF-8");
        let mut examples = read(&content);
        assert!(!examples.is_empty(), "{} has no example", file.display());
        for example in &mut examples {
            let tree = draw(&example.text);
            if tree != example.tree {
                differences.push(format!("{}\n\nexpected:\n{}\nfound:\n{tree}", example.title, example.tree));
                example.tree = tree;
            }
        }
        if env::var_os("UPDATE_CORPUS").is_some() {
            fs::write(&file, write(&examples)).expect("a writable corpus");
        }
    }
    assert!(differences.is_empty() || env::var_os("UPDATE_CORPUS").is_some(), "{}", differences.join("\n\n"));
}

fn read(content: &str) -> Vec<Example> {
    let is_rule = |line: &str, sign: char| line.len() >= 3 && line.chars().all(|c| c == sign);
    let lines: Vec<&str> = content.split('\n').collect();
    let starts: Vec<usize> =
        (0..lines.len().saturating_sub(2)).filter(|&n| is_rule(lines[n], '=') && is_rule(lines[n + 2], '=')).collect();
    starts
        .iter()
        .enumerate()
        .map(|(n, &start)| {
            let end = starts.get(n + 1).copied().unwrap_or(lines.len());
            let body = &lines[start + 3..end];
            let rule = body.iter().rposition(|line| is_rule(line, '-')).expect("a line of dashes");
            Example {
                title: lines[start + 1].to_owned(),
                // An empty line on either side belongs to the format.
                text: body[1..rule].join("\n"),
                tree: body[rule + 1..].join("\n").trim().to_owned(),
            }
        })
        .collect()
}

fn write(examples: &[Example]) -> String {
    let (equals, dashes) = ("=".repeat(80), "-".repeat(80));
    let written = examples
        .iter()
        .map(|Example { title, text, tree }| format!("{equals}\n{title}\n{equals}\n\n{text}\n{dashes}\n\n{tree}\n"));
    written.collect::<Vec<_>>().join("\n")
}

/// The named nodes with their fields, one on a line.
fn draw(text: &str) -> String {
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&tree_sitter_dockerfile::LANGUAGE.into()).expect("the grammar fits the library");
    let tree = parser.parse(text, None).expect("nothing cancels the parse");
    assert!(!tree.root_node().has_error(), "{text:?} gives an error:\n{}", tree.root_node().to_sexp());
    let mut drawing = String::new();
    let (mut cursor, mut depth) = (tree.walk(), 0);
    loop {
        let node = cursor.node();
        if node.is_named() {
            if depth > 0 {
                drawing.push('\n');
            }
            drawing.push_str(&"  ".repeat(depth));
            if let Some(field) = cursor.field_name() {
                drawing.push_str(field);
                drawing.push_str(": ");
            }
            drawing.push('(');
            drawing.push_str(node.kind());
            if cursor.goto_first_child() {
                depth += 1;
                continue;
            }
            drawing.push(')');
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return drawing;
            }
            depth -= 1;
            drawing.push(')');
        }
    }
}
