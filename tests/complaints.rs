//! What people complained of about other servers, tried with ours: each test asks the real server for what somebody wanted, as
//! they would have met it.

mod support;

use serde_json::{Value, json};
use support::folder::Folder;
use support::{Session, range, rules};

const DOCKERFILE: (&str, &str) = ("untitled:Dockerfile", "dockerfile");
const COMPOSE: (&str, &str) = ("untitled:compose.yaml", "dockercompose");

/// A session in which one document is open.
fn opened((uri, language): (&str, &str), text: &str) -> Session {
    let (mut session, _) = Session::with(json!({}));
    session.open(uri, language, text);
    session
}

/// The findings that are pushed for a document.
fn findings(document: (&str, &str), text: &str) -> Vec<Value> {
    let mut published = opened(document, text).wait_for("textDocument/publishDiagnostics");
    serde_json::from_value(published["diagnostics"].take()).expect("a list")
}

/// The rules that speak with this severity or a worse one: 1 for errors, 2 for warnings.
fn spoken(findings: &[Value], severity: u64) -> Vec<&str> {
    let loud = findings.iter().filter(|finding| finding["severity"].as_u64().is_some_and(|it| it <= severity));
    loud.filter_map(|finding| finding["code"].as_str()).collect()
}

/// The labels of the menu at a place.
fn menu(session: &mut Session, uri: &str, line: u32, character: u32) -> Vec<String> {
    let answer = session.at("textDocument/completion", uri, line, character);
    let items = answer["items"].as_array().into_iter().flatten();
    items.filter_map(|item| item["label"].as_str()).map(str::to_owned).collect()
}

/// Types a text at the end of a document, letter by letter, one notification each; the last line and column.
fn type_in(session: &mut Session, uri: &str, (mut line, mut column): (u32, u32), text: &str) -> (u32, u32) {
    for (version, letter) in text.chars().enumerate() {
        let change = json!([{ "range": range((line, column), (line, column)), "text": letter.to_string() }]);
        session.change(uri, 2 + version as i64, change);
        (line, column) = if letter == '\n' { (line + 1, 0) } else { (line, column + 1) };
    }
    (line, column)
}

/// What formatting makes of a text.
fn formatted(document: (&str, &str), text: &str) -> Value {
    let mut session = opened(document, text);
    let options = json!({ "tabSize": 4, "insertSpaces": true });
    session.request("textDocument/formatting", json!({ "textDocument": { "uri": document.0 }, "options": options }))
}

/// docker-language-server#497
#[test]
fn lint_works_while_docker_is_not_running() {
    // Nothing is on the PATH of a session, least of all Docker.
    assert_eq!(spoken(&findings(DOCKERFILE, "FROM scratch\nCOYP a b\n"), 1), ["unknown-instruction"]);
}

/// vscode-extension#33
#[test]
fn every_error_is_told_at_once_and_none_twice() {
    let found = findings(DOCKERFILE, "FROM scratch\nCOYP a b\nWORKDIR\nADD --chmown=1 a /b\n");
    assert_eq!(spoken(&found, 1), ["unknown-instruction", "missing-argument", "unknown-flag"]);
}

/// vscode-extension#106
#[test]
fn compose_is_checked_completed_and_explained() {
    let text = "services:\n  web:\n    image: nginx:1.29\n    networks: [front]\n    restart: \n    init: true\n";
    let mut session = opened(COMPOSE, text);
    assert!(session.pushed().1.contains(&"undefined-network".to_owned()));
    assert!(menu(&mut session, COMPOSE.0, 4, 13).contains(&"unless-stopped".to_owned()));
    assert!(session.at("textDocument/hover", COMPOSE.0, 4, 6)["contents"].to_string().contains("restart"));
}

