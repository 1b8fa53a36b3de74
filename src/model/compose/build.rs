//! What services are built from: the folder of the build context and the Dockerfile in it, read.
//!
//! Source: compose-go `loader/paths.go`, BuildKit `frontend/dockerui/config.go` (a missing `Dockerfile` is also looked for as
//! `dockerfile`). A path that a variable decides, a remote context and a file nobody may read are unknown, and nothing is said
//! of them. A Compose file that has none of its neighbours with it, a snippet or an attachment, is not judged by what is
//! missing around it: see [`Compose::is_at_home`].

use super::{Compose, Service, Value, has_variable};
use crate::model::dockerfile::Stage;
use crate::model::surroundings::{FileKind, Files, Surroundings, plain};
use crate::model::{Dockerfile, Language, Snapshot};
use crate::text::{Span, Text};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How a service is built.
#[derive(Debug)]
pub struct Build {
    /// Of the name of the service.
    service: Span,
    pub source: Source,
}

/// The Dockerfile of a build.
#[derive(Debug)]
pub enum Source {
    /// Read; without a path where it is written in the Compose file itself.
    Read {
        path: Option<PathBuf>,
        snapshot: Arc<Snapshot>,
    },
    /// The folder of the context is not there.
    NoContext(PathBuf),
    /// The context is there, the Dockerfile is not.
    NoDockerfile(PathBuf),
    Unknown,
}

/// A name and where it stands, of a list or the keys of a mapping.
#[derive(Debug, Clone, Copy)]
pub struct Named<'a> {
    pub name: &'a str,
    pub span: Span,
    /// What stands after `=` or the colon.
    pub value: Option<&'a str>,
    pub value_span: Option<Span>,
}

impl Build {
    pub fn dockerfile(&self) -> Option<&Dockerfile> {
        match &self.source {
            Source::Read { snapshot, .. } => snapshot.dockerfile(),
            _ => None,
        }
    }

    /// Where the Dockerfile is, in words for a message.
    pub fn place(&self) -> String {
        match &self.source {
            Source::Read { path: Some(path), .. } => {
                path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
            }
            _ => "the Dockerfile".to_owned(),
        }
    }
}

impl Compose {
    /// Every build of the file, in the order of its services.
    pub fn builds(&self) -> &[Build] {
        self.builds.get_or_init(|| {
            let mut read = HashMap::new();
            let services = self.services().into_iter().filter(|service| service.build().is_some());
            services.map(|service| Build { service: service.key, source: source(service, &mut read) }).collect()
        })
    }

    /// How this service is built.
    pub fn build_of(&self, service: Service<'_>) -> Option<&Build> {
        service.build()?;
        self.builds().iter().find(|build| build.service == service.key)
    }

    /// Whether any of the files that it names beside itself is there: else it stands alone, away from its project.
    pub fn is_at_home(&self) -> bool {
        let Some((folder, files)) = self.outside() else {
            return false;
        };
        let is_there = |path: &str| files.kind(&plain(&folder.join(path))).is_some();
        self.services().into_iter().any(|service| {
            let context = service.build_context().and_then(Value::text).filter(|path| !is_self(path));
            let dockerfile = service.build().and_then(|build| build.get("dockerfile")).and_then(Value::text);
            let below = service.build_context().and_then(Value::text).unwrap_or(".");
            let dockerfile = dockerfile.map(|name| format!("{below}/{name}"));
            let mounts = service.get("volumes").into_iter().flat_map(Value::items).filter_map(Value::text);
            let mounts = mounts.filter_map(|mount| mount.split(':').next()).filter(|path| path.starts_with("./"));
            let own = mounts.chain(context).filter(|path| !is_self(path) && !has_variable(path)).any(is_there);
            own || dockerfile.is_some_and(|path| !has_variable(&path) && is_there(&path))
                || (context.is_none() && service.build().is_some() && is_there("Dockerfile"))
        })
    }

    fn outside(&self) -> Option<(&Path, &Arc<dyn Files>)> {
        Some((self.surroundings.folder()?, self.surroundings.files.as_ref()?))
    }
}

