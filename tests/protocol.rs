//! The language server as a client meets it: the real program, spoken to in its protocol, every feature once.

mod support;

use serde_json::{Value, json};
use std::process::Command;
use support::folder::Folder;
use support::{Session, range, rules};

const URI: &str = "file:///project/Dockerfile";
const MAINTAINER: &str = "maintainer-deprecated";
const SOURCE: &str = "FROM scratch\nMAINTAINER Ada\nUSER 1000\n";

/// A client that shows what it is sent and can do little else.
fn plain() -> Value {
    json!({})
}

/// A client that asks for diagnostics itself and can do all that we make use of.
fn able() -> Value {
    json!({
        "general": { "positionEncodings": ["utf-16", "utf-8"] },
        "textDocument": {
            "diagnostic": {},
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
        },
        "workspace": {
            "workspaceEdit": { "documentChanges": true },
            "configuration": true,
            "didChangeWatchedFiles": { "dynamicRegistration": true },
            "didChangeConfiguration": { "dynamicRegistration": true },
            "diagnostics": { "refreshSupport": true },
        },
    })
}

fn actions(session: &mut Session, line: u32, context: Value) -> Vec<Value> {
    let params = json!({ "textDocument": { "uri": URI }, "range": range((line, 0), (line, 0)), "context": context });
    let mut actions = session.request("textDocument/codeAction", params);
    actions.as_array_mut().map(std::mem::take).unwrap_or_default()
}

/// The text after the edits of an action, told by `changes` or `documentChanges`, in a text of ASCII.
fn applied(source: &str, action: &Value) -> String {
    let edit = &action["edit"];
    let edits = match &edit["documentChanges"] {
        Value::Null => &edit["changes"][URI],
        changes => &changes[0]["edits"],
    };
    let starts: Vec<usize> = std::iter::once(0).chain(source.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let offset = |place: &Value| {
        starts[place["line"].as_u64().unwrap_or(0) as usize] + place["character"].as_u64().unwrap_or(0) as usize
    };
    let mut edits: Vec<(usize, usize, &str)> = edits
        .as_array()
        .into_iter()
        .flatten()
        .map(|it| (offset(&it["range"]["start"]), offset(&it["range"]["end"]), it["newText"].as_str().unwrap_or("")))
        .collect();
    edits.sort_unstable();
    assert!(edits.windows(2).all(|pair| pair[0].1 <= pair[1].0), "edits overlap: {edits:?}");
    let mut text = source.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        text.replace_range(start..end, new);
    }
    text
}

#[test]
fn the_server_introduces_itself() {
    let (session, introduction) = Session::with(plain());
    assert_eq!(introduction["serverInfo"]["name"], "dunnage");
    let capabilities = &introduction["capabilities"];
    assert_eq!(capabilities["positionEncoding"], "utf-16");
    assert_eq!(capabilities["textDocumentSync"]["change"], 2, "incremental");
    assert_eq!(capabilities["diagnosticProvider"], Value::Null, "this client is pushed to");
    assert!(session.leave().success());
}

/// Nothing has to lie beside it, and it reads nothing of the machine it runs on.
#[test]
fn one_file_is_the_whole_program() {
    let folder = Folder::new(&[]);
    let program = folder.path("dunnage");
    std::fs::copy(env!("CARGO_BIN_EXE_dunnage"), &program).expect("a copy");
    let mut session = Session::run_by(Command::new(&program).env_clear().current_dir(folder.path("")));
    session.introduce(plain(), Value::Null);
    session.open(URI, "dockerfile", "FROM alpine:3.20\nMAINTAINER me\nUSER 1000\nHEAL");
    let told = session.wait_for("textDocument/publishDiagnostics");
    assert!(rules(&told["diagnostics"]).contains(&MAINTAINER.to_owned()), "{told}");
    let place = |line, character| json!({ "textDocument": { "uri": URI }, "position": { "line": line, "character": character } });
    assert!(session.request("textDocument/hover", place(0, 7)).to_string().contains("Alpine"));
    assert!(session.request("textDocument/completion", place(3, 4)).to_string().contains("HEALTHCHECK"));
    session.open(
        "file:///project/compose.yaml",
        "dockercompose",
        "services:\n  web:\n    image: nginx\n    prot: 80\n",
    );
    let told = session.wait_for("textDocument/publishDiagnostics");
    assert!(rules(&told["diagnostics"]).contains(&"unknown-key".to_owned()), "{told}");
}

