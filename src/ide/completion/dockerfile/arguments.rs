//! What follows an instruction's name: flags while none but flags stand before, then what the instruction takes.

use super::{Here, accounts, commands, flags, health, images, paths, variables};
use crate::ide::CompletionKind;
use crate::ide::completion::items::{Menu, as_snippet};
use crate::model::dockerfile::Keyword;
use crate::reference::dockerfile::{LABELS, PROTOCOLS, SIGNALS};
use crate::text::Span;
use std::collections::BTreeSet;

/// Below the arguments come the flags that may stand before them.
const FLAGS: u16 = 400;

pub(super) fn offer(here: Here, keyword: Keyword, before: &[String], menu: &mut Menu) {
    let typed = here.typed(menu);
    if before.is_empty() && (typed.is_empty() || typed == "-") {
        let count = menu.items.len();
        flags::names(here, keyword, menu);
        menu.items[count..].iter_mut().for_each(|flag| flag.sort += FLAGS);
    }
    match (keyword, before.len()) {
        (Keyword::From, 0) => images::bases(here, menu),
        (Keyword::From, 1) => {
            menu.plain(CompletionKind::Keyword, &here.in_case("AS"), 0).detail("names the stage");
        }
        (Keyword::From, 2) if before[1].eq_ignore_ascii_case("as") => stage_names(here, menu),
        (Keyword::Copy | Keyword::Add, count) => {
            if count > 0 {
                paths::destinations(here, menu);
            }
            sources(here, keyword, count, menu);
        }
        (Keyword::Healthcheck, 0) => health::kinds(here, menu),
        (Keyword::Healthcheck, 1) if before[0].eq_ignore_ascii_case("CMD") => health::commands(here, menu),
        (Keyword::User, 0) => accounts::users(here, menu),
        (Keyword::Stopsignal, 0) => signals(here, menu),
        (Keyword::Label, _) if typed.contains('=') => label_values(here, menu),
        (Keyword::Label, _) => labels(here, menu),
        (Keyword::Env, _) if typed.contains('=') => variables::environment_values(here, menu),
        (Keyword::Env, _) => variables::environment(here, menu),
        (Keyword::Arg, _) => variables::arguments(here, menu),
        (Keyword::Expose, _) => ports(here, before, menu),
        (Keyword::Shell, 0) => shells(here, menu),
        (Keyword::Workdir, 0) => folders(here, menu),
        (Keyword::Volume, _) => volumes(here, menu),
        (Keyword::Run, 0) => {
            commands::recipes(here, menu);
            steps(menu);
        }
        (Keyword::Cmd | Keyword::Entrypoint, 0) => programs(here, keyword, menu),
        _ => {}
    }
}

/// The strings of the JSON form: its paths are those of the plain form, and a program may be given a file of the context.
pub(super) fn elements(here: Here, keyword: Keyword, before: &[String], menu: &mut Menu) {
    match keyword {
        Keyword::Copy | Keyword::Add => {
            if !before.is_empty() {
                paths::destinations(here, menu);
            }
            sources(here, keyword, 1, menu);
        }
        Keyword::Volume => volumes(here, menu),
        Keyword::Cmd | Keyword::Entrypoint if before.first().is_some_and(|it| commands::takes_files(it)) => {
            paths::context(here, menu);
        }
        _ => {}
    }
}

fn sources(here: Here, keyword: Keyword, count: usize, menu: &mut Menu) {
    let from = here.instruction().and_then(|it| it.flag("from")).and_then(|flag| flag.value.as_ref());
    if let Some(from) = from {
        paths::of_origin(here, &from.text, menu);
        return;
    }
    paths::context(here, menu);
    let typed = here.typed(menu);
    if count > 0 || (typed.contains('/') && !typed.starts_with("http")) || !here.behind(menu).trim().is_empty() {
        return;
    }
    menu.snippet("<<EOF", "<<EOF ${1:/path}\n${2}\nEOF", 300).detail("a file written here");
    menu.snippet("[\"source\", \"destination\"]", "[\"${1:source}\", \"${2:./}\"]", 301)
        .detail("for paths with blanks");
    if keyword == Keyword::Add {
        menu.snippet("https://", "https://${1:example.com/file.tar.gz} ${2:/tmp/}", 200).detail("a download");
        menu.snippet("Git repository", "https://${1:github.com/owner/repository}.git#${2:v1.0.0} ${3:/src}", 201)
            .filter("https://git")
            .detail("a commit or tag of it");
    }
}

