//! Paths: of the build context, which ignore files have already thinned, and of what stages and images hold.
//!
//! Paths of the context are offered a folder at a time, as shells do. What a stage has made is a short list of whole paths.

use super::Here;
use crate::ide::CompletionKind;
use crate::ide::completion::items::Menu;
use crate::model::dockerfile::installs::join;
use crate::model::dockerfile::{Base, Command, Dockerfile, Invocation, Keyword, Stage};
use crate::model::surroundings::FileKind;
use crate::reference::images::lookup;
use crate::text::Span;
use std::collections::BTreeSet;

/// How many entries of one folder are shown.
const MAX_ENTRIES: usize = 300;

/// What lies in the folder of the build context that was typed so far.
pub(super) fn context(here: Here, menu: &mut Menu) {
    let Some(context) = &here.file.surroundings().context else { return };
    let word = menu.word();
    let typed = here.typed(menu);
    let folder_length = typed.rfind('/').map_or(0, |slash| slash + 1);
    let quoted = typed[..folder_length].trim_start_matches(['"', '\'']);
    let folder = join("", quoted);
    let rest = &here.file.source()[here.offset..word.end.max(here.offset)];
    let end = rest.find('/').map_or(word.end, |slash| here.offset + slash + 1);
    menu.aim(Span::new(word.start + folder_length, end));
    let copied = copied_before(here);
    let surroundings = here.file.surroundings();
    // The list holds empty folders too; only names without a suffix are worth a look.
    let is_empty_folder = |path: &str| {
        let place = surroundings.folder().map(|context| context.join(path));
        let kind = place.zip(surroundings.files.as_ref()).and_then(|(place, files)| files.kind(&place));
        !path.contains('.') && kind == Some(FileKind::Folder)
    };
    for (name, is_folder) in entries(context, &folder) {
        if menu.items.len() >= MAX_ENTRIES {
            menu.is_partial = true;
            break;
        }
        let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        // Names that begin with a dot, and what was copied already, are less likely.
        let rank = 100 + u16::from(name.starts_with('.')) + 2 * u16::from(copied.contains(&path));
        let (kind, label) = match is_folder || is_empty_folder(&path) {
            true => (CompletionKind::Folder, format!("{name}/")),
            false => (CompletionKind::File, name.to_owned()),
        };
        menu.plain(kind, &label, rank);
    }
    menu.aim(word);
}

/// What lies right in a folder, with whether it is a folder itself. Whole subtrees are jumped over.
fn entries<'a>(paths: &'a [String], folder: &str) -> Vec<(&'a str, bool)> {
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let mut at = paths.partition_point(|path| path.as_str() < prefix.as_str());
    let mut found: Vec<(&str, bool)> = Vec::new();
    while let Some(rest) = paths.get(at).and_then(|path| path.strip_prefix(&prefix)) {
        let name = rest.split('/').next().unwrap_or(rest);
        let is_inside = name.len() < rest.len();
        match found.iter_mut().rev().find(|(known, _)| *known == name) {
            Some(known) => known.1 |= is_inside,
            None if !name.is_empty() => found.push((name, is_inside)),
            None => {}
        }
        if is_inside {
            // `0` is what follows `/`.
            let beyond = format!("{prefix}{name}0");
            at += paths[at..].partition_point(|path| path.as_str() < beyond.as_str()).max(1);
        } else {
            at += 1;
        }
    }
    found
}

/// The sources that the stage has copied out of the context above the cursor.
fn copied_before(here: Here) -> BTreeSet<String> {
    let Some(stage) = here.stage() else { return BTreeSet::new() };
    let instructions = here.file.instructions_of(stage).iter().filter(|it| it.span.end < here.offset);
    let sources = instructions.flat_map(|it| it.context_sources());
    sources.map(|source| join("", source.text.trim_matches(['"', '\'']))).collect()
}

