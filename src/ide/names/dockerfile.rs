//! The names of a Dockerfile: stages, variables, heredocs.
//!
//! Source for what is visible where: BuildKit `dockerfile2llb/convert.go`. The shell of RUN sees ARGs and ENVs; that of CMD,
//! ENTRYPOINT and HEALTHCHECK runs in the container, where only ENVs are.

use super::{Name, NameKind, Place, Role};
use crate::model::Dockerfile;
use crate::model::dockerfile::{Arguments, Base, Instruction, Keyword, Word};
use crate::syntax::dockerfile::expansion::references;
use crate::text::Span;
use std::collections::BTreeMap;

pub(super) fn names(file: &Dockerfile) -> Vec<Name> {
    let mut names = stages(file);
    names.extend(Variables::of(file));
    names.extend(heredocs(file));
    names
}

fn stages(file: &Dockerfile) -> Vec<Name> {
    // A stage without a name has a number that others may use.
    let mut names: Vec<Name> = file
        .stages
        .iter()
        .map(|stage| Name {
            kind: NameKind::Stage,
            text: stage.label(),
            places: stage.name.iter().map(|name| declaration(name.span)).collect(),
        })
        .collect();
    for stage in &file.stages {
        if let Base::Stage(base) = stage.base {
            refer(file, &mut names, base, &stage.base_word);
        }
        for reference in &stage.references {
            if let Some(named) = file.stage_named(&reference.name.text) {
                refer(file, &mut names, named.index, &reference.name);
            }
        }
    }
    names.retain(|name| !name.places.is_empty());
    names
}

fn declaration(span: Span) -> Place {
    Place { span, role: Role::Declaration, origin: span }
}

fn refer(file: &Dockerfile, names: &mut [Name], stage: usize, word: &Word) {
    let (Some(name), Some(stage)) = (names.get_mut(stage), file.stages.get(stage)) else {
        return;
    };
    let role = if stage.is_named(file.text(word.span)) { Role::Use } else { Role::Indirect };
    let origin = stage.name.as_ref().unwrap_or(&stage.base_word).span;
    name.places.push(Place { span: word.span, role, origin });
}

fn heredocs(file: &Dockerfile) -> Vec<Name> {
    let heredocs = file.instructions.iter().flat_map(|instruction| &instruction.heredocs);
    heredocs
        .filter_map(|heredoc| {
            let at = heredoc.marker.start + file.text(heredoc.marker).rfind(&heredoc.name)?;
            let marker = Span::new(at, at + heredoc.name.len());
            let end = heredoc.end?;
            let end = Span::new(end.end - heredoc.name.len(), end.end);
            let places = vec![declaration(marker), Place { span: end, role: Role::Use, origin: marker }];
            Some(Name { kind: NameKind::Heredoc, text: heredoc.name.clone(), places })
        })
        .collect()
}

/// A variable that can be named here.
#[derive(Debug, Clone, Copy)]
struct Visible {
    /// Its place in the list of names.
    name: usize,
    /// The declaration in force.
    declared: Span,
    /// Whether a container has it too.
    is_env: bool,
}

type Scope = BTreeMap<String, Visible>;

/// Walks the file from top to bottom with what is visible at each instruction.
struct Variables<'a> {
    file: &'a Dockerfile,
    names: Vec<Name>,
}

