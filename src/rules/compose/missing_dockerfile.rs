//! A build whose folder or Dockerfile is not there.

use crate::model::compose::{Service, Source, Value};
use crate::model::surroundings::{FileKind, Surroundings};
use crate::reference::suggest::suggest;
use crate::rules::prelude::*;
use std::path::Path;

rule! {
    /// What a service is built from is not there.
    ///
    /// `docker compose config` and `up` with an image at hand go well; the first build does not. The context is looked for
    /// beside the Compose file, the Dockerfile inside the context. A Compose file that stands alone, without anything that it
    /// names, is taken for a copy and not judged; nor are contexts from elsewhere and paths with variables.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     build: ./frontned
    ///   api:
    ///     build: ./backend
    /// ```
    /// ```text
    /// frontend/Dockerfile
    /// backend/Dockerfile
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     build: ./frontend
    ///   api:
    ///     build: ./backend
    /// ```
    "missing-dockerfile", Warning, Ask,
    groups: [Correctness],
    concerns: ["build-context-missing", "dockerfile-missing"],
}

pub fn check(file: &Compose, report: &mut Report) {
    let missing = |source: &Source| matches!(source, Source::NoContext(_) | Source::NoDockerfile(_));
    if !file.builds().iter().any(|build| missing(&build.source)) || !file.is_at_home() {
        return;
    }
    for service in file.services() {
        let Some(build) = file.build_of(service) else { continue };
        match &build.source {
            Source::NoContext(path) => no_context(service, path, report),
            Source::NoDockerfile(path) => no_dockerfile(service, path, report),
            Source::Read { .. } | Source::Unknown => {}
        }
    }
}

fn no_context(service: Service<'_>, path: &Path, report: &mut Report) {
    let Some(context) = service.build_context() else { return };
    let written = context.text().unwrap_or_default();
    let finding = report.at(context.span(), format!("There is no folder `{written}` to build from"));
    let around = service.file().surroundings();
    let folders = neighbours(around, path, |kind| kind == FileKind::Folder);
    correct(finding, context, path, &folders);
}

fn no_dockerfile(service: Service<'_>, path: &Path, report: &mut Report) {
    let Some(build) = service.entry("build") else { return };
    let around = service.file().surroundings();
    let files = neighbours(around, path, |kind| kind == FileKind::File);
    if let Some(named) = build.value.get("dockerfile") {
        let written = named.text().unwrap_or_default();
        let finding = report.at(named.span(), format!("There is no `{written}` in the build context"));
        correct(finding, named, path, &files);
        return;
    }
    let span = service.build_context().map_or(build.key.span(), Value::span);
    let finding = report.at(span, "There is no Dockerfile in this folder");
    let likely = files.iter().filter(|name| is_likely(name)).collect::<Vec<_>>();
    if let ([only], Some(context)) = (likely.as_slice(), build.value.get("context")) {
        let column = crate::rules::amend::column(service.file(), build.value.span().start);
        if !build.value.is_flow()
            && !context.is_flow()
            && context.span().of(service.file().source()).lines().count() == 1
        {
            let indent = " ".repeat(column);
            let text = format!("\n{indent}dockerfile: {only}");
            finding.fix(format!("Build from `{only}`"), insert(context.span().end, text)).declares(&[Change::Model]);
        }
    }
}

/// The names beside the path that is missing.
fn neighbours(around: &Surroundings, path: &Path, wanted: impl Fn(FileKind) -> bool) -> Vec<String> {
    let (Some(files), Some(folder)) = (&around.files, path.parent()) else { return Vec::new() };
    let names = files.names(folder).unwrap_or_default();
    names.into_iter().filter(|name| files.kind(&folder.join(name)).is_some_and(&wanted)).collect()
}

fn is_likely(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let ends = [".md", ".dockerignore", ".yml", ".yaml", ".j2", ".tmpl", ".template", ".orig", ".bak"];
    (lower.contains("dockerfile") || lower == "containerfile") && !ends.iter().any(|end| lower.ends_with(end))
}

/// Offers the nearest name in place of the last part of a path.
fn correct(finding: &mut Finding, written: Value<'_>, path: &Path, names: &[String]) {
    let Some(wrong) = path.file_name().and_then(|name| name.to_str()) else { return };
    let (Some(joined), Some(text)) = (written.joined(), written.text()) else { return };
    let Some(near) = suggest(wrong, names.iter().map(String::as_str)) else { return };
    if let Some(at) = text.rfind(wrong) {
        let edit = replace(joined.span(at..at + wrong.len()), near);
        finding.fix(format!("Change to `{near}`"), edit).declares(&[Change::Model]);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings_among;

    fn told(compose: &str, files: &[(&str, &str)]) -> Vec<String> {
        findings_among("missing-dockerfile", files, compose).into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn a_folder_without_its_dockerfile_is_told() {
        let compose = "services:\n  a: {build: ./a}\n  b: {build: {context: b, dockerfile: dev.Dockerfile}}\n";
        let files = [("a/main.go", ""), ("b/Dockerfile", "FROM scratch\n")];
        assert_eq!(
            told(compose, &files),
            ["There is no Dockerfile in this folder", "There is no `dev.Dockerfile` in the build context"]
        );
    }

    #[test]
    fn the_only_likely_file_is_offered() {
        let compose = "services:\n  a:\n    build:\n      context: ./a\n";
        let files = [("a/Dockerfile.dev", "FROM scratch\n"), ("a/Dockerfile.md", "")];
        let found = findings_among("missing-dockerfile", &files, compose);
        let fixed = crate::text::apply_edits(compose, &found[0].fixes[0].edits);
        assert_eq!(fixed, "services:\n  a:\n    build:\n      context: ./a\n      dockerfile: Dockerfile.dev\n");
    }

    #[test]
    fn a_copy_away_from_its_project_is_not_judged() {
        assert!(told("services:\n  a: {build: ./a}\n", &[("notes.txt", "")]).is_empty());
        assert!(told("services:\n  a: {build: ./a}\n  b: {build: $B}\n", &[("a/Dockerfile", "")]).is_empty());
    }
}