/// What a stage or an image holds that is worth taking.
pub(super) fn of_origin(here: Here, from: &str, menu: &mut Menu) {
    let Some(stage) = here.file.stage_named(from) else {
        of_image(from, 0, menu);
        return;
    };
    let mut seen = BTreeSet::new();
    let made = made_by(here.file, stage);
    for (rank, (path, detail)) in (0..).zip(made.into_iter().filter(|(path, _)| seen.insert(path.clone()))) {
        let kind = if path.ends_with('/') { CompletionKind::Folder } else { CompletionKind::File };
        menu.plain(kind, &path, rank).detail(detail);
    }
    if let Some(image) = here.file.image_reference_under(stage) {
        of_image(&image.text, 100, menu);
    }
}

/// What people take from well-known images: the name, the paths and what they are.
const TAKEN: [(&str, &[(&str, &str)]); 16] = [
    ("ghcr.io/astral-sh/uv", &[("/uv", "the program"), ("/uvx", "its runner")]),
    ("composer", &[("/usr/bin/composer", "the program")]),
    ("composer/composer", &[("/usr/bin/composer", "the program")]),
    ("node", &[("/usr/local/bin/node", "the program"), ("/usr/local/lib/node_modules", "npm and Corepack")]),
    ("golang", &[("/usr/local/go/", "the toolchain")]),
    ("nginx", &[("/etc/nginx/nginx.conf", "configuration"), ("/usr/share/nginx/html/", "pages")]),
    ("caddy", &[("/usr/bin/caddy", "the program")]),
    ("oven/bun", &[("/usr/local/bin/bun", "the program")]),
    ("denoland/deno", &[("/usr/bin/deno", "the program")]),
    ("alpine", &[("/etc/ssl/certs/ca-certificates.crt", "certificates")]),
    ("busybox", &[("/bin/busybox", "the program"), ("/bin/sh", "the shell")]),
    ("docker", &[("/usr/local/bin/docker", "the client")]),
    ("docker/buildx-bin", &[("/buildx", "the plug-in")]),
    ("tianon/gosu", &[("/usr/local/bin/gosu", "the program")]),
    ("mwader/static-ffmpeg", &[("/ffmpeg", "the program"), ("/ffprobe", "its sibling")]),
    ("python", &[("/usr/local/lib/", "libraries"), ("/usr/local/bin/", "programs")]),
];

fn of_image(reference: &str, sort: u16, menu: &mut Menu) {
    let name = lookup(reference).map_or_else(
        || crate::model::dockerfile::ImageReference::parse(reference, Span::at(0)).name,
        |image| image.name.to_owned(),
    );
    for (rank, (path, detail)) in (sort..).zip(TAKEN.iter().filter(|it| it.0 == name).flat_map(|it| it.1)) {
        menu.plain(CompletionKind::File, path, rank).detail(&format!("{detail} of {name}"));
    }
}