/// compose-language-service#84, #57, vscode-docker#37
#[test]
fn compose_errors_stand_exactly_where_they_are() {
    let found =
        findings(COMPOSE, "services:\n  web:\n    image: nginx:1.29\n    prots: [\"80:80\"]\n    init: maybe\n");
    let places: Vec<(&str, &Value)> = found
        .iter()
        .filter_map(|it| Some((it["code"].as_str()?, &it["range"])))
        .filter(|it| it.0 != "root-service")
        .collect();
    assert!(places.contains(&("unknown-key", &range((3, 4), (3, 9)))), "{places:?}");
    assert!(places.contains(&("wrong-type", &range((4, 10), (4, 15)))), "{places:?}");
}

/// vscode-yaml#1281, compose-spec#227, #501, neo#12016
#[test]
fn variables_in_typed_fields_are_no_errors() {
    for line in [
        "pull_policy: ${PULL_POLICY:-missing}",
        "scale: ${REPLICAS:-1}",
        "ports: [\"${MYSQL_HOST_PORT}:3306\"]",
        "cpus: ${X:-4.0}",
        "restart: ${RESTART:-unless-stopped}",
        "init: ${INIT:-true}",
    ] {
        let found = findings(COMPOSE, &format!("services:\n  web:\n    image: nginx:1.29\n    {line}\n"));
        assert!(spoken(&found, 1).is_empty(), "{line}: {found:?}");
    }
    // And a default that does not fit is one.
    let found = findings(COMPOSE, "services:\n  web:\n    image: a:1\n    scale: ${REPLICAS:-many}\n");
    assert_eq!(spoken(&found, 2), ["wrong-type"], "{found:?}");
}

/// docker-language-server#328
#[test]
fn heredocs_of_every_kind_are_understood() {
    for lines in [
        "RUN <<EOF\nset -e\necho $HOME\nEOF",
        "RUN <<-EOF\n\techo a\n\tEOF",
        "RUN <<'EOF' bash\necho a\nEOF",
        "RUN cat <<ONE >/a && cat <<TWO >/b\n1\nONE\n2\nTWO",
        "COPY <<one.txt <<two.txt /srv/\n1\none.txt\n2\ntwo.txt",
    ] {
        let found = findings(DOCKERFILE, &format!("FROM alpine:3.22\n{lines}\nUSER nobody\n"));
        assert!(spoken(&found, 2).is_empty(), "{lines}: {found:?}");
    }
}

/// vscode-containers#108, vscode-docker#4188, #4189
#[test]
fn the_script_in_a_heredoc_is_coloured() {
    let tokens_on = |wanted: u64, text: &str| {
        let tokens = opened(DOCKERFILE, text).of("textDocument/semanticTokens/full", DOCKERFILE.0);
        let numbers: Vec<u64> = tokens["data"].as_array().into_iter().flatten().filter_map(Value::as_u64).collect();
        let mut line = 0;
        let lines = numbers.chunks(5).map(|token| {
            line += token[0];
            line
        });
        lines.filter(|line| *line == wanted).count()
    };
    assert!(tokens_on(2, "FROM a\nRUN <<EOF\nif true; then echo \"$A\"; fi\nEOF\n") > 3);
    // Where the first line asks for another language, it is one text, not coloured as if it were shell.
    assert_eq!(tokens_on(3, "FROM a\nRUN <<EOF\n#!/usr/bin/env python3\nif x: print(\"$A\")\nEOF\n"), 1);
}

/// vscode-docker#3576
#[test]
fn an_empty_line_in_a_heredoc_is_no_empty_continuation() {
    let found = findings(DOCKERFILE, "FROM scratch\nCOPY <<EOF /a\none\n\ntwo\nEOF\n");
    assert!(spoken(&found, 2).is_empty(), "{found:?}");
}