impl Variables<'_> {
    fn of(file: &Dockerfile) -> Vec<Name> {
        let mut variables = Variables { file, names: Vec::new() };
        let mut globals = Scope::new();
        for instruction in file.preamble() {
            variables.uses(instruction, &globals);
            variables.declares(instruction, &mut globals, &Scope::new());
        }
        let mut ends: Vec<Scope> = Vec::new();
        for stage in &file.stages {
            let mut scope = match stage.base {
                Base::Stage(base) => ends.get(base).cloned().unwrap_or_default(),
                _ => Scope::new(),
            };
            for (index, instruction) in file.instructions_of(stage).iter().enumerate() {
                // The first is the FROM, which sees the global arguments and nothing else.
                variables.uses(instruction, if index == 0 { &globals } else { &scope });
                variables.declares(instruction, &mut scope, &globals);
            }
            ends.push(scope);
        }
        variables.names
    }

    fn declares(&mut self, instruction: &Instruction, scope: &mut Scope, globals: &Scope) {
        let declared: Vec<(&str, Span)> = match (&instruction.arguments, instruction.keyword) {
            (Arguments::Words(words), Keyword::Arg) => words
                .iter()
                .map(|word| {
                    let name = word.text.split('=').next().unwrap_or("");
                    (name, Span::new(word.span.start, (word.span.start + name.len()).min(word.span.end)))
                })
                .collect(),
            (Arguments::Pairs { pairs, .. }, Keyword::Env) => {
                pairs.iter().map(|pair| (pair.key.text.as_str(), pair.key.span)).collect()
            }
            _ => return,
        };
        let is_env = instruction.is(Keyword::Env);
        for (text, span) in declared {
            // A name in quotes or with escapes is not spelt as it reads.
            if text.is_empty() || self.file.text(span) != text {
                continue;
            }
            let known = scope.get(text).copied();
            let global = globals.get(text).copied().filter(|_| !is_env);
            let name = match known.or(global) {
                Some(known) => known.name,
                None => {
                    let (kind, text) = (NameKind::Variable, text.to_owned());
                    self.names.push(Name { kind, text, places: Vec::new() });
                    self.names.len() - 1
                }
            };
            let origin = known.or(global).map_or(span, |known| known.declared);
            self.names[name].places.push(Place { origin, ..declaration(span) });
            let is_env = is_env || known.is_some_and(|known| known.is_env);
            scope.insert(text.to_owned(), Visible { name, declared: span, is_env });
        }
    }

    fn uses(&mut self, instruction: &Instruction, scope: &Scope) {
        let (in_shell, in_container) = match instruction.keyword {
            Keyword::Run => (true, false),
            Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck => (true, true),
            // What ONBUILD keeps is read in a build that is not this one.
            Keyword::Onbuild | Keyword::Shell | Keyword::Maintainer | Keyword::Unknown => return,
            _ => (false, false),
        };
        if scope.is_empty() || (in_shell && instruction.arguments.is_json()) {
            return;
        }
        let line = &instruction.line;
        let escape = self.file.escape.character();
        for reference in references(line.text(), escape) {
            let span = line.span(reference.name_span.range());
            self.use_of(&reference.name, span, scope, |visible| {
                (visible.is_env || !in_container) && (!in_shell || !assigns(line.text(), &reference.name))
            });
        }
        for heredoc in instruction.heredocs.iter().filter(|heredoc| heredoc.expand) {
            let body = heredoc.content(self.file.source());
            for reference in references(body.text(), escape) {
                let span = body.span(reference.name_span.range());
                self.use_of(&reference.name, span, scope, |_| !assigns(body.text(), &reference.name));
            }
        }
    }

    fn use_of(&mut self, name: &str, span: Span, scope: &Scope, is_meant: impl Fn(Visible) -> bool) {
        let visible = scope.get(name).copied().filter(|&visible| is_meant(visible));
        if let Some(visible) = visible.filter(|_| self.file.text(span) == name) {
            self.names[visible.name].places.push(Place { span, role: Role::Use, origin: visible.declared });
        }
    }
}

