//! One version of one document.

use super::{Compose, Dockerfile, Language, Surroundings};
use crate::syntax::{dockerfile, shell, yaml};
use crate::text::{Edit, Span, Text};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// One version of a document: immutable, and shared freely between threads.
///
/// What is made from the text, the parse tree first, is made when somebody first asks: a burst of edits costs one parse.
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
    Dockerfile(Growing<dockerfile::Tree>),
    Yaml(Growing<yaml::Tree>),
    None,
}

/// A tree that is made when it is needed, out of that of an older version where there is one.
#[derive(Debug)]
struct Growing<T> {
    grown: OnceLock<T>,
    /// The newest tree before this one, told of every edit since.
    seed: Mutex<Option<T>>,
}

impl<T: Clone> Growing<T> {
    fn from(seed: Option<T>) -> Self {
        Growing { grown: OnceLock::new(), seed: Mutex::new(seed) }
    }

    fn get(&self, parse: impl FnOnce(Option<&T>) -> T) -> &T {
        self.grown.get_or_init(|| parse(self.seed.lock().unwrap_or_else(PoisonError::into_inner).take().as_ref()))
    }

    /// What the next version grows from.
    fn newest(&self) -> Option<T> {
        // The seed is taken while the tree is made, so look there first and at the tree after.
        let seed = self.seed.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.grown.get().cloned().or(seed)
    }
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
        let mut changes = Vec::with_capacity(edits.len());
        for edit in edits {
            let before = text.len();
            text.apply(edit);
            let start = edit.span.start.min(before);
            let removed = edit.span.end.min(before) - start;
            changes.push((start, removed, edit.text.len()));
        }
        let tree = self.tree.after(&changes);
        Snapshot::build(self.language, text, version, Some(tree), self.surroundings.clone(), self.scripts.clone())
    }

    /// The same version after edits that all speak of its text, in any order, as [`apply_edits`](crate::text::apply_edits)
    /// takes them.
    pub fn mended(&self, edits: &[Edit]) -> Self {
        let mut edits = edits.to_vec();
        edits.sort_by_key(|edit| edit.span);
        let mut done = 0;
        for edit in &mut edits {
            let start = edit.span.start.max(done);
            done = edit.span.end.max(start);
            edit.span = Span::new(start, done);
        }
        edits.reverse();
        self.edited(&edits, self.version)
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
        let tree = old.unwrap_or_else(|| match language {
            Language::Dockerfile => Tree::Dockerfile(Growing::from(None)),
            Language::Compose => Tree::Yaml(Growing::from(None)),
            Language::Dockerignore | Language::Dotenv => Tree::None,
        });
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

    /// The same, to be kept.
    pub fn shared_source(&self) -> Arc<str> {
        self.source.clone()
    }

    /// The version that the client gave; 0 where there is no client.
    pub fn version(&self) -> i32 {
        self.version
    }

    pub fn surroundings(&self) -> &Arc<Surroundings> {
        &self.surroundings
    }

    /// The Dockerfile, where this is one.
    pub fn dockerfile(&self) -> Option<&Dockerfile> {
        let Tree::Dockerfile(tree) = &self.tree else {
            return None;
        };
        Some(self.dockerfile.get_or_init(|| {
            let tree = tree.get(|older| dockerfile::Tree::parse(&self.source, older));
            Dockerfile::read(self.source.clone(), tree, self.surroundings.clone(), &self.scripts)
        }))
    }

    /// The Compose file, where this is one.
    pub fn compose(&self) -> Option<&Compose> {
        let Tree::Yaml(tree) = &self.tree else {
            return None;
        };
        Some(self.compose.get_or_init(|| {
            let tree = tree.get(|older| yaml::Tree::parse(&self.source, older));
            Compose::read(self.source.clone(), tree, self.surroundings.clone())
        }))
    }
}

impl Tree {
    /// The tree of the next version: each change is where it starts, and how many bytes go and come.
    fn after(&self, changes: &[(usize, usize, usize)]) -> Tree {
        match self {
            Tree::Dockerfile(tree) => {
                let mut seed = tree.newest();
                for &(start, removed, inserted) in changes {
                    seed.iter_mut().for_each(|seed| seed.edit(start, removed, inserted));
                }
                Tree::Dockerfile(Growing::from(seed))
            }
            Tree::Yaml(tree) => {
                let mut seed = tree.newest();
                for &(start, removed, inserted) in changes {
                    seed.iter_mut().for_each(|seed| seed.edit(start, removed, inserted));
                }
                Tree::Yaml(Growing::from(seed))
            }
            Tree::None => Tree::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{apply_edits, delete, insert, replace};

    #[test]
    fn edits_of_one_text_may_stand_in_any_order() {
        let source = "FROM a\nRUN b\nRUN c\n";
        let edits =
            [insert(19, "USER d\n"), replace(Span::new(5, 6), "x"), delete(Span::new(7, 13)), insert(19, "CMD e\n")];
        for edits in [&edits[..], &edits[1..3], &[]] {
            let mended = Snapshot::of(Language::Dockerfile, source).mended(edits);
            assert_eq!(mended.source(), apply_edits(source, edits));
        }
    }
}
