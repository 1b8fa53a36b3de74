//! Which variables an instruction can name, and where each comes from.
//!
//! Source: BuildKit `dockerfile2llb/convert.go`. A FROM sees the ARGs before the first FROM. Inside a stage count the ARGs and
//! ENVs above, and those of the stages it stands on; an ENV beats an ARG of its name.

use super::{Arguments, Base, Dockerfile, Instruction, Keyword, Word};
use crate::text::Span;
use std::collections::{BTreeMap, HashSet};

/// A variable that can be named at some place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    pub name: String,
    /// As written; `None` for an ARG without a default.
    pub value: Option<Word>,
    pub origin: Origin,
    /// Of the name where it is declared.
    pub span: Span,
}

/// What declares a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// An ARG before the first FROM.
    GlobalArg,
    Arg,
    Env,
}

impl Dockerfile {
    /// Whether an ARG or ENV anywhere in the file declares the name, in any case.
    pub fn declares(&self, name: &str) -> bool {
        self.declared.get_or_init(|| self.declared_names()).contains(&name.to_ascii_lowercase())
    }

    fn declared_names(&self) -> HashSet<String> {
        let mut names = HashSet::new();
        for instruction in &self.instructions {
            match (&instruction.arguments, instruction.keyword) {
                (Arguments::Words(words), Keyword::Arg) => {
                    let declared = words.iter().map(|word| word.text.split('=').next().unwrap_or(""));
                    names.extend(declared.map(str::to_ascii_lowercase));
                }
                (Arguments::Pairs { pairs, .. }, Keyword::Env) => {
                    names.extend(pairs.iter().map(|pair| pair.key.text.to_ascii_lowercase()));
                }
                _ => {}
            }
        }
        names
    }

    /// A path that begins with a variable, with the value that it has for the instruction at this index, where that is a
    /// plain one; any other path as it is.
    pub fn path_with_value(&self, index: usize, path: &str) -> String {
        let Some((name, rest)) = leading_variable(path) else { return path.to_owned() };
        let value = self.variables_before(index).remove(name).and_then(|variable| variable.value);
        match value.map(|word| word.text) {
            Some(value) if !value.is_empty() && !value.contains('$') => {
                format!("{}{rest}", value.trim_matches(['"', '\'']).trim_end_matches('/'))
            }
            _ => path.to_owned(),
        }
    }

    /// The variables that the instruction at this index can name, by name.
    pub fn variables_before(&self, index: usize) -> BTreeMap<String, Variable> {
        let mut visible = BTreeMap::new();
        let Some(stage) = self.stage_of(index).filter(|stage| stage.range.start != index) else {
            self.preamble().iter().for_each(|instruction| declare(instruction, Origin::GlobalArg, &mut visible));
            return visible;
        };
        let mut lineage = vec![(stage.range.start, index)];
        let mut current = stage;
        while let Base::Stage(parent) = current.base {
            let Some(stage) = self.stages.get(parent).filter(|parent| parent.index < current.index) else { break };
            lineage.push((stage.range.start, stage.range.end));
            current = stage;
        }
        for (start, end) in lineage.into_iter().rev() {
            for instruction in &self.instructions[start..end] {
                declare(instruction, Origin::Arg, &mut visible);
            }
        }
        let mut globals = BTreeMap::new();
        self.preamble().iter().for_each(|instruction| declare(instruction, Origin::GlobalArg, &mut globals));
        // An ARG without a default takes the global value of its name.
        for variable in visible.values_mut().filter(|variable| variable.value.is_none()) {
            if let Some(global) = globals.get(&variable.name) {
                variable.value.clone_from(&global.value);
            }
        }
        visible
    }
}