/// Whether a script gives the variable a value of its own: then what it names later is not ours.
fn assigns(script: &str, name: &str) -> bool {
    script.match_indices(name).any(|(at, _)| {
        let (before, after) = (&script[..at], &script[at + name.len()..]);
        let starts_word = before.is_empty() || before.ends_with(|c: char| c.is_whitespace() || ";&|({`".contains(c));
        let previous = before.trim_end().rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
        let is_whole = after.is_empty() || after.starts_with(|c: char| c.is_whitespace() || c == ';');
        starts_word && (after.starts_with('=') || (is_whole && matches!(previous, "for" | "read" | "local")))
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Name, Role, name_at};
    use crate::model::{Language, Snapshot};

    fn find(marked: &str) -> Option<(String, Name, super::Place)> {
        let offset = marked.find('|').expect("a cursor");
        let source = marked.replacen('|', "", 1);
        let (name, place) = name_at(&Snapshot::of(Language::Dockerfile, &source), offset)?;
        Some((source, name, place))
    }

    /// The places of the name under the first `|`, as `line:text`, declarations with a star.
    fn places(marked: &str) -> Vec<String> {
        let Some((source, Name { places, .. }, _)) = find(marked) else {
            return Vec::new();
        };
        let show = |place: &super::Place| {
            let line = source[..place.span.start].matches('\n').count() + 1;
            let star = if place.role == Role::Declaration { "*" } else { "" };
            format!("{line}:{}{star}", place.span.of(&source))
        };
        places.iter().map(show).collect()
    }

    #[test]
    fn stages_are_named_by_from_copy_and_mounts() {
        let source = "FROM a AS bu|ild\nFROM Build\nFROM build\nCOPY --from=BUILD /a /a\n\
                      COPY --from=0 /b /b\nRUN --mount=type=bind,from=build,target=/x true\n";
        assert_eq!(places(source), ["1:build*", "3:build", "4:BUILD", "5:0", "6:build"]);
        assert_eq!(places("FROM a AS x\nFROM b\nCOPY --from=|y / /\n"), Vec::<String>::new());
    }

    #[test]
    fn a_stages_argument_is_the_global_one() {
        let source = "ARG V=1\nFROM a:$V\nARG V\nRUN echo ${|V:-2} \\\n  $V\nFROM b\nENV V=3\nRUN echo $V\n";
        assert_eq!(places(source), ["1:V*", "2:V", "3:V*", "4:V", "5:V"]);
    }

    #[test]
    fn a_use_knows_the_declaration_in_force() {
        let origin_line = |marked: &str| {
            let (source, _, place) = find(marked).expect("a name");
            source[..place.origin.start].matches('\n').count() + 1
        };
        assert_eq!(origin_line("ARG V\nFROM a:$|V\nARG V\n"), 1);
        assert_eq!(origin_line("ARG V\nFROM a\nARG V=2\nRUN $|V\n"), 3);
        assert_eq!(origin_line("ARG V\nFROM a\nARG |V=2\nRUN $V\n"), 1);
        assert_eq!(origin_line("FROM a AS x\nENV V=1\nFROM x\nENV V=2\nFROM x\nUSER $|V\n"), 2);
        assert_eq!(origin_line("FROM a\nFROM b\nCOPY --from=|0 / /\n"), 1);
    }

    #[test]
    fn variables_pass_from_stage_to_stage() {
        let source = "FROM a AS base\nENV |V=1\nFROM base\nWORKDIR /$V\nFROM c\nWORKDIR /$V\n";
        assert_eq!(places(source), ["2:V*", "4:V"]);
    }

    #[test]
    fn a_containers_shell_sees_no_arguments() {
        assert_eq!(places("FROM a\nARG |V=1\nRUN echo $V\nCMD echo $V\n"), ["2:V*", "3:V"]);
        assert_eq!(places("FROM a\nENV |V=1\nCMD echo $V\nENTRYPOINT [\"$V\"]\n"), ["2:V*", "3:V"]);
    }

    #[test]
    fn a_scripts_own_variables_are_not_ours() {
        for script in ["V=2 && echo $V", "for V in a b; do echo $V; done", "read V; echo $V", "export V=1; echo $V"] {
            assert_eq!(places(&format!("FROM a\nARG |V=1\nRUN {script}\n")), ["2:V*"], "{script}");
        }
    }

    #[test]
    fn heredocs_are_named_at_both_ends() {
        assert_eq!(places("FROM a\nRUN <<-'EO|F'\necho EOF\n\tEOF\n"), ["2:EOF*", "4:EOF"]);
    }
}
