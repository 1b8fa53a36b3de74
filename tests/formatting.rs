//! Formatting and mending on save, through the real program: both of its faces must say the same.

mod support;

use serde_json::{Value, json};
use support::Session;
use support::folder::{Answer, Folder};

const DOCKERFILE: &str =
    "from debian:13 as build\nrun make  \\\n&& make install \nFROM scratch\nMAINTAINER me\nCMD [ \"/x\",\"y\" ]";
const LAID_OUT: &str =
    "FROM debian:13 AS build\nRUN make \\\n    && make install\n\nFROM scratch\nMAINTAINER me\nCMD [\"/x\", \"y\"]\n";
const COMPOSE: &str = "services:\n  web:\n    image:  nginx:1.27 # pinned\n    ports: [ \"80:80\" ]\n\n\n  db:\n      image: postgres:17  \n";
const COMPOSE_LAID_OUT: &str =
    "services:\n  web:\n    image: nginx:1.27 # pinned\n    ports: [\"80:80\"]\n\n  db:\n    image: postgres:17\n";

/// The text after edits in the protocol's words, positions in UTF-16; the texts here are ASCII.
fn apply(source: &str, edits: &Value) -> String {
    let offset = |place: &Value| {
        let number = |key: &str| place[key].as_u64().expect("a number") as usize;
        let start: usize = source.split_inclusive('\n').take(number("line")).map(str::len).sum();
        start + number("character")
    };
    let mut edits: Vec<(usize, usize, &str)> = edits
        .as_array()
        .expect("edits")
        .iter()
        .map(|edit| {
            let text = edit["newText"].as_str().expect("a text");
            (offset(&edit["range"]["start"]), offset(&edit["range"]["end"]), text)
        })
        .collect();
    edits.sort();
    assert!(edits.windows(2).all(|pair| pair[0].1 <= pair[1].0), "edits overlap: {edits:?}");
    let mut text = source.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        text.replace_range(start..end, new);
    }
    text
}

fn format(session: &mut Session, uri: &str, options: Value) -> Value {
    let params = json!({ "textDocument": { "uri": uri }, "options": options });
    session.request("textDocument/formatting", params)
}

fn four() -> Value {
    json!({ "tabSize": 4, "insertSpaces": true })
}

fn fix_all(session: &mut Session, uri: &str, kind: &str) -> Value {
    let context = json!({ "diagnostics": [], "only": [kind] });
    let start = json!({ "line": 0, "character": 0 });
    let params =
        json!({ "textDocument": { "uri": uri }, "range": { "start": start, "end": start }, "context": context });
    let actions = session.request("textDocument/codeAction", params);
    let actions = actions.as_array().expect("actions").clone();
    actions.first().map_or(Value::Null, |action| action["edit"]["changes"][uri].clone())
}

#[test]
fn one_command_mends_and_lays_out() {
    let folder = Folder::new(&[("Dockerfile", "FROM   scratch\nMAINTAINER  Ada\nCOPY\n")]);
    let both = "FROM scratch\nLABEL org.opencontainers.image.authors=\"Ada\"\nCOPY\n";
    let named = ["format", "--fix", "--stdin-filename", "Dockerfile", "-"];
    let answer = folder.run_with(&named, &folder.read("Dockerfile"));
    assert_eq!((answer.status, answer.out.as_str(), answer.err.as_str()), (0, both, ""), "what is left is no failure");
    assert_eq!(folder.run_with(&named, both).out, both, "once is enough");
    assert_eq!(folder.run(&["format", "--fix", "--check", "-q"]).status, 1);
    assert_eq!(folder.run(&["format", "--fix", "-q"]).status, 0);
    assert_eq!(folder.read("Dockerfile"), both);
    let compose = "version: \"3\"\nservices:  \n  web:\n    image: nginx:1.29 \n";
    let answer = folder.run_with(&["format", "--fix", "--stdin-filename", "compose.yaml", "-"], compose);
    assert_eq!(answer.out, "services:\n  web:\n    image: nginx:1.29\n");
    let silent = folder.run_with(&["format", "--fix", "--stdin-filename", "x/.dunnage.toml", "-"], "a\n");
    assert_eq!((silent.status, silent.out.as_str()), (2, "a\n"), "a text of no language of ours stays as it is");
}

