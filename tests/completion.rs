//! Completion as an editor meets it: the menu of the real program at a cursor, the page beside an entry, and the text once an
//! entry is taken.

mod support;

use serde_json::{Value, json};
use support::Session;

/// An editor that makes use of all that the protocol has for completion.
fn able() -> Value {
    client(json!({
        "snippetSupport": true,
        "commitCharactersSupport": true,
        "insertReplaceSupport": true,
        "labelDetailsSupport": true,
        "tagSupport": { "valueSet": [1] },
        "insertTextModeSupport": { "valueSet": [1, 2] },
        "resolveSupport": { "properties": ["documentation"] },
    }))
}

fn client(completion_item: Value) -> Value {
    json!({
        "general": { "positionEncodings": ["utf-8"] },
        "textDocument": { "completion": { "completionItem": completion_item } },
    })
}

/// A menu on the screen.
struct Menu {
    session: Session,
    source: String,
    is_incomplete: bool,
    items: Vec<Value>,
}

/// What the menu shows at `|` in a file of that name.
fn menu(client: Value, name: &str, marked: &str) -> Menu {
    let (session, introduction) = Session::with(client);
    assert_eq!(introduction["capabilities"]["completionProvider"]["resolveProvider"], true);
    menu_in(session, &format!("file:///project/{name}"), marked)
}

fn menu_in(mut session: Session, uri: &str, marked: &str) -> Menu {
    let offset = marked.find('|').expect("a cursor");
    let source = marked.replacen('|', "", 1);
    let language = if uri.ends_with("yaml") { "dockercompose" } else { "dockerfile" };
    session.open(uri, language, &source);
    // Nothing lies in the project of most tests; elsewhere a worker looks at the folder in its own time.
    while language == "dockerfile" && !uri.starts_with("file:///project/") && session.version(uri)["context"].is_null()
    {
        std::thread::yield_now();
    }
    let before = &source[..offset];
    let line = before.matches('\n').count();
    let character = offset - before.rfind('\n').map_or(0, |at| at + 1);
    let place = |number: usize| u32::try_from(number).expect("a small number");
    let mut list = session.at("textDocument/completion", uri, place(line), place(character));
    let is_incomplete = list["isIncomplete"] == true;
    let items = list["items"].as_array_mut().map(std::mem::take).unwrap_or_default();
    Menu { session, source, is_incomplete, items }
}

impl Menu {
    /// In the order in which an editor shows them.
    fn labels(&self) -> Vec<&str> {
        let mut items: Vec<&Value> = self.items.iter().collect();
        items.sort_by_key(|item| item["sortText"].as_str());
        items.iter().filter_map(|item| item["label"].as_str()).collect()
    }

    fn item(&self, label: &str) -> &Value {
        let item = self.items.iter().find(|item| item["label"] == label);
        item.unwrap_or_else(|| panic!("no {label} in {:?}", self.labels()))
    }

    fn offers(&self, wanted: &[&str]) {
        wanted.iter().for_each(|label| assert!(self.item(label).is_object()));
    }

    /// The text once the entry is taken, the rest of the word replaced.
    fn taken(&self, label: &str) -> String {
        let edit = &self.item(label)["textEdit"];
        let range = if edit["range"].is_null() { &edit["replace"] } else { &edit["range"] };
        let offset = |place: &Value| {
            let line = place["line"].as_u64().unwrap_or_default() as usize;
            let start: usize = self.source.split_inclusive('\n').take(line).map(str::len).sum();
            start + place["character"].as_u64().unwrap_or_default() as usize
        };
        let mut text = self.source.clone();
        text.replace_range(offset(&range["start"])..offset(&range["end"]), edit["newText"].as_str().unwrap_or(""));
        text
    }

    /// The page that an editor fetches to show it beside the entry.
    fn page(&mut self, label: &str) -> String {
        let item = self.item(label).clone();
        let resolved = self.session.request("completionItem/resolve", item);
        resolved["documentation"]["value"].as_str().unwrap_or_default().to_owned()
    }

    fn close(self) {
        assert!(self.session.leave().success());
    }
}

#[test]
fn the_page_beside_an_entry_is_fetched_when_it_is_shown() {
    let mut menu = menu(able(), "Dockerfile", "FROM a\nHEA|");
    assert!(menu.items.iter().all(|item| item["documentation"].is_null() || item["data"].is_null()));
    assert!(menu.page("HEALTHCHECK").contains("https://docs.docker.com/reference/dockerfile/#healthcheck"));
    assert!(!menu.is_incomplete, "all of it is there, and the editor filters");
    menu.close();
}

#[test]
fn an_editor_that_fetches_no_pages_gets_them_at_once() {
    let menu = menu(json!({}), "Dockerfile", "FROM a\nHEA|");
    let item = menu.item("HEALTHCHECK");
    assert!(item["documentation"]["value"].as_str().is_some_and(|page| page.contains("health")), "{item}");
    assert!(item["data"].is_null());
    assert!(menu.items.iter().all(|item| item["insertTextFormat"].is_null()), "no tab stops for it");
    menu.close();
}

