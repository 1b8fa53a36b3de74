//! Bake files: what their targets give the Dockerfiles that they build.
//!
//! Like a Compose file, a Bake file passes arguments, names a stage, adds contexts and secrets; so its targets are builders of a
//! Dockerfile (see [`builders`](super::builders)). They are read for that and no more: nobody is told what is wrong with a Bake
//! file, and of one that cannot be read nothing is known. What only Bake itself could tell, such as the result of a function,
//! is left out and never guessed.
//!
//! The four files that Bake reads by itself count as one, later ones over earlier ones, and the Compose files beside them below
//! them all. Paths are those of the folder in which they stand, where Bake is called. Source: buildx `bake/bake.go`
//! (`defaultFilenames`, `ParseFiles`, `toBuildOpt`).

mod targets;
mod values;

use super::compose::{Value as ComposeValue, has_variable};
use super::surroundings::{FileKind, Files, plain};
use super::{Compose, Surroundings};
use crate::syntax::bake;
use crate::text::Span;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use targets::{Layer, Said};
use values::{Scope, Value};

/// The files that Bake reads where nobody names any, in this order. Source: buildx `bake/bake.go` `defaultFilenames`.
pub const NAMES: [&str; 4] =
    ["docker-bake.json", "docker-bake.hcl", "docker-bake.override.json", "docker-bake.override.hcl"];

/// The largest Bake file that is read.
const MAX_BYTES: usize = 1 << 20;

/// The Bake files of a folder, read together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bake {
    pub files: Vec<BakeFile>,
    pub targets: Vec<Target>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BakeFile {
    pub path: PathBuf,
    pub text: Arc<str>,
}

/// A stretch of one of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its position in the list of files.
    pub file: usize,
    pub span: Span,
}

/// A name and where it is spelt; nowhere, where it is the value of something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub name: String,
    pub places: Vec<Place>,
}

/// A target, with all that it inherits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub name: String,
    pub place: Place,
    /// Whether it is there for others to inherit from: nobody builds it.
    pub is_pattern: bool,
    /// The folder of its context; `None` where that is elsewhere or not known.
    pub context: Option<PathBuf>,
    /// `None` where that is written in the Bake file, is elsewhere, or not known.
    pub dockerfile: Option<PathBuf>,
    /// Whether `target` is given and its value is not known.
    pub is_target_unknown: bool,
    /// The stages that it names, the one that it asks for first.
    pub target: Option<Named>,
    pub filtered: Vec<Named>,
    pub arguments: Vec<Argument>,
    /// Whether there may be arguments whose names are not known.
    pub are_arguments_open: bool,
    pub contexts: Vec<Named>,
    pub secrets: Vec<String>,
    /// Empty where none are given, or they are not known.
    pub platforms: Vec<String>,
}

/// An argument that is given, or named and left alone with `null`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument {
    pub named: Named,
    pub given: Given,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    Value(String),
    Nothing,
    Unknown,
}

impl Bake {
    /// Reads the Bake files of a folder, above the Compose files that Bake reads along with them; `None` where there are none,
    /// or one of them cannot be read.
    pub fn of_folder(folder: &Path, surroundings: &Surroundings, compose: &[&Compose]) -> Option<Bake> {
        let files = surroundings.files.as_ref()?;
        let names = files.names(folder)?;
        let paths = NAMES.iter().filter(|name| names.iter().any(|known| known == *name)).map(|name| folder.join(name));
        let paths = paths.filter(|path| files.kind(path) == Some(FileKind::File));
        let texts: Option<Vec<BakeFile>> =
            paths.map(|path| files.read(&path).ok().map(|text| BakeFile { path, text })).collect();
        let is_small = |file: &BakeFile| file.text.len() <= MAX_BYTES;
        let texts = texts.filter(|texts| !texts.is_empty() && texts.iter().all(is_small))?;
        let name = |file: &BakeFile| file.path.file_name().map(|name| name.to_string_lossy().into_owned());
        let bodies: Option<Vec<bake::Body>> =
            texts.iter().map(|file| bake::read(&name(file).unwrap_or_default(), &file.text)).collect();
        let bodies = bodies?;
        let environment = surroundings.environment.clone().unwrap_or_default();
        let scope = Scope::of(&bodies, &environment);
        let mut all = targets::said(&bodies, &scope);
        for target in &mut all {
            if let Some(below) = of_service(&target.name, compose) {
                let own = std::mem::replace(&mut target.layer, below);
                target.layer.merge(own);
            }
        }
        let grouped = targets::grouped(&bodies, &all, &scope);
        let target = |said: &Said| {
            let is_pattern = targets::is_pattern(said, &all, &grouped);
            target(said, targets::whole(&all, said), is_pattern, folder, files.as_ref())
        };
        let targets = all.iter().map(target).collect();
        Some(Bake { files: texts, targets })
    }

