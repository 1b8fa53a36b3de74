//! Who builds a Dockerfile: the services of the Compose files around it.
//!
//! Looked for in the folder of the Dockerfile and the few above it, where projects keep their Compose files. Nothing is
//! looked for until somebody asks.

use super::compose::{Service, has_variable};
use super::dockerfile::Stage;
use super::surroundings::{FileKind, plain};
use super::{Dockerfile, Language, Snapshot, Surroundings};
use crate::text::Text;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A service that is built from a Dockerfile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Builder {
    /// The Compose file.
    pub file: PathBuf,
    pub service: String,
    /// The line of its name in the Compose file, from 0.
    pub line: usize,
    /// The folder of its build context; `None` where that is elsewhere, or a variable decides it.
    pub context: Option<PathBuf>,
    /// The stage that it asks for; `None` for the last.
    pub target: Option<String>,
    /// The names of the arguments that it gives.
    pub arguments: Vec<String>,
    /// The values that it gives them, as written; none where it passes on those of its caller.
    pub values: BTreeMap<String, String>,
    /// The names of the contexts that it adds.
    pub contexts: Vec<String>,
    /// The names of the secrets that the build gets.
    pub secrets: Vec<String>,
    /// The ports of the container that it publishes, as written.
    pub ports: Vec<String>,
}

impl Builder {
    /// Whether this stage of the Dockerfile is what it asks for.
    pub fn builds(&self, file: &Dockerfile, stage: &Stage) -> bool {
        let wanted = match self.target.as_deref() {
            None | Some("") => file.final_stage(),
            Some(target) => file.stage_named(target).or_else(|| file.stages.get(target.parse::<usize>().ok()?)),
        };
        wanted.is_some_and(|wanted| wanted.index == stage.index)
    }
}

/// How many folders above that of the Dockerfile are looked at.
const FOLDERS_ABOVE: usize = 3;

/// How many Compose files of a folder are read.
const MAX_FILES: usize = 8;

/// The services that build this Dockerfile, by file and line; none where no neighbours are known.
pub fn builders(file: &Dockerfile) -> Vec<Builder> {
    let surroundings = file.surroundings();
    surroundings.found.builders.get_or_init(|| look_for_builders(surroundings)).clone()
}

fn look_for_builders(surroundings: &Surroundings) -> Vec<Builder> {
    let (Some(path), Some(folder)) = (&surroundings.path, surroundings.folder()) else { return Vec::new() };
    let path = plain(path);
    let folders = folder.ancestors().take(1 + FOLDERS_ABOVE);
    folders
        .flat_map(|folder| compose_files(surroundings, folder, "build"))
        .flat_map(|file| services(&file, &path))
        .collect()
}

/// The Compose files of a document's folder and of the few above it, the nearest first.
pub fn compose_files_around(surroundings: &Surroundings) -> &[Snapshot] {
    surroundings.found.compose_files.get_or_init(|| {
        let folders = surroundings.folder().into_iter().flat_map(|folder| folder.ancestors().take(1 + FOLDERS_ABOVE));
        folders.flat_map(|folder| compose_files(surroundings, folder, "")).collect()
    })
}

/// The Compose files of a folder that hold a word, each with the same neighbours as the document that asks.
fn compose_files(surroundings: &Surroundings, folder: &Path, word: &str) -> Vec<Snapshot> {
    let Some(files) = &surroundings.files else { return Vec::new() };
    let names = files.names(folder).unwrap_or_default();
    let paths =
        names.iter().filter(|name| Language::of_name(name) == Some(Language::Compose)).map(|name| folder.join(name));
    let read = paths.filter(|path| files.kind(path) == Some(FileKind::File)).take(MAX_FILES).filter_map(|path| {
        let text = files.read(&path).ok().filter(|text| text.contains(word))?;
        let around = Arc::new(surroundings.of_neighbour(path));
        Some(Snapshot::new(Language::Compose, Text::new(&text), 0).with_surroundings(around))
    });
    read.collect()
}

