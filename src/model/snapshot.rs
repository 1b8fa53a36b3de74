//! One version of one document.

use super::{Compose, Dockerfile, Language, Surroundings};
use crate::syntax::{dockerfile, shell, yaml};
use crate::text::{Edit, Text};
use std::sync::{Arc, OnceLock};

/// One version of a document: immutable, and shared freely between threads.
///
/// The parse tree is made with it; the readings above the tree are made when somebody first asks.
#[derive(Debug)]
pub struct Snapshot {
    language: Language,
    text: Text,
    source: Arc<str>,
    version: i32,
    tree: Tree,
    surroundings: Arc<Surroundings>,
    scripts: shell::ScriptCache,
    dockerfile: OnceLock<Dockerfile>,
    compose: OnceLock<Compose>,
}

#[derive(Debug)]
enum Tree {
    Dockerfile(dockerfile::Tree),
    Yaml(yaml::Tree),
    None,
}

impl Snapshot {
    /// The first version of a document.
    pub fn new(language: Language, text: Text, version: i32) -> Self {
        Snapshot::build(language, text, version, None, Arc::default(), Default::default())
    }

    /// A document of the given text, in tests and small tools.
    pub fn of(language: Language, source: &str) -> Self {
        Snapshot::new(language, Text::new(source), 0)
    }

    /// The same version with the world around it known.
    pub fn with_surroundings(mut self, surroundings: Arc<Surroundings>) -> Self {
        self.surroundings = surroundings;
        self.dockerfile = OnceLock::new();
        self.compose = OnceLock::new();
        self
    }

    /// The next version: each edit applies to the text that the one before it left. Only what changed is parsed anew.
    pub fn edited(&self, edits: &[Edit], version: i32) -> Self {
        let mut text = self.text.clone();
        let mut old = self.tree.clone_for_edit();
        for edit in edits {
            let before = text.len();
            text.apply(edit);
            let start = edit.span.start.min(before);
            let removed = edit.span.end.min(before) - start;
            old.edit(start, removed, edit.text.len());
        }
        Snapshot::build(self.language, text, version, Some(old), self.surroundings.clone(), self.scripts.clone())
    }

    fn build(
        language: Language,
        text: Text,
        version: i32,
        old: Option<Tree>,
        surroundings: Arc<Surroundings>,
        scripts: shell::ScriptCache,
    ) -> Self {
        let source: Arc<str> = text.source().into();
        let tree = match (language, old) {
            (Language::Dockerfile, Some(Tree::Dockerfile(old))) => {
                Tree::Dockerfile(dockerfile::Tree::parse(&source, Some(&old)))
            }
            (Language::Dockerfile, _) => Tree::Dockerfile(dockerfile::Tree::parse(&source, None)),
            (Language::Compose, Some(Tree::Yaml(old))) => Tree::Yaml(yaml::Tree::parse(&source, Some(&old))),
            (Language::Compose, _) => Tree::Yaml(yaml::Tree::parse(&source, None)),
            (Language::Dockerignore, _) => Tree::None,
        };
        let (dockerfile, compose) = (OnceLock::new(), OnceLock::new());
        Snapshot { language, text, source, version, tree, surroundings, scripts, dockerfile, compose }
    }

    pub fn language(&self) -> Language {
        self.language
    }

    pub fn text(&self) -> &Text {
        &self.text
    }

    /// The whole text, contiguous; spans are offsets into it.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The version that the client gave; 0 where there is no client.
    pub fn version(&self) -> i32 {
        self.version
    }

    pub fn surroundings(&self) -> &Surroundings {
        &self.surroundings
    }

    /// The Dockerfile, where this is one.
    pub fn dockerfile(&self) -> Option<&Dockerfile> {
        let Tree::Dockerfile(tree) = &self.tree else {
            return None;
        };
        Some(
            self.dockerfile
                .get_or_init(|| Dockerfile::read(self.source.clone(), tree, self.surroundings.clone(), &self.scripts)),
        )
    }

    /// The Compose file, where this is one.
    pub fn compose(&self) -> Option<&Compose> {
        let Tree::Yaml(tree) = &self.tree else {
            return None;
        };
        Some(self.compose.get_or_init(|| Compose::read(self.source.clone(), tree, self.surroundings.clone())))
    }
}

impl Tree {
    fn clone_for_edit(&self) -> Tree {
        match self {
            Tree::Dockerfile(tree) => Tree::Dockerfile(tree.clone()),
            Tree::Yaml(tree) => Tree::Yaml(tree.clone()),
            Tree::None => Tree::None,
        }
    }

    fn edit(&mut self, start: usize, removed: usize, inserted: usize) {
        match self {
            Tree::Dockerfile(tree) => tree.edit(start, removed, inserted),
            Tree::Yaml(tree) => tree.edit(start, removed, inserted),
            Tree::None => {}
        }
    }
}
