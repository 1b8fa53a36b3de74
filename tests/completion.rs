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
    let language = match uri.rsplit('/').next() {
        Some(name) if name.ends_with("yaml") => "dockercompose",
        Some(".env") => "dotenv",
        Some(".dockerignore") => "ignore",
        _ => "dockerfile",
    };
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
fn a_stage_without_a_name_gets_one_with_the_entry_that_names_it() {
    let menu = menu(able(), "Dockerfile", "FROM golang:1.26\nFROM scratch\nCOPY --from=bui|");
    assert_eq!(menu.taken("builder"), "FROM golang:1.26\nFROM scratch\nCOPY --from=builder");
    let also = &menu.item("builder")["additionalTextEdits"][0];
    assert_eq!(
        (&also["newText"], &also["range"]["start"]),
        (&json!(" AS builder"), &json!({ "line": 0, "character": 16 }))
    );
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

#[test]
fn packages_are_those_of_the_distribution_and_of_the_project() {
    let package = r#"{"scripts": {"build": "vite build"}}"#;
    let files = [("package.json", package), ("dev.Dockerfile", "FROM debian\nRUN apt-get install -y libacme-dev\n")];
    let uri = project("completion-packages", &files).replace("compose.yaml", "Dockerfile");
    let menu = menu_in(Session::with(able()).0, &uri, "FROM debian\nRUN apt-get install -y lib|");
    assert_eq!(menu.labels()[0], "libacme-dev");
    menu.offers(&["libssl-dev"]);
    menu.close();
    let mut menu = menu_in(Session::with(able()).0, &uri, "FROM alpine\nRUN apk add build-ess|");
    let item = menu.item("build-base").clone();
    assert_eq!(item["filterText"], "build-essential");
    let page = menu.session.request("completionItem/resolve", item);
    assert!(page["documentation"]["value"].as_str().is_some_and(|page| page.contains("`build-essential` in Debian")));
    menu.close();
    let menu = menu_in(Session::with(able()).0, &uri, "FROM node\nRUN npm run |");
    assert_eq!(menu.labels()[0], "build");
    menu.close();
}

#[test]
fn the_files_beside_a_dockerfile_are_completed_too() {
    let files = [("compose.yaml", "services:\n  web:\n    image: nginx:${TAG:-1.31}\n"), ("src/main.rs", "")];
    let uri = project("completion-beside", &files);
    let menu = menu_in(Session::with(able()).0, &uri.replace("compose.yaml", ".env"), "T|");
    assert_eq!(menu.labels(), ["TAG"]);
    menu.close();
    let menu = menu_in(Session::with(able()).0, &uri.replace("compose.yaml", ".dockerignore"), "s|");
    menu.offers(&["src/", ".git"]);
    menu.close();
}

#[test]
fn a_blank_in_a_remark_opens_no_menu() {
    let (mut session, _) = Session::with(able());
    session.open("file:///project/Dockerfile", "dockerfile", "FROM a\n# \nRUN x\n");
    let mut asked = |context: Value| {
        let document = json!({ "uri": "file:///project/Dockerfile" });
        let position = json!({ "line": 1, "character": 2 });
        let params = json!({ "textDocument": document, "position": position, "context": context });
        session.request("textDocument/completion", params)["items"].as_array().map_or(0, Vec::len)
    };
    assert_eq!(asked(json!({ "triggerKind": 2, "triggerCharacter": " " })), 0);
    assert_ne!(asked(json!({ "triggerKind": 1 })), 0, "whoever asks is answered");
    assert!(session.leave().success());
}

/// A project on the disk, with nothing in it but these files; the address of its Compose file.
fn project(name: &str, files: &[(&str, &str)]) -> String {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    for (path, text) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    format!("file://{}/compose.yaml", folder.display())
}

#[test]
fn a_compose_file_is_completed_at_every_level() {
    let web = |rest: &str| format!("services:\n  db:\n    image: postgres:18\n  web:\n    image: nginx\n    {rest}");
    for (marked, wanted) in [
        ("|".to_owned(), &["services", "volumes", "include", "x-"][..]),
        ("services:\n  |".to_owned(), &["postgres", "redis", "traefik", "app"]),
        (web("|"), &["restart", "healthcheck", "depends_on", "develop", "gpus"]),
        (web("restart: |"), &["unless-stopped", "on-failure", "on-failure:3"]),
        (web("pull_policy: |"), &["always", "missing", "daily"]),
        (web("network_mode: |"), &["host", "service:db"]),
        (web("ipc: |"), &["shareable", "service:db"]),
        (web("pid: |"), &["host", "service:db"]),
        (web("cgroup: |"), &["private", "host"]),
        (web("platform: |"), &["linux/arm64"]),
        (web("read_only: |"), &["true"]),
        (web("stop_signal: |"), &["SIGTERM"]),
        (web("stop_grace_period: |"), &["30s"]),
        (web("cap_add: [|]"), &["NET_ADMIN"]),
        (web("security_opt:\n      - |"), &["no-new-privileges:true"]),
        (web("depends_on:\n      - |"), &["db"]),
        (web("depends_on:\n      |"), &["db"]),
        (web("depends_on: {db: {condition: |}}"), &["service_healthy"]),
        (web("extends: |"), &["db"]),
        (web("volumes_from:\n      - |"), &["db"]),
        (web("logging:\n      driver: |"), &["json-file", "journald"]),
        (web("logging:\n      driver: fluentd\n      options:\n        |"), &["fluentd-address"]),
        (web("logging:\n      options:\n        max-size: |"), &["10m"]),
        (web("deploy:\n      mode: |"), &["replicated", "global"]),
        (web("deploy:\n      restart_policy:\n        condition: |"), &["on-failure"]),
        (web("deploy:\n      resources:\n        limits:\n          memory: |"), &["512M"]),
        (web("gpus:\n      - capabilities:\n          - |"), &["gpu", "compute"]),
        (web("volumes:\n      - type: |"), &["bind", "volume", "tmpfs"]),
        (web("ports:\n      - |"), &["80:80", "target"]),
        (web("ports:\n      - mode: |"), &["host", "ingress"]),
        (web("healthcheck:\n      test: |"), &["Ask by HTTP with curl"]),
        (web("healthcheck: {|"), &["test", "interval"]),
        (web("environment:\n      DATABASE_URL: |"), &["postgres://postgres@db:5432/postgres"]),
        (web("environment:\n      - DB_HOST=|"), &["db"]),
        (web("develop:\n      watch:\n        - action: |"), &["sync", "rebuild"]),
        (web("image: |\n"), &["redis", "minio/minio"]),
        ("services:\n  db:\n    image: postgres:|\n".to_owned(), &["18", "18-alpine"]),
        (
            "services:\n  db:\n    image: mysql\n    environment:\n      |".to_owned(),
            &["MYSQL_DATABASE", "MYSQL_ROOT_PASSWORD_FILE"],
        ),
        ("services:\n  db:\n    image: mysql\n    volumes:\n      - |".to_owned(), &["db-data:/var/lib/mysql"]),
        ("services:\n  db:\n    image: redis\n    |".to_owned(), &["healthcheck: Ask Redis"]),
        ("x-a: &shared {init: true}\nservices:\n  a:\n    <<: *|".to_owned(), &["shared"]),
        ("services:\n  a:\n    ports: !|".to_owned(), &["!reset", "!override"]),
        ("services:\n  a:\n    profiles: [dev]\n  b:\n    profiles: [|]".to_owned(), &["dev"]),
        ("services:\n  a:\n    image: x:${|\n    user: ${ID}\n".to_owned(), &["ID"]),
        ("networks:\n  n:\n    driver: |".to_owned(), &["bridge", "overlay"]),
        ("services:\n  a:\n    networks: [back]\nnetworks:\n  |".to_owned(), &["back"]),
        ("secrets:\n  s:\n    |".to_owned(), &["file", "environment"]),
    ] {
        let menu = menu(able(), "compose.yaml", &marked);
        menu.offers(wanted);
        menu.close();
    }
}

#[test]
fn a_broken_compose_file_is_completed_too() {
    for (marked, wanted) in [
        ("services:\n  web:\n    image: x\n    port\t: [\n    re|\n  db:\n    image: x\n", &["restart"][..]),
        ("serv\t: [\n  web:\n    image: x\n    heal|\n", &["healthcheck"]),
        ("services:\n  web:\n    networks:\n      - b|\nnetw\t: [\n  back:\n", &["back"]),
        ("services:\n  web:\n    command: [\"a\n    restart: |\n", &["always"]),
    ] {
        let menu = menu(able(), "compose.yaml", marked);
        menu.offers(wanted);
        menu.close();
    }
}

#[test]
fn the_neighbours_of_a_compose_file_have_a_say() {
    let uri = project(
        "completion-project",
        &[
            (".env", "TAG=1.2\nAPI_TOKEN=abc\n"),
            ("web/Dockerfile", "FROM node:22 AS base\nARG MODE=prod\nFROM base AS app\nEXPOSE 3000\n"),
            ("more/db.yaml", "services:\n  db:\n    image: postgres:18\nvolumes:\n  data:\n"),
            ("base.yaml", "services:\n  base:\n    image: x\n"),
            ("key.txt", "x"),
        ],
    );
    let build = "services:\n  web:\n    build:\n      context: ./web\n";
    for (marked, wanted) in [
        (format!("{build}      target: |"), &["app", "base"][..]),
        (format!("{build}      args:\n        |"), &["MODE"]),
        (format!("{build}      dockerfile: |"), &["Dockerfile"]),
        (format!("{build}    ports:\n      - |"), &["3000:3000"]),
        (format!("{build}    env_file: |"), &[".env"]),
        ("services:\n  web:\n    build: |".to_owned(), &["web/"]),
        ("services:\n  web:\n    volumes:\n      - ./|".to_owned(), &["web/", "key.txt"]),
        ("services:\n  web:\n    extends:\n      file: base.yaml\n      service: |".to_owned(), &["base"]),
        ("include:\n  - more/db.yaml\nservices:\n  web:\n    image: x\n    depends_on: [|]\n".to_owned(), &["db"]),
        ("include:\n  - |".to_owned(), &["base.yaml", "more/"]),
        ("secrets:\n  k:\n    file: |".to_owned(), &["key.txt"]),
    ] {
        let menu = menu_in(Session::with(able()).0, &uri, &marked);
        menu.offers(wanted);
        menu.close();
    }
    let menu = menu_in(Session::with(able()).0, &uri, "services:\n  web:\n    image: x:${T|\n");
    assert_eq!(menu.item("TAG")["labelDetails"]["description"], "1.2");
    assert_eq!(menu.taken("TAG"), "services:\n  web:\n    image: x:${TAG}\n");
    assert_ne!(menu.item("API_TOKEN")["labelDetails"]["description"], "abc", "not for everybody's eyes");
    menu.close();
}

#[test]
fn a_whole_service_declares_what_it_needs() {
    let menu = menu(able(), "compose.yaml", "services:\n  post|\n");
    let item = menu.item("postgres");
    assert_eq!(item["insertTextMode"], 2, "the editor indents the lines below");
    let also = item["additionalTextEdits"].as_array().expect("edits");
    let text = also.iter().filter_map(|edit| edit["newText"].as_str()).collect::<String>();
    assert!(text.contains("volumes:\n  db-data:\n") && text.contains("secrets:\n  db-password:\n"), "{text}");
    menu.close();
}

#[test]
fn keys_are_marked_ranked_and_explained() {
    let mut menu = menu(able(), "compose.yaml", "services:\n  web:\n    li|nk: x\n");
    assert_eq!(menu.item("links")["tags"], json!([1]));
    assert_eq!(menu.labels()[..3], ["image", "build", "environment"]);
    assert!(menu.page("links").contains("Obsolete"));
    assert_eq!(menu.taken("image"), "services:\n  web:\n    image: x\n", "the rest of the word goes");
    menu.close();
}
