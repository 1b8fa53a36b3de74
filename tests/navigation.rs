//! Navigation as an editor meets it: the real program, a small project on the disk, places in several files.

mod support;

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use support::{Session, range};

const COMPOSE: &str = "\
include: [db/compose.yaml]
services:
  web:
    image: \"shop:${TAG:-1}\"
    build: {context: app, target: dev, args: {PORT: '80'}}
    depends_on: [db]
    environment:
      DB_HOST: db
      URL: postgres://db:pw@db:5432/db
";

const INCLUDED: &str = "services:\n  db:\n    image: postgres:17\n    env_file: db.env\n";

const DOCKERFILE: &str = "\
ARG PORT=8080
FROM alpine AS base
RUN adduser -D shop
WORKDIR /out
RUN <<EOF
make -o bin/shop
EOF
FROM base AS dev
ARG PORT
COPY --from=base /out/bin/shop src/main.c /
COPY src/main.c /x
USER shop
RUN echo $PORT
";

/// A project in a folder of its own, and a session with a client that works on it.
struct Project {
    folder: PathBuf,
    session: Session,
    texts: BTreeMap<String, String>,
}

impl Project {
    fn new(name: &str) -> Project {
        let texts = [
            ("compose.yaml", COMPOSE),
            ("db/compose.yaml", INCLUDED),
            ("db/db.env", "URL=postgres://db/db\n"),
            ("app/Dockerfile", DOCKERFILE),
            ("app/src/main.c", "int main;\n"),
            (".env", "# versions\nTAG=2\n"),
        ];
        Project::with(name, &texts)
    }

    fn with(name: &str, texts: &[(&str, &str)]) -> Project {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("navigation").join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a folder to work in");
        for (file, text) in texts {
            let path = folder.join(file);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder to work in");
            std::fs::write(path, text).expect("a file to find");
        }
        let texts = texts.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect();
        let mut project = Project { folder, session: Session::start(), texts };
        let folders = json!([{ "uri": project.uri("."), "name": "shop" }]);
        let capabilities =
            json!({ "general": { "positionEncodings": ["utf-8"] }, "textDocument": { "diagnostic": {} } });
        project.session.request("initialize", json!({ "capabilities": capabilities, "workspaceFolders": folders }));
        project.session.notify("initialized", json!({}));
        project
    }

    fn uri(&self, file: &str) -> String {
        let path = if file == "." { self.folder.clone() } else { self.folder.join(file) };
        format!("file://{}", path.display())
    }

    fn open(&mut self, file: &str) {
        let (uri, text) = (self.uri(file), self.texts[file].clone());
        self.session.open(&uri, "plaintext", &text);
    }

    /// The parameters of a question about the place that `marked`, a part of the file with a `|` in it, points to.
    fn at(&self, file: &str, marked: &str) -> Value {
        let found = self.texts[file].find(&marked.replace('|', "")).expect("the text");
        let before = &self.texts[file][..found + marked.find('|').expect("a mark")];
        let line = before.matches('\n').count();
        let character = before.len() - before.rfind('\n').map_or(0, |at| at + 1);
        json!({ "textDocument": { "uri": self.uri(file) }, "position": { "line": line, "character": character } })
    }

    fn ask(&mut self, question: &str, file: &str, marked: &str) -> Value {
        let params = self.at(file, marked);
        self.session.request(&format!("textDocument/{question}"), params)
    }

    /// `file:line:text` of a place, lines from 1.
    fn shown(&self, uri: &Value, range: &Value) -> String {
        let uri = uri.as_str().expect("an address");
        let file = uri.strip_prefix(&format!("{}/", self.uri("."))).unwrap_or(uri);
        let number = |end: &str, part: &str| range[end][part].as_u64().expect("a number") as usize;
        let line = number("start", "line");
        let text = self.texts[file].lines().nth(line).unwrap_or_default();
        format!("{file}:{}:{}", line + 1, &text[number("start", "character")..number("end", "character")])
    }

    fn definition(&mut self, file: &str, marked: &str) -> Vec<String> {
        let answer = self.ask("definition", file, marked);
        let places = if answer.is_array() { answer.as_array().cloned().unwrap_or_default() } else { vec![answer] };
        places.iter().filter(|it| it.is_object()).map(|it| self.shown(&it["uri"], &it["range"])).collect()
    }

    fn references(&mut self, file: &str, marked: &str) -> Vec<String> {
        let mut params = self.at(file, marked);
        params["context"] = json!({ "includeDeclaration": true });
        let answer = self.session.request("textDocument/references", params);
        answer.as_array().into_iter().flatten().map(|it| self.shown(&it["uri"], &it["range"])).collect()
    }