#[test]
fn columns_are_counted_as_agreed() {
    for (offer, agreed, column) in [
        (json!(["utf-16"]), "utf-16", 15),
        (json!(["utf-16", "utf-8"]), "utf-8", 17),
        (json!(["utf-32", "utf-16"]), "utf-32", 14),
    ] {
        let capabilities = json!({ "general": { "positionEncodings": offer } });
        let (mut session, introduction) = Session::with(capabilities);
        assert_eq!(introduction["capabilities"]["positionEncoding"], agreed);
        session.open(URI, "dockerfile", "FROM scratch\nMAINTAINER 🚀 a\n");
        let published = session.wait_for("textDocument/publishDiagnostics");
        let diagnostics = published["diagnostics"].as_array().expect("a list");
        let finding = diagnostics.iter().find(|it| it["code"] == MAINTAINER).expect("the finding");
        assert_eq!(finding["range"]["end"], json!({ "line": 1, "character": column }), "{agreed}");
        // A change right of the rocket lands where the client means it.
        session.change(URI, 2, json!([{ "range": range((1, column), (1, column)), "text": "b" }]));
        assert_eq!(session.version(URI)["bytes"], 32, "{agreed}");
        assert!(session.leave().success());
    }
}

#[test]
fn findings_are_pushed_with_all_that_an_editor_shows() {
    let (mut session, _) = Session::with(plain());
    session.open(URI, "dockerfile", SOURCE);
    let published = session.wait_for("textDocument/publishDiagnostics");
    assert_eq!((&published["uri"], &published["version"]), (&json!(URI), &json!(1)));
    let diagnostics = published["diagnostics"].as_array().expect("a list");
    let finding = diagnostics.iter().find(|it| it["code"] == MAINTAINER).expect("the finding");
    assert_eq!(finding["range"], range((1, 0), (1, 14)));
    assert_eq!(finding["severity"], 2);
    assert_eq!(finding["source"], "dunnage");
    assert_eq!(finding["tags"], json!([2]), "deprecated");
    assert_eq!(finding["data"], json!({ "fix": "safe" }));
    let page = finding["codeDescription"]["href"].as_str().expect("a link");
    assert!(page.starts_with("https://") && page.ends_with("#maintainer-deprecated"), "{page}");

    session.change(URI, 2, json!([{ "range": range((1, 0), (2, 0)), "text": "" }]));
    let (version, found) = session.pushed();
    assert_eq!((version, found.contains(&MAINTAINER.to_owned())), (json!(2), false));

    session.notify("textDocument/didClose", json!({ "textDocument": { "uri": URI } }));
    assert_eq!(session.wait_for("textDocument/publishDiagnostics")["diagnostics"], json!([]));
    assert!(session.leave().success());
}

#[test]
fn a_client_that_pulls_is_never_pushed_to() {
    let (mut session, introduction) = Session::with(able());
    assert_eq!(introduction["capabilities"]["diagnosticProvider"]["identifier"], "dunnage");
    session.open(URI, "dockerfile", SOURCE);
    let report = session.of("textDocument/diagnostic", URI);
    assert_eq!(report["kind"], "full");
    assert!(rules(&report["items"]).contains(&MAINTAINER.to_owned()));

    let again = json!({ "textDocument": { "uri": URI }, "previousResultId": report["resultId"] });
    let second = session.request("textDocument/diagnostic", again.clone());
    assert_eq!(second, json!({ "kind": "unchanged", "resultId": report["resultId"] }));

    session.change(URI, 2, json!([{ "range": range((0, 0), (0, 0)), "text": "# x\n" }]));
    assert_eq!(session.request("textDocument/diagnostic", again)["kind"], "full");

    session.request("shutdown", Value::Null);
    session.notify("exit", Value::Null);
    assert!(session.end().success());
    assert!(session.notifications.iter().all(|it| it["method"] != "textDocument/publishDiagnostics"));
}

#[test]
fn changes_apply_one_after_another() {
    let (mut session, _) = Session::with(plain());
    session.open(URI, "dockerfile", "FROM a\n");
    let changes = json!([
        { "range": range((0, 5), (0, 6)), "text": "scratch" },
        { "range": range((1, 0), (1, 0)), "text": "USER 1\n" },
        { "range": range((1, 5), (1, 6)), "text": "22" },
    ]);
    session.change(URI, 2, changes);
    assert_eq!(session.version(URI)["bytes"], "FROM scratch\nUSER 22\n".len());
    session.change(URI, 3, json!([{ "text": SOURCE }]));
    let known = json!({ "version": 3, "bytes": SOURCE.len(), "language": "dockerfile", "context": null });
    assert_eq!(session.version(URI), known);
    session.change(URI, 4, json!([]));
    assert_eq!(session.version(URI)["version"], 4);
    assert!(session.leave().success());
}