/// vscode-docker#4408, vscode-containers#139, vscode-extension#171
#[test]
fn odd_heredoc_markers_do_not_end_the_server() {
    for line in
        ["<<<CRASH", "RUN <<<CRASH", "RUN <<-\tEOF\n\tx\n\tEOF", "RUN <<\tEOF\nEOF", "COPY <<-EOF\t/a\n\tEOF", "RUN <<"]
    {
        let mut session = opened(DOCKERFILE, &format!("FROM alpine:3.22\n{line}\n"));
        session.pushed();
        assert!(session.at("textDocument/hover", DOCKERFILE.0, 0, 1).is_object(), "{line}");
        assert!(session.leave().success(), "{line}");
    }
}

/// vscode-docker#3347
#[test]
fn typing_a_copy_never_hangs() {
    let mut session = opened(DOCKERFILE, "FROM alpine:3.22\n");
    let typed = "COPY --from=alpine --chown=$A:${B:-c} [\"a b\", \\\n  \"**/*[!x]\", \"/c\"]\n";
    let (line, column) = type_in(&mut session, DOCKERFILE.0, (1, 0), typed);
    assert_eq!(session.version(DOCKERFILE.0)["version"], 1 + typed.chars().count());
    assert!(menu(&mut session, DOCKERFILE.0, line, column).contains(&"COPY".to_owned()));
}

/// vscode-docker#3450
#[test]
fn no_token_lies_before_the_one_before_it() {
    let text = "FROM alpine:3.22 AS a\nRUN <<A <<B\n\u{1f680} $X\nA\necho \"${Y:-é}\"\nB\nCOPY --from=a x /y\n";
    let mut session = opened(DOCKERFILE, text);
    for (version, (start, end)) in [((1, 4), (2, 0)), ((0, 3), (0, 9)), ((2, 0), (3, 1))].into_iter().enumerate() {
        session.change(DOCKERFILE.0, 2 + version as i64, json!([{ "range": range(start, end), "text": "\n" }]));
        let tokens = session.of("textDocument/semanticTokens/full", DOCKERFILE.0);
        let data = tokens["data"].as_array().expect("tokens");
        assert!(!data.is_empty() && data.iter().all(|number| number.as_u64().is_some()), "{data:?}");
        // On one line a token begins where the one before has ended, or later.
        let numbers: Vec<u64> = data.iter().filter_map(Value::as_u64).collect();
        for pair in numbers.chunks(5).collect::<Vec<_>>().windows(2) {
            assert!(pair[1][0] > 0 || pair[1][1] >= pair[0][2], "{pair:?}");
        }
    }
}

/// vscode-docker#259
#[test]
fn there_are_no_errors_for_text_that_is_gone() {
    let mut session = opened(DOCKERFILE, "FROM scratch\nCOYP a b\n");
    assert_eq!(session.pushed().1, ["unknown-instruction"]);
    session.change(DOCKERFILE.0, 2, json!([{ "range": range((1, 0), (2, 0)), "text": "" }]));
    session.notify("textDocument/didSave", json!({ "textDocument": { "uri": DOCKERFILE.0 } }));
    assert_eq!(session.pushed(), (json!(2), Vec::new()));
}

/// dockerfile-language-server#118, #103, vscode-docker#2624
#[test]
fn new_flags_are_known_and_newer_ones_are_not_refused() {
    let known = "COPY --link --chmod=755 --parents --exclude=*.md a /b/";
    let found = findings(DOCKERFILE, &format!("FROM alpine:3.22\n{known}\nUSER nobody\n"));
    assert!(spoken(&found, 1).is_empty(), "{found:?}");
    for (syntax, errors) in [("1", 1), ("1.99", 0), ("2", 0), ("1-labs", 0)] {
        let text = format!("# syntax=docker/dockerfile:{syntax}\nFROM scratch\nCOPY --wait a /b\nSTAGE x\n");
        let found = findings(DOCKERFILE, &text);
        assert_eq!(spoken(&found, 1).len(), errors * 2, "{syntax}: {found:?}");
        assert_eq!(spoken(&found, 4).iter().filter(|rule| rule.starts_with("unknown-")).count(), 2, "{syntax}");
    }
    let mut session = opened(DOCKERFILE, "FROM scratch\nCOPY --\n");
    let offered = menu(&mut session, DOCKERFILE.0, 1, 7);
    assert!(
        ["--link", "--chmod", "--parents", "--exclude"]
            .iter()
            .all(|flag| offered.iter().any(|it| it.starts_with(flag)))
    );
}

