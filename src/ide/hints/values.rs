//! What the variables of a Dockerfile come to: the image of a FROM, the value of an ARG, what an instruction is given.
//!
//! A default counts only where nobody who builds the file passes another value. So the file is walked once as it stands, and
//! once for each different set of arguments that its [`builders`] pass; where they agree that is what is shown, and where they
//! do not, all that they make of it. What only a caller knows is left out, and the tooltip says who leaves it open.

use super::{Hint, HintKind, is_secret, shortened};
use crate::model::Dockerfile;
use crate::model::builders::{Builder, builders};
use crate::model::dockerfile::{
    Arguments, Evaluation, Held, Instruction, Keyword, Passed, Scope, Stage, expanded_words,
};
use crate::syntax::dockerfile::expansion::references;
use crate::text::Span;
use std::collections::{BTreeMap, HashMap};

/// A variable that is set this few lines above needs no telling.
const NEAR: usize = 10;

/// How many different sets of arguments are looked at.
const MAX_SETS: usize = 8;

/// How many variables are told of one instruction.
const MAX_NAMES: usize = 3;

pub(super) fn hints(file: &Dockerfile, window: Span) -> Vec<Hint> {
    let is_asked = |it: &Instruction| window.overlaps(it.head) && (it.is(Keyword::Arg) || it.line.text().contains('$'));
    let asked: Vec<&Instruction> = file.instructions.iter().filter(|it| is_asked(it)).collect();
    if asked.is_empty() {
        return Vec::new();
    }
    let views = views(file);
    let is_plain = |it: &&Instruction| it.is(Keyword::Arg) && views.len() == 1;
    if asked.iter().all(is_plain) {
        return Vec::new();
    }
    let found: Vec<Found> = views.iter().map(|view| look(file, view, &is_asked)).collect();
    let declared = declared_lines(file);
    let mut hints = Vec::new();
    for instruction in asked {
        let Some(index) = position(file, instruction) else { continue };
        let stage = file.stage_of(index);
        let story = |name: &str| Story::of(&views, &found, stage, (index, name));
        match instruction.keyword {
            Keyword::From => hints.extend(stage.and_then(|stage| image(stage, story("")?))),
            Keyword::Arg => hints.extend(arguments(file, instruction, story)),
            // What RUN expands itself are the fields of its mounts: too much for one line.
            Keyword::Run => {}
            _ => hints.extend(held(file, instruction, &declared, story)),
        }
    }
    hints
}

fn position(file: &Dockerfile, instruction: &Instruction) -> Option<usize> {
    file.instructions.partition_point(|it| it.span.start <= instruction.span.start).checked_sub(1)
}

/// The file with one set of arguments, and those who pass it.
struct View<'a> {
    passed: Passed,
    builders: Vec<Built<'a>>,
}

struct Built<'a> {
    builder: &'a Builder,
    /// By stage.
    needed: Vec<bool>,
}

/// The file as it stands, and as those who build it make it. Who passes nothing that it asks for takes it as it stands.
fn views(file: &Dockerfile) -> Vec<View<'_>> {
    let mut views = vec![View { passed: Passed::new(), builders: Vec::new() }];
    for builder in builders(file) {
        let mut passed = builder.passed();
        passed.retain(|name, _| file.declares(name));
        let built = Built { builder, needed: builder.needed_stages(file) };
        match views.iter().position(|view| view.passed == passed) {
            Some(known) => views[known].builders.push(built),
            None if views.len() < MAX_SETS => views.push(View { passed, builders: vec![built] }),
            None => {}
        }
    }
    views
}

/// What words come to, by the position of their instruction and the name of their variable, none for that of a base.
type Found = HashMap<(usize, String), String>;

