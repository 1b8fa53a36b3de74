//! What an editor shows of a file's structure, asked of the real program: colours, outline, folds, selections, links, hints,
//! lenses, signatures, and what typing a line end adds.

mod support;

use serde_json::{Value, json};
use support::{Session, range};

const DOCKERFILE: &str = "file:///w/Dockerfile";
const COMPOSE: &str = "file:///w/compose.yaml";

/// The tokens of an answer as `text kind`, in a text of ASCII; a declaration has a star.
fn read_tokens(source: &str, legend: &Value, data: &Value) -> Vec<String> {
    let lines: Vec<&str> = source.split('\n').collect();
    let numbers: Vec<usize> =
        data.as_array().into_iter().flatten().map(|it| it.as_u64().unwrap_or(0) as usize).collect();
    let (mut line, mut start) = (0, 0);
    let read = |token: &[usize]| {
        line += token[0];
        start = if token[0] == 0 { start + token[1] } else { token[1] };
        let text = &lines[line][start..start + token[2]];
        let star = if token[4] & 1 == 1 { "*" } else { "" };
        format!("{text}{star} {}", legend["tokenTypes"][token[3]].as_str().unwrap_or("?"))
    };
    numbers.chunks(5).map(read).collect()
}

#[test]
fn tokens_are_told_whole_in_part_and_by_their_difference() {
    let (mut session, introduction) = Session::with(json!({}));
    let legend = &introduction["capabilities"]["semanticTokensProvider"]["legend"];
    let source = "FROM alpine:3 AS base\nRUN <<EOF\nif a -b; then echo \"$X\"; fi\nEOF\n";
    session.open(DOCKERFILE, "dockerfile", source);
    let full = session.of("textDocument/semanticTokens/full", DOCKERFILE);
    let found = read_tokens(source, legend, &full["data"]);
    for expected in
        ["alpine class", "3 enumMember", "base* namespace", "if keyword", "a function", "-b parameter", "$X variable"]
    {
        assert!(found.iter().any(|it| it == expected), "{expected} in {found:?}");
    }
    let document = json!({ "uri": DOCKERFILE });
    let part = json!({ "textDocument": document, "range": range((0, 3), (0, 4)) });
    let part = session.request("textDocument/semanticTokens/range", part);
    assert_eq!(read_tokens(source, legend, &part["data"]), found[..6], "whole lines");

    session.change(DOCKERFILE, 2, json!([{ "range": range((0, 12), (0, 13)), "text": "edge" }]));
    let params = json!({ "textDocument": document, "previousResultId": full["resultId"] });
    let delta = session.request("textDocument/semanticTokens/full/delta", params);
    let mut data: Vec<Value> = full["data"].as_array().cloned().unwrap_or_default();
    for edit in delta["edits"].as_array().into_iter().flatten() {
        let start = edit["start"].as_u64().unwrap_or(0) as usize;
        let end = start + edit["deleteCount"].as_u64().unwrap_or(0) as usize;
        data.splice(start..end, edit["data"].as_array().cloned().unwrap_or_default());
    }
    let anew = session.of("textDocument/semanticTokens/full", DOCKERFILE);
    assert_eq!(Value::from(data), anew["data"]);
}

#[test]
fn tokens_of_a_compose_file_know_its_names() {
    let (mut session, introduction) = Session::with(json!({}));
    let legend = &introduction["capabilities"]["semanticTokensProvider"]["legend"];
    let source = "services:\n  web: {image: nginx, depends_on: [db], cpus: 1.5}\n  db: {image: \"postgres:17\"}\n";
    session.open(COMPOSE, "dockercompose", source);
    let full = session.of("textDocument/semanticTokens/full", COMPOSE);
    let found = read_tokens(source, legend, &full["data"]);
    for expected in
        ["services keyword", "web* namespace", "db namespace", "cpus property", "1.5 number", "17 enumMember"]
    {
        assert!(found.iter().any(|it| it == expected), "{expected} in {found:?}");
    }
}

/// The names of a tree of symbols, indented.
fn names(symbols: &Value, depth: usize) -> Vec<String> {
    let of_one = |symbol: &Value| {
        let own = format!("{}{}", " ".repeat(depth), symbol["name"].as_str().unwrap_or("?"));
        [vec![own], names(&symbol["children"], depth + 1)].concat()
    };
    symbols.as_array().into_iter().flatten().flat_map(of_one).collect()
}

