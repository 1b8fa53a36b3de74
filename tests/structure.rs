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
