//! Refactorings, asked of the real program as an editor asks: each by its kind, its edits applied as an editor applies them.

mod support;

use serde_json::{Value, json};
use std::path::PathBuf;
use support::Session;

/// A client that takes edits of several files, and makes files.
fn editor() -> (Session, Value) {
    Session::with(json!({
        "general": { "positionEncodings": ["utf-8"] },
        "workspace": { "workspaceEdit": { "documentChanges": true, "resourceOperations": ["create", "rename", "delete"] } },
    }))
}

/// A place in a text: line and column, in bytes.
fn position(text: &str, offset: usize) -> Value {
    let before = &text[..offset];
    let line = before.matches('\n').count();
    json!({ "line": line, "character": offset - before.rfind('\n').map_or(0, |at| at + 1) })
}

fn offset(text: &str, position: &Value) -> usize {
    let number = |key: &str| position[key].as_u64().expect("a number") as usize;
    let start: usize = text.split_inclusive('\n').take(number("line")).map(str::len).sum();
    start + number("character")
}

/// The text after the edits of one document.
fn edited(text: &str, edits: &Value) -> String {
    let mut spans: Vec<(usize, usize, &str)> = edits
        .as_array()
        .expect("edits")
        .iter()
        .map(|edit| {
            let range = &edit["range"];
            let new = edit["newText"].as_str().expect("a text");
            (offset(text, &range["start"]), offset(text, &range["end"]), new)
        })
        .collect();
    spans.sort_by_key(|span| span.0);
    let mut result = text.to_owned();
    for (start, end, new) in spans.into_iter().rev() {
        result.replace_range(start..end, new);
    }
    result
}

/// The actions of one kind where `|` stands, or between two of them; and the text without the marks.
fn actions(session: &mut Session, uri: &str, language: &str, marked: &str, kind: &str) -> (String, Vec<Value>) {
    let start = marked.find('|').expect("a place");
    let once = marked.replacen('|', "", 1);
    let end = once.find('|').unwrap_or(start);
    let text = once.replacen('|', "", 1);
    session.open(uri, language, &text);
    let params = json!({
        "textDocument": { "uri": uri },
        "range": { "start": position(&text, start), "end": position(&text, end) },
        "context": { "diagnostics": [], "only": [kind], "triggerKind": 1 },
    });
    let found = session.request("textDocument/codeAction", params);
    session.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    (text, found.as_array().cloned().unwrap_or_default())
}

fn titles(actions: &[Value]) -> Vec<&str> {
    actions.iter().filter_map(|action| action["title"].as_str()).collect()
}

/// Each refactoring: its kind, its title, a text with a place in it, and the text that it leads to.
const DOCKERFILES: [(&str, &str, &str, &str); 16] = [
    ("refactor.rewrite", "Split it into 2 RUN instructions", "FROM a\nRUN b| && c\n", "FROM a\nRUN b\nRUN c\n"),
    ("refactor.rewrite", "Split the RUN here", "FROM a\nRUN b |&& c && d\n", "FROM a\nRUN b\nRUN c && d\n"),
    ("refactor.rewrite", "Merge with the RUN below", "FROM a\n|RUN b\nRUN c\n", "FROM a\nRUN b \\\n    && c\n"),
    (
        "refactor.rewrite",
        "Write it as a chain of commands",
        "FROM a\nRUN| <<E\nset -e\nb\nc\nE\n",
        "FROM a\nRUN b \\\n    && c\n",
    ),
    (
        "refactor.rewrite",
        "Write it as a script, in a heredoc",
        "# syntax=docker/dockerfile:1\nFROM a\nRUN| b && c\n",
        "# syntax=docker/dockerfile:1\nFROM a\nRUN <<EOF\nset -e\nb\nc\nEOF\n",
    ),
    ("refactor.rewrite", "Write it as a list of words", "FROM a\nRUN| b 'c d'\n", "FROM a\nRUN [\"b\", \"c d\"]\n"),
    (
        "refactor.rewrite",
        "Write it as a list, with its shell",
        "FROM a\nCMD| b $C\n",
        "FROM a\nCMD [\"/bin/sh\", \"-c\", \"b $C\"]\n",
    ),
    ("refactor.rewrite", "Write it in shell form", "FROM a\nCMD| [\"b\", \"c d\"]\n", "FROM a\nCMD b 'c d'\n"),
    ("refactor.rewrite", "Write one ENV for each", "FROM a\nENV| A=1 B=2\n", "FROM a\nENV A=1\nENV B=2\n"),
    (
        "refactor.rewrite",
        "Join the 2 LABEL instructions in a row",
        "FROM a\nLABEL| a=1\nLABEL b=2\n",
        "FROM a\nLABEL a=1 \\\n    b=2\n",
    ),
    (
        "refactor.rewrite",
        "One package a line, sorted",
        "FROM a\nRUN apk |add c b\n",
        "FROM a\nRUN apk add \\\n    b \\\n    c\n",
    ),
    (
        "refactor.rewrite",
        "Name this stage `base`",
        "FROM| a\nFROM b\nCOPY --from=0 /x /\n",
        "FROM a AS base\nFROM b\nCOPY --from=base /x /\n",
    ),
    (
        "refactor.extract",
        "Make the tag an argument, `A_VERSION`",
        "FROM a|:1.2\n",
        "ARG A_VERSION=1.2\nFROM a:${A_VERSION}\n",
    ),
    (
        "refactor.extract",
        "Make it an argument, `VERSION`",
        "FROM a\nRUN get b-|1.2|\n",
        "FROM a\nARG VERSION=1.2\nRUN get b-${VERSION}\n",
    ),
    (
        "refactor.extract",
        "Make it a stage, `base`",
        "FROM a\n|WORKDIR /b\n|CMD [\"c\"]\n",
        "FROM a AS base\nWORKDIR /b\n\nFROM base\nCMD [\"c\"]\n",
    ),
    (
        "refactor.inline",
        "Put the instructions of `b` in here",
        "FROM a AS b\nUSER c\n\nFROM| b\nCMD [\"d\"]\n",
        "FROM a\nUSER c\n\nCMD [\"d\"]\n",
    ),
];