/// vscode-containers#132
#[test]
fn the_syntax_that_is_offered_is_the_current_one() {
    let mut session = opened(DOCKERFILE, "# syntax=\n");
    let offered = menu(&mut session, DOCKERFILE.0, 0, 9);
    assert_eq!(offered.first().map(String::as_str), Some("docker/dockerfile:1"));
    assert!(!offered.iter().any(|label| label.contains("experimental")), "{offered:?}");
}

/// vscode-docker#992, #2004, #3175
#[test]
fn formatting_keeps_what_was_aligned_by_hand() {
    let text = "FROM alpine:3.22\nRUN apk add --no-cache \\\n        curl \\\n        git \\\n    && curl -o /a \\\n            https://a.example \\\n    && true\n";
    assert_eq!(formatted(DOCKERFILE, text), json!([]));
}

/// vscode-docker#3327
#[test]
fn formatting_does_not_indent_the_end_of_a_heredoc() {
    assert_eq!(formatted(DOCKERFILE, "FROM alpine:3.22\nRUN <<EOF\n  echo a\nEOF\nRUN <<-A\n\tb\n\tA\n"), json!([]));
}

/// vscode-containers#537, #536
#[test]
fn formatting_keeps_anchors_and_large_numbers() {
    let text = "x-a: &a\n  id: 12345678901234567890\nservices:\n  web:\n    <<: *a\n    image:   nginx:1.29\n    labels: {n: 0x1F, o: 1_000, f: 1.10}\n";
    let edits = formatted(COMPOSE, text);
    let lines: Vec<u64> =
        edits.as_array().into_iter().flatten().filter_map(|edit| edit["range"]["start"]["line"].as_u64()).collect();
    assert!(lines.iter().all(|line| *line == 5), "{edits}");
}

/// compose-language-service#78, #145, docker/compose#12621
#[test]
fn merge_keys_and_tags_of_compose_are_no_errors() {
    let text = "x-a: &a\n  restart: always\nx-b: &b {init: true}\nservices:\n  web:\n    <<: [*a, *b]\n    image: nginx:1.29\n    ports: !reset []\n    environment: !override\n      A: b\n";
    let found = findings(COMPOSE, text);
    assert!(spoken(&found, 2).is_empty(), "{found:?}");
}

/// vscode-yaml#1063
#[test]
fn many_anchors_do_not_stop_completion() {
    let anchors: String = (1..400).map(|at| format!("x-{at}: &a{at}\n  <<: *a{}\n  k{at}: {at}\n", at - 1)).collect();
    let text = format!("x-0: &a0 {{k: v}}\n{anchors}services:\n  web:\n    <<: *a399\n    image: nginx:1.29\n    re\n");
    let line = u32::try_from(text.lines().count()).expect("few lines") - 1;
    assert!(menu(&mut opened(COMPOSE, &text), COMPOSE.0, line, 6).contains(&"restart".to_owned()));
}