#[test]
fn the_outline_is_a_tree_for_those_who_show_one() {
    let tree = json!({ "textDocument": { "documentSymbol": { "hierarchicalDocumentSymbolSupport": true } } });
    let (mut session, _) = Session::with(tree);
    session.open(DOCKERFILE, "dockerfile", "ARG V=1\nFROM a AS b\nRUN <<E\n#!/bin/bash\nE\nMAINTAINER me\n");
    let symbols = session.of("textDocument/documentSymbol", DOCKERFILE);
    assert_eq!(names(&symbols, 0), ["ARG V", "b", " RUN <<E", "  E", " MAINTAINER me"]);
    let heredoc = &symbols[1]["children"][0]["children"][0];
    assert_eq!((&heredoc["detail"], &heredoc["range"]), (&json!("bash"), &range((3, 0), (4, 1))));
    assert_eq!(symbols[1]["children"][1]["tags"], json!([1]), "deprecated");
    session.open(COMPOSE, "dockercompose", "services:\n  web:\n    image: x\n    ports:\n      - 80\n");
    let symbols = session.of("textDocument/documentSymbol", COMPOSE);
    assert_eq!(names(&symbols, 0), ["services", " web", "  image", "  ports", "   80"]);
    session.open("file:///w/.dockerignore", "ignore", "# Git\n.git\n");
    let symbols = session.of("textDocument/documentSymbol", "file:///w/.dockerignore");
    assert_eq!(names(&symbols, 0), ["Git", " .git"]);
}

#[test]
fn folds_have_kinds_and_as_many_as_the_client_takes() {
    let source =
        "# a\n# b\nFROM x\nENV A=1\nENV B=2\nENV C=3\nRUN a \\\n  b\n# region r\nUSER u\n# endregion\nUSER v\n";
    let folds = |capabilities: Value| {
        let (mut session, _) = Session::with(capabilities);
        session.open(DOCKERFILE, "dockerfile", source);
        let found = session.of("textDocument/foldingRange", DOCKERFILE);
        let show = |it: &Value| format!("{}-{} {}", it["startLine"], it["endLine"], it["kind"].as_str().unwrap_or(""));
        found.as_array().into_iter().flatten().map(show).collect::<Vec<_>>()
    };
    assert_eq!(folds(json!({})), ["0-1 comment", "2-11 ", "3-5 ", "6-7 ", "8-10 region"]);
    let limited = json!({ "textDocument": { "foldingRange": { "rangeLimit": 2 } } });
    assert_eq!(folds(limited).len(), 2);
}

#[test]
fn a_selection_grows_from_word_to_file() {
    let (mut session, _) = Session::with(json!({}));
    session.open(DOCKERFILE, "dockerfile", "FROM x\nRUN a -b && c\n");
    let place = json!({ "line": 1, "character": 6 });
    let params = json!({ "textDocument": { "uri": DOCKERFILE }, "positions": [place] });
    let mut grown = session.request("textDocument/selectionRange", params)[0].take();
    let mut ends = Vec::new();
    while !grown.is_null() {
        let end = &grown["range"]["end"];
        ends.push((end["line"].as_u64().unwrap_or(0), end["character"].as_u64().unwrap_or(0)));
        grown = grown["parent"].take();
    }
    // `-b`, `a -b`, the chain, the instruction, the stage, the file.
    assert_eq!(ends, [(1, 8), (1, 8), (1, 13), (1, 13), (1, 13), (2, 0)]);
}

#[test]
fn a_line_end_indents_continues_and_terminates() {
    let (mut session, introduction) = Session::with(json!({}));
    let trigger = &introduction["capabilities"]["documentOnTypeFormattingProvider"]["firstTriggerCharacter"];
    assert_eq!(trigger, "\n");
    let mut edits = |uri: &str, language: &str, source: &str, line: u32| {
        session.open(uri, language, source);
        let params = json!({
            "textDocument": { "uri": uri },
            "position": { "line": line, "character": 0 },
            "ch": "\n",
            "options": { "tabSize": 2, "insertSpaces": true },
        });
        session.request("textDocument/onTypeFormatting", params)
    };
    let found = edits("file:///w/a.Dockerfile", "dockerfile", "FROM a\nRUN b \\\n\n", 2);
    assert_eq!(found, json!([{ "range": range((2, 0), (2, 0)), "newText": "  " }]));
    let found = edits("file:///w/b.Dockerfile", "dockerfile", "FROM a\nRUN <<EOF\n\n", 2);
    assert_eq!(found, json!([{ "range": range((3, 0), (3, 0)), "newText": "EOF\n" }]));
    let found = edits(COMPOSE, "dockercompose", "services:\n\n", 1);
    assert_eq!(found, json!([{ "range": range((1, 0), (1, 0)), "newText": "  " }]));
}