#[test]
fn places_that_are_not_in_the_text_are_moved_into_it() {
    let (mut session, _) = Session::with(plain());
    session.open(URI, "dockerfile", "FROM scratch\nUSER 1\n");
    session.change(URI, 2, json!([{ "range": range((0, 99), (0, 999)), "text": "!" }]));
    session.change(URI, 3, json!([{ "range": range((99, 7), (100, 7)), "text": "# end\n" }]));
    session.change(URI, 4, json!([{ "range": range((1, 6), (1, 5)), "text": "22" }]));
    assert_eq!(session.version(URI)["bytes"], "FROM scratch!\nUSER 22\n# end\n".len());
    for method in ["textDocument/hover", "textDocument/completion"] {
        session.at(method, URI, 4_000_000_000, 4_000_000_000);
    }
    assert!(session.leave().success());
}

#[test]
fn a_finding_offers_its_fix_and_a_way_to_allow_it() {
    let (mut session, _) = Session::with(able());
    session.open(URI, "dockerfile", SOURCE);
    let offered = actions(&mut session, 1, json!({ "diagnostics": [] }));
    let fix = offered.iter().find(|it| it["title"] == "Use a label").expect("the fix");
    assert_eq!((&fix["kind"], &fix["isPreferred"]), (&json!("quickfix"), &json!(true)));
    assert_eq!(fix["diagnostics"][0]["code"], MAINTAINER);
    assert_eq!(fix["edit"]["documentChanges"][0]["textDocument"], json!({ "uri": URI, "version": 1 }));
    let mended = "FROM scratch\nLABEL org.opencontainers.image.authors=\"Ada\"\nUSER 1000\n";
    assert_eq!(applied(SOURCE, fix), mended);

    let allow = offered.iter().find(|it| it["title"] == "Allow `maintainer-deprecated` here").expect("the comment");
    let allowed = "FROM scratch\n# dunnage ignore=maintainer-deprecated\nMAINTAINER Ada\nUSER 1000\n";
    assert_eq!(applied(SOURCE, allow), allowed);

    assert_eq!(session.request("codeAction/resolve", fix.clone()), *fix, "an action is complete when it is offered");
    assert!(session.leave().success());
}

/// An editor asks by itself at every step of the cursor, to show a sign where there is something to do.
#[test]
fn what_silent_rules_could_do_is_shown_to_who_opens_the_menu() {
    let (mut session, _) = Session::with(able());
    session.open(URI, "dockerfile", "FROM alpine:3.20\nRUN apk add --no-cache \\\ngit \\\ncurl\nUSER 1000\n");
    let mut has_sorting = |trigger: u32| {
        let offered = actions(&mut session, 2, json!({ "diagnostics": [], "triggerKind": trigger }));
        offered.iter().any(|it| it["title"] == "Sort the packages")
    };
    assert!(has_sorting(1), "asked for");
    assert!(!has_sorting(2), "by itself");
    assert!(session.leave().success());
}

#[test]
fn mending_a_whole_file_waits_until_the_client_wants_it() {
    let text = "FROM scratch\nMAINTAINER Ada\nUSER 1000\n";
    let capabilities = json!({ "textDocument": { "codeAction": { "resolveSupport": { "properties": ["edit"] } } } });
    let (mut session, _) = Session::with(capabilities);
    session.open(URI, "dockerfile", text);
    let start = range((0, 0), (0, 0));
    let asked = json!({ "textDocument": { "uri": URI }, "range": start, "context": { "diagnostics": [] } });
    let offered = session.request("textDocument/codeAction", asked.clone());
    let all = offered.as_array().and_then(|it| it.iter().find(|it| it["kind"] == "source.fixAll.dunnage"));
    let all = all.expect("there is something to mend").clone();
    assert_eq!(all["edit"], Value::Null);
    let complete = session.request("codeAction/resolve", all.clone());
    let mended = text.replace("MAINTAINER Ada", "LABEL org.opencontainers.image.authors=\"Ada\"");
    assert_eq!(applied(text, &complete), mended);

    let mut by_name = asked;
    by_name["context"]["only"] = json!(["source.fixAll"]);
    let offered = session.request("textDocument/codeAction", by_name);
    assert_eq!(applied(text, &offered[0]), mended, "who names the kind gets the edits at once");

    session.change(URI, 2, json!([{ "text": "FROM scratch\n" }]));
    let late = session.ask("codeAction/resolve", all);
    let refused = session.reply(late).expect_err("the edits would be about a text that is no more");
    assert_eq!(refused["code"], -32801);
    assert!(session.leave().success());
}

