//! What variables hold at every place where the builder expands a word.
//!
//! Source: BuildKit `dockerfile2llb/convert.go`. Nothing is set from outside unless somebody says which build arguments are
//! passed, and what a base image brings along is unknown rather than missing. The walk goes from a stage to those built on it and takes back what
//! it set, so that a file of many stages costs no more than its length.

use super::{Arguments, Base, Dockerfile, Instruction, Keyword, Stage, Word};
use crate::reference::dockerfile::{ARGUMENTS, ArgumentKind, DEFAULT_PATH};
use crate::syntax::dockerfile::expansion::{self, Environment, Malformed, Mode, Reference};
use crate::text::Span;
use std::collections::{BTreeMap, HashMap};

/// What a declared variable holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    Value(String),
    /// An ARG without a default: empty unless the caller passes one.
    Awaited,
    /// Set, to what cannot be told from here.
    Unknown,
}

/// The variables in force at one place.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    values: HashMap<String, Held>,
    /// Whether nothing is set but what is listed: no image lies below.
    closed: bool,
}

/// What a caller passes to the ARGs of a file, by name.
pub type Passed = BTreeMap<String, Held>;

/// What becomes of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evaluation {
    /// The text and the words that it splits into; `awaited` names the arguments that were taken as empty.
    Text {
        text: String,
        words: Vec<String>,
        awaited: Vec<Reference>,
    },
    /// A variable decides it whose value is not known.
    Unknown,
    /// `${name:?message}` of a variable that is not set here.
    Demands {
        name: String,
        message: String,
        span: Span,
    },
    Malformed(Malformed),
}

/// Values longer than this are not followed: ARGs that double each other would fill any memory.
const MAX_VALUE: usize = 4096;

impl Scope {
    /// What the variable holds; `None` where nothing in the file sets it.
    pub fn held(&self, name: &str) -> Option<&Held> {
        self.values.get(name)
    }

    /// Whether nothing can be set but what the file sets.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// The names that are declared.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }

    /// Expands a word as the builder would.
    pub fn evaluate(&self, word: &str, escape: char) -> Evaluation {
        if stands_for_itself(word, escape) {
            let text = word.to_owned();
            return Evaluation::Text { words: vec![text.clone()], text, awaited: Vec::new() };
        }
        let mode = Mode::words(escape);
        let references = match expansion::expand(word, mode, &Everything) {
            Ok(expansion) => expansion.references,
            Err(malformed) => return Evaluation::Malformed(malformed),
        };
        let is_unknown = |reference: &&Reference| match self.held(&reference.name) {
            None => !self.closed,
            Some(held) => *held == Held::Unknown,
        };
        if references.iter().any(|reference| is_unknown(&reference)) {
            return Evaluation::Unknown;
        }
        match expansion::expand(word, mode, self) {
            Ok(expansion) => Evaluation::Text {
                text: expansion.text,
                words: expansion.words.into_iter().map(|(word, _)| word).collect(),
                awaited: references
                    .into_iter()
                    .filter(|reference| self.held(&reference.name) == Some(&Held::Awaited))
                    .collect(),
            },
            Err(malformed) => {
                let demand = references.iter().find(|reference| reference.span.start == malformed.at);
                match demand {
                    Some(reference) => Evaluation::Demands {
                        name: reference.name.clone(),
                        message: malformed.message,
                        span: reference.span,
                    },
                    None => Evaluation::Unknown,
                }
            }
        }
    }

    /// What is wrong with a text whatever its variables hold.
    pub fn malformed(text: &str, mode: Mode) -> Option<Malformed> {
        expansion::expand(text, mode, &Everything).err()
    }

    fn value_of(&self, word: &str, escape: char) -> Held {
        if stands_for_itself(word, escape) && word.len() <= MAX_VALUE {
            return Held::Value(word.to_owned());
        }
        match self.evaluate(word, escape) {
            Evaluation::Text { text, .. } if text.len() <= MAX_VALUE => Held::Value(text),
            _ => Held::Unknown,
        }
    }