    /// The texts after a rename, those that it changes.
    fn rename(&mut self, file: &str, marked: &str, new_name: &str) -> Result<BTreeMap<String, String>, String> {
        let mut params = self.at(file, marked);
        params["newName"] = json!(new_name);
        let id = self.session.ask("textDocument/rename", params);
        let edit = self.session.reply(id).map_err(|error| error["message"].as_str().unwrap_or("").to_owned())?;
        let changes = edit["changes"].as_object().cloned().unwrap_or_default();
        Ok(changes.iter().map(|(uri, edits)| self.applied(uri, edits)).collect())
    }

    fn applied(&self, uri: &str, edits: &Value) -> (String, String) {
        let file = uri.strip_prefix(&format!("{}/", self.uri("."))).expect("a file of the project").to_owned();
        let mut lines: Vec<String> = self.texts[&file].lines().map(str::to_owned).collect();
        let mut edits = edits.as_array().cloned().unwrap_or_default();
        edits.sort_by_key(|edit| edit["range"]["start"]["character"].as_u64());
        for edit in edits.iter().rev() {
            let number = |end: &str, part: &str| edit["range"][end][part].as_u64().expect("a number") as usize;
            let columns = number("start", "character")..number("end", "character");
            lines[number("start", "line")].replace_range(columns, edit["newText"].as_str().expect("a text"));
        }
        (file, lines.join("\n") + "\n")
    }
}

#[test]
fn definitions_lie_in_other_files() {
    let mut project = Project::new("definitions");
    project.open("compose.yaml");
    project.open("app/Dockerfile");
    for (file, marked, target) in [
        ("compose.yaml", "target: d|ev", "app/Dockerfile:8:dev"),
        ("compose.yaml", "{PO|RT:", "app/Dockerfile:1:PORT"),
        ("compose.yaml", "${TA|G", ".env:2:TAG"),
        ("compose.yaml", "[d|b]", "db/compose.yaml:2:db"),
        ("compose.yaml", "DB_HOST: d|b", "db/compose.yaml:2:db"),
        ("compose.yaml", "pw@d|b", "db/compose.yaml:2:db"),
        ("compose.yaml", "[db/com|pose.yaml]", "db/compose.yaml:1:"),
        ("compose.yaml", "context: ap|p", "app/Dockerfile:1:"),
        ("app/Dockerfile", "COPY src/ma|in.c", "app/src/main.c:1:"),
        ("app/Dockerfile", "/out/bin/sh|op", "app/Dockerfile:6:bin/shop"),
        ("app/Dockerfile", "USER sh|op", "app/Dockerfile:3:shop"),
        ("app/Dockerfile", "echo $PO|RT", "app/Dockerfile:9:PORT"),
        ("app/Dockerfile", "--from=ba|se", "app/Dockerfile:2:base"),
    ] {
        assert_eq!(project.definition(file, marked), [target], "{marked}");
    }
    assert!(project.session.leave().success());
}

#[test]
fn references_are_found_from_either_side() {
    let mut project = Project::new("references");
    project.open("app/Dockerfile");
    assert_eq!(project.references("app/Dockerfile", "AS d|ev"), ["app/Dockerfile:8:dev", "compose.yaml:5:dev"]);
    assert_eq!(
        project.references("app/Dockerfile", "ARG PO|RT=8080"),
        ["app/Dockerfile:1:PORT", "app/Dockerfile:9:PORT", "app/Dockerfile:13:PORT", "compose.yaml:5:PORT"]
    );
    project.open(".env");
    assert_eq!(project.references(".env", "T|AG"), [".env:2:TAG", "compose.yaml:4:TAG"]);
    assert!(project.session.leave().success());
}

#[test]
fn what_is_under_the_cursor_is_marked_in_its_own_file() {
    let mut project = Project::new("highlights");
    project.open("compose.yaml");
    let marked = project.ask("documentHighlight", "compose.yaml", "[d|b]");
    let lines = marked.as_array().into_iter().flatten().map(|it| it["range"]["start"]["line"].clone());
    assert_eq!(lines.collect::<Vec<_>>(), [json!(5), json!(7), json!(8)]);
    project.open("app/Dockerfile");
    let linked = project.ask("linkedEditingRange", "app/Dockerfile", "<<E|OF");
    assert_eq!(linked["ranges"], json!([range((4, 6), (4, 9)), range((6, 0), (6, 3))]));
    assert!(project.session.leave().success());
}

#[test]
fn a_rename_reaches_every_file() {
    let mut project = Project::new("rename");
    project.open("compose.yaml");
    let changed = project.rename("compose.yaml", "[d|b]", "store").expect("a new name");
    assert_eq!(changed.keys().collect::<Vec<_>>(), ["compose.yaml", "db/compose.yaml", "db/db.env"]);
    let compose = &changed["compose.yaml"];
    assert!(compose.contains("depends_on: [store]") && compose.contains("DB_HOST: store"), "{compose}");
    assert!(compose.contains("postgres://db:pw@store:5432/db"), "only the host is the service: {compose}");
    assert_eq!(changed["db/compose.yaml"], INCLUDED.replace("  db:", "  store:"));
    let changed = project.rename("compose.yaml", "target: d|ev", "work").expect("a new name");
    assert_eq!(changed["app/Dockerfile"], DOCKERFILE.replace("AS dev", "AS work"));
    assert!(project.session.leave().success());
}