/// yaml-language-server#216
#[test]
fn a_merge_conflict_is_told_as_one_and_all_else_goes_on() {
    let conflict = "<<<<<<< HEAD\n    image: nginx:1.29\n=======\n    image: nginx:1.28\n>>>>>>> topic\n";
    for (document, text) in [
        (COMPOSE, format!("services:\n  web:\n{conflict}    re\n")),
        (DOCKERFILE, format!("FROM alpine:3.22\nRUN apk add \\\n{conflict}    bash\nWO\n")),
        (("untitled:.dockerignore", "dockerignore"), format!("*\n{conflict}")),
        (("untitled:.env", "dotenv"), format!("A=1\n{conflict}")),
    ] {
        let mut session = opened(document, &text);
        let published = session.wait_for("textDocument/publishDiagnostics");
        assert_eq!(rules(&published["diagnostics"]), ["merge-conflict"], "{text}");
        let finding = &published["diagnostics"][0];
        let context = json!({ "diagnostics": [finding], "only": ["quickfix"] });
        let params = json!({ "textDocument": { "uri": document.0 }, "range": finding["range"], "context": context });
        let actions = session.request("textDocument/codeAction", params);
        let titles: Vec<&str> =
            actions.as_array().into_iter().flatten().filter_map(|action| action["title"].as_str()).collect();
        for title in ["Keep the lines of HEAD", "Keep the lines of topic", "Keep both"] {
            assert!(titles.contains(&title), "{titles:?}");
        }
        let line = u32::try_from(text.lines().count()).expect("few lines") - 1;
        // The lines of the conflict are in lower case, so that may be this file's way.
        let word = if document == COMPOSE { "restart" } else { "workdir" };
        if let Some(column) = text.lines().last().map(str::len).filter(|_| [COMPOSE, DOCKERFILE].contains(&document)) {
            let offered = menu(&mut session, document.0, line, u32::try_from(column).expect("a short line"));
            assert!(offered.iter().any(|label| label.eq_ignore_ascii_case(word)), "{text}: {offered:?}");
        }
    }
}

/// docker-language-server#467
#[test]
fn nothing_is_asked_of_a_network() {
    let lock = include_str!("../Cargo.lock");
    for name in ["reqwest", "hyper", "ureq", "curl", "rustls", "native-tls", "openssl"] {
        assert!(!lock.contains(&format!("name = \"{name}\"\n")), "{name}");
    }
    let mut session = opened(DOCKERFILE, "FROM no-such-registry.example/a:1\nRUN true\n");
    let span = range((0, 0), (2, 0));
    session.request("textDocument/inlayHint", json!({ "textDocument": { "uri": DOCKERFILE.0 }, "range": span }));
}

/// docker-language-server#496
#[test]
fn who_sees_nothing_can_ask_the_doctor() {
    let folder =
        Folder::new(&[("Dockerfile", "FROM scratch\n"), ("api/compose.yaml", "services: {}\n"), ("main.c", "")]);
    let answer = folder.run(&["doctor"]);
    assert_eq!((answer.status, answer.err.as_str()), (0, ""), "{}", answer.out);
    for sentence in [
        "This is dunnage ",
        "No .dunnage.toml lies here or above",
        "Dockerfile is read as a Dockerfile",
        "api/compose.yaml is read as a Compose file",
        "ShellCheck is ",
        "`dunnage lsp` started, found the mistakes",
        "Nothing is wrong here",
    ] {
        assert!(answer.out.contains(sentence), "{sentence}: {}", answer.out);
    }
    folder.write(".dunnage.toml", b"ignore = [\"no-from\", \"no-such-rule\"]\n");
    let answer = folder.run(&["doctor", "--format", "json"]);
    let told: Value = serde_json::from_str(&answer.out).expect("JSON");
    assert_eq!((answer.status, &told["ok"]), (1, &json!(false)), "{told}");
    assert_eq!(told["files"][0]["language"], "dockerfile");
    assert!(told["server_milliseconds"].is_u64());
    let lines = told["lines"].to_string();
    assert!(lines.contains("no-such-rule") && lines.contains("Configured to be silent: no-from"), "{lines}");
    assert_eq!(folder.run(&["doctor", "nowhere"]).status, 2);
}

