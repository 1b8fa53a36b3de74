//! The queries compile, and capture what they are for.

mod common;

use common::parse;
use tree_sitter::{Query, QueryCursor, StreamingIterator};
use tree_sitter_dockerfile::{FOLDS_QUERY, HIGHLIGHTS_QUERY, INJECTIONS_QUERY, LANGUAGE};

const TEXT: &str = r##"# syntax=docker/dockerfile:1
FROM --platform=$BUILDPLATFORM alpine:3.20 AS base
ENV A="b\"${C:-d}"
RUN --mount=type=cache,target=/x a \
  # why
  && b
RUN <<EOF
#!/usr/bin/env python3
print()
EOF
RUN <<EOF
set -e
EOF
ONBUILD RUN <<EOF
true
EOF
COPY <<EOF /etc/a.json
{}
EOF
CMD ["a"]
"##;

/// What each capture of the query holds, in the order of the text; the names of the captures and the language, if set.
fn captures(query: &str, text: &str) -> Vec<(String, String)> {
    let query = Query::new(&LANGUAGE.into(), query).unwrap_or_else(|error| panic!("{error}"));
    let (tree, mut cursor, mut found) = (parse(text), QueryCursor::new(), Vec::new());
    let mut matches = cursor.matches(&query, tree.root_node(), text.as_bytes());
    while let Some(found_match) = matches.next() {
        let language = query
            .property_settings(found_match.pattern_index)
            .iter()
            .find(|setting| &*setting.key == "injection.language")
            .and_then(|setting| setting.value.as_deref());
        for capture in found_match.captures() {
            let name = query.capture_names()[capture.index as usize];
            found.push((
                capture.node.start_byte(),
                language.unwrap_or(name).to_owned(),
                text[capture.node.byte_range()].to_owned(),
            ));
        }
    }
    found.sort();
    found.into_iter().map(|(_, name, text)| (name, text)).collect()
}

fn holds(captures: &[(String, String)], name: &str, text: &str) -> bool {
    captures.iter().any(|(n, t)| n == name && t == text)
}

#[test]
fn highlights_colour_every_kind_of_thing() {
    let found = captures(HIGHLIGHTS_QUERY, TEXT);
    for (name, text) in [
        ("keyword.directive", "syntax"),
        ("keyword", "FROM"),
        ("keyword", "AS"),
        ("attribute", "platform"),
        ("variable", "BUILDPLATFORM"),
        ("type", "alpine"),
        ("constant", "3.20"),
        ("label", "base"),
        ("property", "A"),
        ("string.escape", "\\\""),
        ("operator", ":-"),
        ("property", "type"),
        ("comment", "# why"),
        ("label", "<<EOF"),
        ("string", "\"a\""),
    ] {
        assert!(holds(&found, name, text), "no @{name} {text:?} in {found:#?}");
    }
}

#[test]
fn injections_name_the_language() {
    let found = captures(INJECTIONS_QUERY, TEXT);
    for (language, text) in [
        ("bash", "a \\\n  # why\n  && b"),
        ("python", "#!/usr/bin/env python3\nprint()\n"),
        ("bash", "set -e\n"),
        ("bash", "true\n"),
        ("json", "{}\n"),
        ("comment", "# why"),
    ] {
        assert!(holds(&found, language, text), "no {language} {text:?} in {found:#?}");
    }
    assert!(!holds(&found, "bash", "#!/usr/bin/env python3\nprint()\n"));
    assert!(!holds(&found, "bash", "{}\n"));
}

#[test]
fn folds_take_whole_instructions_and_bodies() {
    let found = captures(FOLDS_QUERY, TEXT);
    assert!(holds(&found, "fold", "RUN --mount=type=cache,target=/x a \\\n  # why\n  && b"));
    assert!(holds(&found, "fold", "set -e\n"));
}

#[test]
fn a_shell_command_without_its_children_is_what_the_shell_gets() {
    let text = "RUN cat <<EOF \\\n  # why\n  && b\n1\nEOF\n";
    let tree = parse(text);
    let command = tree.root_node().named_child(0).and_then(|run| run.named_child(1)).expect("a command");
    assert_eq!(command.kind(), "shell_command");
    let (mut shell, mut at) = (String::new(), command.start_byte());
    for child in command.children(&mut command.walk()) {
        shell.push_str(&text[at..child.start_byte()]);
        at = child.end_byte();
    }
    shell.push_str(&text[at..command.end_byte()]);
    assert_eq!(shell.split_whitespace().collect::<Vec<_>>(), ["cat", "&&", "b"]);
    assert!(!shell.contains('\n'));
}