#[test]
fn what_the_editor_holds_goes_before_the_disk() {
    let mut project = Project::new("unsaved");
    project.open("app/Dockerfile");
    let uri = project.uri("app/Dockerfile");
    project.session.change(&uri, 2, json!([{ "range": range((0, 0), (0, 0)), "text": "# one line more\n" }]));
    project.open("compose.yaml");
    let target = project.ask("definition", "compose.yaml", "target: d|ev");
    assert_eq!(target["range"], range((8, 13), (8, 16)));
    assert!(project.session.leave().success());
}

#[test]
fn a_rename_that_cannot_be_right_is_refused_with_a_sentence() {
    let mut project = Project::new("refusals");
    project.open("compose.yaml");
    project.open("app/Dockerfile");
    for (file, marked, name, reason) in [
        ("compose.yaml", "[d|b]", "web", "The project has a service `web` already."),
        ("compose.yaml", "[d|b]", "d b", "The name of a service is made of letters, digits, `.`, `_` and `-`."),
        ("compose.yaml", "[d|b]", "1.0", "YAML does not read `1.0` as a text."),
        ("compose.yaml", "${TA|G", "COMPOSE_FILE", "Compose itself reads `COMPOSE_FILE`."),
        ("compose.yaml", "ima|ge:", "x", "There is no name here that a file of this project declares."),
        ("app/Dockerfile", "AS ba|se", "dev", "This file has a stage `dev` already."),
        ("app/Dockerfile", "AS ba|se", "alpine", "Line 2 takes the image `alpine`, which would then be this stage."),
        ("app/Dockerfile", "ARG PO|RT=8080", "TARGETARCH", "TARGETARCH is set by BuildKit."),
    ] {
        assert_eq!(project.rename(file, marked, name).expect_err(name), reason);
    }
    assert!(project.session.leave().success());
}

#[test]
fn a_name_from_outside_the_workspace_stays() {
    let common = ("../outside.yaml", "services: {base: {image: x}}\n");
    let own = ("compose.yaml", "services: {a: {extends: {file: ../outside.yaml, service: base}}}\n");
    let mut project = Project::with("inside", &[common, own]);
    project.open("compose.yaml");
    let refusal = project.rename("compose.yaml", "service: ba|se", "basis").expect_err("outside");
    assert!(refusal.ends_with("outside.yaml names it too, and lies outside the workspace."), "{refusal}");
    assert!(project.session.leave().success());
}

#[test]
fn the_workspace_is_searched_for_names() {
    let mut project = Project::new("symbols");
    let mut find = |query: &str| -> Vec<(String, String)> {
        let found = project.session.request("workspace/symbol", json!({ "query": query }));
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        found.as_array().into_iter().flatten().map(|it| (text(&it["name"]), text(&it["containerName"]))).collect()
    };
    let pair = |name: &str, file: &str| (name.to_owned(), file.to_owned());
    assert_eq!(find("d"), [pair("db", "db/compose.yaml"), pair("dev", "app/Dockerfile")]);
    assert_eq!(find("wb"), [pair("web", "compose.yaml")]);
    assert_eq!(find("").len(), 4);
    assert!(project.session.leave().success());
}

#[test]
fn a_hierarchy_goes_from_services_to_stages() {
    let mut project = Project::new("hierarchy");
    project.open("compose.yaml");
    let items = project.ask("prepareCallHierarchy", "compose.yaml", "  w|eb:");
    assert_eq!((&items[0]["name"], &items[0]["detail"]), (&json!("web"), &json!("shop:${TAG:-1}")));
    let names = |calls: &Value, end: &str| -> Vec<String> {
        let calls = calls.as_array().into_iter().flatten();
        calls.filter_map(|call| call[end]["name"].as_str().map(str::to_owned)).collect()
    };
    let calls = project.session.request("callHierarchy/outgoingCalls", json!({ "item": items[0] }));
    assert_eq!(names(&calls, "to"), ["db", "dev"]);
    assert_eq!(calls[0]["fromRanges"].as_array().map(Vec::len), Some(3), "depends_on and two hosts");
    // On from there into a file that is not open.
    let stages = project.session.request("callHierarchy/outgoingCalls", json!({ "item": calls[1]["to"] }));
    assert_eq!(names(&stages, "to"), ["base"]);
    let callers = project.session.request("callHierarchy/incomingCalls", json!({ "item": calls[1]["to"] }));
    assert_eq!(names(&callers, "from"), ["web"]);
    assert!(project.session.leave().success());
}