/// Names for a new stage: those that Compose asks for, then usual ones.
fn stage_names(here: Here, menu: &mut Menu) {
    let taken: BTreeSet<String> =
        here.file.stages.iter().filter_map(|it| it.name.as_ref()).map(|it| it.text.clone()).collect();
    let mut seen = taken;
    for builder in here.builders() {
        let target = builder.target.name().unwrap_or_default();
        if !target.is_empty() && seen.insert(target.to_owned()) {
            let detail = format!("asked for by {}", builder.title());
            menu.plain(CompletionKind::Reference, target, 0).detail(&detail);
        }
    }
    for (rank, name) in (1..).zip(["build", "builder", "base", "deps", "dev", "test", "runtime", "release", "final"]) {
        if seen.insert(name.to_owned()) {
            menu.plain(CompletionKind::Value, name, rank).detail("a usual name");
        }
    }
}

fn signals(here: Here, menu: &mut Menu) {
    let own = here.image().and_then(|image| image.stop_signal);
    for (rank, signal) in (2..).zip(&SIGNALS) {
        let rank = match signal.name {
            name if own == Some(name) => 0,
            "SIGTERM" => 1,
            _ if signal.for_stopping => rank,
            _ => 100 + rank,
        };
        let detail =
            if rank == 0 { format!("{}, what the image stops on", signal.number) } else { signal.number.to_string() };
        menu.plain(CompletionKind::Value, signal.name, rank)
            .detail(&detail)
            .topic(&format!("dockerfile signal {}", signal.name));
    }
}

/// Licences that most projects have.
const LICENCES: [&str; 10] = [
    "Apache-2.0",
    "MIT",
    "BSD-3-Clause",
    "BSD-2-Clause",
    "GPL-3.0-or-later",
    "GPL-2.0-or-later",
    "LGPL-3.0-or-later",
    "AGPL-3.0-or-later",
    "MPL-2.0",
    "ISC",
];

/// Values of the labels whose values can be known.
fn label_values(here: Here, menu: &mut Menu) {
    let Some((key, value)) = here.typed(menu).split_once('=') else { return };
    let word = menu.word();
    let unquoted = value.trim_start_matches(['"', '\'']);
    // Its closing quote stays.
    let end = word.end - here.file.text(Span::new(here.offset, word.end)).matches(['"', '\'']).count();
    menu.aim(Span::new(here.offset - unquoted.len(), end.max(here.offset)));
    let base = here.stage().and_then(|stage| here.file.image_reference_under(stage));
    match key {
        "org.opencontainers.image.licenses" => {
            for (rank, name) in (0..).zip(LICENCES) {
                menu.plain(CompletionKind::Value, name, rank);
            }
        }
        "org.opencontainers.image.base.name" => {
            if let Some(base) = base {
                menu.plain(CompletionKind::Value, &base.text, 0).detail("what the stage stands on");
            }
        }
        "org.opencontainers.image.base.digest" => {
            if let Some(digest) = base.and_then(|base| base.digest.as_ref()) {
                menu.plain(CompletionKind::Value, digest, 0).detail("of what the stage stands on");
            }
        }
        _ => {}
    }
    menu.aim(word);
}