impl<'a> Service<'a> {
    /// The entries of a list or mapping of its build: `args`, `secrets`, `additional_contexts`, `ssh`.
    pub fn build_entries(self, key: &str) -> Vec<Named<'a>> {
        let Some(value) = self.build().and_then(|build| build.get(key)) else {
            return Vec::new();
        };
        let listed = value.items().filter_map(|item| {
            if item.is_mapping() {
                // BuildKit knows a secret by the name that it has in the build.
                let name = item.get("target").or_else(|| item.get("source"))?;
                return Some(Named { name: name.text()?, span: name.span(), value: None, value_span: None });
            }
            let (text, joined) = (item.text()?, item.joined()?);
            let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
            let value_span = value.map(|value| joined.span(text.len() - value.len()..text.len()));
            Some(Named { name, span: joined.span(0..name.len()), value, value_span })
        });
        let mapped = value.entries().into_iter().filter_map(|pair| {
            let value = pair.value.text().filter(|_| !pair.value.is_null());
            let value_span = value.map(|_| pair.value.span());
            Some(Named { name: pair.key.text()?, span: pair.key.span(), value, value_span })
        });
        listed.chain(mapped).collect()
    }

    /// The Dockerfile that it is built from, where that is a file that is there.
    pub fn dockerfile_path(self) -> Option<PathBuf> {
        match locate(self) {
            Location::At(path) => Some(path),
            _ => None,
        }
    }

    /// The argument of a name that its build is given.
    pub fn build_argument(self, name: &str) -> Option<Named<'a>> {
        self.build_entries("args").into_iter().find(|argument| argument.name == name)
    }

    /// The stage of the Dockerfile that it runs: its target, or the last; `None` where nobody can say which.
    pub fn built_stage(self, dockerfile: &Dockerfile) -> Option<&Stage> {
        let Some(target) = self.build().and_then(|build| build.get("target")) else { return dockerfile.final_stage() };
        let name = target.text().filter(|name| !has_variable(name))?;
        match name {
            "" => dockerfile.final_stage(),
            _ => dockerfile.stage_named(name).or_else(|| dockerfile.stages.get(name.parse::<usize>().ok()?)),
        }
    }
}

/// Whether a path is the folder of the file itself, which is always there.
fn is_self(path: &str) -> bool {
    path.split('/').all(|part| part.is_empty() || part == "." || part == "..")
}

/// Whether a context is fetched from somewhere: a repository, an archive, an image layout.
fn is_remote(context: &str) -> bool {
    let schemes = ["http:", "https:", "git:", "git@", "ssh:", "github.com/", "oci-layout:", "docker-image:", "target:"];
    schemes.iter().any(|scheme| context.starts_with(scheme))
        || context.contains("://")
        || context.starts_with("service:")
}

/// Where a Dockerfile is, before anybody has opened it.
enum Location<'a> {
    Inline(&'a str),
    At(PathBuf),
    NoContext(PathBuf),
    NoDockerfile(PathBuf),
    Unknown,
}

