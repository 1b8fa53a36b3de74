//! The hints of a Dockerfile.

use super::{Hint, HintKind, told};
use crate::model::Dockerfile;
use crate::model::dockerfile::{Arguments, Base, Held, Instruction, Keyword, Stage, expanded_words, is_root};
use crate::syntax::dockerfile::expansion::references;
use crate::text::Span;
use std::collections::HashMap;

/// A variable that is set this few lines above needs no telling.
const NEAR: usize = 10;

pub(super) fn hints(file: &Dockerfile, window: Span) -> Vec<Hint> {
    let mut hints = Vec::new();
    for stage in &file.stages {
        hints.extend(image(stage));
        hints.extend(stage.references.iter().filter_map(|reference| numbered(file, &reference.name)));
        let from = &file.instructions[stage.range.start];
        if window.touches(from.head.end) {
            hints.extend(inherited(file, stage, from));
        }
        for index in stage.range.clone() {
            if window.overlaps(file.instructions[index].span) {
                hints.extend(folder(file, stage, index));
            }
        }
    }
    hints.extend(variables(file, window));
    hints
}

fn image(stage: &Stage) -> Option<Hint> {
    let written = &stage.base_word;
    let Base::Image(image) = &stage.base else { return None };
    let is_news = image.text != written.text && !image.has_variable();
    let tooltip = "The image, with the defaults of the arguments above".to_owned();
    let label = format!("= {}", image.text);
    is_news.then_some(Hint { offset: written.span.end, label, tooltip, kind: HintKind::Image })
}

fn numbered(file: &Dockerfile, name: &crate::model::dockerfile::Word) -> Option<Hint> {
    let meant = file.stage_named(&name.text).filter(|meant| !meant.is_named(&name.text))?;
    let label = match (&meant.name, &meant.base) {
        (Some(name), _) => &name.text,
        (None, Base::Image(image)) => &image.text,
        (None, _) => &meant.base_word.text,
    };
    let tooltip = "The stage of this number. A name would survive a change of their order".to_owned();
    Some(Hint { offset: name.span.end, label: format!("= {label}"), tooltip, kind: HintKind::Stage })
}

/// The user and the folder in force right behind a FROM, where they are not the usual ones.
fn inherited(file: &Dockerfile, stage: &Stage, from: &Instruction) -> Option<Hint> {
    let (user, folder, origin) = match &stage.base {
        Base::Stage(parent) => {
            let parent = file.stages.get(*parent)?;
            let runtime = file.runtime_of(parent);
            (runtime.user.map(|user| user.text), runtime.workdir, format!("stage `{}`", parent.label()))
        }
        Base::Image(image) => {
            let known = file.image_under(stage)?;
            // The folder of an image is seldom a surprise.
            (Some(known.default_user.to_owned()), String::new(), format!("image `{}`", image.name))
        }
        _ => return None,
    };
    let user = user.filter(|user| !user.is_empty() && !is_root(user)).map(|user| format!("USER {user}"));
    let folder = Some(folder).filter(|folder| !matches!(folder.as_str(), "" | "/")).map(|it| format!("WORKDIR {it}"));
    let parts: Vec<String> = user.into_iter().chain(folder).collect();
    let tooltip = format!("What the stage starts with, from the {origin}");
    let label = parts.join(", ");
    (!label.is_empty()).then_some(Hint { offset: from.head.end, label, tooltip, kind: HintKind::Inherited })
}

fn folder(file: &Dockerfile, stage: &Stage, index: usize) -> Option<Hint> {
    let instruction = file.instructions.get(index).filter(|instruction| instruction.is(Keyword::Workdir))?;
    let path = instruction.arguments.words().first()?;
    let is_last = index + 1 == stage.range.end;
    let runtime = if is_last { file.runtime_of(stage) } else { file.runtime_before(index + 1) };
    let folder = runtime.workdir;
    let is_news = !path.text.starts_with('/') && folder.starts_with('/') && !folder.contains('$');
    let tooltip = "Where a relative WORKDIR leads from the one before it".to_owned();
    let label = format!("= {folder}");
    is_news.then_some(Hint { offset: path.span.end, label, tooltip, kind: HintKind::Folder })
}

/// What the variables hold that the builder puts into an instruction, where they are not set close above.
fn variables(file: &Dockerfile, window: Span) -> Vec<Hint> {
    let is_asked =
        |it: &&Instruction| window.overlaps(it.head) && it.line.text().contains('$') && !it.is(Keyword::From);
    if !file.instructions.iter().any(|instruction| is_asked(&instruction)) {
        return Vec::new();
    }
    let declared = declared_lines(file);
    let escape = file.escape.character();
    let mut hints = Vec::new();
    file.each_scope(|instruction, scope| {
        // What RUN expands itself are the fields of its mounts: too much for one line.
        if !is_asked(&instruction) || instruction.is(Keyword::Run) {
            return;
        }
        let words = expanded_words(instruction);
        let used = words.iter().flat_map(|it| references(&it.word.text, escape)).map(|reference| reference.name);
        let mut held: Vec<(String, &str)> = Vec::new();
        for name in used {
            let Some(Held::Value(value)) = scope.held(&name) else { continue };
            let is_near = |line: &usize| *line <= instruction.lines.1 && line + NEAR >= instruction.lines.0;
            let lines = declared.get(name.as_str());
            let is_obvious = lines.is_none_or(|lines| lines.iter().any(is_near));
            if !is_obvious && held.iter().all(|(known, _)| *known != name) {
                held.push((name, value));
            }
        }
        let Some(label) = told(held.iter().map(|(name, value)| (name.as_str(), *value))) else { return };
        let tooltip = "As the file sets it; a build may set arguments otherwise".to_owned();
        hints.push(Hint { offset: instruction.head.end, label, tooltip, kind: HintKind::Variable });
    });
    hints
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
    use crate::model::{Language, Snapshot};

    fn of(source: &str) -> Vec<String> {
        super::super::tests::of(&Snapshot::of(Language::Dockerfile, source))
    }

    #[test]
    fn variables_numbers_and_relative_folders_are_spelt_out() {
        let source = "ARG V=3.20\nFROM alpine:$V\nWORKDIR /srv\nWORKDIR app\nFROM x\nCOPY --from=0 / /\n";
        assert_eq!(of(source), ["2:= alpine:3.20", "4:= /srv/app", "6:= alpine:3.20"]);
    }

    #[test]
    fn a_stage_says_what_it_starts_with() {
        let source = "FROM a AS base\nUSER app\nWORKDIR /srv\nFROM base\nUSER root\nFROM base AS c\n";
        assert_eq!(of(source), ["4:USER app, WORKDIR /srv", "6:USER app, WORKDIR /srv"]);
    }

    #[test]
    fn a_variable_that_is_set_far_away_is_told_once() {
        let far = format!("FROM a\nARG V=1.2\n{}COPY x-$V y/${{V}} /\nENV W=$V\n", "RUN b\n".repeat(12));
        assert_eq!(of(&far), ["15:V = 1.2", "16:V = 1.2"]);
        assert!(of("FROM a\nARG V=1.2\nCOPY x-$V /\n").is_empty());
    }

    #[test]
    fn what_stands_there_is_not_repeated() {
        assert!(of("FROM alpine AS a\nWORKDIR rel\nFROM $UNSET\nCOPY --from=a / /\n").is_empty());
    }
}