    /// The targets that build a Dockerfile, patterns left out.
    pub fn building<'a>(&'a self, dockerfile: &'a Path) -> impl Iterator<Item = &'a Target> {
        self.targets.iter().filter(move |it| !it.is_pattern && it.dockerfile.as_deref() == Some(dockerfile))
    }

    /// The line of a place, from 0.
    pub fn line(&self, place: Place) -> usize {
        self.files.get(place.file).map_or(0, |file| file.text[..place.span.start].matches('\n').count())
    }
}

fn target(said: &Said, layer: Layer, is_pattern: bool, folder: &Path, files: &dyn Files) -> Target {
    let context = match &layer.context {
        None => Some(folder.to_owned()),
        Some(value) => value.text().and_then(|text| local(folder, &text)),
    };
    let dockerfile = if layer.inline.is_some() { None } else { dockerfile(&layer, context.as_deref(), folder, files) };
    let named =
        |(name, (_, places)): (&String, &(Value, Vec<Place>))| Named { name: name.clone(), places: places.clone() };
    let given = |value: &Value| match value {
        Value::Null => Given::Nothing,
        value => value.text().map_or(Given::Unknown, Given::Value),
    };
    let arguments = layer.arguments.iter().map(|it| Argument { named: named(it), given: given(&it.1.0) }).collect();
    // A context that is nothing is taken back.
    let contexts = layer.contexts.iter().filter(|(_, (value, _))| value.text().as_deref() != Some(""));
    let platforms = layer.platforms.as_ref().map(|list| list.items().iter().map(Value::text).collect());
    let platforms: Vec<String> = platforms.and_then(|all: Option<Vec<String>>| all).unwrap_or_default();
    Target {
        name: said.name.clone(),
        place: said.place,
        is_pattern,
        dockerfile,
        is_target_unknown: layer.target.as_ref().is_some_and(|value| value.text().is_none()),
        target: layer.wanted.filter(|wanted| !wanted.name.is_empty()),
        filtered: layer.filtered,
        arguments,
        are_arguments_open: layer.are_arguments_open,
        contexts: contexts.map(named).collect(),
        secrets: layer.secrets,
        platforms: if platforms.iter().any(|it| it == "local") { Vec::new() } else { platforms },
        context,
    }
}

/// A folder or file of this machine, by a path of Bake.
fn local(folder: &Path, path: &str) -> Option<PathBuf> {
    let path = path.strip_prefix("cwd://").unwrap_or(path);
    let kinds = ["git@", "target:", "docker-image:", "oci-layout:", "github.com/", "~"];
    let is_elsewhere = path == "-" || path.contains("://") || kinds.iter().any(|kind| path.starts_with(kind));
    (!is_elsewhere).then(|| plain(&folder.join(path)))
}

/// A missing `Dockerfile` is also looked for as `dockerfile`: BuildKit `frontend/dockerui/config.go`.
fn dockerfile(layer: &Layer, context: Option<&Path>, folder: &Path, files: &dyn Files) -> Option<PathBuf> {
    let name = match &layer.dockerfile {
        None => "Dockerfile".to_owned(),
        Some(value) => value.text().map(|name| if name.is_empty() { "Dockerfile".to_owned() } else { name })?,
    };
    if name.starts_with("cwd://") {
        return local(folder, &name);
    }
    let path = local(context?, &name)?;
    let in_small_letters = path.with_file_name("dockerfile");
    let is_other = name == "Dockerfile" && files.kind(&path).is_none() && files.kind(&in_small_letters).is_some();
    Some(if is_other { in_small_letters } else { path })
}