#[test]
fn all_safe_fixes_come_as_one_action() {
    let (mut session, _) = Session::with(plain());
    session.open(URI, "dockerfile", SOURCE);
    for (asked, answered) in [
        ("source.fixAll", "source.fixAll"),
        ("source.fixAll.dunnage", "source.fixAll.dunnage"),
        ("source", "source.fixAll.dunnage"),
    ] {
        let offered = actions(&mut session, 0, json!({ "diagnostics": [], "only": [asked] }));
        assert_eq!(offered.len(), 1, "{asked}: {offered:?}");
        assert_eq!(offered[0]["kind"], answered);
        assert!(!applied(SOURCE, &offered[0]).contains("MAINTAINER"));
    }
    for other in ["source.fixAll.eslint", "source.organizeImports", "refactor.extract"] {
        assert_eq!(actions(&mut session, 1, json!({ "diagnostics": [], "only": [other] })), Vec::<Value>::new());
    }
    let quick = actions(&mut session, 1, json!({ "diagnostics": [], "only": ["quickfix"] }));
    assert!(!quick.is_empty() && quick.iter().all(|it| it["kind"] == "quickfix"));
    assert!(session.leave().success());
}

#[test]
fn a_file_is_mended_on_saving_where_the_user_wants_that() {
    let params = json!({ "textDocument": { "uri": URI }, "reason": 1 });
    for (options, mends) in [(json!({ "fixOnSave": true }), true), (Value::Null, false)] {
        let (mut session, _) = Session::with_options(plain(), options);
        session.open(URI, "dockerfile", SOURCE);
        let edits = session.request("textDocument/willSaveWaitUntil", params.clone());
        assert_eq!(edits.as_array().is_some_and(|edits| !edits.is_empty()), mends, "{edits}");
        assert!(session.leave().success());
    }
}

#[test]
fn the_page_of_a_rule_shows_over_its_finding() {
    let (mut session, _) = Session::with(plain());
    session.open(URI, "dockerfile", SOURCE);
    session.pushed();
    let hover = session.at("textDocument/hover", URI, 1, 3);
    let markdown = hover["contents"]["value"].as_str().expect("Markdown");
    assert!(markdown.contains("[maintainer-deprecated](https://"), "{markdown}");
    assert!(markdown.contains("`MAINTAINER` is deprecated."), "{markdown}");
    assert!(session.leave().success());
}

#[test]
fn a_file_has_an_outline_and_folds() {
    let source = "FROM scratch AS base\nRUN a \\\n  b\nFROM base\n";
    let (mut session, _) = Session::with(able());
    session.open(URI, "dockerfile", source);
    let symbols = session.of("textDocument/documentSymbol", URI);
    assert_eq!(symbols[0]["name"], "base");
    assert_eq!(symbols[0]["children"][0]["range"], range((1, 0), (2, 3)));
    let folds = session.of("textDocument/foldingRange", URI);
    assert_eq!((&folds[0]["startLine"], &folds[0]["endLine"]), (&json!(0), &json!(2)));
    assert_eq!((&folds[1]["startLine"], &folds[1]["endLine"]), (&json!(1), &json!(2)));
    assert!(session.leave().success());

    let (mut session, _) = Session::with(plain());
    session.open(URI, "dockerfile", source);
    let list = session.of("textDocument/documentSymbol", URI);
    assert_eq!((&list[1]["name"], &list[1]["containerName"]), (&json!("RUN a b"), &json!("base")));
    assert!(session.leave().success());
}

