//! Files that a Compose file names and that are not there: each can be made.

use super::place::Place;
use crate::ide::actions::FileChange;
use crate::ide::refactor::Offer;
use crate::model::compose::{Source, Value, has_variable};
use crate::model::surroundings::{FileKind, plain};
use crate::reference::images::latest_release;
use crate::starter;
use std::path::{Path, PathBuf};

pub(super) fn offers(place: &Place<'_>) -> Vec<Offer> {
    let file = place.file;
    let around = file.surroundings();
    let (Some(files), Some(folder)) = (around.files.as_deref(), around.folder()) else { return Vec::new() };
    let is_missing = |path: &Path| {
        files.kind(path).is_none() && path.parent().is_some_and(|it| files.kind(it) != Some(FileKind::File))
    };
    let named = |value: Value<'_>| {
        let text =
            value.as_str().filter(|text| !has_variable(text) && !text.contains("://") && !text.starts_with('~'))?;
        Some(plain(&folder.join(text)))
    };
    let mut made: Vec<(PathBuf, String)> = Vec::new();
    match *place.names {
        ["services", _, "build"] => {
            let build = place.service().and_then(|service| file.build_of(service));
            if let Some(Source::NoDockerfile(path)) = build.map(|build| &build.source) {
                let kind = path.parent().and_then(|folder| starter::dockerfile(files, folder));
                made.push((path.clone(), kind.unwrap_or_else(plain_dockerfile)));
            }
        }
        ["services", service, "env_file"] => {
            let here = file.variable_files().into_iter().filter(|it| it.service.name == service && !it.is_label);
            let on_line =
                |it: &&crate::model::compose::VariableFile<'_>| file.whole_lines(it.span).touches(place.span.start);
            let all: Vec<_> = here.collect();
            let one = all.iter().find(on_line).or(if let [only] = &all[..] { Some(only) } else { None });
            made.extend(one.map(|it| (it.path.clone(), format!("# Variables of the service {service}\n"))));
        }
        ["secrets" | "configs", _, "file"] => made.extend(named(place.value).map(|path| (path, String::new()))),
        ["include"] => {
            let item = place.item().or(Some(place.value).filter(|value| !value.is_sequence()));
            let path = item.and_then(|item| if item.is_mapping() { item.get("path") } else { Some(item) });
            made.extend(path.and_then(named).map(|path| (path, "services: {}\n".to_owned())));
        }
        _ => {}
    }
    let offer = |(path, text): (PathBuf, String)| {
        let shown = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
        Offer::rewrite(format!("Create `{shown}`"), Vec::new()).with_file(FileChange::Create { path, text })
    };
    made.into_iter().filter(|(path, _)| is_missing(path)).map(offer).collect()
}

/// Where to begin with a project of an unknown kind.
fn plain_dockerfile() -> String {
    let tag = latest_release("alpine").unwrap_or("3");
    format!("# syntax=docker/dockerfile:1\n\nFROM alpine:{tag}\nWORKDIR /app\nCOPY . .\n")
}

#[cfg(test)]
mod tests {
    use crate::ide::actions::FileChange;
    use crate::ide::refactor::refactorings;
    use crate::model::{Language, MemoryFiles, Snapshot};
    use crate::text::Span;

    fn created(marked: &str) -> Option<(String, String)> {
        let at = marked.find('|')?;
        let source = marked.replacen('|', "", 1);
        let files = [("/p/compose.yaml", source.as_str()), ("/p/api/go.mod", "module x\n"), ("/p/there.env", "")];
        let snapshot = Snapshot::of(Language::Compose, &source)
            .with_surroundings(MemoryFiles::new(files).around("/p/compose.yaml"));
        let action =
            refactorings(&snapshot, &[], Span::at(at)).into_iter().find(|it| it.title.starts_with("Create"))?;
        let Some(FileChange::Create { path, text }) = action.files.into_iter().next() else { return None };
        Some((path.to_string_lossy().into_owned(), text))
    }

    #[test]
    fn what_is_named_and_missing_can_be_made() {
        let (path, text) = created("services:\n  a:\n    build: ./a|pi\n").expect("a Dockerfile");
        assert!(path == "/p/api/Dockerfile" && text.contains("FROM golang:"), "{text}");
        let path = |marked: &str| created(marked).map(|(path, _)| path);
        assert_eq!(path("services:\n  a:\n    image: x\n    env_file: a|.env\n").as_deref(), Some("/p/a.env"));
        assert_eq!(
            path("services:\n  a:\n    image: x\n    env_file:\n      - there.env\n      - b|.env\n").as_deref(),
            Some("/p/b.env")
        );
        assert_eq!(
            path("services: {}\nsecrets:\n  s:\n    file: ./s|ecrets/s.txt\n").as_deref(),
            Some("/p/secrets/s.txt")
        );
        assert_eq!(path("include:\n  - m|ore.yaml\n").as_deref(), Some("/p/more.yaml"));
        assert_eq!(path("services:\n  a:\n    image: x\n    env_file: th|ere.env\n"), None);
        assert_eq!(path("secrets:\n  s:\n    file: $|X\n"), None);
    }
}