#[test]
fn every_refactoring_of_a_dockerfile_is_offered_under_its_kind() {
    let (mut session, introduction) = editor();
    let kinds = introduction["capabilities"]["codeActionProvider"]["codeActionKinds"].as_array().expect("kinds");
    for kind in ["refactor.extract", "refactor.inline", "refactor.rewrite"] {
        assert!(kinds.iter().any(|known| known == kind), "{kind}");
    }
    for (kind, title, marked, expected) in DOCKERFILES {
        let (text, found) = actions(&mut session, "file:///p/Dockerfile", "dockerfile", marked, kind);
        let action = found.iter().find(|action| action["title"] == title);
        let action = action.unwrap_or_else(|| panic!("no `{title}` among {:?}", titles(&found)));
        assert_eq!(action["kind"], kind, "{title}");
        assert_eq!(edited(&text, &action["edit"]["documentChanges"][0]["edits"]), expected, "{title}");
        assert!(found.iter().all(|action| action["kind"] == kind), "only what was asked for");
    }
    session.leave();
}

const COMPOSE_FILES: [(&str, &str, &str, &str); 10] = [
    (
        "refactor.rewrite",
        "Write this port in the long form",
        "ports:\n      - \"80|80:80\"",
        "ports:\n      - target: 80\n        published: \"8080\"",
    ),
    (
        "refactor.rewrite",
        "Write this mount in the long form",
        "volumes:\n      - d|ata:/d:ro",
        "volumes:\n      - type: volume\n        source: data\n        target: /d\n        read_only: true",
    ),
    (
        "refactor.rewrite",
        "Write this mount in the short form",
        "volumes:\n      - type: vol|ume\n        source: data\n        target: /d",
        "volumes:\n      - data:/d",
    ),
    (
        "refactor.rewrite",
        "Write `environment` as a mapping",
        "environment:\n      - A|=b # why",
        "environment:\n      A: b # why",
    ),
    (
        "refactor.rewrite",
        "Write `environment` as a list",
        "environment:\n      A|: b # why",
        "environment:\n      - A=b # why",
    ),
    (
        "refactor.rewrite",
        "Write `depends_on` as a mapping",
        "depends_on:|\n      - b",
        "depends_on:\n      b:\n        condition: service_started",
    ),
    ("refactor.rewrite", "Write `command` as a list of words", "command: ru|n 'a b'", "command: [\"run\", \"a b\"]"),
    (
        "refactor.rewrite",
        "Write the test as a list",
        "healthcheck:\n      test: ru|n",
        "healthcheck:\n      test: [\"CMD-SHELL\", \"run\"]",
    ),
    (
        "refactor.rewrite",
        "Write this file in the long form",
        "env_file:\n      - |a.env",
        "env_file:\n      - path: a.env\n        required: true",
    ),
    ("refactor.inline", "Put what `*x` stands for in here", "labels: |*x", "labels:\n      k: v"),
];