#[test]
fn names_lead_to_where_they_come_from_and_can_be_changed() {
    let source = "FROM scratch AS base\nENV V=1\nFROM base\nUSER $V\n";
    let (mut session, _) = Session::with(able());
    session.open(URI, "dockerfile", source);
    let definition = session.at("textDocument/definition", URI, 2, 6);
    assert_eq!(definition, json!({ "uri": URI, "range": range((0, 16), (0, 20)) }));
    let highlights = session.at("textDocument/documentHighlight", URI, 3, 6);
    assert_eq!((&highlights[0]["kind"], &highlights[1]["kind"]), (&json!(3), &json!(2)), "written, read");

    let place = json!({ "textDocument": { "uri": URI }, "position": { "line": 1, "character": 5 } });
    let mut asked = place.clone();
    asked["context"] = json!({ "includeDeclaration": false });
    let references = session.request("textDocument/references", asked);
    assert_eq!(references, json!([{ "uri": URI, "range": range((3, 6), (3, 7)) }]));

    let prepared = session.request("textDocument/prepareRename", place.clone());
    assert_eq!(prepared, json!({ "range": range((1, 4), (1, 5)), "placeholder": "V" }));
    let mut asked = place;
    asked["newName"] = json!("VERSION");
    let edit = session.request("textDocument/rename", asked.clone());
    let renamed = applied(source, &json!({ "edit": edit }));
    assert_eq!(renamed, "FROM scratch AS base\nENV VERSION=1\nFROM base\nUSER $VERSION\n");
    asked["newName"] = json!("no-variable");
    let id = session.ask("textDocument/rename", asked);
    assert_eq!(session.reply(id).expect_err("a sentence for the user")["code"], -32803);

    session.change(URI, 2, json!([{ "text": "FROM scratch\nRUN <<END\nx\nEND\n" }]));
    let linked = session.at("textDocument/linkedEditingRange", URI, 1, 7);
    assert_eq!(linked["ranges"], json!([range((1, 6), (1, 9)), range((3, 0), (3, 3))]));

    session.change(URI, 3, json!([{ "text": "FROM scratch\nENV NODE_ENV=production\n" }]));
    let place = json!({ "textDocument": { "uri": URI }, "position": { "line": 1, "character": 6 } });
    let id = session.ask("textDocument/prepareRename", place);
    let refusal = session.reply(id).expect_err("npm would not find it");
    assert_eq!(refusal["message"], "npm reads `NODE_ENV`, under this name.");
    assert!(session.leave().success());
}

#[test]
fn an_editor_is_helped_to_read() {
    let (mut session, _) = Session::with(plain());
    session.open(URI, "dockerfile", "ARG V=3.20\nFROM alpine:$V\nUSER 1000\n");
    let links = session.of("textDocument/documentLink", URI);
    let (target, tooltip) = ("https://hub.docker.com/_/alpine", "Open alpine on Docker Hub");
    assert_eq!(links, json!([{ "range": range((1, 5), (1, 14)), "target": target, "tooltip": tooltip }]));
    let params = json!({ "textDocument": { "uri": URI }, "range": range((0, 0), (3, 0)) });
    let hints = session.request("textDocument/inlayHint", params);
    assert_eq!((&hints[0]["label"], &hints[0]["position"]["character"]), (&json!("= alpine:3.20"), &json!(14)));
    let help = session.at("textDocument/signatureHelp", URI, 2, 6);
    assert_eq!(help["signatures"][0]["label"], "USER user[:group]");
    assert_eq!(
        (&help["activeParameter"], &help["signatures"][0]["parameters"][0]["label"]),
        (&json!(0), &json!([5, 9]))
    );
    let params = json!({ "textDocument": { "uri": URI }, "positions": [{ "line": 2, "character": 6 }] });
    let selections = session.request("textDocument/selectionRange", params);
    assert_eq!(selections[0]["range"], range((2, 5), (2, 9)));
    assert_eq!(selections[0]["parent"]["range"], range((2, 0), (2, 9)));
    assert!(session.leave().success());
}

