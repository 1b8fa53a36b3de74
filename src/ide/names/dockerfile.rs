//! The names of a Dockerfile: stages, variables, heredocs.
//!
//! Source for what is visible where: BuildKit `dockerfile2llb/convert.go`. The shell of RUN sees ARGs and ENVs; that of CMD,
//! ENTRYPOINT and HEALTHCHECK runs in the container, where only ENVs are.

use super::{Name, NameKind, Place, Role, script};
use crate::model::Dockerfile;
use crate::model::dockerfile::{Arguments, Base, Instruction, Keyword, Word};
use crate::syntax::Joined;
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
        let line = &instruction.line;
        let brings_variables =
            line.text().contains('$') || instruction.heredocs.iter().any(|it| self.file.text(it.body).contains('$'));
        if scope.is_empty() || !brings_variables {
            return;
        }
        // What ONBUILD keeps runs on the finished image: like a container, it has the ENVs.
        let trigger = instruction.trigger();
        let holder = trigger.unwrap_or(instruction);
        let (in_shell, in_container) = match holder.keyword {
            Keyword::Run => (true, trigger.is_some()),
            Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck => (true, true),
            Keyword::Shell | Keyword::Maintainer | Keyword::Unknown => return,
            _ => (false, trigger.is_some()),
        };
        let arguments = match &holder.arguments {
            Arguments::Health { command, .. } => command,
            arguments => arguments,
        };
        if in_shell && arguments.is_json() {
            self.uses_of_exec(arguments.words(), scope, in_container);
            return;
        }
        if in_shell {
            self.uses_of_script(line, scope, in_container);
        } else {
            for reference in references(line.text(), self.file.escape.character()) {
                let span = line.span(reference.name_span.range());
                self.use_of(&reference.name, span, scope, in_container);
            }
        }
        // The body of a RUN that is nothing but a heredoc is its script, quoted or not.
        let is_script =
            holder.is(Keyword::Run) && arguments.shell().is_some_and(|it| it.text().trim().starts_with("<<"));
        for heredoc in instruction.heredocs.iter().filter(|heredoc| heredoc.expand || is_script) {
            self.uses_of_script(&heredoc.content(self.file.source()), scope, in_container);
        }
    }

    /// What a shell reads.
    fn uses_of_script(&mut self, script: &Joined, scope: &Scope, in_container: bool) {
        let text = script.text();
        for range in script::reads(text) {
            let name = &text[range.clone()];
            if scope.contains_key(name) && script::own_value(text, name).is_none_or(|own| range.start < own.from) {
                self.use_of(name, script.span(range.clone()), scope, in_container);
            }
        }
    }

    /// The words of a list: none of them is expanded, but a shell may read one.
    fn uses_of_exec(&mut self, words: &[Word], scope: &Scope, in_container: bool) {
        const SHELLS: [&str; 5] = ["sh", "bash", "ash", "dash", "zsh"];
        let is_shell = |word: &Word| word.text.rsplit('/').next().is_some_and(|name| SHELLS.contains(&name));
        let is_option =
            |word: &Word| word.text.starts_with('-') && !word.text.starts_with("--") && word.text.ends_with('c');
        let Some(at) = words.windows(3).position(|it| is_shell(&it[0]) && is_option(&it[1])) else { return };
        let word = &words[at + 2];
        // Where escapes hold the text apart from the file, it cannot be told where a name stands.
        if self.file.text(word.part(0..word.text.len())) == word.text {
            let script = Joined::from_span(self.file.source(), word.part(0..word.text.len()));
            self.uses_of_script(&script, scope, in_container);
        }
    }

    fn use_of(&mut self, name: &str, span: Span, scope: &Scope, in_container: bool) {
        let visible = scope.get(name).copied().filter(|visible| visible.is_env || !in_container);
        if let Some(visible) = visible.filter(|_| self.file.text(span) == name) {
            self.names[visible.name].places.push(Place { span, role: Role::Use, origin: visible.declared });
        }
    }
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
        assert_eq!(places("FROM a\nARG |V=1\nRUN V=${V:-2} && echo $V\n"), ["2:V*", "3:V"]);
    }

    #[test]
    fn a_shell_is_a_shell_wherever_it_is_called() {
        let source = "FROM a\nENV |V=1\nCMD [\"bash\", \"-ec\", \"x=$V\"]\nHEALTHCHECK CMD curl $V\nONBUILD RUN $V\n\
                      RUN <<'EOF'\nit's $V\nEOF\nRUN cat <<'EOF'\n$V\nEOF\nCMD [\"echo\", \"$V\"]\n";
        assert_eq!(places(source), ["2:V*", "3:V", "4:V", "5:V", "7:V"]);
        assert_eq!(places("FROM a\nARG |V=1\nONBUILD RUN $V\n"), ["2:V*"]);
    }

    #[test]
    fn heredocs_are_named_at_both_ends() {
        assert_eq!(places("FROM a\nRUN <<-'EO|F'\necho EOF\n\tEOF\n"), ["2:EOF*", "4:EOF"]);
    }
}