    /// Takes in what an ARG or ENV declares; `undo` learns what was there before.
    fn declare(
        &mut self,
        instruction: &Instruction,
        passed: &Passed,
        globals: Option<&Scope>,
        escape: char,
        undo: &mut Undo,
    ) {
        match (instruction.keyword, &instruction.arguments) {
            (Keyword::Arg, Arguments::Words(words)) => {
                for word in words {
                    let name = word.text.split('=').next().unwrap_or_default();
                    if let Some(held) = passed.get(name) {
                        self.set(name, held.clone(), undo);
                        continue;
                    }
                    let (name, held) = match word.text.split_once('=') {
                        Some((name, default)) => (name, self.value_of(default, escape)),
                        None => match globals.and_then(|globals| globals.held(&word.text)) {
                            Some(held) => (word.text.as_str(), held.clone()),
                            None if self.values.contains_key(&word.text) => continue,
                            None => (word.text.as_str(), Held::Awaited),
                        },
                    };
                    self.set(name, held, undo);
                }
            }
            (Keyword::Env, Arguments::Pairs { pairs, .. }) => {
                // All pairs see what held before the instruction.
                let plain = |word: &Word| match self.value_of(&word.text, escape) {
                    Held::Value(name) => Some(name),
                    _ => None,
                };
                let values: Vec<(Option<String>, Held)> =
                    pairs.iter().map(|pair| (plain(&pair.key), self.value_of(&pair.value.text, escape))).collect();
                for (name, held) in values {
                    if let Some(name) = name {
                        self.set(&name, held, undo);
                    }
                }
            }
            _ => {}
        }
    }

    fn set(&mut self, name: &str, held: Held, undo: &mut Undo) {
        let before = self.values.insert(name.to_owned(), held);
        undo.push((name.to_owned(), before));
    }

    fn take_back(&mut self, undo: Undo) {
        for (name, before) in undo.into_iter().rev() {
            match before {
                Some(held) => self.values.insert(name, held),
                None => self.values.remove(&name),
            };
        }
    }
}

/// Whether a word is its own expansion, as most are: one word, without a variable, a quote or an escape.
fn stands_for_itself(word: &str, escape: char) -> bool {
    let says_more = |c: char| matches!(c, '$' | '"' | '\'') || c == escape || c.is_whitespace();
    !word.is_empty() && !word.contains(says_more)
}

type Undo = Vec<(String, Option<Held>)>;

/// The variables that one instruction sets, with what they hold then.
pub(super) type Declared = Vec<(String, Held)>;

/// What the instructions give their variables: found on the first walk over a file, and remembered for the next.
struct Ledger<'a> {
    known: Option<&'a [Declared]>,
    found: Vec<Declared>,
    /// What the caller passes; what a walk with any finds is nobody else's.
    passed: &'a Passed,
}

impl<'a> Ledger<'a> {
    fn of(file: &'a Dockerfile, passed: &'a Passed) -> Self {
        let known = file.declarations.get().map(Vec::as_slice).filter(|_| passed.is_empty());
        let found = if known.is_none() { vec![Declared::new(); file.instructions.len()] } else { Vec::new() };
        Ledger { known, found, passed }
    }

    /// Has the instruction at `index` declare what it does.
    fn declare(
        &mut self,
        file: &Dockerfile,
        index: usize,
        scope: &mut Scope,
        globals: Option<&Scope>,
        undo: &mut Undo,
    ) {
        if let Some(known) = self.known {
            known[index].iter().for_each(|(name, held)| scope.set(name, held.clone(), undo));
            return;
        }
        let before = undo.len();
        scope.declare(&file.instructions[index], self.passed, globals, file.escape.character(), undo);
        let names = undo[before..].iter().map(|(name, _)| name);
        self.found[index] = names.filter_map(|name| Some((name.clone(), scope.held(name)?.clone()))).collect();
    }
}