/// What a service of the Compose files beside says of the target of its name, with `_` for each `.`.
fn of_service(name: &str, compose: &[&Compose]) -> Option<Layer> {
    let services = compose.iter().flat_map(|file| file.services());
    let service = services.filter(|it| it.build().is_some()).find(|it| it.name.replace('.', "_") == name)?;
    let text = |value: ComposeValue<'_>| match value.text().filter(|text| !has_variable(text)) {
        Some(text) => Value::Text(text.to_owned()),
        None => Value::Unknown,
    };
    let of_build = |key: &str| service.build().and_then(|build| build.get(key)).map(text);
    let known = super::builders::compose::known_values(service.file(), &service.build_entries("args"));
    let argument = |it: super::compose::Named<'_>| {
        let value = known.get(it.name).map_or(Value::Unknown, |value| Value::Text(value.clone()));
        (it.name.to_owned(), (value, Vec::new()))
    };
    let arguments: BTreeMap<String, (Value, Vec<Place>)> =
        service.build_entries("args").into_iter().map(argument).collect();
    let target = of_build("target");
    let wanted = target.as_ref().and_then(Value::text).map(|name| Named { name, places: Vec::new() });
    let context = service.build_context().map(text);
    let (dockerfile, inline) = (of_build("dockerfile"), of_build("dockerfile_inline"));
    Some(Layer { context, dockerfile, inline, target, wanted, arguments, ..Layer::default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, MemoryFiles, Snapshot};

    fn bake(files: &[(&str, &str)]) -> Option<Bake> {
        let around = MemoryFiles::new(files.iter().copied()).around("/p/Dockerfile");
        let compose = files.iter().find(|(path, _)| path.ends_with(".yaml")).map_or("", |(_, text)| text);
        let snapshot = Snapshot::of(Language::Compose, compose);
        let file = snapshot.compose().expect("a Compose file");
        Bake::of_folder(Path::new("/p"), &around, &[file])
    }

    fn of_hcl(text: &str) -> Bake {
        bake(&[("/p/docker-bake.hcl", text), ("/p/Dockerfile", "FROM a")]).expect("a Bake file")
    }

    fn target<'a>(bake: &'a Bake, name: &str) -> &'a Target {
        bake.targets.iter().find(|target| target.name == name).expect("the target")
    }

    fn arguments(target: &Target) -> Vec<(&str, Given)> {
        target.arguments.iter().map(|it| (it.named.name.as_str(), it.given.clone())).collect()
    }

    #[test]
    fn a_target_has_what_it_inherits_and_says() {
        let source = "variable \"GO\" { default = null }\ngroup \"default\" { targets = [\"web\"] }\n\
                      target \"_common\" { args = { GO = GO, V = \"1\", W = \"1\" } }\n\
                      target \"web\" {\n  inherits = [\"_common\"]\n  context = \"web\"\n  dockerfile = \"web.Dockerfile\"\n  \
                      target = \"dev\"\n  args = { V = \"2\", W = null, X = sha256(\"x\") }\n  \
                      contexts = { base = \"target:base\", gone = \"\" }\n  secret = [\"id=token,env=T\", { id = \"key\" }]\n  \
                      platforms = [\"linux/amd64\", \"linux/arm64\"]\n}\n";
        let bake = of_hcl(source);
        let web = target(&bake, "web");
        assert_eq!(web.context.as_deref(), Some(Path::new("/p/web")));
        assert_eq!(web.dockerfile.as_deref(), Some(Path::new("/p/web/web.Dockerfile")));
        let value = |text: &str| Given::Value(text.into());
        let expected = [("GO", Given::Nothing), ("V", value("2")), ("W", value("1")), ("X", Given::Unknown)];
        assert_eq!(arguments(web), expected);
        assert_eq!(web.target.as_ref().map(|it| it.name.as_str()), Some("dev"));
        assert_eq!(web.contexts.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["base"]);
        assert_eq!((web.secrets.join(" "), web.platforms.len()), ("token key".to_owned(), 2));
        assert!(target(&bake, "_common").is_pattern && !web.is_pattern);
        assert_eq!(web.arguments[1].named.places.len(), 2, "both lines that name it");
        assert_eq!(bake.line(web.place), 3);
    }

    #[test]
    fn what_others_inherit_from_is_no_builder_of_its_own() {
        let source = "target \"meta-helper\" { tags = [\"x\"] }\ntarget \"dev\" {\n  args = { A = 1 }\n  tags = [\"x:dev\"]\n}\n\
                      target \"release\" { inherits = [\"meta-helper\", \"dev\"] }\n";
        let bake = of_hcl(source);
        let building: Vec<&str> = bake.building(Path::new("/p/Dockerfile")).map(|it| it.name.as_str()).collect();
        assert_eq!(building, ["dev", "release"]);
    }

    #[test]
    fn a_parent_of_two_parents_counts_twice() {
        let source = "target \"base\" { args = { V = 1 } }\ntarget \"a\" {\n  inherits = [\"base\"]\n  args = { V = 2 }\n}\n\
                      target \"b\" { inherits = [\"base\"] }\ntarget \"web\" { inherits = [\"a\", \"b\"] }\n";
        assert_eq!(arguments(target(&of_hcl(source), "web")), [("V", Given::Value("1".into()))]);
    }

    #[test]
    fn later_files_go_over_earlier_ones_and_compose_below_all() {
        let compose = "services:\n  web: {build: {context: ./w, dockerfile: D, args: {A: 1, B: 1}}}\n";
        let files = [
            ("/p/compose.yaml", compose),
            ("/p/docker-bake.json", r#"{"target": {"web": {"args": {"B": "2", "C": "2"}}}}"#),
            ("/p/docker-bake.override.hcl", "target \"web\" { args = { C = 3 } }\n"),
            ("/p/w/D", "FROM a"),
        ];
        let bake = bake(&files).expect("Bake files");
        let web = target(&bake, "web");
        assert_eq!(web.dockerfile.as_deref(), Some(Path::new("/p/w/D")));
        let value = |text: &str| Given::Value(text.into());
        assert_eq!(arguments(web), [("A", value("1")), ("B", value("2")), ("C", value("3"))]);
    }

    #[test]
    fn a_matrix_is_as_many_targets() {
        let source = "target \"app\" {\n  name = \"app-${v}\"\n  matrix = { v = [\"1\", \"2\"] }\n  args = { V = v }\n  target = v\n}\n\
                      target \"odd\" {\n  name = \"odd-${v}\"\n  matrix = { v = split(\",\", \"a,b\") }\n}\n";
        let bake = of_hcl(source);
        let told: Vec<_> = bake.targets.iter().map(|it| (it.name.as_str(), arguments(it))).collect();
        let value = |text: &str| vec![("V", Given::Value(text.into()))];
        assert_eq!(told, [("app-1", value("1")), ("app-2", value("2"))]);
        assert!(bake.targets[0].target.as_ref().is_some_and(|it| it.name == "1" && it.places.is_empty()));
    }

    #[test]
    fn what_is_elsewhere_or_unknown_is_left_out() {
        let source = "target \"a\" { context = \"https://example.com/a.git\" }\ntarget \"b\" { dockerfile = f() }\n\
                      target \"c\" { dockerfile-inline = \"FROM x\" }\ntarget \"d\" { target = f() }\n\
                      target \"e\" { inherits = [\"f\"] }\ntarget \"f\" { inherits = [\"e\"] }\n";
        let bake = of_hcl(source);
        for name in ["a", "b", "c"] {
            assert_eq!(target(&bake, name).dockerfile, None, "{name}");
        }
        assert!(target(&bake, "d").is_target_unknown);
        assert_eq!(target(&bake, "e").dockerfile.as_deref(), Some(Path::new("/p/Dockerfile")));
    }

    #[test]
    fn a_broken_file_gives_nothing() {
        assert_eq!(bake(&[("/p/docker-bake.hcl", "target \"web\" {")]), None);
        assert_eq!(bake(&[("/p/Dockerfile", "FROM a")]), None);
    }
}