#[test]
fn pieces_are_coloured_by_meaning_and_only_the_difference_is_sent() {
    let (mut session, introduction) = Session::with(plain());
    let legend = &introduction["capabilities"]["semanticTokensProvider"]["legend"]["tokenTypes"];
    assert_eq!(legend[0], "keyword");
    session.open(URI, "dockerfile", "FROM scratch\nUSER 1000\n");
    let all = session.of("textDocument/semanticTokens/full", URI);
    assert_eq!(all["data"].as_array().expect("numbers").len(), 15, "FROM, scratch, USER");
    session.change(URI, 2, json!([{ "range": range((1, 0), (1, 0)), "text": "# x\n" }]));
    let params = json!({ "textDocument": { "uri": URI }, "previousResultId": all["resultId"] });
    let since = session.request("textDocument/semanticTokens/full/delta", params.clone());
    assert_eq!(since["edits"], json!([{ "start": 10, "deleteCount": 0, "data": [1, 0, 3, 1, 0] }]));
    let unknown = session.request("textDocument/semanticTokens/full/delta", params);
    assert_eq!(unknown["data"].as_array().expect("all of them").len(), 20);
    let params = json!({ "textDocument": { "uri": URI }, "range": range((2, 0), (3, 0)) });
    let some = session.request("textDocument/semanticTokens/range", params);
    assert_eq!(some["data"], json!([2, 0, 4, 0, 0]));
    assert!(session.leave().success());
}

#[test]
fn a_compose_file_has_all_of_it_too() {
    let uri = "file:///project/compose.yaml";
    let source = "services:\n  web:\n    build: ./web\n    depends_on: [db]\n  db:\n    image: nginx:1\n";
    let (mut session, _) = Session::with(able());
    session.open(uri, "yaml", source);
    let symbols = session.of("textDocument/documentSymbol", uri);
    assert_eq!(symbols[0]["children"][1]["name"], "db");
    let folds = session.of("textDocument/foldingRange", uri);
    assert_eq!((&folds[1]["startLine"], &folds[1]["endLine"]), (&json!(1), &json!(3)));
    let definition = session.at("textDocument/definition", uri, 3, 18);
    assert_eq!(definition["range"], range((4, 2), (4, 4)));
    let links = session.of("textDocument/documentLink", uri);
    // The Dockerfile of the build is not there, so only the image leads anywhere.
    assert_eq!(links[0]["target"], "https://hub.docker.com/_/nginx");
    assert_eq!(session.of("textDocument/diagnostic", uri)["kind"], "full");
    assert!(session.leave().success());
}

#[test]
fn the_language_is_found_out_where_the_editor_does_not_tell() {
    let (mut session, _) = Session::with(plain());
    for (uri, identifier, text, language) in [
        ("file:///p/compose.yaml", "yaml", "", json!("compose")),
        ("file:///p/x", "dockercompose", "", json!("compose")),
        ("file:///p/Dockerfile.dev", "plaintext", "", json!("dockerfile")),
        ("untitled:Untitled-1", "plaintext", "FROM scratch\n", json!("dockerfile")),
        ("vscode-remote://host/p/x", "dockerfile", "", json!("dockerfile")),
        ("file:///p/%C3%A9%20%5Bx%5D/Dockerfile", "", "", json!("dockerfile")),
        ("file:///p/main.rs", "rust", "fn main() {}", Value::Null),
    ] {
        session.open(uri, identifier, text);
        assert_eq!(session.version(uri)["language"], language, "{uri}");
    }
    assert_eq!(session.at("textDocument/hover", "file:///p/main.rs", 0, 0), Value::Null);
    assert_eq!(session.of("textDocument/documentSymbol", "file:///p/main.rs"), Value::Null);
    assert!(session.leave().success());
}

#[test]
fn documents_come_and_go_in_any_order() {
    let (mut session, _) = Session::with(plain());
    session.change("file:///never/opened", 7, json!([{ "text": "x" }]));
    session.notify("textDocument/didClose", json!({ "textDocument": { "uri": "file:///never/opened" } }));
    assert_eq!(session.version("file:///never/opened"), Value::Null);
    assert_eq!(session.at("textDocument/completion", "file:///never/opened", 0, 0), Value::Null);

    let uri = "file:///project/notes";
    session.open(uri, "markdown", "# Notes\n");
    assert_eq!(session.version(uri), Value::Null);
    session.open(uri, "dockerfile", SOURCE);
    assert_eq!(session.version(uri)["language"], "dockerfile");
    session.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    session.open(uri, "dockercompose", "services: {}\n");
    assert_eq!(session.version(uri)["language"], "compose");
    assert!(session.leave().success());
}