/// The same: plain YAML and files without an ending are known by their content.
#[test]
fn an_editor_with_another_name_for_the_language_is_served() {
    for (uri, language, text, expected) in [
        ("file:///p/compose.yaml", "yaml", "services: {}\n", "compose"),
        ("file:///p/stack.yml", "yaml.docker-compose", "services: {}\n", "compose"),
        ("file:///p/deploy.yml", "yaml", "name: a\nservices:\n  a: {}\n", "compose"),
        ("file:///p/build", "plaintext", "FROM scratch\n", "dockerfile"),
    ] {
        assert_eq!(opened((uri, language), text).version(uri)["language"], expected, "{uri}");
    }
}

/// docker-language-server#182, #196, #261, #296, #298, #300, #318, #330, #333
#[test]
fn what_made_others_panic_is_answered() {
    let circular =
        "services:\n  a: {image: x, depends_on: [b], extends: b}\n  b: {image: x, depends_on: [a], extends: a}\n";
    for (document, text) in
        [(COMPOSE, circular), (COMPOSE, ""), (DOCKERFILE, ""), (COMPOSE, "a: &a [*a]\n"), (COMPOSE, "-\n")]
    {
        let mut session = opened(document, text);
        for method in ["hover", "completion", "definition", "prepareRename", "documentHighlight", "signatureHelp"] {
            for place in [(0, 0), (1, 3), (1, 4000), (4000, 0), (u32::MAX, u32::MAX)] {
                let position = json!({ "line": place.0, "character": place.1 });
                let params = json!({ "textDocument": { "uri": document.0 }, "position": position });
                let id = session.ask(&format!("textDocument/{method}"), params);
                // A refusal is an answer; a panic would be an internal error.
                let code = session.reply(id).err().map(|error| error["code"].clone());
                assert_ne!(code, Some(json!(-32603)), "{method} at {place:?}");
            }
        }
        assert!(session.leave().success());
    }
}

/// docker-language-server#362, #366, #382 to #396
#[test]
fn documents_behind_wsl_are_served_under_their_own_names() {
    for uri in [
        "file://wsl%24/Ubuntu/home/a/Dockerfile",
        "file://wsl.localhost/Ubuntu/home/a/Dockerfile",
        "file:///c%3A/a/Dockerfile",
    ] {
        let mut session = opened((uri, "plaintext"), "FROM scratch AS a\nCOYP x\nFROM a\n");
        let published = session.wait_for("textDocument/publishDiagnostics");
        assert_eq!((&published["uri"], rules(&published["diagnostics"]).len()), (&json!(uri), 1), "{published}");
        let definition = session.at("textDocument/definition", uri, 2, 5);
        assert!(definition.to_string().contains(uri), "{uri}: {definition}");
    }
}

/// vscode-docker#114, #118
#[test]
fn a_new_file_is_no_error_before_it_is_saved() {
    for (document, text) in [
        (DOCKERFILE, ""),
        (DOCKERFILE, "# syntax=docker/dockerfile:1\n# the service\n"),
        (DOCKERFILE, "ARG VERSION=1\n"),
        (COMPOSE, "# the project\n"),
    ] {
        let mut session = opened(document, text);
        assert_eq!(session.pushed(), (json!(1), Vec::new()), "{text}");
        session.notify("textDocument/didSave", json!({ "textDocument": { "uri": document.0 } }));
        assert_eq!(session.pushed().1.len(), 1, "{text}");
    }
}

/// vscode-docker#952, #2738, dockerfile-utils#44
#[test]
fn variables_of_other_shells_and_comments_in_arguments_are_no_errors() {
    let powershell = "# escape=`\nFROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL [\"powershell\", \"-Command\"]\nRUN Write-Host ${env:PATH} $env:TEMP `\n    ; exit 0\n";
    let continued = "FROM alpine:3.22\nARG A=1 \\\n  # what follows\n  B=2\nRUN echo \"$A$B\"\nUSER nobody\n";
    for text in [powershell, continued] {
        let found = findings(DOCKERFILE, text);
        assert!(spoken(&found, 1).is_empty(), "{text}: {found:?}");
    }
}