/// The name of the variable that a path begins with, and what comes behind: nothing, or more folders.
fn leading_variable(path: &str) -> Option<(&str, &str)> {
    let path = path.strip_prefix('$')?;
    let end = path.find('/').unwrap_or(path.len());
    let (variable, rest) = path.split_at(end);
    let name = variable.strip_prefix('{').and_then(|it| it.strip_suffix('}')).unwrap_or(variable);
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_name.then_some((name, rest))
}

/// Adds what an ARG or ENV declares.
fn declare(instruction: &Instruction, arg: Origin, visible: &mut BTreeMap<String, Variable>) {
    match (&instruction.arguments, instruction.keyword) {
        (Arguments::Words(words), Keyword::Arg) => {
            for word in words {
                let (name, value) = match word.text.split_once('=') {
                    Some((name, value)) => (name, Some(value)),
                    None => (word.text.as_str(), None),
                };
                if visible.get(name).is_some_and(|known: &Variable| known.origin == Origin::Env) {
                    continue;
                }
                let end = (word.span.start + name.len()).min(word.span.end);
                let after = (end + 1).min(word.span.end);
                let value = value.map(|text| Word { text: text.to_owned(), span: Span::new(after, word.span.end) });
                let span = Span::new(word.span.start, end);
                visible.insert(name.to_owned(), Variable { name: name.to_owned(), value, origin: arg, span });
            }
        }
        (Arguments::Pairs { pairs, .. }, Keyword::Env) => {
            for pair in pairs {
                let name = pair.key.text.clone();
                let (value, span) = (Some(pair.value.clone()), pair.key.span);
                visible.insert(name.clone(), Variable { name, value, origin: Origin::Env, span });
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, Snapshot};

    fn visible_at_end(source: &str) -> Vec<(String, Option<String>, Origin)> {
        let snapshot = Snapshot::of(Language::Dockerfile, source);
        let file = snapshot.dockerfile().expect("a Dockerfile");
        let variables = file.variables_before(file.instructions.len() - 1);
        variables.into_values().map(|v| (v.name, v.value.map(|word| word.text), v.origin)).collect()
    }

    #[test]
    fn a_stage_sees_its_own_and_its_parents_variables() {
        let source = "ARG V=1\nARG W=2\nFROM a AS base\nARG V\nENV P=x\nFROM base\nARG Q=3\nRUN y\n";
        assert_eq!(
            visible_at_end(source),
            [
                ("P".into(), Some("x".into()), Origin::Env),
                ("Q".into(), Some("3".into()), Origin::Arg),
                ("V".into(), Some("1".into()), Origin::Arg),
            ]
        );
    }

    #[test]
    fn a_path_may_begin_with_a_variable() {
        let snapshot = Snapshot::of(Language::Dockerfile, "FROM a\nARG B=/srv/b\nENV C=$B\nRUN x\n");
        let file = snapshot.dockerfile().expect("a Dockerfile");
        let path = |text: &str| file.path_with_value(3, text);
        assert_eq!([path("$B"), path("${B}/c"), path("/d/$B")], ["/srv/b", "/srv/b/c", "/d/$B"]);
        assert_eq!([path("$C"), path("$D/e"), path("${B:-x}")], ["$C", "$D/e", "${B:-x}"]);
    }

    #[test]
    fn a_name_is_declared_anywhere_in_any_case() {
        let snapshot = Snapshot::of(Language::Dockerfile, "ARG V=1\nFROM a\nENV http_proxy=x\n");
        let file = snapshot.dockerfile().expect("a Dockerfile");
        assert!(file.declares("V") && file.declares("HTTP_PROXY") && !file.declares("W"));
    }

    #[test]
    fn a_from_sees_global_arguments_and_env_beats_arg() {
        assert_eq!(visible_at_end("ARG V=1\nFROM a:$V\n"), [("V".into(), Some("1".into()), Origin::GlobalArg)]);
        assert_eq!(visible_at_end("FROM a\nENV A=1\nARG A=2\nRUN x\n"), [("A".into(), Some("1".into()), Origin::Env)]);
    }
}