#[test]
fn the_editors_settings_choose_the_rules() {
    let (mut session, _) = Session::with_options(plain(), json!({ "ignore": [MAINTAINER] }));
    session.open(URI, "dockerfile", SOURCE);
    assert!(!session.pushed().1.contains(&MAINTAINER.to_owned()));

    let settings = json!({ "dunnage": { "severity": { MAINTAINER: "hint" }, "ignore": ["no-such-rule"] } });
    session.notify("workspace/didChangeConfiguration", json!({ "settings": settings }));
    let published = session.wait_for("textDocument/publishDiagnostics");
    let finding = published["diagnostics"].as_array().expect("a list").iter().find(|it| it["code"] == MAINTAINER);
    assert_eq!(finding.expect("the rule speaks again")["severity"], 4);
    let complaint = session.wait_for("window/showMessage");
    assert!(complaint["message"].as_str().is_some_and(|text| text.contains("no-such-rule")), "{complaint}");
    assert!(session.leave().success());
}

#[test]
fn a_projects_configuration_chooses_the_rules() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("configuration");
    std::fs::create_dir_all(&folder).expect("a folder to work in");
    let file = folder.join(".dunnage.toml");
    std::fs::write(&file, format!("ignore = ['{MAINTAINER}']\nselct = []\n")).expect("a file to read");
    let uri = format!("file://{}/Dockerfile", folder.display());

    let (mut session, _) = Session::with(plain());
    session.open(&uri, "dockerfile", SOURCE);
    assert!(!session.pushed().1.contains(&MAINTAINER.to_owned()));
    let complaint = session.wait_for("window/showMessage");
    let complaint = complaint["message"].as_str().expect("a sentence");
    assert!(complaint.contains(".dunnage.toml:2: ") && complaint.contains("did you mean `select`"), "{complaint}");

    std::fs::write(&file, "").expect("a file to read");
    let changes = json!([{ "uri": format!("file://{}", file.display()), "type": 2 }]);
    session.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    assert!(session.pushed().1.contains(&MAINTAINER.to_owned()));
    assert!(session.leave().success());
}

#[test]
fn what_lies_around_a_file_is_known_and_looked_at_again() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("surroundings");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder to work in");
    std::fs::write(folder.join("main.go"), "").expect("a file to find");
    let uri = format!("file://{}/Dockerfile", folder.display());
    let (mut session, _) = Session::with(able());
    session.open(&uri, "dockerfile", SOURCE);
    session.wait_until_asked("workspace/diagnostic/refresh");
    assert_eq!(session.version(&uri)["context"], 1);

    std::fs::write(folder.join(".dockerignore"), "*.go\n").expect("a file to read");
    session.asked.clear();
    session.notify("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
    session.wait_until_asked("workspace/diagnostic/refresh");
    session.change(&uri, 2, json!([{ "text": "FROM scratch\n" }]));
    assert_eq!(session.version(&uri)["context"], 1, "the ignore file alone");
    assert!(session.leave().success());
}

#[test]
fn a_client_that_wants_the_whole_workspace_hears_of_files_that_are_not_open() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("workspace");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join("api")).expect("a folder to work in");
    for name in ["Dockerfile", "api/Dockerfile"] {
        std::fs::write(folder.join(name), SOURCE).expect("a file to find");
    }
    let uri = |name: &str| format!("file://{}/{name}", folder.display());
    let mut session = Session::start();
    let introduction = session.request(
        "initialize",
        json!({
            "capabilities": able(),
            "workspaceFolders": [{ "uri": uri(""), "name": "w" }],
            "initializationOptions": { "workspaceDiagnostics": true },
        }),
    );
    assert_eq!(introduction["capabilities"]["diagnosticProvider"]["workspaceDiagnostics"], true);
    session.open(&uri("Dockerfile"), "dockerfile", SOURCE);

    let asked = json!({ "previousResultIds": [], "workDoneToken": "t" });
    let answer = session.request("workspace/diagnostic", asked);
    let reports = answer["items"].as_array().expect("reports").clone();
    assert_eq!(reports.len(), 1, "the open document is asked for by itself: {answer}");
    assert_eq!(reports[0]["uri"], uri("api/Dockerfile"));
    assert!(rules(&reports[0]["items"]).contains(&MAINTAINER.to_owned()));
    let kinds = ["begin", "report", "end"];
    for kind in kinds {
        let progress = session.wait_for("$/progress");
        assert_eq!((&progress["token"], &progress["value"]["kind"]), (&json!("t"), &json!(kind)));
    }

    // Asked again, the server waits for something to happen, and says of what did not change that it did not.
    let known = json!([{ "uri": uri("api/Dockerfile"), "value": reports[0]["resultId"] }]);
    let waiting = session.ask("workspace/diagnostic", json!({ "previousResultIds": known }));
    session.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri("Dockerfile") } }));
    let answer = session.reply(waiting).expect("an answer");
    let kind_of = |name: &str| {
        let reports = answer["items"].as_array().into_iter().flatten();
        reports.filter(|report| report["uri"] == uri(name)).map(|report| report["kind"].clone()).next()
    };
    assert_eq!(kind_of("api/Dockerfile"), Some(json!("unchanged")));
    assert_eq!(kind_of("Dockerfile"), Some(json!("full")));
    assert!(session.leave().success());
}

