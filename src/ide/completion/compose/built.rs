//! What a service is built from: the stages and arguments of the Dockerfile at hand, the ports that it names.

use super::{File, Menu};
use crate::ide::CompletionKind;
use crate::ide::completion::items::as_snippet;
use crate::model::dockerfile::Keyword;
use crate::model::surroundings::plain;
use crate::model::{Dockerfile, Language, Snapshot};
use crate::reference::images::Image;
use crate::text::{Span, Text};
use std::path::PathBuf;

impl File<'_> {
    /// The folder of the build context of the service in which the cursor stands; `None` where it is fetched, or unknown.
    pub(super) fn context_folder(&self) -> Option<PathBuf> {
        let folder = self.snapshot.surroundings().folder()?;
        let build = self.child(self.own_service()?, "build")?;
        let context = self.child(build, "context").unwrap_or(build);
        let context = self.value_text(context);
        let is_elsewhere = context.contains("://") || context.contains('$') || context.starts_with("git@");
        (!is_elsewhere).then(|| plain(&folder.join(if context.is_empty() { "." } else { context })))
    }

    /// The Dockerfile of the service in which the cursor stands, read.
    fn own_dockerfile(&self) -> Option<&Dockerfile> {
        self.dockerfile.get_or_init(|| self.read_dockerfile()).as_ref()?.dockerfile()
    }

    /// The image that the service is built on, by its last stage or the one that it names.
    pub(super) fn image_below(&self) -> Option<&'static Image> {
        let dockerfile = self.own_dockerfile()?;
        let build = self.child(self.own_service()?, "build")?;
        let target = self.child(build, "target").and_then(|target| dockerfile.stage_named(self.value_text(target)));
        dockerfile.image_under(target.or_else(|| dockerfile.final_stage())?)
    }

    fn read_dockerfile(&self) -> Option<Snapshot> {
        let folder = self.context_folder()?;
        let build = self.child(self.own_service()?, "build")?;
        let named = self.child(build, "dockerfile").map(|entry| self.value_text(entry)).filter(|name| !name.is_empty());
        let files = self.snapshot.surroundings().files.as_ref()?;
        let text = match named {
            Some(name) => files.read(&plain(&folder.join(name))),
            None => files.read(&folder.join("Dockerfile")).or_else(|_| files.read(&folder.join("dockerfile"))),
        };
        Some(Snapshot::new(Language::Dockerfile, Text::new(&text.ok()?), 0))
    }

    /// The stages that a build may stop at.
    pub(super) fn stages(&mut self, word: Span) {
        let Some(dockerfile) = self.own_dockerfile() else { return };
        let mut menu = Menu::new(word);
        // The last is what a build without a target makes.
        for (rank, stage) in (0..).zip(dockerfile.stages.iter().rev()) {
            if let Some(name) = &stage.name {
                let detail = if rank == 0 { "the last stage" } else { "stage" };
                menu.plain(CompletionKind::Reference, &name.text, rank)
                    .insert(&self.scalar(word, &name.text))
                    .detail(&format!("{detail}, from {}", stage.base_word.text));
            }
        }
        self.take(menu);
    }

    /// The arguments that a build may be given: as keys of a mapping, or as the beginning of a list's entry.
    pub(super) fn build_arguments(&mut self, word: Span, as_key: bool) {
        if self.typed(word).contains('=') {
            return;
        }
        let Some(dockerfile) = self.own_dockerfile() else { return };
        let given: Vec<String> = self.given().into_iter().map(str::to_owned).collect();
        let listed: Vec<String> =
            self.listed().iter().map(|entry| entry.split('=').next().unwrap_or(entry).to_owned()).collect();
        let mut menu = Menu::new(word);
        let mut offered: Vec<&str> = Vec::new();
        let declared = dockerfile.all(Keyword::Arg).flat_map(|argument| argument.arguments.words());
        for (rank, word) in (0..).zip(declared) {
            let (name, default) =
                word.text.split_once('=').map_or((&*word.text, None), |(name, value)| (name, Some(value)));
            if offered.contains(&name) || given.iter().chain(&listed).any(|known| known == name) {
                continue;
            }
            offered.push(name);
            let detail = default.map_or_else(|| "no default".to_owned(), |default| format!("default: {default}"));
            let body = if as_key { self.key_with_value(name, "") } else { format!("{}=$0", as_snippet(name)) };
            menu.snippet(name, &body, rank).kind(CompletionKind::Variable).detail(&detail);
        }
        self.take(menu);
    }

    /// The ports that the Dockerfile of the service says it listens on.
    pub(super) fn exposed_by_build(&self) -> Vec<String> {
        let Some(dockerfile) = self.own_dockerfile() else { return Vec::new() };
        let named = dockerfile.all(Keyword::Expose).flat_map(|expose| expose.arguments.words());
        let mut ports: Vec<String> = named
            .map(|port| port.text.split('/').next().unwrap_or_default().to_owned())
            .filter(|port| port.parse::<u16>().is_ok())
            .collect();
        ports.sort_unstable();
        ports.dedup();
        ports
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::labels_around;
    use crate::model::surroundings::MemoryFiles;

    fn labels(marked: &str) -> Vec<String> {
        let dockerfile =
            "ARG NODE=22\nFROM node:$NODE AS base\nARG KEY\nFROM base AS dev\nFROM base AS app\nEXPOSE 3000\n";
        let files = MemoryFiles::new([("/p/compose.yaml", ""), ("/p/web/Dockerfile", dockerfile)]);
        labels_around(files, "/p/compose.yaml", marked)
    }

    #[test]
    fn stages_and_arguments_come_from_the_dockerfile() {
        let build = "services:\n  a:\n    build:\n      context: ./web\n";
        assert_eq!(labels(&format!("{build}      target: $0")), ["app", "dev", "base"]);
        assert_eq!(labels(&format!("{build}      args:\n        NODE: 1\n        $0"))[0], "KEY");
        assert_eq!(labels(&format!("{build}      args:\n        - $0"))[..2], ["NODE", "KEY"]);
    }

    #[test]
    fn ports_come_from_the_dockerfile() {
        assert_eq!(labels("services:\n  a:\n    build: web\n    ports:\n      - $0")[0], "3000:3000");
    }
}