#[test]
fn every_refactoring_of_a_compose_file_is_offered_under_its_kind() {
    let (mut session, _) = editor();
    let with =
        |body: &str| format!("x-labels: &x\n  k: v\nservices:\n  a:\n    image: i\n    {body}\n  b:\n    image: j\n");
    for (kind, title, marked, expected) in COMPOSE_FILES {
        let (text, found) = actions(&mut session, "file:///p/compose.yaml", "dockercompose", &with(marked), kind);
        let action = found.iter().find(|action| action["title"] == title);
        let action = action.unwrap_or_else(|| panic!("no `{title}` among {:?}", titles(&found)));
        assert_eq!(action["kind"], kind, "{title}");
        assert_eq!(edited(&text, &action["edit"]["documentChanges"][0]["edits"]), with(expected), "{title}");
    }
    let shared = "services:\n  a:\n    image: i\n    dns:|\n      - 1.1.1.1\n      - 8.8.8.8\n  b:\n    image: j\n    dns: [1.1.1.1, 8.8.8.8]\n";
    let (_, found) = actions(&mut session, "file:///p/compose.yaml", "dockercompose", shared, "refactor.extract");
    assert_eq!(
        titles(&found),
        ["Share it with one other service, as `*dns`", "Move it to `x-dns`, and refer to it as `*dns`"]
    );
    session.leave();
}

/// A folder of a test's own.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("refactor-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.join(name), text).expect("a file");
    }
    folder
}

/// What an action does to each file: its name, and whether it is made or edited.
fn operations(action: &Value) -> Vec<String> {
    let name = |uri: &Value| uri.as_str().and_then(|uri| uri.rsplit('/').next()).unwrap_or_default().to_owned();
    let operations = action["edit"]["documentChanges"].as_array().expect("operations");
    operations
        .iter()
        .map(|operation| match operation["kind"].as_str() {
            Some(kind) => format!("{kind} {}", name(&operation["uri"])),
            None => format!("edit {}", name(&operation["textDocument"]["uri"])),
        })
        .collect()
}

#[test]
fn files_are_made_and_edited_with_the_document() {
    let folder = folder("files", &[("go.mod", "module x\n\ngo 1.26\n"), ("main.go", "")]);
    let uri = |name: &str| format!("file://{}", folder.join(name).display());
    let (mut session, _) = editor();
    let service = "services:\n  a:\n    build: .\n    env_file: b|.env\n    environment:\n      LEVEL: info\n";
    let (_, found) = actions(&mut session, &uri("compose.yaml"), "dockercompose", service, "refactor");
    let create = found.iter().find(|action| action["title"] == "Create `b.env`").expect("an offer");
    assert_eq!(operations(create), ["create b.env", "edit b.env"]);
    let service = service.replace("b|.env", "b.env").replace("info", "in|fo");
    let (_, found) = actions(&mut session, &uri("compose.yaml"), "dockercompose", &service, "refactor.extract");
    assert_eq!(operations(&found[0]), ["create .env", "edit .env", "edit compose.yaml"]);
    let (_, found) = actions(&mut session, &uri("Dockerfile"), "dockerfile", "FROM a\nCOPY| . .\n", "refactor");
    assert!(titles(&found).contains(&"Create `.dockerignore`"), "{:?}", titles(&found));
    session.leave();
}

#[test]
fn an_empty_file_is_offered_all_that_its_project_needs() {
    let folder = folder("containerize", &[("go.mod", "module x\n\ngo 1.26\n"), ("main.go", "")]);
    let uri = |name: &str| format!("file://{}", folder.join(name).display());
    let (mut session, _) = editor();
    let (_, found) = actions(&mut session, &uri("Dockerfile"), "dockerfile", "|", "refactor");
    let action = found.iter().find(|action| action["title"] == "Containerize this folder: Go").expect("an offer");
    assert_eq!(
        operations(action),
        ["create .dockerignore", "edit .dockerignore", "create compose.yaml", "edit compose.yaml", "edit Dockerfile"]
    );
    session.leave();
    // A client that makes no files is not offered what it cannot do.
    let (mut session, _) = Session::with(json!({}));
    let (_, found) = actions(&mut session, &uri("Dockerfile"), "dockerfile", "|", "refactor");
    assert!(found.is_empty(), "{:?}", titles(&found));
    session.leave();
}