#[test]
fn a_client_that_answers_is_asked_for_its_settings() {
    let mut session = Session::start();
    session.configuration = json!({ "ignore": [MAINTAINER] });
    session.request("initialize", json!({ "capabilities": able() }));
    session.open(URI, "dockerfile", SOURCE);
    session.notify("initialized", json!({}));
    session.wait_until_asked("client/registerCapability");
    session.wait_until_asked("workspace/configuration");
    // The answer changes what holds, so the client is told to pull again.
    session.wait_until_asked("workspace/diagnostic/refresh");
    let report = session.of("textDocument/diagnostic", URI);
    assert!(!rules(&report["items"]).contains(&MAINTAINER.to_owned()));
    assert!(session.leave().success());
}

#[test]
fn a_question_taken_back_is_answered_once() {
    let (mut session, _) = Session::with(able());
    session.open(URI, "dockerfile", &"RUN a && b # c\n".repeat(20_000));
    let id = session.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": URI } }));
    session.notify("$/cancelRequest", json!({ "id": id }));
    // Whether the answer was quicker is not for this test to say; the driver fails on a second one.
    if let Err(error) = session.reply(id) {
        assert_eq!(error["code"], -32800);
    }
    assert_eq!(session.version(URI)["version"], 1);
    assert!(session.leave().success());
}

#[test]
fn what_is_not_understood_is_refused_and_costs_nothing_else() {
    let (mut session, _) = Session::with(plain());
    let unknown = session.ask("textDocument/brew", json!({}));
    assert_eq!(session.reply(unknown).expect_err("no such method")["code"], -32601);
    let malformed = session.ask("textDocument/hover", json!({ "position": 3 }));
    assert_eq!(session.reply(malformed).expect_err("no such parameters")["code"], -32602);
    session.open(URI, "dockerfile", SOURCE);
    assert_eq!(session.version(URI)["version"], 1);
    assert!(session.leave().success());
}

#[test]
fn the_status_tells_whether_the_client_said_goodbye() {
    let (session, _) = Session::with(plain());
    assert_eq!(session.leave().code(), Some(0));

    let (mut session, _) = Session::with(plain());
    session.notify("exit", Value::Null);
    assert_eq!(session.end().code(), Some(1));

    let (mut session, _) = Session::with(plain());
    session.hang_up();
    assert_eq!(session.end().code(), Some(1));

    let mut unspoken = Session::start();
    unspoken.hang_up();
    assert_eq!(unspoken.end().code(), Some(1));
}

#[cfg(unix)]
#[test]
fn what_shellcheck_remarks_follows_our_own_findings() {
    use std::os::unix::fs::PermissionsExt;
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("shellcheck");
    std::fs::create_dir_all(&folder).expect("a folder to work in");
    let program = folder.join("shellcheck");
    let answer = r#"{"comments":[{"line":1,"column":4,"endLine":1,"endColumn":6,"level":"warning","code":2115,"message":"Mind it.","fix":null}]}"#;
    std::fs::write(&program, format!("#!/bin/sh\ncat > /dev/null\necho '{answer}'\n")).expect("a program");
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).expect("a program to run");
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default());
    let mut session = Session::start_with_path(&path);
    session.request("initialize", json!({ "capabilities": plain() }));
    session.notify("initialized", json!({}));
    session.open(URI, "dockerfile", "FROM scratch\nRUN rm $a\n");
    let first = session.pushed().1;
    assert!(!first.contains(&"shellcheck".to_owned()), "it comes later: {first:?}");
    let published = session.wait_for("textDocument/publishDiagnostics");
    let diagnostics = published["diagnostics"].as_array().into_iter().flatten();
    let remark = diagnostics.clone().find(|it| it["code"] == "shellcheck").expect("the remark");
    assert_eq!(remark["message"], "Mind it (SC2115)");
    assert_eq!(remark["range"], range((1, 7), (1, 9)));
    assert!(session.leave().success());
}