fn look(file: &Dockerfile, view: &View<'_>, is_asked: &dyn Fn(&Instruction) -> bool) -> Found {
    let escape = file.escape.character();
    let mut found = Found::new();
    file.each_scope_passed(&view.passed, |instruction, scope| {
        let Some(index) = position(file, instruction).filter(|_| is_asked(instruction)) else { return };
        match (instruction.keyword, &instruction.arguments) {
            (Keyword::From, arguments) => {
                let base = arguments.words().first().and_then(|word| plain(scope, &word.text, escape));
                found.extend(base.map(|text| ((index, String::new()), text)));
            }
            (Keyword::Arg, Arguments::Words(words)) => {
                for word in words {
                    let (name, default) = word.text.split_once('=').unwrap_or((&word.text, ""));
                    let value = match view.passed.get(name) {
                        Some(Held::Value(value)) => Some(value.clone()),
                        Some(_) => None,
                        None => plain(scope, default, escape),
                    };
                    found.extend(value.map(|value| ((index, name.to_owned()), value)));
                }
            }
            (Keyword::Run, _) => {}
            _ => {
                for name in used(instruction, escape) {
                    if let Some(Held::Value(value)) = scope.held(&name) {
                        found.insert((index, name), value.clone());
                    }
                }
            }
        }
    });
    found
}

/// What a word comes to without anything that is passed later.
fn plain(scope: &Scope, word: &str, escape: char) -> Option<String> {
    match scope.evaluate(word, escape) {
        Evaluation::Text { text, awaited, .. } if awaited.is_empty() && !text.is_empty() => Some(text),
        _ => None,
    }
}

/// The variables that an instruction names, each once.
fn used(instruction: &Instruction, escape: char) -> Vec<String> {
    let mut names = Vec::new();
    for expanded in expanded_words(instruction) {
        for reference in references(&expanded.word.text, escape) {
            if !names.contains(&reference.name) {
                names.push(reference.name);
            }
        }
    }
    names
}

/// What one word comes to, for those who build its stage.
struct Story<'a> {
    /// As the file stands.
    default: Option<&'a str>,
    /// What they make of it, each with who does; none where nobody passes anything that bears on it.
    outcomes: BTreeMap<Option<&'a str>, Vec<&'a Builder>>,
}

impl<'a> Story<'a> {
    fn of(
        views: &[View<'a>],
        found: &'a [Found],
        stage: Option<&Stage>,
        (index, name): (usize, &str),
    ) -> Option<Story<'a>> {
        let key = (index, name.to_owned());
        let value = |found: &'a Found| found.get(&key).map(String::as_str);
        let default = value(found.first()?);
        let mut outcomes: BTreeMap<Option<&str>, Vec<&Builder>> = BTreeMap::new();
        for (view, found) in views.iter().zip(found) {
            let building = view.builders.iter().filter(|it| stage.is_none_or(|stage| it.needed[stage.index]));
            let building: Vec<&Builder> = building.map(|built| built.builder).collect();
            if !building.is_empty() {
                outcomes.entry(value(found)).or_default().extend(building);
            }
        }
        if outcomes.keys().all(|outcome| *outcome == default) {
            outcomes.clear();
        }
        let story = Story { default, outcomes };
        (!story.values().is_empty()).then_some(story)
    }

    /// The values that are known: of those who build it, else as the file stands.
    fn values(&self) -> Vec<&'a str> {
        let told: Vec<&str> = self.outcomes.keys().filter_map(|outcome| *outcome).collect();
        if told.is_empty() { self.default.into_iter().collect() } else { told }
    }

    fn is_by_default(&self) -> bool {
        self.outcomes.is_empty()
    }

    /// `a`, `a or b`, `a or 2 others`, `a or another` where somebody passes what is not known; where those who build it keep theirs to themselves, the default as such.
    fn label(&self) -> String {
        let values = self.values();
        let is_open = !self.outcomes.is_empty() && self.outcomes.keys().all(Option::is_none);
        match values.as_slice() {
            [one] if is_open => format!("{} by default", shortened(one)),
            [one] if self.outcomes.contains_key(&None) => format!("{} or another", shortened(one)),
            [one] => shortened(one),
            [one, other] => format!("{} or {}", shortened(one), shortened(other)),
            [one, others @ ..] => format!("{} or {} others", shortened(one), others.len()),
            [] => String::new(),
        }
    }

    /// Who makes what of it.
    fn tooltip(&self, by_default: &str) -> String {
        if self.is_by_default() {
            return by_default.to_owned();
        }
        let mut lines: Vec<String> = Vec::new();
        for (outcome, builders) in &self.outcomes {
            let who: Vec<String> = builders.iter().map(|it| format!("{} ({})", it.title(), it.file_name())).collect();
            let value =
                outcome.map_or_else(|| "another value, not known here".to_owned(), |value| format!("`{value}`"));
            lines.push(format!("- {value}: {}", who.join(", ")));
        }
        if let Some(default) = self.default.filter(|default| !self.outcomes.contains_key(&Some(default))) {
            lines.push(format!("- `{default}`: by default"));
        }
        lines.join("\n")
    }
}