/// vscode-docker#155
#[test]
fn files_are_matched_neither_too_greedily_nor_too_narrowly() {
    for (name, expected) in [
        ("Containerfile", json!("dockerfile")),
        ("Dockerfile.prod", json!("dockerfile")),
        ("api.Dockerfile", json!("dockerfile")),
        ("docker-compose.prod.yml", json!("compose")),
        ("Dockerfile.md", Value::Null),
        ("values.yaml", Value::Null),
        ("dockerfile_parser.py", Value::Null),
    ] {
        let uri = format!("file:///p/{name}");
        assert_eq!(opened((&uri, "plaintext"), "x: 1\n").version(&uri)["language"], expected, "{name}");
    }
}

/// compose-spec#611, docker-language-server#190, #157, #207
#[test]
fn the_schema_is_built_in_and_what_is_merged_can_be_seen() {
    let folder = Folder::new(&[("base.yaml", "services:\n  base:\n    image: nginx:1.29\n    init: true\n")]);
    let text = "services:\n  web:\n    extends:\n      file: base.yaml\n      service: base\n    restart: always\n";
    let uri = folder.uri("compose.yaml");
    let hover = opened((&uri, "dockercompose"), text).at("textDocument/hover", &uri, 1, 3).to_string();
    for part in ["nginx:1.29", "init: true", "restart: always", "base.yaml"] {
        assert!(hover.contains(part), "{part}: {hover}");
    }
}

/// docker-language-server#216, #223
#[test]
fn a_sound_file_is_left_in_peace() {
    let dockerfile = "FROM node:22.11-alpine3.20\nWORKDIR /srv\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY src src\nUSER node\nCMD [\"node\", \"src/main.js\"]\n";
    let compose = "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - \"127.0.0.1:8080:80\"\n";
    for (document, text) in [(DOCKERFILE, dockerfile), (COMPOSE, compose)] {
        let found = findings(document, text);
        assert!(spoken(&found, 2).is_empty() && spoken(&found, 3).len() <= 1, "{found:?}");
    }
}

/// While a word is typed nothing is said of it; once its writer saves or rests, everything is.
#[test]
fn half_a_word_is_no_error() {
    let compose = "services:\n  web:\n    image: nginx:1.29\n";
    for (document, before, typed, after, rule) in [
        (DOCKERFILE, "FROM scratch\n", "WORKD", "USER 1\n", "unknown-instruction"),
        (DOCKERFILE, "FROM scratch\n", "COPY --fr", "USER 1\n", "unknown-flag"),
        (DOCKERFILE, "FROM scratch\n", "RUN --mo", "USER 1\n", "unknown-flag"),
        (COMPOSE, compose, "    restart: unl", "    init: true\n", "unsupported-value"),
        (COMPOSE, compose, "    rest", "    init: true\n", "yaml-syntax"),
    ] {
        let mut session = opened(document, &format!("{before}\n{after}"));
        let before_it = session.pushed().1;
        let line = u32::try_from(before.lines().count()).expect("few lines");
        type_in(&mut session, document.0, (line, 0), typed);
        // Several letters may be one analysis; none of them says anything new.
        let last = json!(1 + typed.len());
        let mut pushed = session.pushed();
        while pushed.0 != last {
            assert_eq!(pushed.1, before_it, "{typed}");
            pushed = session.pushed();
        }
        assert_eq!(pushed.1, before_it, "{typed}");
        session.notify("textDocument/didSave", json!({ "textDocument": { "uri": document.0 } }));
        assert!(session.pushed().1.contains(&rule.to_owned()), "{typed}");
    }
}