fn labels(here: Here, menu: &mut Menu) {
    let typed = here.typed(menu);
    let has_value = here.behind(menu).starts_with('=');
    let file = here.file;
    let given: BTreeSet<String> =
        here.stage().map_or_else(BTreeSet::new, |stage| file.runtime_of(stage).labels.into_keys().collect());
    for (rank, label) in (0..).zip(&LABELS) {
        if given.contains(label.key) && label.key != typed {
            continue;
        }
        let body = if has_value {
            label.key.to_owned()
        } else {
            format!("{}=\"${{1:{}}}\"", label.key, as_snippet(label.example))
        };
        menu.snippet(label.key, &body, rank)
            .kind(CompletionKind::Property)
            .topic(&format!("dockerfile label {}", label.key));
    }
    // Keys of one's own that other stages have.
    let mut own: BTreeSet<String> = given;
    for stage in &file.stages {
        for key in file.runtime_of(stage).labels.into_keys() {
            let is_plain = !key.contains(['"', '\'', '$']) && LABELS.iter().all(|label| label.key != key);
            if is_plain && own.insert(key.clone()) {
                menu.snippet(&key, &format!("{}=\"$1\"", as_snippet(&key)), 50)
                    .kind(CompletionKind::Property)
                    .detail("used in this file");
            }
        }
    }
}

/// Ports: what the image listens on, what variables and Compose tell, then the usual ones.
fn ports(here: Here, before: &[String], menu: &mut Menu) {
    let typed = here.typed(menu);
    if let Some((port, _)) = typed.split_once('/') {
        let word = menu.word();
        menu.aim(Span::new(word.start + port.len() + 1, word.end));
        for (rank, choice) in (0..).zip(PROTOCOLS) {
            menu.plain(CompletionKind::Value, choice.value, rank).detail(choice.doc.trim_end_matches('.'));
        }
        menu.aim(word);
        return;
    }
    let mut seen: BTreeSet<String> = before.iter().cloned().collect();
    let mut offer = |port: &str, rank: u16, detail: &str, menu: &mut Menu| {
        if seen.insert(port.to_owned()) {
            menu.plain(CompletionKind::Value, port, rank).detail(detail);
        }
    };
    let runtime = here.file.runtime_before(here.index());
    for (name, value) in runtime.env.iter().filter(|(name, _)| name.ends_with("PORT") || name.ends_with("PORTS")) {
        let value = value.trim_matches(['"', '\'']);
        if value.parse::<u16>().is_ok() {
            offer(value, 0, &format!("the value of {name}"), menu);
            offer(&format!("${name}"), 1, &format!("now {value}"), menu);
        }
    }
    for builder in here.builders() {
        for port in &builder.ports {
            offer(port, 2, &format!("published by {}", builder.title()), menu);
        }
    }
    if let Some(image) = here.image() {
        for port in &image.ports {
            offer(port, 3, &format!("what {} listens on", image.name), menu);
        }
    }
    for (rank, (port, detail)) in (10..).zip([
        ("8080", "HTTP without root"),
        ("3000", "Node.js, Rails, Grafana"),
        ("8000", "Django, FastAPI, uvicorn"),
        ("5000", "Flask"),
        ("80", "HTTP"),
        ("443", "HTTPS"),
        ("50051", "gRPC"),
        ("9090", "metrics"),
    ]) {
        offer(port, rank, detail, menu);
    }
}