impl Environment for Scope {
    fn get(&self, name: &str) -> Option<String> {
        match self.values.get(name) {
            Some(Held::Value(value)) => Some(value.clone()),
            _ => None,
        }
    }
}

/// An environment in which everything is set: what is refused in it is refused in any.
struct Everything;

impl Environment for Everything {
    fn get(&self, _name: &str) -> Option<String> {
        Some("x".to_owned())
    }
}

impl Dockerfile {
    /// Visits every instruction with the variables that it sees. Stages come after those that they are built on, which is
    /// not always the order of the file. A FROM sees the ARGs before the first one, and the builder's own.
    pub fn each_scope<'a>(&'a self, visit: impl FnMut(&'a Instruction, &Scope)) {
        self.each_scope_passed(&Passed::new(), visit);
    }

    /// The same, where the caller passes arguments: each counts instead of the default of its ARG, wherever that stands.
    pub fn each_scope_passed<'a>(&'a self, passed: &Passed, mut visit: impl FnMut(&'a Instruction, &Scope)) {
        let mut ledger = Ledger::of(self, passed);
        let mut globals = Scope { values: HashMap::new(), closed: true };
        for known in ARGUMENTS.iter().filter(|it| it.kind == ArgumentKind::Platform) {
            globals.values.insert(known.name.to_owned(), Held::Unknown);
        }
        let mut ignored = Undo::new();
        for (index, instruction) in self.preamble().iter().enumerate() {
            visit(instruction, &globals);
            ledger.declare(self, index, &mut globals, None, &mut ignored);
        }
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); self.stages.len()];
        let mut open = Vec::new();
        for stage in self.stages.iter().rev() {
            match stage.base {
                Base::Stage(parent) if parent < stage.index => children[parent].push(stage.index),
                _ => open.push(Step::Enter(stage.index)),
            }
        }
        let mut scope = Scope::default();
        while let Some(step) = open.pop() {
            match step {
                Step::Leave(undo) => scope.take_back(undo),
                Step::Enter(index) => {
                    let Some(stage) = self.stages.get(index) else { continue };
                    let undo = self.walk_stage(stage, &globals, &mut scope, &mut ledger, &mut visit);
                    open.push(Step::Leave(undo));
                    open.extend(children[index].iter().map(|&child| Step::Enter(child)));
                }
            }
        }
        if ledger.known.is_none() && passed.is_empty() {
            // Another thread may have walked meanwhile, and found the same.
            let _ = self.declarations.set(ledger.found);
        }
    }

    fn walk_stage<'a>(
        &'a self,
        stage: &Stage,
        globals: &Scope,
        scope: &mut Scope,
        ledger: &mut Ledger<'_>,
        visit: &mut impl FnMut(&'a Instruction, &Scope),
    ) -> Undo {
        let mut undo = Undo::new();
        match stage.base {
            Base::Stage(_) => {}
            Base::Scratch => {
                scope.closed = true;
                scope.set("PATH", Held::Value(DEFAULT_PATH.to_owned()), &mut undo);
            }
            _ => scope.closed = false,
        }
        for index in stage.range.clone() {
            let instruction = &self.instructions[index];
            if index == stage.range.start {
                visit(instruction, globals);
                continue;
            }
            visit(instruction, scope);
            ledger.declare(self, index, scope, Some(globals), &mut undo);
        }
        undo
    }
}

