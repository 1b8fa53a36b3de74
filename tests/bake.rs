//! Bake files: what the real server tells of them in a Dockerfile, and how a rename reaches them.

mod support;

use serde_json::{Value, json};
use support::folder::Folder;
use support::{Session, range};

const BAKE: &str = "group \"default\" {\n  targets = [\"web\"]\n}\n\ntarget \"web\" {\n  target = \"dev\"\n  \
                    args = {\n    TAG = \"3.22\"\n  }\n}\n";
const DOCKERFILE: &str = "ARG TAG=3.20\nFROM alpine:$TAG AS dev\nFROM scratch\n";

fn project() -> (Folder, Session) {
    let folder = Folder::new(&[("docker-bake.hcl", BAKE), ("Dockerfile", DOCKERFILE)]);
    let able = json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } });
    let (mut session, _) = Session::with(able);
    session.open(&folder.uri("Dockerfile"), "dockerfile", DOCKERFILE);
    (folder, session)
}

fn labels(session: &mut Session, uri: &str) -> Value {
    let params = json!({ "textDocument": { "uri": uri }, "range": range((0, 0), (9, 0)) });
    let hints = session.request("textDocument/inlayHint", params);
    hints.as_array().into_iter().flatten().map(|hint| hint["label"].clone()).collect()
}

#[test]
fn a_bake_file_has_its_say_in_hints_lenses_and_hovers() {
    let (folder, mut session) = project();
    let uri = folder.uri("Dockerfile");
    assert_eq!(labels(&mut session, &uri), json!(["= 3.22", "= alpine:3.22"]));
    let lenses = session.of("textDocument/codeLens", &uri);
    assert_eq!(lenses[0]["command"]["title"], "Built by web (docker-bake.hcl)");
    let hover = session.at("textDocument/hover", &uri, 0, 5)["contents"]["value"].to_string();
    let told = "The Bake target `web` of docker-bake.hcl, line 5, passes `3.22`, which counts instead.";
    assert!(hover.contains(told), "{hover}");

    folder.write("docker-bake.hcl", BAKE.replace("3.22", "3.23").as_bytes());
    let changes = json!({ "changes": [{ "uri": folder.uri("docker-bake.hcl"), "type": 2 }] });
    session.notify("workspace/didChangeWatchedFiles", changes);
    assert_eq!(labels(&mut session, &uri), json!(["= 3.23", "= alpine:3.23"]));
    assert!(session.leave().success());
}

#[test]
fn a_rename_reaches_the_bake_file_or_is_refused() {
    let (folder, mut session) = project();
    let uri = folder.uri("Dockerfile");
    let rename = |session: &mut Session, line: u32, column: u32, name: &str| {
        let position = json!({ "line": line, "character": column });
        let params = json!({ "textDocument": { "uri": uri }, "position": position, "newName": name });
        let id = session.ask("textDocument/rename", params);
        session.reply(id)
    };
    let edits = rename(&mut session, 1, 23, "test").expect("a new name");
    let bake = &edits["changes"][folder.uri("docker-bake.hcl")];
    assert_eq!(bake[0], json!({ "range": range((5, 12), (5, 15)), "newText": "test" }));
    let edits = rename(&mut session, 0, 5, "VERSION").expect("a new name");
    assert_eq!(edits["changes"][folder.uri("docker-bake.hcl")][0]["range"], range((7, 4), (7, 7)));
    let params = json!({ "textDocument": { "uri": uri }, "position": { "line": 0, "character": 5 }, "context": { "includeDeclaration": true } });
    let sites = session.request("textDocument/references", params);
    assert!(
        sites.as_array().is_some_and(|sites| sites.iter().any(|site| site["uri"] == folder.uri("docker-bake.hcl")))
    );

    folder.write("docker-bake.hcl", BAKE.replace("\"dev\"", "base64decode(\"ZGV2\")").as_bytes());
    let changes = json!({ "changes": [{ "uri": folder.uri("docker-bake.hcl"), "type": 2 }] });
    session.notify("workspace/didChangeWatchedFiles", changes);
    let reason = rename(&mut session, 1, 23, "test").expect_err("a reason").to_string();
    assert!(reason.contains("by an expression, which a rename cannot follow"), "{reason}");
    assert!(session.leave().success());
}