#[test]
fn deprecated_entries_are_marked_as_the_editor_understands() {
    let marked = |capabilities: Value| {
        let menu = menu(client(capabilities), "Dockerfile", "FROM a\nMAI|");
        let item = menu.item("MAINTAINER").clone();
        menu.close();
        (item["tags"].clone(), item["deprecated"].clone())
    };
    assert_eq!(marked(json!({ "tagSupport": { "valueSet": [1] } })), (json!([1]), Value::Null));
    assert_eq!(marked(json!({ "deprecatedSupport": true })), (Value::Null, json!(true)));
    assert_eq!(marked(json!({})), (Value::Null, Value::Null));
}

#[test]
fn an_entry_replaces_the_rest_of_the_word() {
    let menu = menu(able(), "Dockerfile", "FROM a\nHEA|LTHCHEK CMD x\n");
    let edit = &menu.item("HEALTHCHECK")["textEdit"];
    assert_eq!(edit["insert"]["end"]["character"], 3, "an editor may keep what stands behind the cursor");
    assert_eq!(menu.taken("HEALTHCHECK"), "FROM a\nHEALTHCHECK CMD x\n");
    menu.close();
    let menu = self::menu(json!({}), "Dockerfile", "FROM a AS build\nFROM b\nCOPY --from=|bild /x /x\n");
    assert_eq!(menu.taken("build"), "FROM a AS build\nFROM b\nCOPY --from=build /x /x\n");
    menu.close();
}

#[test]
fn a_dockerfile_is_completed_at_every_turn() {
    for (marked, wanted) in [
        ("|", &["FROM", "ARG"][..]),
        ("# |\nFROM a\n", &["syntax", "escape"]),
        ("# syntax=|", &["docker/dockerfile:1"]),
        ("# check=skip=|\nFROM a", &["JSONArgsRecommended"]),
        ("FROM a\n# dunnage ignore=|\nUSER x", &["root-user"]),
        ("FROM a\n# hadolint ignore=|\nRUN x", &["DL3008"]),
        ("FROM |", &["node", "alpine", "scratch"]),
        ("FROM debian:|", &["13-slim", "latest"]),
        ("FROM --platform=|", &["$BUILDPLATFORM", "linux/arm64"]),
        ("FROM a AS x\nFROM |", &["x"]),
        ("FROM a\nRUN --|", &["--mount", "--mount=type=cache", "--network", "--security", "--device"]),
        ("FROM a\nRUN --mount=|", &["type"]),
        ("FROM a\nRUN --mount=type=|", &["cache", "secret", "bind", "ssh", "tmpfs"]),
        ("FROM a\nRUN --mount=type=cache,|", &["target", "id", "sharing", "uid"]),
        ("FROM a\nRUN --mount=type=cache,sharing=|", &["locked"]),
        ("FROM a\nRUN --mount=type=cache,target=| pip install x", &["/root/.cache/pip"]),
        ("FROM a\nRUN --network=|", &["none", "host"]),
        ("FROM a\nRUN --security=|", &["insecure"]),
        ("FROM a\nCOPY --|", &["--from", "--chown", "--chmod", "--link", "--parents", "--exclude"]),
        ("FROM a\nADD --|", &["--checksum", "--keep-git-dir", "--unpack"]),
        ("FROM a AS x\nFROM b\nCOPY --from=|", &["x", "0"]),
        ("FROM golang AS x\nRUN go build -o /out/x .\nFROM b\nCOPY --from=x |", &["/out/x"]),
        ("FROM node\nUSER |", &["node", "1000"]),
        ("FROM node\nCOPY --chown=|", &["node:node"]),
        ("FROM nginx\nEXPOSE |", &["80"]),
        ("FROM nginx\nSTOPSIGNAL |", &["SIGQUIT"]),
        ("FROM a\nLABEL |", &["org.opencontainers.image.source"]),
        ("FROM a\nARG |", &["TARGETARCH", "SOURCE_DATE_EPOCH"]),
        ("FROM a\nENV X=1\nRUN echo $|", &["X", "PATH"]),
        ("FROM a\nENV X=1\nRUN echo ${X:|", &[":-", ":+", ":?"]),
        ("FROM a\nRUN apt-get install |", &["-y", "--no-install-recommends"]),
        ("FROM postgres\nHEALTHCHECK |", &["--interval", "CMD", "NONE", "Ask PostgreSQL"]),
        ("FROM a\nHEALTHCHECK --interval=|", &["30s"]),
        ("FROM a\nONBUILD |", &["COPY", "RUN"]),
    ] {
        let menu = menu(able(), "Dockerfile", marked);
        menu.offers(wanted);
        menu.close();
    }
}

#[test]
fn the_build_context_is_what_the_ignore_file_leaves() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("completion-context");
    for (path, text) in [(".dockerignore", "secret*\n"), ("secret.txt", "x"), ("src/main.rs", "x"), ("Cargo.toml", "x")]
    {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    let uri = format!("file://{}/Dockerfile", folder.display());
    let menu = menu_in(Session::with(able()).0, &uri, "FROM scratch\nCOPY |");
    menu.offers(&["src/", "Cargo.toml"]);
    assert!(!menu.labels().contains(&"secret.txt"));
    assert_eq!(menu.taken("src/"), "FROM scratch\nCOPY src/");
    menu.close();
}