enum Step {
    Enter(usize),
    Leave(Undo),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, Snapshot};

    /// What the words of the last instruction become, on the first walk as on the next.
    fn last(source: &str) -> Vec<Evaluation> {
        let snapshot = Snapshot::of(Language::Dockerfile, source);
        let file = snapshot.dockerfile().expect("a Dockerfile");
        let walk = || {
            let mut found = Vec::new();
            file.each_scope(|instruction, scope| {
                if file.instructions.last() == Some(instruction) {
                    let words = super::super::expanded_words(instruction);
                    found = words.iter().map(|it| scope.evaluate(&it.word.text, '\\')).collect();
                }
            });
            found
        };
        let found = walk();
        assert_eq!(walk(), found);
        found
    }

    fn text(source: &str) -> Option<String> {
        match last(source).pop() {
            Some(Evaluation::Text { text, .. }) => Some(text),
            _ => None,
        }
    }

    #[test]
    fn values_come_from_above_and_from_the_stages_below() {
        assert_eq!(text("ARG V=1\nFROM a:$V AS x\nARG V\nENV W=$V.0\nFROM x\nUSER u$W\n").as_deref(), Some("u1.0"));
        assert_eq!(text("ARG V=1\nFROM a:$V\n").as_deref(), Some("a:1"));
        assert_eq!(text("FROM scratch\nENV A=1\nENV A=2 B=$A\nUSER $B\n").as_deref(), Some("1"));
        assert_eq!(text("FROM scratch\nARG A=1 B=$A A=2\nUSER $A$B\n").as_deref(), Some("21"));
    }

    #[test]
    fn what_an_image_may_set_is_unknown() {
        assert_eq!(last("FROM a\nUSER $X\n"), [Evaluation::Unknown]);
        assert_eq!(text("FROM scratch\nUSER x$X\n").as_deref(), Some("x"));
        assert_eq!(last("FROM a-$TARGETARCH\n"), [Evaluation::Unknown]);
    }

    #[test]
    fn what_only_the_caller_can_set_is_named() {
        let found = last("ARG V\nFROM a:$V\n");
        assert!(matches!(&found[0], Evaluation::Text { text, awaited, .. } if text == "a:" && awaited.len() == 1));
        assert!(matches!(&last("FROM scratch\nUSER ${A:?no}\n")[0], Evaluation::Demands { name, .. } if name == "A"));
        assert!(matches!(&last("FROM scratch\nUSER ${A\n")[0], Evaluation::Malformed(_)));
    }

    #[test]
    fn a_word_that_stands_for_itself_expands_to_what_any_word_would() {
        let scope = Scope::default();
        for word in ["a", "1.2-x", "a=b", "{}", "é", "`", "a,b"] {
            assert!(stands_for_itself(word, '\\'), "{word}");
            let expansion = expansion::expand(word, Mode::words('\\'), &scope).expect("nothing to refuse");
            let words = expansion.words.into_iter().map(|(word, _)| word).collect();
            let text = Evaluation::Text { text: expansion.text, words, awaited: Vec::new() };
            assert_eq!(scope.evaluate(word, '\\'), text, "{word}");
        }
        assert!(["", "$a", "'a'", "a b", "a\\b"].iter().all(|word| !stands_for_itself(word, '\\')));
    }

    #[test]
    fn what_a_caller_passes_counts_instead_of_a_default() {
        let source = "ARG V=1\nFROM a:$V AS x\nARG V W=1\nENV W=$V.0\nUSER u$W-$U\n";
        let snapshot = Snapshot::of(Language::Dockerfile, source);
        let file = snapshot.dockerfile().expect("a Dockerfile");
        let passed: Passed = [("V", "2"), ("W", "9"), ("U", "no ARG asks for it")]
            .map(|(name, value)| (name.to_owned(), Held::Value(value.to_owned())))
            .into();
        let mut held = Vec::new();
        file.each_scope_passed(&passed, |_, scope| {
            held = ["V", "W", "U"].map(|name| scope.held(name).cloned()).to_vec();
        });
        let value = |text: &str| Some(Held::Value(text.to_owned()));
        assert_eq!(held, [value("2"), value("2.0"), None]);
        assert_eq!(text(source), None, "and nothing is remembered of it");
    }

    #[test]
    fn siblings_do_not_see_each_other() {
        let source = "FROM scratch AS a\nENV A=1\nFROM a AS b\nENV A=2\nFROM a AS c\nUSER $A\n";
        assert_eq!(text(source).as_deref(), Some("1"));
    }
}
