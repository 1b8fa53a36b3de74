//! What the tests share: parsing, comparing trees, and a source of chance that is the same on every run.

#![allow(dead_code)] // each test file uses its part

use std::num::NonZeroU16 as FieldId;
use tree_sitter::{InputEdit, Parser, Point, Range, Tree};

pub fn parser() -> Parser {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_dockerfile::LANGUAGE.into()).expect("the grammar fits the library");
    parser
}

pub fn parse(text: impl AsRef<[u8]>) -> Tree {
    parser().parse(text, None).expect("nothing cancels the parse")
}

/// Every node with its kind, field and place, from top to bottom.
pub fn nodes(tree: &Tree) -> Vec<(u32, u16, Option<FieldId>, Range)> {
    let (mut cursor, mut nodes) = (tree.walk(), Vec::new());
    loop {
        let node = cursor.node();
        nodes.push((cursor.depth(), node.kind_id(), cursor.field_id(), node.range()));
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return nodes;
            }
        }
    }
}

/// The promise of the grammar: no error, and at the top only what may stand there, in order, within the text.
pub fn assert_total(tree: &Tree, text: &[u8]) {
    let root = tree.root_node();
    let shown = || String::from_utf8_lossy(text);
    assert!(!root.has_error(), "an error in {:?}\n{}", shown(), root.to_sexp());
    assert_eq!(root.kind(), "source_file", "{:?}", shown());
    let mut end = 0;
    for item in root.named_children(&mut root.walk()) {
        let kind = item.kind();
        assert!(matches!(kind, "comment" | "parser_directive") || kind.ends_with("_instruction"), "{kind} on top");
        assert!(item.start_byte() >= end && item.end_byte() <= text.len(), "{kind} is misplaced in {:?}", shown());
        end = item.end_byte();
        // Only a last, empty line can be its own, without its line feed.
        let behind = text[end..].trim_ascii_start().is_empty();
        assert!(text[..end].last() != Some(&b'\n') || behind, "{kind} ends after its line: {:?}", shown());
    }
}

/// Xorshift: enough chance for tests, and no crate.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Chance {
        Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `bound`; zero if that is zero.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound.max(1)
    }

    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

/// Small files with everything that a Dockerfile can have: the examples of the corpus.
pub fn seeds() -> Vec<Vec<u8>> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("test/corpus");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("the corpus").map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    let mut seeds = Vec::new();
    for file in files {
        let content = std::fs::read_to_string(file).expect("UTF-8");
        for example in content.split(&format!("{}\n\n", "=".repeat(80))).skip(1) {
            let (text, _) = example.split_once(&"-".repeat(80)).expect("a tree");
            seeds.push(text.as_bytes().to_vec());
        }
    }
    seeds
}

/// What is likely to break something, wherever it is put.
const SNIPPETS: &[&[u8]] = &[
    b"\n",
    b"\\\n",
    b"\\",
    b"\\ \n",
    b"`",
    b"\"",
    b"'",
    b"$",
    b"${",
    b"}",
    b"${a:-",
    b"${a/",
    b"/",
    b"<<EOF",
    b"<<",
    b"\nEOF\n",
    b"<<-'E F'",
    b"\r",
    b"\r\n",
    b"\t",
    b" ",
    b"#",
    b"\n# c\n",
    b"# escape=`\n",
    b"[",
    b"]",
    b"[\"a\"]",
    b"=",
    b",",
    b":",
    b"@",
    b"--",
    b"--mount=type=cache,",
    b"--from=",
    b"RUN ",
    b"COPY ",
    b"FROM ",
    b"ONBUILD ",
    b"ENV ",
    b"HEALTHCHECK CMD ",
    b"SHELL ",
    b"EXPOSE 80/tcp",
    b" AS x",
    b"\xC2\xA0",
    b"\xE2\x80\xA8",
    b"\xFF",
    b"\xEF\xBB\xBF",
    b"\0",
    b"\\\\",
    b"\\\n\n# c\n",
    b"\nRUN <<A <<B\nx\nA\nB\n",
];

/// Changes one place of the text, and says which.
pub fn mutate(text: &mut Vec<u8>, chance: &mut Chance) -> InputEdit {
    let start = chance.below(text.len() + 1);
    let removed = if chance.below(2) == 0 { 0 } else { chance.below(6).min(text.len() - start) };
    let random = [chance.below(256) as u8];
    let added: &[u8] = match chance.below(8) {
        0 => &[],
        1 => &random,
        _ => chance.pick(SNIPPETS),
    };
    let edit = InputEdit {
        start_byte: start,
        old_end_byte: start + removed,
        new_end_byte: start + added.len(),
        start_position: point(text, start),
        old_end_position: point(text, start + removed),
        new_end_position: Point::default(),
    };
    text.splice(start..start + removed, added.iter().copied());
    InputEdit { new_end_position: point(text, edit.new_end_byte), ..edit }
}

fn point(text: &[u8], offset: usize) -> Point {
    let before = &text[..offset];
    let line = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |feed| feed + 1);
    Point::new(before.iter().filter(|&&byte| byte == b'\n').count(), offset - line)
}