fn image(stage: &Stage, story: Story<'_>) -> Option<Hint> {
    let written = &stage.base_word;
    let is_news = written.text.contains('$') && story.values() != [written.text.as_str()];
    let tooltip = story.tooltip("With the defaults of the arguments above");
    let label = format!("= {}", story.label());
    is_news.then_some(Hint { offset: written.span.end, label, tooltip, kind: HintKind::Image })
}

/// What the arguments of an ARG hold that somebody passes.
fn arguments<'a>(file: &Dockerfile, instruction: &Instruction, story: impl Fn(&str) -> Option<Story<'a>>) -> Vec<Hint> {
    let is_global = |name: &str| {
        let global = file.preamble().iter().filter(|it| it.is(Keyword::Arg)).flat_map(|it| it.arguments.words());
        global.map(|word| word.text.split('=').next()).any(|known| known == Some(name))
    };
    let preamble = file.preamble().last().is_some_and(|last| instruction.span.start <= last.span.start);
    let told = instruction.arguments.words().iter().filter_map(|word| {
        let name = word.text.split('=').next()?;
        // The first of its ARGs tells it for all.
        let story = story(name).filter(|story| !story.is_by_default() && (preamble || !is_global(name)))?;
        let may_be_told = story.values().iter().all(|value| !value.trim().is_empty() && !is_secret(name, value));
        let is_known = story.outcomes.keys().any(Option::is_some);
        let (label, tooltip) = (format!("= {}", story.label()), story.tooltip(""));
        let offset = word.span.end;
        (may_be_told && is_known).then_some(Hint { offset, label, tooltip, kind: HintKind::Variable })
    });
    told.collect()
}

/// What an instruction is given by variables that are not set close above.
fn held<'a>(
    file: &Dockerfile,
    instruction: &Instruction,
    declared: &HashMap<&str, Vec<usize>>,
    story: impl Fn(&str) -> Option<Story<'a>>,
) -> Option<Hint> {
    let is_near = |line: &usize| *line <= instruction.lines.1 && line + NEAR >= instruction.lines.0;
    let mut labels = Vec::new();
    let mut tooltips: Vec<String> = Vec::new();
    for name in used(instruction, file.escape.character()) {
        let lines = declared.get(name.as_str());
        let is_obvious = lines.is_none_or(|lines| lines.iter().any(is_near));
        let Some(story) = story(&name).filter(|_| !is_obvious && labels.len() < MAX_NAMES) else { continue };
        if story.values().iter().any(|value| value.trim().is_empty() || is_secret(&name, value)) {
            continue;
        }
        labels.push(format!("{name} = {}", story.label()));
        let tooltip = story.tooltip("As the file sets it; a build may set arguments otherwise");
        if !tooltips.contains(&tooltip) {
            tooltips.push(tooltip);
        }
    }
    let hint = Hint {
        offset: instruction.head.end,
        label: labels.join(", "),
        tooltip: tooltips.join("\n\n"),
        kind: HintKind::Variable,
    };
    (!hint.label.is_empty()).then_some(hint)
}

