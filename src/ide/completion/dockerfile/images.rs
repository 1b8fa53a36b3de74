//! Images and their tags: those that the files nearby use, and those of the offline table. Nothing is fetched.

use super::{Here, stages};
use crate::ide::CompletionKind;
use crate::ide::completion::items::Menu;
use crate::model::Language;
use crate::model::surroundings::FileKind;
use crate::reference::images::support::{ended, given_up, supported};
use crate::reference::images::{Image, Shell, images, latest_release, lookup};
use crate::text::Span;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Images that most projects start from, the most used first: Docker Hub's own counts and 1,700 public Dockerfiles agree on them.
const POPULAR: [&str; 32] = [
    "node",
    "python",
    "alpine",
    "debian",
    "ubuntu",
    "golang",
    "rust",
    "nginx",
    "php",
    "ruby",
    "eclipse-temurin",
    "maven",
    "gradle",
    "mcr.microsoft.com/dotnet/sdk",
    "mcr.microsoft.com/dotnet/aspnet",
    "mcr.microsoft.com/dotnet/runtime",
    "amazoncorretto",
    "busybox",
    "postgres",
    "redis",
    "httpd",
    "caddy",
    "composer",
    "oven/bun",
    "denoland/deno",
    "ghcr.io/astral-sh/uv",
    "gcr.io/distroless/static",
    "gcr.io/distroless/base",
    "buildpack-deps",
    "fedora",
    "rockylinux",
    "swift",
];

/// Parts of tags by which variants of an image are told apart.
const VARIANTS: [&str; 13] = [
    "slim",
    "alpine",
    "trixie",
    "bookworm",
    "slim-bookworm",
    "fpm",
    "fpm-alpine",
    "apache",
    "cli",
    "jre",
    "jdk",
    "noble",
    "rootless",
];

/// Debian's and Ubuntu's releases by name, which their images have as tags.
const NAMED: [(&str, &[&str]); 2] = [
    ("debian", &["trixie-slim", "bookworm-slim", "trixie", "bookworm", "13-slim", "12-slim"]),
    ("ubuntu", &["noble", "jammy"]),
];

/// What FROM takes: stages, images, and behind a colon the tags of one.
pub(super) fn bases(here: Here, menu: &mut Menu) {
    if tags_of_typed(here, menu) {
        return;
    }
    stages::bases(here, menu);
    names(here, menu);
    menu.plain(CompletionKind::Image, "scratch", 195).detail("nothing at all");
}

/// What a `--from` takes besides stages.
pub(super) fn used_or_known(here: Here, menu: &mut Menu) {
    if !tags_of_typed(here, menu) {
        names(here, menu);
    }
}

/// Offers tags where a colon stands behind the name of an image.
fn tags_of_typed(here: Here, menu: &mut Menu) -> bool {
    let typed = here.typed(menu);
    let path = typed.rfind('/').map_or(0, |slash| slash + 1);
    let Some(colon) = typed[path..].find(':').map(|at| path + at) else { return false };
    let (name, word) = (typed[..colon].to_owned(), menu.word());
    menu.aim(Span::new(word.start + colon + 1, word.end));
    if !typed.contains('@') {
        tags(here, &name, menu);
    }
    menu.aim(word);
    true
}

fn names(here: Here, menu: &mut Menu) {
    let typed = here.typed(menu).to_ascii_lowercase();
    let mut seen: BTreeSet<String> = here.file.stages.iter().map(|stage| stage.label()).collect();
    for (rank, Used { reference, place, language }) in (0..).zip(used(here)) {
        if seen.insert(reference.clone()) {
            // What Compose runs is seldom what one builds on.
            let rank = rank + if language == Language::Compose { 196 } else { 100 };
            menu.plain(CompletionKind::Image, &reference, rank).detail(&place).topic(&topic(&reference));
        }
    }
    for (rank, name) in (130..).step_by(2).zip(POPULAR).filter(|(_, name)| name.contains(&typed)) {
        known(name, rank, &mut seen, menu);
    }
    // The whole table would be a long list: it is there for whoever has begun to type.
    menu.is_partial = true;
    if typed.is_empty() {
        return;
    }
    for image in images() {
        let begins = |part: &str| part.starts_with(&typed);
        let fits = begins(image.name) || image.name.rsplit('/').next().is_some_and(begins);
        if fits && !image.name.ends_with('*') {
            known(image.name, 300, &mut seen, menu);
        }
    }
}