/// What a stage makes: what its builds put out first, then where it works and what it was given.
fn made_by(file: &Dockerfile, stage: &Stage) -> Vec<(String, &'static str)> {
    let mut stages = vec![stage];
    while let Base::Stage(parent) = stages.last().map_or(&Base::Missing, |stage| &stage.base) {
        match file.stages.get(*parent) {
            Some(parent) if parent.index < stages.last().map_or(0, |stage| stage.index) => stages.push(parent),
            _ => break,
        }
    }
    let base = file.image_under(stage).map_or("", |image| image.working_directory);
    let mut folder = if base.starts_with('/') { base.to_owned() } else { "/".to_owned() };
    let (mut outputs, mut folders, mut copies) = (Vec::new(), Vec::new(), Vec::new());
    for index in stages.into_iter().rev().flat_map(|stage| stage.range.clone()) {
        let instruction = &file.instructions[index];
        match instruction.keyword {
            Keyword::Workdir => {
                let path = instruction.arguments.words().first().map_or("", |word| word.text.as_str());
                folder = join(&folder, path.trim_matches(['"', '\'']));
                folders.push((format!("{}/", folder.trim_end_matches('/')), "a working directory"));
            }
            Keyword::Copy | Keyword::Add => {
                let Some(destination) = instruction.copy_destination() else { continue };
                let path = join(&folder, destination.text.trim_matches(['"', '\'']));
                let slash = if destination.text.ends_with('/') && path != "/" { "/" } else { "" };
                copies.push((format!("{path}{slash}"), "copied there"));
            }
            Keyword::Run => {
                let mut inside = folder.clone();
                for command in file.commands_of(index) {
                    if command.is("cd") {
                        inside = join(&inside, command.words().get(1).map_or("~", |word| &word.text));
                    }
                    outputs.extend(output_of(command, &inside));
                }
            }
            _ => {}
        }
    }
    let recent = |list: Vec<(String, &'static str)>| list.into_iter().rev();
    let all = recent(outputs).chain(recent(folders)).chain(recent(copies));
    all.filter(|(path, _)| path.starts_with('/') && path != "/" && !path.contains('$')).collect()
}

/// Where a command puts what it builds or installs, as far as its words or the customs of the tool tell.
fn output_of(command: Command, folder: &str) -> Option<(String, &'static str)> {
    let words = command.texts();
    let after = |options: &[&str]| {
        words.iter().enumerate().find_map(|(at, word)| match word.split_once('=') {
            Some((name, value)) if options.contains(&name) => Some(value),
            _ if options.contains(word) => words.get(at + 1).copied(),
            _ => None,
        })
    };
    let has = |wanted: &str| words.contains(&wanted);
    let at = |path: &str, detail| Some((join(folder, path) + if path.ends_with('/') { "/" } else { "" }, detail));
    let name = command.name()?;
    match name {
        "go" if has("build") => return at(after(&["-o"])?, "built by Go"),
        "go" if has("install") => return at("/go/bin/", "installed by Go"),
        "cargo" if has("build") => return at("target/release/", "built by Cargo"),
        "cargo" if has("install") => return at("/usr/local/cargo/bin/", "installed by Cargo"),
        "mvn" | "mvnw" => return at("target/*.jar", "built by Maven"),
        "gradle" | "gradlew" => return at("build/libs/*.jar", "built by Gradle"),
        "dotnet" if has("publish") => return at(after(&["-o", "--output"])?, "published by .NET"),
        "gcc" | "g++" | "cc" | "clang" | "rustc" => return at(after(&["-o"])?, "compiled"),
        "curl" => return at(after(&["-o", "--output"])?, "downloaded"),
        "wget" => return at(after(&["-O", "--output-document"])?, "downloaded"),
        "hugo" => return at("public/", "built by Hugo"),
        "mkdocs" => return at("site/", "built by MkDocs"),
        "mkdir" => return at(words.last().filter(|word| !word.starts_with('-'))?, "made there"),
        _ if name.starts_with("python") && has("venv") => return at(words.last()?, "a virtual environment"),
        "virtualenv" => return at(words.last()?, "a virtual environment"),
        _ => {}
    }
    let invocation = Invocation::read(command)?;
    let builds = has("run") && words.iter().any(|word| word.starts_with("build")) || invocation.verb() == "build";
    match invocation.manager.name {
        "npm" | "yarn" | "yarn 2+" | "pnpm" | "bun" if builds || has("build") => at("dist/", "built, by custom"),
        "npm" | "yarn" | "yarn 2+" | "pnpm" | "bun" if invocation.installs() => {
            at("node_modules/", "installed packages")
        }
        "pip" if has("--user") => at("/root/.local/", "installed packages"),
        "pip" => {
            let place = invocation.value_of(&["--prefix", "--target", "-t", "--root"]);
            at(place.or_else(|| invocation.value_of(&["-w", "--wheel-dir"]))?, "installed packages")
        }
        "uv" if invocation.verb() == "sync" => at(".venv/", "a virtual environment"),
        "composer" if invocation.installs() => at("vendor/", "installed packages"),
        "bundle" if invocation.installs() => at("/usr/local/bundle/", "installed gems"),
        _ => None,
    }
}

/// Where COPY and ADD may put things.
pub(super) fn destinations(here: Here, menu: &mut Menu) {
    let folder = here.folder();
    menu.plain(CompletionKind::Folder, "./", 0).detail(&format!("the working directory, {folder}"));
    menu.plain(CompletionKind::Folder, ".", 1).detail(&format!("the working directory, {folder}"));
    let mut seen = BTreeSet::from(["./".to_owned(), ".".to_owned()]);
    let typed = here.instruction().map(|it| it.span);
    let others = here.file.instructions.iter().filter(|it| typed.is_none_or(|typed| typed != it.span));
    let used = others.rev().filter_map(|it| it.copy_destination()).map(|it| it.text.clone());
    for (rank, path) in (10..).zip(used.filter(|path| !path.starts_with(['"', '[']))).take(30) {
        if seen.insert(path.clone()) {
            menu.plain(CompletionKind::Folder, &path, rank).detail("used in this file");
        }
    }
    if seen.insert(format!("{folder}/")) && folder != "/" {
        menu.plain(CompletionKind::Folder, &format!("{folder}/"), 2).detail("the working directory");
    }
    for (rank, path) in (60..).zip(["/usr/local/bin/", "/etc/", "/app/", "/"]) {
        if seen.insert(path.to_owned()) {
            menu.plain(CompletionKind::Folder, path, rank);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{at, begins, inserted, labels, offers, with_context};
    use super::entries;

    #[test]
    fn a_folder_shows_what_lies_right_in_it() {
        let paths: Vec<String> = ["a", "a/b", "a/b/c", "a-x", "d"].map(str::to_owned).to_vec();
        let mut sorted = paths.clone();
        sorted.sort();
        assert_eq!(entries(&sorted, ""), [("a", true), ("a-x", false), ("d", false)]);
        assert_eq!(entries(&sorted, "a"), [("b", true)]);
        assert_eq!(entries(&sorted, "x"), []);
    }

    #[test]
    fn the_context_is_offered_a_folder_at_a_time() {
        let context = [".env", "package.json", "src", "src/main.rs", "src/x", "src/x/y"];
        let offered = |marked: &str| {
            let items = with_context(marked, &context);
            labels(&items).iter().filter(|it| !it.starts_with("--")).map(|it| (*it).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(offered("FROM a\nCOPY ^")[..3], ["package.json", "src/", ".env"]);
        assert_eq!(offered("FROM a\nCOPY src/^ x"), ["main.rs", "x/"]);
        assert_eq!(offered("FROM a\nCOPY ./src/m^"), ["main.rs", "x/"]);
        assert_eq!(offered("FROM a\nCOPY [\"src/^"), ["main.rs", "x/"]);
        assert_eq!(offered("FROM a\nRUN --mount=type=bind,source=src/^,target=x"), ["main.rs", "x/"]);
        let items = with_context("FROM a\nCOPY sr^/x y", &context);
        assert_eq!(inserted(&items, "src/"), "src/");
        assert_eq!(items[0].replace.len(), 3, "the slash goes with the name");
    }

    #[test]
    fn a_stage_offers_what_it_makes() {
        begins(
            "FROM golang AS b\nWORKDIR /src\nRUN go build -o /out/app .\nFROM a\nCOPY --from=b ^",
            &["/out/app", "/src/"],
        );
        begins(
            "FROM node AS b\nWORKDIR /app\nRUN npm ci\nRUN npm run build\nFROM a\nCOPY --from=b ^",
            &["/app/dist/", "/app/node_modules/"],
        );
        begins(
            "FROM rust AS b\nWORKDIR /w\nRUN cargo build --release\nFROM a\nCOPY --from=0 /w/^",
            &["/w/target/release/"],
        );
        offers("FROM a\nCOPY --from=ghcr.io/astral-sh/uv:0.9 ^", &["/uv", "/uvx"]);
        offers(
            "FROM a AS b\nRUN python -m venv /opt/venv\nFROM c\nRUN --mount=type=bind,from=b,source=^",
            &["/opt/venv"],
        );
    }

    #[test]
    fn destinations_begin_with_the_working_directory() {
        let items = at("FROM a\nWORKDIR /app\nCOPY x /etc/x/\nCOPY y ^");
        assert_eq!(labels(&items)[..3], ["./", ".", "/app/"]);
        assert!(labels(&items).contains(&"/etc/x/"));
    }
}