fn services(snapshot: &Snapshot, dockerfile: &Path) -> Vec<Builder> {
    let Some(compose) = snapshot.compose() else { return Vec::new() };
    let Some(file) = compose.surroundings().path.clone() else { return Vec::new() };
    let built =
        compose.services().into_iter().filter(|service| service.dockerfile_path().is_some_and(|it| it == dockerfile));
    let builder = |service: Service<'_>| {
        let arguments = service.build_entries("args");
        let names = |key: &str| service.build_entries(key).iter().map(|entry| entry.name.to_owned()).collect();
        let valued = arguments.iter().filter_map(|it| Some((it.name.to_owned(), it.value?.to_owned())));
        Builder {
            file: file.clone(),
            service: service.name.to_owned(),
            line: compose.source()[..service.key.start].matches('\n').count(),
            context: context(&file, service),
            target: service.build().and_then(|build| build.get("target")?.text()).map(str::to_owned),
            values: valued.collect(),
            arguments: arguments.iter().map(|argument| argument.name.to_owned()).collect(),
            contexts: names("additional_contexts"),
            secrets: names("secrets"),
            ports: service.ports().map(|port| port.target.to_owned()).collect(),
        }
    };
    built.map(builder).collect()
}

fn context(file: &Path, service: Service<'_>) -> Option<PathBuf> {
    let told = service.build_context().map_or(Some("."), |context| context.text())?;
    let is_elsewhere = told.contains("://") || told.starts_with("git@") || has_variable(told);
    (!is_elsewhere).then(|| file.parent().map(|folder| plain(&folder.join(told))))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::MemoryFiles;

    #[test]
    fn a_service_tells_what_it_brings_to_the_build() {
        let compose = "services:\n  web:\n    ports: [\"80:3000\"]\n    build:\n      context: .\n      args: {A: 1, B: null}\n      \
                       additional_contexts: {docs: ../docs}\n      secrets: [token]\nsecrets: {token: {environment: T}}\n";
        let files = [("/p/Dockerfile", "FROM x\n"), ("/p/compose.yaml", compose)];
        let around = MemoryFiles::new(files).around("/p/Dockerfile");
        let snapshot = Snapshot::of(Language::Dockerfile, files[0].1).with_surroundings(around);
        let found = builders(snapshot.dockerfile().expect("a Dockerfile"));
        assert_eq!(
            (found[0].arguments.join(" "), found[0].values.get("A").map(String::as_str)),
            ("A B".into(), Some("1"))
        );
        assert_eq!((&found[0].contexts[..], &found[0].secrets[..]), (&["docs".into()][..], &["token".into()][..]));
        assert_eq!(found[0].ports, ["3000"]);
    }

    #[test]
    fn a_dockerfile_finds_its_services_in_the_folders_above() {
        let compose =
            "services:\n  db: {image: postgres}\n  web: {build: {context: app, target: dev, args: [A, B=1]}}\n";
        let near = "services:\n  test: {build: {context: .., dockerfile: app/Dockerfile}}\n  other: {build: ./x}\n";
        let files = [
            ("/p/app/Dockerfile", "FROM x AS dev\n"),
            ("/p/app/compose.test.yaml", near),
            ("/p/compose.yaml", compose),
            ("/p/values.yaml", compose),
        ];
        let around = MemoryFiles::new(files).around("/p/app/Dockerfile");
        let snapshot = Snapshot::of(Language::Dockerfile, files[0].1).with_surroundings(around);
        let found = builders(snapshot.dockerfile().expect("a Dockerfile"));
        let told: Vec<_> = found.iter().map(|it| (it.file.to_str(), it.service.as_str(), it.line)).collect();
        assert_eq!(told, [(Some("/p/app/compose.test.yaml"), "test", 1), (Some("/p/compose.yaml"), "web", 2)]);
        let contexts: Vec<_> = found.iter().filter_map(|it| it.context.as_deref()?.to_str()).collect();
        assert_eq!(contexts, ["/p", "/p/app"]);
        assert_eq!(
            (found[1].target.as_deref(), found[1].arguments.as_slice()),
            (Some("dev"), &["A".to_owned(), "B".to_owned()][..])
        );
        assert_eq!(found[1].values.iter().collect::<Vec<_>>(), [(&"B".to_owned(), &"1".to_owned())]);
    }
}