/// An image of the table, and with the tag of its current release.
fn known(name: &str, rank: u16, seen: &mut BTreeSet<String>, menu: &mut Menu) {
    if !seen.insert(name.to_owned()) || matches!(name, "scratch") {
        return;
    }
    let gone = given_up(name);
    let distribution = lookup(name).map_or("", |image| image.distribution);
    let detail = gone.map_or_else(|| distribution.to_owned(), |(since, _)| format!("given up {since}"));
    menu.plain(CompletionKind::Image, name, rank)
        .detail(&detail)
        .deprecated(gone.is_some())
        .commit(":")
        .topic(&topic(name));
    let pinned = latest_release(name).filter(|_| gone.is_none()).map(|release| format!("{name}:{release}"));
    if let Some(pinned) = pinned.filter(|pinned| seen.insert(pinned.clone())) {
        menu.plain(CompletionKind::Image, &pinned, rank + 1).detail("the current release").topic(&topic(&pinned));
    }
}

fn topic(reference: &str) -> String {
    format!("dockerfile image {reference}")
}

/// The tags of an image that are used nearby or known.
fn tags(here: Here, name: &str, menu: &mut Menu) {
    let mut seen = BTreeSet::new();
    let mut offer = |tag: &str, rank: u16, detail: &str, menu: &mut Menu| {
        if seen.insert(tag.to_owned()) {
            let end = ended(name, tag).map(|end| format!("no fixes since {}", end.since));
            menu.plain(CompletionKind::Image, tag, rank)
                .detail(end.as_deref().unwrap_or(detail))
                .deprecated(end.is_some())
                .topic(&topic(&format!("{name}:{tag}")));
        }
    };
    for (rank, Used { reference, place, .. }) in (0..).zip(used(here)) {
        if let Some(tag) = reference.strip_prefix(name).and_then(|rest| rest.strip_prefix(':')) {
            offer(tag, rank, &place, menu);
        }
    }
    let current = latest_release(name);
    let releases = current.map(|release| (release, "the current release".to_owned())).into_iter();
    let others = supported(name).into_iter().map(|(release, end)| (release, format!("supported until {end}")));
    for (rank, (release, detail)) in (40..).step_by(20).zip(releases.chain(others)).take(8) {
        offer(release, rank, &detail, menu);
        for (at, variant) in (1..).zip(variants(name, release)) {
            offer(&format!("{release}-{variant}"), rank + at, &detail, menu);
        }
    }
    for (rank, tag) in (220..).zip(NAMED.iter().filter(|(image, _)| *image == name).flat_map(|(_, tags)| *tags)) {
        offer(tag, rank, "a release by its name", menu);
    }
    offer("latest", 250, "moves without notice", menu);
}

/// The variants of a release that the table tells apart from the plain one.
fn variants(name: &str, release: &str) -> Vec<&'static str> {
    let row = |tag: &str| lookup(&format!("{name}:{tag}"));
    let Some(plain) = row(release) else { return Vec::new() };
    let mut rows = vec![std::ptr::from_ref(plain)];
    let mut found = Vec::new();
    for variant in VARIANTS {
        let Some(image) = row(&format!("{release}-{variant}")).map(std::ptr::from_ref) else { continue };
        if !rows.contains(&image) {
            rows.push(image);
            found.push(variant);
        }
    }
    found
}

/// How many files nearby are looked at.
const MAX_FILES: usize = 12;

/// An image that a file names.
struct Used {
    /// As written.
    reference: String,
    /// `used in api.Dockerfile`.
    place: String,
    language: Language,
}

/// The images of this file and of those beside it, the nearest first.
fn used(here: Here) -> Vec<Used> {
    let mut found: Vec<Used> = Vec::new();
    let typed = here.instruction().map(|it| it.span);
    let mut add = |reference: &str, place: String, language| {
        let is_plain = !reference.contains('$') && lookup(reference).is_none_or(|image| image.name != "scratch");
        if is_plain && found.iter().all(|known| known.reference != reference) {
            found.push(Used { reference: reference.to_owned(), place, language });
        }
    };
    for (image, word) in here.file.image_references() {
        if typed.is_none_or(|typed| !typed.touches(word.span.start)) {
            add(&image.text, "used in this file".to_owned(), Language::Dockerfile);
        }
    }
    let surroundings = here.file.surroundings();
    let (Some(path), Some(files)) = (surroundings.path.as_deref(), &surroundings.files) else { return found };
    let folders = path.ancestors().skip(1).take(3);
    let neighbours = folders.flat_map(|folder| {
        let names = files.names(folder).unwrap_or_default().into_iter();
        names.filter_map(|name| Some((Language::of_name(&name)?, folder.join(&name)))).collect::<Vec<_>>()
    });
    let is_other = |(language, file): &(Language, PathBuf)| {
        matches!(language, Language::Dockerfile | Language::Compose) && file != path && is_file(&**files, file)
    };
    for (language, file) in neighbours.filter(is_other).take(MAX_FILES) {
        let Ok(text) = files.read(&file) else { continue };
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        for reference in references_in(language, &text) {
            add(reference, format!("used in {name}"), language);
        }
    }
    found
}