fn locate(service: Service<'_>) -> Location<'_> {
    let Some(build) = service.build() else { return Location::Unknown };
    if let Some(inline) = build.get("dockerfile_inline") {
        // Compose puts variables in before BuildKit reads it, so a text with one is not this Dockerfile.
        let text = inline.text().filter(|text| !has_variable(text));
        return text.map_or(Location::Unknown, Location::Inline);
    }
    let surroundings = service.file().surroundings();
    let (Some(folder), Some(files)) = (surroundings.folder(), &surroundings.files) else {
        return Location::Unknown;
    };
    let context = match service.build_context() {
        None => ".",
        Some(value) => match value.text().filter(|text| !has_variable(text) && !is_remote(text)) {
            Some(text) if !text.starts_with('~') => text,
            _ => return Location::Unknown,
        },
    };
    let context = plain(&folder.join(context));
    match files.kind(&context) {
        Some(FileKind::Folder) => {}
        // A file may be an archive.
        Some(_) => return Location::Unknown,
        None => return Location::NoContext(context),
    }
    let name = match build.get("dockerfile") {
        None => "Dockerfile",
        Some(value) => match value.text().filter(|text| !has_variable(text) && !is_remote(text)) {
            Some(text) => text,
            None => return Location::Unknown,
        },
    };
    let path = plain(&context.join(name));
    if files.kind(&path).is_some() {
        return Location::At(path);
    }
    let in_small_letters = path.with_file_name("dockerfile");
    match name == "Dockerfile" && files.kind(&in_small_letters).is_some() {
        true => Location::At(in_small_letters),
        false => Location::NoDockerfile(context.join(name)),
    }
}

fn source(service: Service<'_>, read: &mut HashMap<PathBuf, Arc<Snapshot>>) -> Source {
    let path = match locate(service) {
        Location::At(path) => path,
        Location::Inline(text) => {
            let snapshot = Arc::new(Snapshot::of(Language::Dockerfile, text));
            return Source::Read { path: None, snapshot };
        }
        Location::NoContext(path) => return Source::NoContext(path),
        Location::NoDockerfile(path) => return Source::NoDockerfile(path),
        Location::Unknown => return Source::Unknown,
    };
    if let Some(snapshot) = read.get(&path) {
        return Source::Read { path: Some(path), snapshot: snapshot.clone() };
    }
    let files = &service.file().surroundings().files;
    let Some(Ok(text)) = files.as_ref().map(|files| files.read(&path)) else { return Source::Unknown };
    let around = Surroundings { path: Some(path.clone()), ..Surroundings::default() };
    let snapshot = Snapshot::new(Language::Dockerfile, Text::new(&text), 0).with_surroundings(Arc::new(around));
    let snapshot = Arc::new(snapshot);
    read.insert(path.clone(), snapshot.clone());
    Source::Read { path: Some(path), snapshot }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::MemoryFiles;

    fn with<T>(files: &[(&str, &str)], look: impl FnOnce(&Compose) -> T) -> T {
        let around = MemoryFiles::new(files.iter().copied()).around("/p/compose.yaml");
        let snapshot = Snapshot::of(Language::Compose, files[0].1).with_surroundings(around);
        look(snapshot.compose().expect("a Compose file"))
    }

    fn sources(files: &[(&str, &str)]) -> Vec<String> {
        with(files, |file| {
            let name = |build: &Build| match &build.source {
                Source::Read { path: Some(path), .. } => path.display().to_string(),
                Source::Read { path: None, .. } => "inline".to_owned(),
                Source::NoContext(path) => format!("no context {}", path.display()),
                Source::NoDockerfile(path) => format!("no file {}", path.display()),
                Source::Unknown => "unknown".to_owned(),
            };
            file.builds().iter().map(name).collect()
        })
    }

    #[test]
    fn a_dockerfile_is_found_as_the_builder_finds_it() {
        let compose = "services:\n  a: {build: .}\n  b: {build: {context: ./b, dockerfile: x/D}}\n  c: {build: ./c}\n  \
                       d: {build: 'https://x/y.git'}\n  e: {build: {context: ./e}}\n  f: {build: $F}\n  g: {build: \
                       {dockerfile_inline: FROM x}}\n  h: {image: x}\n";
        let files =
            [("/p/compose.yaml", compose), ("/p/dockerfile", "FROM a"), ("/p/b/x/D", "FROM b"), ("/p/c/main.go", "")];
        assert_eq!(
            sources(&files),
            ["/p/dockerfile", "/p/b/x/D", "no file /p/c/Dockerfile", "unknown", "no context /p/e", "unknown", "inline"]
        );
    }

    #[test]
    fn a_file_away_from_its_project_is_known_by_the_absence_of_all() {
        let compose = "services:\n  a: {build: ./a, volumes: ['./conf:/etc/x', 'data:/d']}\n  b: {build: .}\n";
        assert!(!with(&[("/p/compose.yaml", compose)], Compose::is_at_home));
        assert!(with(&[("/p/compose.yaml", compose), ("/p/conf/x", "")], Compose::is_at_home));
        assert!(with(&[("/p/compose.yaml", compose), ("/p/a/x", "")], Compose::is_at_home));
    }
}