fn shells(here: Here, menu: &mut Menu) {
    let is_windows = here.stage().is_some_and(|stage| here.file.is_for_windows(stage));
    let is_alpine = here.image().is_some_and(|image| image.distribution == "alpine");
    let forms = [
        (r#"["/bin/bash", "-o", "pipefail", "-c"]"#, "a failing command fails its pipeline", !is_windows && !is_alpine),
        (r#"["/bin/ash", "-eo", "pipefail", "-c"]"#, "the same for Alpine", is_alpine),
        (r#"["/bin/sh", "-ec"]"#, "any failing command ends the step", false),
        (
            r#"["powershell", "-Command", "$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue';"]"#,
            "Windows",
            is_windows,
        ),
        (r#"["pwsh", "-Command", "$ErrorActionPreference = 'Stop';"]"#, "PowerShell on Linux", false),
        (r#"["cmd", "/S", "/C"]"#, "what Windows has anyway", false),
    ];
    for (rank, (form, detail, fits)) in (1..).zip(forms) {
        menu.plain(CompletionKind::Value, form, if fits { 0 } else { rank }).detail(detail);
    }
}

fn folders(here: Here, menu: &mut Menu) {
    let mut seen = BTreeSet::new();
    let mut offer = |path: &str, rank: u16, detail: &str, menu: &mut Menu| {
        if !path.is_empty() && seen.insert(path.to_owned()) {
            menu.plain(CompletionKind::Folder, path, rank).detail(detail);
        }
    };
    let others = here.file.all(Keyword::Workdir).filter(|it| !it.span.touches(here.offset));
    for word in others.filter_map(|it| it.arguments.words().first()) {
        offer(&word.text, 0, "used in this file", menu);
    }
    if let Some(image) = here.image() {
        offer(image.working_directory, 1, &format!("where {} starts", image.name), menu);
    }
    for (rank, path) in
        (10..).zip(["/app", "/src", "/usr/src/app", "/srv", "/work", "/workspace", "/opt/app", "/build"])
    {
        offer(path, rank, "", menu);
    }
}

fn volumes(here: Here, menu: &mut Menu) {
    let Some(image) = here.image() else { return };
    let known = image.data_directory.into_iter().chain(image.volumes.iter().copied());
    let mut seen = BTreeSet::new();
    for path in known.filter(|path| seen.insert(*path)) {
        menu.plain(CompletionKind::Folder, path, 0).detail(&format!("where {} keeps its data", image.name));
    }
}

/// Ways to begin a step besides a plain command.
fn steps(menu: &mut Menu) {
    menu.snippet("<<EOF", "<<EOF\nset -eu\n${1}\nEOF", 300).detail("a script of several lines");
    menu.snippet("[\"program\", \"argument\"]", "[\"${1:program}\", \"${2:argument}\"]", 301).detail("without a shell");
}

/// How the programs of an image are usually started, and what file that wants.
const STARTS: [(&str, &str, &str); 12] = [
    ("node", r#"["node", "${1:server.js}"]"#, "server.js"),
    ("node", r#"["node", "${1:index.js}"]"#, "index.js"),
    ("node", r#"["node", "${1:dist/index.js}"]"#, "tsconfig.json"),
    ("bun", r#"["bun", "${1:index.ts}"]"#, "index.ts"),
    ("deno", r#"["deno", "run", "--allow-net", "${1:main.ts}"]"#, "main.ts"),
    ("python", r#"["python", "${1:app.py}"]"#, "app.py"),
    ("python", r#"["uvicorn", "${1:main:app}", "--host", "0.0.0.0", "--port", "${2:8000}"]"#, "main.py"),
    ("python", r#"["gunicorn", "--bind", "0.0.0.0:${1:8000}", "${2:project.wsgi}"]"#, "manage.py"),
    ("ruby", r#"["bundle", "exec", "puma", "-b", "tcp://0.0.0.0:${1:3000}"]"#, "config.ru"),
    ("temurin", r#"["java", "-jar", "${1:app.jar}"]"#, "pom.xml"),
    ("corretto", r#"["java", "-jar", "${1:app.jar}"]"#, "pom.xml"),
    ("aspnet", r#"["dotnet", "${1:App}.dll"]"#, ""),
];

/// What CMD and ENTRYPOINT may start: what was built, what is usual for the image, and the bare form.
fn programs(here: Here, keyword: Keyword, menu: &mut Menu) {
    let image = here.stage().and_then(|stage| here.file.image_reference_under(stage));
    let name = image.map_or("", |image| image.short_name());
    let surroundings = here.file.surroundings();
    for (rank, (language, form, file)) in (10..).zip(STARTS) {
        if name.contains(language) {
            let is_there = !file.is_empty() && surroundings.has(file) == Some(true);
            let rank = if is_there { rank - 10 } else { rank };
            let label = crate::reference::dockerfile::plain_text(form).unwrap_or_default();
            menu.snippet(&label, form, rank).detail(if is_there { file } else { "usual for the image" });
        }
    }
    // A file copied out of another stage to a path of its own is probably the program.
    if let Some(stage) = here.stage() {
        let copies = here.file.instructions_of(stage).iter().filter(|it| it.flag("from").is_some());
        let paths = copies.filter_map(|it| it.copy_destination()).filter(|it| it.text.starts_with('/'));
        for path in paths.filter(|it| !it.text.ends_with('/') && !it.text.contains(['$', '"'])) {
            let form = format!("[\"{}\"]", path.text);
            menu.plain(CompletionKind::File, &form, 5).detail("copied from another stage");
        }
    }
    menu.snippet("[\"program\", \"argument\"]", "[\"${1:program}\"${2:, \"${3:argument}\"}]", 50)
        .detail("without a shell");
    if keyword == Keyword::Entrypoint {
        menu.snippet("[\"/usr/bin/tini\", \"--\"]", "[\"/usr/bin/tini\", \"--\"]", 60)
            .detail("an init that passes signals on");
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{among, at, begins, inserted, labels, offers, with_context, withholds};

    #[test]
    fn from_is_followed_by_as_and_a_name() {
        begins("FROM a ^", &["AS"]);
        begins("FROM a AS build\nFROM b AS ^", &["builder"]);
        let compose = "services:\n  web:\n    build: {context: ., target: prod}\n";
        let items = among("FROM a AS ^", &[("/p/Dockerfile", ""), ("/p/compose.yaml", compose)]);
        assert_eq!(items[0].label, "prod");
    }

    #[test]
    fn signals_begin_with_those_that_stop() {
        begins("FROM nginx\nSTOPSIGNAL ^", &["SIGQUIT", "SIGTERM"]);
        begins("FROM a\nSTOPSIGNAL ^", &["SIGTERM"]);
    }

    #[test]
    fn labels_that_are_there_are_left_out() {
        offers("FROM a\nLABEL ^", &["org.opencontainers.image.source"]);
        withholds("FROM a\nLABEL org.opencontainers.image.source=x\nLABEL ^", &["org.opencontainers.image.source"]);
        withholds("FROM a\nLABEL a=\"b ^", &["org.opencontainers.image.source"]);
        assert_eq!(
            inserted(&at("FROM a\nLABEL org^=x"), "org.opencontainers.image.url"),
            "org.opencontainers.image.url"
        );
        offers("FROM a\nLABEL com.acme.team=x\nFROM b\nLABEL ^", &["com.acme.team"]);
    }

    #[test]
    fn values_of_labels_that_can_be_known() {
        offers("FROM a\nLABEL org.opencontainers.image.licenses=\"^\"", &["Apache-2.0", "MIT"]);
        begins("FROM debian:13\nLABEL org.opencontainers.image.base.name=^", &["debian:13"]);
        let items = with_context("FROM node\nCMD [\"node\", \"^", &["server.js"]);
        assert_eq!(labels(&items), ["server.js"]);
    }

    #[test]
    fn ports_are_those_that_something_listens_on() {
        begins("FROM nginx\nEXPOSE ^", &["80"]);
        begins("FROM a\nENV PORT=4000\nEXPOSE ^", &["4000", "$PORT"]);
        begins("FROM a\nEXPOSE 53/^", &["tcp", "udp"]);
        let compose = "services:\n  web:\n    build: .\n    ports: [\"80:3210\"]\n";
        let items = among("FROM a\nEXPOSE ^", &[("/p/Dockerfile", ""), ("/p/compose.yaml", compose)]);
        assert_eq!(items[0].label, "3210");
    }

    #[test]
    fn shells_folders_and_volumes() {
        assert!(at("FROM alpine\nSHELL ^")[0].label.contains("ash"));
        assert!(at("FROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL ^")[0].label.contains("powershell"));
        begins("FROM a\nWORKDIR ^", &["/app"]);
        begins("FROM a\nWORKDIR /srv/x\nFROM b\nWORKDIR ^", &["/srv/x"]);
        begins("FROM postgres:17\nVOLUME ^", &["/var/lib/postgresql/data"]);
    }

    #[test]
    fn programs_are_started_as_the_image_wants() {
        let items = with_context("FROM node:24\nCMD ^", &["index.js"]);
        assert_eq!(items[0].label, "[\"node\", \"index.js\"]");
        begins("FROM a AS b\nFROM scratch\nCOPY --from=b /x /app\nENTRYPOINT ^", &["[\"/app\"]"]);
        offers("FROM a\nRUN ^", &["<<EOF", "--mount"]);
        assert!(labels(&at("FROM a\nCOPY ^")).contains(&"<<EOF"));
    }
}