#[test]
fn files_are_formatted_in_place_and_once_is_enough() {
    let folder = Folder::new(&[("Dockerfile", DOCKERFILE), ("compose.yaml", COMPOSE), (".dockerignore", "a  \nb")]);
    let Answer { status, out, .. } = folder.run(&["format", "--check"]);
    assert_eq!((status, out.lines().last()), (1, Some("3 files to format, 0 in order")));
    assert_eq!(folder.read("Dockerfile"), DOCKERFILE);
    let Answer { status, out, err } = folder.run(&["format"]);
    assert_eq!((status, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("formatted Dockerfile\n") && out.ends_with("3 files formatted, 0 in order\n"), "{out}");
    assert_eq!(folder.read("Dockerfile"), LAID_OUT);
    assert_eq!(folder.read("compose.yaml"), COMPOSE_LAID_OUT);
    assert_eq!(folder.read(".dockerignore"), "a\nb\n");
    let Answer { status, out, .. } = folder.run(&["format", "--check"]);
    assert_eq!((status, out.as_str()), (0, "0 files to format, 3 in order\n"));
}

#[test]
fn standard_input_comes_back_formatted() {
    let folder = Folder::new(&[]);
    let answer = |out: &str| Answer { status: 0, out: out.to_owned(), err: String::new() };
    assert_eq!(folder.run_with(&["format", "-"], "FROM  a\n"), answer("FROM a\n"));
    let named = folder.run_with(&["format", "-", "--stdin-filename", "Dockerfile"], DOCKERFILE);
    assert_eq!(named, answer(LAID_OUT));
    let named = folder.run_with(&["format", "-", "--stdin-filename", "compose.yaml"], COMPOSE);
    assert_eq!(named, answer(COMPOSE_LAID_OUT));
    let Answer { status, out, err } = folder.run_with(&["format", "-", "--stdin-filename", "compose.yaml"], "a: [\n");
    assert_eq!((status, out.as_str()), (0, "a: [\n"), "a broken text comes back as it is");
    assert_eq!(err, "note: compose.yaml: left as it is: the YAML is broken\n");
    let Answer { status, out, .. } = folder.run_with(&["format", "--diff", "-"], "FROM  a\n");
    assert!(status == 1 && out.contains("-FROM  a\n+FROM a\n"), "{out}");
}

#[test]
fn an_editor_takes_the_text_of_a_filter_that_succeeds() {
    let folder = Folder::new(&[]);
    let mistaken = "FROM debian\nMAINTAINER me\nUSER\n";
    let Answer { status, out, err } = folder.run_with(&["check", "--fix", "-"], mistaken);
    assert_eq!((status, out.contains("LABEL")), (0, true), "{out}");
    assert!(!err.is_empty(), "what is left to do is told beside it");
    let Answer { status, .. } = folder.run_with(&["check", "--fix", "--fail-on", "error", "-"], mistaken);
    assert_eq!(status, 1, "unless somebody asks for the status");
}

#[test]
fn the_configuration_and_editorconfig_are_honoured_by_both_faces() {
    let source = "FROM a\nRUN b \\\nc\n";
    let folder = Folder::new(&[
        ("Dockerfile", source),
        (".editorconfig", "root = true\n[Dockerfile]\nindent_style = tab\ninsert_final_newline = false\n"),
    ]);
    let tabs = "FROM a\nRUN b \\\n\tc\n";
    let (mut session, _) = Session::with(json!({}));
    session.open(&folder.uri("Dockerfile"), "dockerfile", source);
    let edits = format(&mut session, &folder.uri("Dockerfile"), four());
    assert_eq!(apply(source, &edits), tabs);
    assert_eq!(folder.run_with(&["format", "--stdin-filename", "Dockerfile", "-"], source).out, tabs);
    folder.write("dunnage.toml", b"[format]\ndockerfile-indent = 3\nkeyword-case = \"lower\"\n");
    let lower = "from a\nrun b \\\n   c\n";
    assert_eq!(folder.run_with(&["format", "--stdin-filename", "Dockerfile", "-"], source).out, lower);
    session.notify("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    let edits = format(&mut session, &folder.uri("Dockerfile"), four());
    assert_eq!(apply(source, &edits), lower);
    assert!(session.leave().success());
}

#[test]
fn documents_and_ranges_are_formatted_with_small_edits() {
    let (mut session, introduction) = Session::with(json!({}));
    assert_eq!(introduction["capabilities"]["documentFormattingProvider"], true);
    for (uri, language, source, expected) in [
        ("file:///a/Dockerfile", "dockerfile", DOCKERFILE, LAID_OUT),
        ("file:///a/compose.yaml", "dockercompose", COMPOSE, COMPOSE_LAID_OUT),
    ] {
        session.open(uri, language, source);
        let edits = format(&mut session, uri, four());
        assert_eq!(apply(source, &edits), expected);
        let longest =
            edits.as_array().into_iter().flatten().filter_map(|it| it["newText"].as_str()).map(str::len).max();
        assert!(longest < Some(20), "{edits}");
        session.change(uri, 2, json!([{ "text": expected }]));
        assert_eq!(format(&mut session, uri, four()), json!([]), "nothing is left to do");
    }
    let uri = "file:///b/Dockerfile";
    session.open(uri, "dockerfile", DOCKERFILE);
    let range = json!({ "start": { "line": 3, "character": 2 }, "end": { "line": 5, "character": 1 } });
    let params = json!({ "textDocument": { "uri": uri }, "range": range, "options": four() });
    let edits = session.request("textDocument/rangeFormatting", params);
    let expected = DOCKERFILE.replace("\nFROM", "\n\nFROM").replace("[ \"/x\",\"y\" ]", "[\"/x\", \"y\"]\n");
    assert_eq!(apply(DOCKERFILE, &edits), expected);
    assert!(session.leave().success());
}

#[test]
fn what_the_editor_indents_with_counts_where_the_file_says_nothing() {
    let (mut session, _) = Session::with(json!({}));
    let uri = "file:///a/Dockerfile";
    let source = "FROM a\nRUN b \\\nc\n";
    session.open(uri, "dockerfile", source);
    let edits = format(&mut session, uri, json!({ "tabSize": 2, "insertSpaces": true }));
    assert_eq!(apply(source, &edits), "FROM a\nRUN b \\\n  c\n");
    assert!(session.leave().success());
}

#[test]
fn somebody_else_may_format() {
    let (mut session, introduction) = Session::with_options(json!({}), json!({ "format": { "enable": false } }));
    assert_eq!(introduction["capabilities"]["documentFormattingProvider"], Value::Null);
    session.open("file:///a/Dockerfile", "dockerfile", DOCKERFILE);
    assert_eq!(format(&mut session, "file:///a/Dockerfile", four()), Value::Null);
    assert!(session.leave().success());
}

#[test]
fn mending_and_formatting_on_save_agree_in_either_order_and_with_the_command_line() {
    let folder = Folder::new(&[("Dockerfile", DOCKERFILE)]);
    let (mut session, _) = Session::with(json!({}));
    let uri = folder.uri("Dockerfile");
    session.open(&uri, "dockerfile", DOCKERFILE);
    let edits = fix_all(&mut session, &uri, "source.fixAll.dunnage");
    let mended = apply(DOCKERFILE, &edits);
    session.change(&uri, 2, json!([{ "text": mended }]));
    let both = apply(&mended, &format(&mut session, &uri, four()));
    session.change(&uri, 3, json!([{ "text": DOCKERFILE }]));
    let laid_out = apply(DOCKERFILE, &format(&mut session, &uri, four()));
    session.change(&uri, 4, json!([{ "text": laid_out }]));
    let edits = fix_all(&mut session, &uri, "source.fixAll");
    assert_eq!(apply(&laid_out, &edits), both);
    session.change(&uri, 5, json!([{ "text": both }]));
    assert_eq!(fix_all(&mut session, &uri, "source.fixAll"), Value::Null);
    assert_eq!(format(&mut session, &uri, four()), json!([]));
    assert!(session.leave().success());
    folder.run(&["check", "--fix"]);
    folder.run(&["format"]);
    assert_eq!(folder.read("Dockerfile"), both);
}

#[test]
fn a_project_says_which_fixes_run_on_save() {
    let source = "FROM debian:13\nMAINTAINER me\n";
    let folder = Folder::new(&[("Dockerfile", source), ("dunnage.toml", "unfixable = [\"maintainer-deprecated\"]\n")]);
    let Answer { out, .. } = folder.run_with(&["check", "--fix", "-", "--stdin-filename", "Dockerfile"], source);
    assert_eq!(out, source);
    let (mut session, _) = Session::with(json!({}));
    session.open(&folder.uri("Dockerfile"), "dockerfile", source);
    assert_eq!(fix_all(&mut session, &folder.uri("Dockerfile"), "source.fixAll"), Value::Null);
    assert!(session.leave().success());
}
