//! The targets of Bake files, as those who build a Dockerfile.

use super::{Builder, BuilderKind, Wanted, compose_files};
use crate::model::bake::{Argument, Bake, Given, NAMES, Target};
use crate::model::{Compose, Snapshot, Surroundings};
use std::path::Path;

/// The Bake files of a folder.
pub(super) fn of_folder(surroundings: &Surroundings, folder: &Path) -> Option<Bake> {
    let names = surroundings.files.as_ref()?.names(folder)?;
    if !names.iter().any(|name| NAMES.contains(&name.as_str())) {
        return None;
    }
    // Of the Compose files Bake reads those that Compose reads by itself, without what goes over them.
    let is_usual = |file: &&Snapshot| {
        let name = file.surroundings().path.as_ref().and_then(|path| path.file_name()?.to_str());
        name.is_some_and(|name| USUAL.contains(&name))
    };
    let files = compose_files(surroundings, folder, "build");
    let compose: Vec<&Compose> = files.iter().filter(is_usual).filter_map(Snapshot::compose).collect();
    Bake::of_folder(folder, surroundings, &compose)
}

/// Source: compose-go `cli/options.go` `DefaultFileNames`.
const USUAL: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/// The targets that build this Dockerfile.
pub(super) fn targets(bake: &Bake, dockerfile: &Path) -> Vec<Builder> {
    bake.building(dockerfile).map(|target| builder(bake, target)).collect()
}

fn builder(bake: &Bake, target: &Target) -> Builder {
    let value = |argument: &Argument| match &argument.given {
        Given::Value(value) => Some((argument.named.name.clone(), value.clone())),
        _ => None,
    };
    let given = target.arguments.iter().filter(|argument| argument.given != Given::Nothing);
    let known: std::collections::BTreeMap<String, String> = target.arguments.iter().filter_map(value).collect();
    Builder {
        kind: BuilderKind::Target,
        file: bake.files.get(target.place.file).map(|file| file.path.clone()).unwrap_or_default(),
        name: target.name.clone(),
        line: bake.line(target.place),
        context: target.context.clone(),
        target: match &target.target {
            _ if target.is_target_unknown => Wanted::Unknown,
            None => Wanted::Last,
            Some(stage) => Wanted::Stage(stage.name.clone()),
        },
        arguments: given.map(|argument| argument.named.name.clone()).collect(),
        values: known.clone(),
        known,
        platforms: target.platforms.clone(),
        contexts: target.contexts.iter().map(|context| context.name.clone()).collect(),
        secrets: target.secrets.clone(),
        ports: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::builders;
    use crate::model::{Language, MemoryFiles, Snapshot};

    #[test]
    fn what_all_bring_as_a_context_is_no_image() {
        let source = "FROM base\nFROM alpine\n";
        let bake = "target \"a\" { contexts = { base = \"target:b\" } }\n";
        let of = |bake: &str| {
            let files = [("/p/Dockerfile", source), ("/p/docker-bake.hcl", bake)];
            let around = MemoryFiles::new(files).around("/p/Dockerfile");
            let snapshot = Snapshot::of(Language::Dockerfile, source).with_surroundings(around);
            snapshot.dockerfile().expect("a Dockerfile").image_references().len()
        };
        assert_eq!((of(bake), of(&format!("{bake}target \"c\" {{}}\n"))), (1, 2));
    }

    #[test]
    fn targets_and_services_both_build() {
        let source = "FROM a AS dev\nFROM b\n";
        let bake = "target \"_common\" { args = { V = \"1\" } }\ntarget \"app\" {\n  inherits = [\"_common\"]\n  \
                    context = \"app\"\n  target = \"dev\"\n}\ntarget \"other\" { context = \"x\" }\n";
        let compose = "services:\n  web: {build: ./app}\n";
        let files = [("/p/app/Dockerfile", source), ("/p/docker-bake.hcl", bake), ("/p/compose.yaml", compose)];
        let around = MemoryFiles::new(files).around("/p/app/Dockerfile");
        let snapshot = Snapshot::of(Language::Dockerfile, source).with_surroundings(around);
        let file = snapshot.dockerfile().expect("a Dockerfile");
        let found = builders(file);
        let told: Vec<_> = found.iter().map(|it| (it.title(), it.file_name(), it.line)).collect();
        let expected = [("service web", "compose.yaml", 1), ("Bake target app", "docker-bake.hcl", 1)];
        assert_eq!(told, expected.map(|(title, file, line)| (title.to_owned(), file.to_owned(), line)));
        assert!(found[1].builds(file, &file.stages[0]) && !found[1].builds(file, &file.stages[1]));
        assert_eq!(found[1].values.get("V").map(String::as_str), Some("1"));
    }
}
