//! What a container of a service starts first, as far as the Compose file and the Dockerfile of its build say.
//!
//! Compose splits a command that is written as one text into words and hands no shell in: variables in it are Compose's own,
//! and `&&` is a word. Source: compose-go `types/command.go`.

use super::{Service, Value, has_variable};
use crate::model::dockerfile::{Arguments, is_root};
use crate::reference::images::Knowledge;
use crate::syntax::shell::{ScriptCache, is_shell};
use crate::text::Span;

/// The first process of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// The program first.
    pub words: Vec<String>,
    /// Where the Compose file says so; `None` where the Dockerfile does.
    pub span: Option<Span>,
}

impl Process {
    /// The name of the program, without its folder.
    pub fn program(&self) -> &str {
        self.words.first().map_or("", |word| word.rsplit('/').next().unwrap_or(word))
    }

    /// The script that it is given, where it is a shell.
    pub fn script(&self) -> Option<&str> {
        let option = self.words.iter().skip(1).position(|word| word.starts_with('-') && word.ends_with('c'))? + 1;
        is_shell(self.program()).then(|| self.words.get(option + 1).map(String::as_str)).flatten()
    }

    /// Whether the script ends in a program that the shell waits for instead of making way for it: it has several commands,
    /// and the last is no `exec`.
    pub fn shell_stays(&self) -> bool {
        let Some(text) = self.script() else { return false };
        let script = ScriptCache::default().reader().read(text);
        let last = script.commands.iter().rfind(|command| command.through.is_none());
        let steps_aside = last.and_then(|command| command.words.first()?.value()) == Some("exec");
        !script.broken && script.top().count() > 1 && !steps_aside
    }
}

impl<'a> Service<'a> {
    /// What its containers start; `None` where an image decides, or a variable.
    pub fn process(self) -> Option<Process> {
        for key in ["entrypoint", "command"] {
            let Some(value) = self.get(key).filter(|value| !value.is_null()) else { continue };
            let words = words(value)?;
            if !words.is_empty() {
                return Some(Process { words, span: Some(value.span()) });
            }
        }
        if self.get("image").is_some() && self.build().is_none() {
            return None;
        }
        let dockerfile = self.compose.build_of(self)?.dockerfile()?;
        let runtime = dockerfile.runtime_of(self.built_stage(dockerfile)?);
        let instruction = &dockerfile.instructions[runtime.entrypoint.or(runtime.cmd)?];
        let words = match &instruction.arguments {
            Arguments::Json { words, .. } => words.iter().map(|word| word.text.clone()).collect(),
            Arguments::Shell(line) => vec!["/bin/sh".to_owned(), "-c".to_owned(), line.text().to_owned()],
            _ => return None,
        };
        Some(Process { words, span: None })
    }

    /// Whether its program runs as root, by what the service, its Dockerfile and the known image say.
    pub fn runs_as_root(self) -> Knowledge {
        let known = |is_root: bool| if is_root { Knowledge::Yes } else { Knowledge::No };
        if let Some(user) = self.get("user") {
            return user
                .text()
                .filter(|text| !has_variable(text))
                .map_or(Knowledge::Unknown, |text| known(is_root(text)));
        }
        if self.build().is_none() {
            return self.known_image().map_or(Knowledge::Unknown, |image| image.service_runs_as_root());
        }
        let stage = || {
            let dockerfile = self.compose.build_of(self)?.dockerfile()?;
            let stage = self.built_stage(dockerfile)?;
            Some((dockerfile, stage, dockerfile.runtime_of(stage)))
        };
        let Some((dockerfile, stage, runtime)) = stage() else { return Knowledge::Unknown };
        match &runtime.user {
            Some(user) if user.text.contains('$') => Knowledge::Unknown,
            Some(user) => known(is_root(&user.text)),
            // An entrypoint of one's own may step down.
            None if runtime.entrypoint.is_some() => Knowledge::Unknown,
            None if dockerfile.stands_on_scratch(stage) => Knowledge::Yes,
            None => dockerfile.image_under(stage).map_or(Knowledge::Unknown, |image| image.service_runs_as_root()),
        }
    }
}

/// The words of `command` or `entrypoint`.
fn words(value: Value<'_>) -> Option<Vec<String>> {
    if value.is_sequence() {
        return value.items().map(|item| item.text().map(str::to_owned)).collect();
    }
    let text = value.text()?;
    let script = ScriptCache::default().reader().read(text);
    let first = script.commands.first()?;
    first.words.iter().map(|word| Some(word.value().unwrap_or_else(|| &text[word.range.clone()]).to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, MemoryFiles, Snapshot};

    fn with<T>(service: &str, dockerfile: &str, look: impl FnOnce(Service<'_>) -> T) -> T {
        let compose = format!("services:\n  a: {{{service}}}\n");
        let files = MemoryFiles::new([("/p/compose.yaml", compose.as_str()), ("/p/Dockerfile", dockerfile)]);
        let snapshot = Snapshot::of(Language::Compose, &compose).with_surroundings(files.around("/p/compose.yaml"));
        look(snapshot.compose().and_then(|file| file.service("a")).expect("a service"))
    }

    #[test]
    fn the_nearest_word_says_what_starts() {
        let program = |service: &str, dockerfile: &str| {
            with(service, dockerfile, |service| service.process().map(|process| process.program().to_owned()))
        };
        assert_eq!(program("build: .", "FROM x\nCMD [\"/usr/bin/node\", \"a\"]\n").as_deref(), Some("node"));
        assert_eq!(program("build: .", "FROM x\nCMD node a\n").as_deref(), Some("sh"));
        assert_eq!(program("build: ., command: python -m x", "FROM x\nCMD node a\n").as_deref(), Some("python"));
        assert_eq!(program("image: x", ""), None);
    }

    #[test]
    fn a_shell_stays_while_it_has_more_to_do() {
        let stays = |command: &str| {
            with(&format!("image: x, command: {command}"), "", |service| {
                service.process().is_some_and(|process| process.shell_stays())
            })
        };
        assert!(stays("sh -c \"migrate && serve\""));
        assert!(stays("[bash, -lc, 'a; b']"));
        assert!(!stays("sh -c serve"));
        assert!(!stays("[sh, -c, 'migrate && exec serve']"));
    }

    #[test]
    fn who_runs_is_known_through_the_dockerfile() {
        let root = |service: &str, dockerfile: &str| with(service, dockerfile, |service| service.runs_as_root());
        assert_eq!(root("build: .", "FROM node:24\n"), Knowledge::Yes);
        assert_eq!(root("build: .", "FROM node:24\nUSER node\n"), Knowledge::No);
        assert_eq!(root("build: ., user: '0:0'", "FROM node:24\nUSER node\n"), Knowledge::Yes);
        assert_eq!(root("build: .", "FROM example/x\n"), Knowledge::Unknown);
        assert_eq!(root("image: postgres:17", ""), Knowledge::No);
    }
}