#[test]
fn links_lead_to_pages_and_to_files_that_are_there() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("structure-links");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("go.mod"), "module x\n").expect("a file");
    let uri = format!("file://{}/Dockerfile", folder.display());
    let (mut session, _) = Session::with(json!({}));
    session.open(&uri, "dockerfile", "FROM alpine:3\nCOPY go.mod missing /x/\n# https://example.org/a.\n");
    let links = session.of("textDocument/documentLink", &uri);
    let targets: Vec<&str> = links.as_array().into_iter().flatten().filter_map(|it| it["target"].as_str()).collect();
    let file = format!("file://{}/go.mod", folder.display());
    let tags = "https://hub.docker.com/_/alpine/tags?name=3";
    assert_eq!(targets, ["https://hub.docker.com/_/alpine", tags, &file, "https://example.org/a"]);
    assert_eq!(links[2]["tooltip"], "Open go.mod");
}

#[test]
fn hints_and_lenses_are_shown_as_the_user_wants() {
    let source = "ARG V=3\nFROM alpine:$V AS a\nWORKDIR /x\nWORKDIR y\nFROM a\n";
    let shown = |options: Value| {
        let (mut session, _) = Session::with_options(json!({}), options);
        session.open(DOCKERFILE, "dockerfile", source);
        let params = json!({ "textDocument": { "uri": DOCKERFILE }, "range": range((0, 0), (9, 0)) });
        let hints = session.request("textDocument/inlayHint", params);
        let lenses = session.of("textDocument/codeLens", DOCKERFILE);
        let labels = hints.as_array().into_iter().flatten().map(|it| it["label"].clone());
        (Value::from(labels.collect::<Vec<_>>()), lenses)
    };
    let (labels, lenses) = shown(Value::Null);
    assert_eq!(labels, json!(["= alpine:3", "= /x/y", "WORKDIR /x/y"]));
    assert_eq!(lenses, json!([]), "quiet until somebody asks");
    let wishes = json!({ "hints": { "images": false, "inherited": false }, "lenses": { "references": true } });
    let (labels, lenses) = shown(wishes);
    assert_eq!(labels, json!(["= /x/y"]));
    assert_eq!(lenses[0]["command"], json!({ "title": "1 reference", "command": "" }));
    let (labels, lenses) = shown(json!({ "hints": false, "lenses": true, "showReferencesCommand": "show" }));
    assert_eq!(labels, json!([]));
    assert_eq!(
        (&lenses[0]["command"]["command"], &lenses[0]["command"]["arguments"][0]),
        (&json!("show"), &json!(DOCKERFILE))
    );
    assert_eq!(lenses[0]["command"]["arguments"][2][0]["range"], range((4, 5), (4, 6)));
}

#[test]
fn signatures_show_flags_mounts_and_short_forms() {
    let (mut session, _) = Session::with(json!({}));
    let mut help = |uri: &str, language: &str, source: &str| {
        session.open(uri, language, source);
        let (line, last) = source.lines().enumerate().last().unwrap_or_default();
        let help = session.at("textDocument/signatureHelp", uri, line as u32, last.len() as u32);
        let form = &help["signatures"][help["activeSignature"].as_u64().unwrap_or(0) as usize];
        let label: Vec<u16> = form["label"].as_str().unwrap_or("").encode_utf16().collect();
        let part = &form["parameters"][help["activeParameter"].as_u64().unwrap_or(0) as usize]["label"];
        let at = |index: usize| part[index].as_u64().unwrap_or(0) as usize;
        String::from_utf16_lossy(&label[at(0)..at(1)])
    };
    assert_eq!(help("file:///w/a.Dockerfile", "dockerfile", "FROM a\nHEALTHCHECK --retries=3"), "--retries=3");
    assert_eq!(help("file:///w/b.Dockerfile", "dockerfile", "FROM a\nRUN --mount=type=cache,target=/x"), "target=…");
    assert_eq!(help(COMPOSE, "dockercompose", "services:\n  web:\n    ports:\n      - 127.0.0.1:"), "HOST");
}