fn is_file(files: &dyn crate::model::Files, path: &Path) -> bool {
    files.kind(path) == Some(FileKind::File)
}

/// The images that a text names, read line by line: good enough for a list of suggestions, and quick.
fn references_in(language: Language, text: &str) -> impl Iterator<Item = &str> {
    text.lines().take(2_000).filter_map(move |line| {
        let mut words = line.split_whitespace();
        let first = words.next()?;
        let reference = match language {
            Language::Compose if first == "image:" => words.next()?,
            Language::Dockerfile if first.eq_ignore_ascii_case("FROM") => words.find(|word| !word.starts_with("--"))?,
            _ => return None,
        };
        let reference = reference.trim_matches(['"', '\'']);
        // A name without tag and path may be a stage.
        (reference.contains([':', '/']) && !reference.ends_with(':')).then_some(reference)
    })
}

/// What is known of an image, in a few lines.
pub(super) fn page(reference: &str) -> Option<String> {
    let Some(image) = lookup(reference) else {
        return Some(format!("`{reference}`\n\nNothing is known of what this image holds."));
    };
    let mut page = format!("`{reference}`\n\nBuilt on {}.", image.distribution);
    page.push_str(&match image.shell {
        Shell::None => " It has no shell.".to_owned(),
        Shell::Posix(path) => format!(" Shell: `{path}`."),
        Shell::Cmd => " Shell: `cmd`.".to_owned(),
        Shell::PowerShell => " Shell: PowerShell.".to_owned(),
    });
    if let Some(manager) = image.package_manager.manager() {
        page.push_str(&format!(" Packages: `{}`.", manager.name));
    }
    facts(image, &mut page);
    let (name, tag) = reference.rsplit_once(':').unwrap_or((reference, ""));
    if let Some(end) = ended(name, tag) {
        page.push_str(&format!("\n\n**{} gets no fixes since {}.**", end.what, end.since));
    } else if let Some((since, instead)) = given_up(name) {
        page.push_str(&format!("\n\n**Given up {since}**; instead: `{instead}`."));
    }
    Some(page)
}

fn facts(image: &Image, page: &mut String) {
    page.push_str(&format!("\n\n- runs as `{}`", image.default_user));
    if !image.working_directory.is_empty() {
        page.push_str(&format!(" in `{}`", image.working_directory));
    }
    for (what, list) in [("tools", &image.tools), ("ports", &image.ports), ("volumes", &image.volumes)] {
        if !list.is_empty() {
            page.push_str(&format!("\n- {what}: {}", list.join(", ")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{among, at, begins, labels, offers, withholds};

    #[test]
    fn names_come_from_the_table_and_from_stages() {
        offers("FROM ^", &["node", "python", "scratch"]);
        offers("FROM postg^", &["postgres", "postgis/postgis"]);
        begins("FROM a AS build\nFROM ^", &["build", "a"]);
        offers("FROM a\nCOPY --from=ghcr.io/astral-sh/^", &["ghcr.io/astral-sh/uv"]);
        offers("FROM g^", &["golang", "golang:1.27", "ghcr.io/astral-sh/uv"]);
    }

    #[test]
    fn tags_are_those_in_use_and_those_that_get_fixes() {
        begins("FROM debian:^", &["13", "13-slim"]);
        offers("FROM mcr.microsoft.com/dotnet/sdk:^", &["10.0"]);
        offers("FROM python:^", &["3.13-slim", "3.12"]);
        offers("FROM node:^", &["24", "24-slim", "24-alpine", "latest"]);
        withholds("FROM node:^", &["10", "12"]);
        begins("FROM node:18-slim AS a\nFROM node:^", &["18-slim"]);
        let old = at("FROM node:18-slim AS a\nFROM node:^");
        assert!(old[0].is_deprecated && labels(&old).contains(&"26"));
    }

    #[test]
    fn images_of_other_files_are_offered() {
        let files = [
            ("/p/Dockerfile", ""),
            ("/p/api.Dockerfile", "FROM --platform=linux/amd64 ghcr.io/acme/base:3 AS x\nFROM x\n"),
            ("/compose.yaml", "services:\n  db:\n    image: \"postgres:17.2\"\n"),
        ];
        let items = among("FROM ^", &files);
        assert_eq!(labels(&items)[0], "ghcr.io/acme/base:3");
        assert!(labels(&items).contains(&"postgres:17.2"));
        assert_eq!(items[0].detail.as_deref(), Some("used in api.Dockerfile"));
        assert_eq!(among("FROM postgres:^", &files)[0].label, "17.2");
    }
}
