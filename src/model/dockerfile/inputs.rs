//! What a build takes from outside the file and its context: arguments, images, named contexts, secrets, agents.

use super::{Base, Dockerfile, Evaluation, Held, Keyword, Word, mounts, reference_flaw};
use crate::syntax::dockerfile::expansion::references;
use crate::text::Span;

/// An argument without a value that leaves a FROM without an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Awaited {
    pub name: String,
    /// Of its use in the FROM.
    pub span: Span,
    /// Of the word that declares it.
    pub declared: Option<Span>,
}

impl Dockerfile {
    /// The arguments that somebody must give lest a FROM has no image.
    pub fn awaited_by_bases(&self) -> Vec<Awaited> {
        let mut found = Vec::new();
        self.each_scope(|instruction, scope| {
            let Some(word) = instruction.arguments.words().first().filter(|_| instruction.is(Keyword::From)) else {
                return;
            };
            let escape = self.escape.character();
            let Evaluation::Text { text, .. } = scope.evaluate(&word.text, escape) else { return };
            if reference_flaw(&text).is_none() || self.stage_named(&text).is_some() {
                return;
            }
            let is_empty = |name: &str| match scope.held(name) {
                Some(Held::Awaited) => true,
                Some(Held::Value(value)) => value.is_empty(),
                _ => false,
            };
            let Some(argument) = references(&word.text, escape).into_iter().find(|it| is_empty(&it.name)) else {
                return;
            };
            let mut declared =
                self.preamble().iter().filter(|it| it.is(Keyword::Arg)).flat_map(|it| it.arguments.words());
            let is_it = |word: &&Word| word.text.split('=').next() == Some(&argument.name);
            found.push(Awaited {
                span: word.part(argument.span.range()),
                declared: declared.rfind(is_it).map(|word| word.span),
                name: argument.name,
            });
        });
        found
    }

    /// The names of all its ARGs, wherever they stand.
    pub fn declared_arguments(&self) -> Vec<&str> {
        let instructions = self.instructions.iter().map(|instruction| instruction.trigger().unwrap_or(instruction));
        let words = instructions.filter(|it| it.is(Keyword::Arg)).flat_map(|it| it.arguments.words());
        words.map(|word| word.text.split('=').next().unwrap_or(&word.text)).collect()
    }

    /// The names by which its FROMs, COPYs and mounts may take from elsewhere. Those of its stages are among them: a named context
    /// takes the place of a stage.
    ///
    /// Source: BuildKit `dockerfile2llb/convert.go`, which asks for a context under the name of every stage.
    pub fn names_from_elsewhere(&self) -> Vec<&str> {
        let bases = self.stages.iter().filter(|stage| matches!(stage.base, Base::Image(_)));
        let bases = bases.map(|stage| stage.base_word.text.as_str());
        let stages = self.stages.iter().filter_map(|stage| Some(stage.name.as_ref()?.text.as_str()));
        let references = self.stages.iter().flat_map(|stage| &stage.references);
        bases.chain(stages).chain(references.map(|reference| reference.name.text.as_str())).collect()
    }

    /// The ids of the mounts of a kind: `secret`, `ssh`. A mount without an id counts under `default`, a secret under the name
    /// of its target. `None` where a variable decides one.
    pub fn mount_ids(&self, kind: &str) -> Option<Vec<String>> {
        let mut ids = Vec::new();
        for instruction in self.all(Keyword::Run).chain(self.all(Keyword::Onbuild)) {
            for mount in mounts(instruction.trigger().unwrap_or(instruction)) {
                if mount.kind()? != kind {
                    continue;
                }
                let value = |name: &str| Some(mount.field(name)?.value.as_ref()?.text.clone());
                let target = ["target", "dst", "destination"].into_iter().find_map(value);
                let base = target.map(|path| path.rsplit('/').next().unwrap_or("").to_owned());
                let id = value("id").or(base.filter(|_| kind == "secret")).unwrap_or_else(|| "default".to_owned());
                if id.contains('$') {
                    return None;
                }
                ids.push(id);
            }
        }
        Some(ids)
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Language, Snapshot};

    #[test]
    fn mounts_are_known_by_their_ids() {
        let snapshot = Snapshot::of(
            Language::Dockerfile,
            "FROM x\nRUN --mount=type=secret,id=a --mount=type=secret,target=/run/b --mount=type=ssh x\n",
        );
        let file = snapshot.dockerfile().expect("a Dockerfile");
        assert_eq!(file.mount_ids("secret"), Some(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(file.mount_ids("ssh"), Some(vec!["default".to_owned()]));
    }
}