/// Who stops in the middle of a word hears of it without doing anything more; where diagnostics are pulled, the client is told to.
#[test]
fn half_a_word_that_is_left_so_is_told_in_the_end() {
    let mut session = opened(DOCKERFILE, "FROM scratch\n");
    session.pushed();
    type_in(&mut session, DOCKERFILE.0, (1, 0), "W");
    assert_eq!(session.pushed().1, Vec::<String>::new());
    assert_eq!(session.pushed().1, ["unknown-instruction"]);

    let pulls = json!({
        "textDocument": { "diagnostic": {} },
        "workspace": { "diagnostics": { "refreshSupport": true } },
    });
    let (mut session, _) = Session::with(pulls);
    session.open(DOCKERFILE.0, DOCKERFILE.1, "FROM scratch\n");
    type_in(&mut session, DOCKERFILE.0, (1, 0), "W");
    assert_eq!(session.of("textDocument/diagnostic", DOCKERFILE.0)["items"], json!([]));
    session.asked.clear();
    session.wait_until_asked("workspace/diagnostic/refresh");
    let told = session.of("textDocument/diagnostic", DOCKERFILE.0);
    assert_eq!(rules(&told["items"]), ["unknown-instruction"]);
}

/// The titles of what is offered for the lines of a document.
fn offers(document: (&str, &str), text: &str, lines: std::ops::Range<u32>) -> Vec<String> {
    let mut session = opened(document, text);
    let mut titles = Vec::new();
    for line in lines {
        let span = range((line, 0), (line, 80));
        let params = json!({ "textDocument": { "uri": document.0 }, "range": span, "context": { "diagnostics": [] } });
        let actions = session.request("textDocument/codeAction", params);
        let told = actions.as_array().into_iter().flatten().filter_map(|action| action["title"].as_str());
        titles.extend(told.map(str::to_owned));
    }
    titles
}

/// What no server did: the improvements that a review would ask for, as one choice each.
#[test]
fn what_a_review_would_ask_for_is_offered() {
    let dockerfile = "FROM node:22.11-alpine\nWORKDIR /srv\nCOPY . .\nRUN npm ci\nRUN apk add --no-cache curl\nRUN apk add --no-cache git\nCMD [\"node\", \"main.js\"]\n";
    let offered = offers(DOCKERFILE, dockerfile, 0..7);
    for title in ["Install first, copy the rest after", "Merge the 3 RUN lines", "Run as `node`"] {
        assert!(offered.iter().any(|it| it == title), "{title}: {offered:?}");
    }
    let compose = "version: '3'\nservices:\n  api:\n    image: nginx:1.29\n    depends_on: [db]\n  db:\n    image: postgres:17.2\n";
    let offered = offers(COMPOSE, compose, 0..7);
    for title in ["Remove `version`", "Give `db` a health check and wait for it"] {
        assert!(offered.iter().any(|it| it == title), "{title}: {offered:?}");
    }
}

/// What no server did: a Compose file and the Dockerfile that it builds, held against each other.
#[test]
fn a_compose_file_and_its_dockerfile_are_held_against_each_other() {
    let dockerfile = "ARG VERSION=3.22\nFROM alpine:${VERSION} AS app\nEXPOSE 8080\nUSER nobody\nCMD [\"/app\"]\n";
    let folder = Folder::new(&[("api/Dockerfile", dockerfile)]);
    let text = "services:\n  api:\n    build:\n      context: api\n      target: ap\n      args:\n        VERSON: '3.21'\n    ports: [\"127.0.0.1:80:9090\"]\n    env_file: missing.env\n";
    let found = findings((&folder.uri("compose.yaml"), "dockercompose"), text);
    let said = spoken(&found, 4);
    for rule in ["undefined-build-target", "undeclared-build-argument", "missing-variables-file"] {
        assert!(said.contains(&rule), "{rule}: {said:?}");
    }
    let text = "services:\n  api:\n    build: api\n    ports: [\"127.0.0.1:80:9090\"]\n";
    let found = findings((&folder.uri("compose.yaml"), "dockercompose"), text);
    assert!(spoken(&found, 4).contains(&"unexposed-port"), "{found:?}");
}