/// The lines, from 1, on which each variable is declared.
fn declared_lines(file: &Dockerfile) -> HashMap<&str, Vec<usize>> {
    let mut lines: HashMap<&str, Vec<usize>> = HashMap::new();
    for instruction in &file.instructions {
        let names: Vec<&str> = match (&instruction.arguments, instruction.keyword) {
            (Arguments::Words(words), Keyword::Arg) => {
                words.iter().map(|word| word.text.split('=').next().unwrap_or("")).collect()
            }
            (Arguments::Pairs { pairs, .. }, Keyword::Env) => pairs.iter().map(|pair| pair.key.text.as_str()).collect(),
            _ => continue,
        };
        names.into_iter().for_each(|name| lines.entry(name).or_default().push(instruction.lines.0));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::tests::of;
    use super::super::{Hint, hints};
    use crate::model::{Language, MemoryFiles, Snapshot};
    use crate::text::Span;

    fn built(source: &str, compose: &str) -> Snapshot {
        let files = [("/p/Dockerfile", source), ("/p/compose.yaml", compose)];
        let around = MemoryFiles::new(files).around("/p/Dockerfile");
        Snapshot::of(Language::Dockerfile, source).with_surroundings(around)
    }

    fn first(snapshot: &Snapshot) -> Hint {
        let whole = Span::new(0, snapshot.source().len());
        hints(snapshot, whole, |_| true).into_iter().next().expect("a hint")
    }

    const SOURCE: &str = "ARG V=3.20\nFROM alpine:$V\n";

    #[test]
    fn what_everybody_passes_counts_instead_of_the_default() {
        let snapshot = built(SOURCE, "services:\n  web: {build: {context: ., args: {V: 3.21}}}\n");
        assert_eq!(of(&snapshot), ["1:= 3.21", "2:= alpine:3.21"]);
        assert_eq!(first(&snapshot).tooltip, "- `3.21`: service web (compose.yaml)\n- `3.20`: by default");
        let same = built(SOURCE, "services:\n  web: {build: {context: ., args: {V: \"3.20\"}}}\n");
        assert_eq!(of(&same), ["2:= alpine:3.20"]);
        let without = built("ARG V\nFROM alpine:$V\n", "services:\n  web: {build: {context: ., args: [V=1]}}\n");
        assert_eq!(of(&without), ["1:= 1", "2:= alpine:1"]);
    }

    #[test]
    fn where_they_differ_all_are_told() {
        let compose = "services:\n  a: {build: {context: ., args: {V: 3.21}}}\n  b: {build: .}\n";
        let snapshot = built(SOURCE, compose);
        assert_eq!(of(&snapshot), ["1:= 3.20 or 3.21", "2:= alpine:3.20 or alpine:3.21"]);
        let told = "- `3.20`: service b (compose.yaml)\n- `3.21`: service a (compose.yaml)";
        assert_eq!(first(&snapshot).tooltip, told);
    }

    #[test]
    fn only_those_count_who_need_the_stage_and_only_what_is_known() {
        let source = "ARG V=1\nFROM a:$V AS dev\nFROM b:$V AS prod\n";
        let compose = "services:\n  a: {build: {context: ., target: prod, args: {V: 2}}}\n";
        assert_eq!(of(&built(source, compose)), ["1:= 2", "2:= a:1", "3:= b:2"]);
        let open = "services:\n  a: {build: {context: ., args: {V: \"${V}\"}}}\n";
        assert_eq!(of(&built(SOURCE, open)), ["2:= alpine:3.20 by default"]);
        let some =
            "services:\n  a: {build: {context: ., args: {V: \"${V}\"}}}\n  b: {build: {context: ., args: {V: 5}}}\n";
        assert_eq!(of(&built(SOURCE, some)), ["1:= 5 or another", "2:= alpine:5 or another"]);
        let default = "services:\n  a: {build: {context: ., args: {V: \"${V:-4}\"}}}\n";
        assert_eq!(of(&built(SOURCE, default)), ["1:= 4", "2:= alpine:4"]);
    }

    #[test]
    fn far_uses_tell_what_is_passed_and_secrets_are_kept() {
        let far = format!("FROM a\nARG V=1.2\nARG DB_PASSWORD=a\n{}COPY x-$V $DB_PASSWORD /\n", "RUN b\n".repeat(12));
        let compose = "services:\n  web: {build: {context: ., args: {V: 2, DB_PASSWORD: b}}}\n";
        assert_eq!(of(&built(&far, compose)), ["2:= 2", "16:V = 2"]);
    }
}
