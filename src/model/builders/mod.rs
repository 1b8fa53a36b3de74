//! Who builds a Dockerfile: the services of the Compose files around it, and the targets of the Bake files.
//!
//! Looked for in the folder of the Dockerfile and the few above it, where projects keep them. Nothing is looked for until
//! somebody asks.

mod bake;
pub(super) mod compose;

use super::bake::Bake;

use super::dockerfile::{Base, Held, Passed, Stage};
use super::surroundings::{FileKind, plain};
use super::{Dockerfile, Language, Snapshot, Surroundings};
use crate::text::Text;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Somebody who builds a Dockerfile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Builder {
    pub kind: BuilderKind,
    /// The Compose or Bake file.
    pub file: PathBuf,
    pub name: String,
    /// The line of its name in that file, from 0.
    pub line: usize,
    /// The folder of its build context; `None` where that is elsewhere, or a variable decides it.
    pub context: Option<PathBuf>,
    pub target: Wanted,
    /// The names of the arguments that it gives.
    pub arguments: Vec<String>,
    /// The values that it gives them, as written; none where it passes on those of its caller.
    pub values: BTreeMap<String, String>,
    /// What those values come to, where every variable in them is known or has a default.
    pub known: BTreeMap<String, String>,
    /// The platforms that it builds for, where no variable decides them; empty for that of its caller.
    pub platforms: Vec<String>,
    /// The names of the contexts that it adds.
    pub contexts: Vec<String>,
    /// The names of the secrets that the build gets.
    pub secrets: Vec<String>,
    /// The ports of the container that it publishes, as written.
    pub ports: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuilderKind {
    /// A service of a Compose file.
    Service,
    /// A target of a Bake file.
    Target,
}

impl BuilderKind {
    /// What it is, in a sentence.
    pub fn noun(self) -> &'static str {
        match self {
            BuilderKind::Service => "service",
            BuilderKind::Target => "Bake target",
        }
    }
}

/// The stage that a builder asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    Last,
    /// By its name or number.
    Stage(String),
    /// A variable decides it.
    Unknown,
}

impl Wanted {
    /// The name or number of the stage, where one is given and known.
    pub fn name(&self) -> Option<&str> {
        match self {
            Wanted::Stage(name) => Some(name),
            _ => None,
        }
    }
}

impl Builder {
    /// What it is called in a sentence: `service web`.
    pub fn title(&self) -> String {
        format!("{} {}", self.kind.noun(), self.name)
    }

    /// The name of its file.
    pub fn file_name(&self) -> String {
        self.file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
    }

    /// Whether this stage of the Dockerfile is what it asks for.
    pub fn builds(&self, file: &Dockerfile, stage: &Stage) -> bool {
        let wanted = match &self.target {
            Wanted::Last => file.final_stage(),
            Wanted::Stage(name) => file.stage_named(name),
            Wanted::Unknown => None,
        };
        wanted.is_some_and(|wanted| wanted.index == stage.index)
    }

    /// Whether this stage is needed for what it asks for: it is that, or that stands on it or takes files from it.
    pub fn needs(&self, file: &Dockerfile, stage: &Stage) -> bool {
        self.needed_stages(file).get(stage.index).copied().unwrap_or(false)
    }

    /// For each stage, whether it is needed.
    pub fn needed_stages(&self, file: &Dockerfile) -> Vec<bool> {
        let mut needed: Vec<bool> = file.stages.iter().map(|stage| self.builds(file, stage)).collect();
        for later in file.stages.iter().rev() {
            if !needed.get(later.index).copied().unwrap_or(false) {
                continue;
            }
            let base = match later.base {
                Base::Stage(base) => Some(base),
                _ => None,
            };
            let named = later.references.iter().filter_map(|it| Some(file.stage_named(&it.name.text)?.index));
            for index in base.into_iter().chain(named) {
                if let Some(slot) = needed.get_mut(index) {
                    *slot = true;
                }
            }
        }
        needed
    }

    /// The arguments that it gives, with what is known of their values.
    pub fn passed(&self) -> Passed {
        let held = |name: &String| self.known.get(name).map_or(Held::Unknown, |value| Held::Value(value.clone()));
        self.arguments.iter().map(|name| (name.clone(), held(name))).collect()
    }
}

/// How many folders above that of the Dockerfile are looked at.
const FOLDERS_ABOVE: usize = 3;

/// How many Compose files of a folder are read.
const MAX_FILES: usize = 8;

/// The services that build this Dockerfile, by file and line; none where no neighbours are known.
pub fn builders(file: &Dockerfile) -> &[Builder] {
    let surroundings = file.surroundings();
    surroundings.found.builders.get_or_init(|| look_for_builders(surroundings))
}

/// Whether somebody builds the file, and everybody who does brings a context of this name.
pub fn is_context_of_all(file: &Dockerfile, name: &str) -> bool {
    let builders = builders(file);
    !builders.is_empty() && builders.iter().all(|builder| builder.contexts.iter().any(|context| context == name))
}

fn look_for_builders(surroundings: &Surroundings) -> Vec<Builder> {
    let (Some(path), Some(folder)) = (&surroundings.path, surroundings.folder()) else { return Vec::new() };
    let path = plain(path);
    let mut builders = Vec::new();
    for folder in folder.ancestors().take(1 + FOLDERS_ABOVE) {
        let files = compose_files(surroundings, folder, "build");
        builders.extend(files.iter().flat_map(|file| compose::services(file, &path)));
    }
    builders.extend(bakes_around(surroundings).iter().flat_map(|bake| bake::targets(bake, &path)));
    builders
}

/// The Bake files of a document's folder and of the few above it, the nearest first.
pub fn bakes_around(surroundings: &Surroundings) -> &[Bake] {
    surroundings.found.bakes.get_or_init(|| {
        let folders = surroundings.folder().into_iter().flat_map(|folder| folder.ancestors().take(1 + FOLDERS_ABOVE));
        folders.filter_map(|folder| bake::of_folder(surroundings, folder)).collect()
    })
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
        let told: Vec<_> = found.iter().map(|it| (it.file.to_str(), it.name.as_str(), it.line)).collect();
        assert_eq!(told, [(Some("/p/app/compose.test.yaml"), "test", 1), (Some("/p/compose.yaml"), "web", 2)]);
        let contexts: Vec<_> = found.iter().filter_map(|it| it.context.as_deref()?.to_str()).collect();
        assert_eq!(contexts, ["/p", "/p/app"]);
        assert_eq!(
            (found[1].target.name(), found[1].arguments.as_slice()),
            (Some("dev"), &["A".to_owned(), "B".to_owned()][..])
        );
        assert_eq!(found[1].values.iter().collect::<Vec<_>>(), [(&"B".to_owned(), &"1".to_owned())]);
    }
}
