//! The hints of a Dockerfile.

use super::{Hint, HintKind, platforms, values};
use crate::model::Dockerfile;
use crate::model::dockerfile::{Base, Instruction, Keyword, Stage, is_root};
use crate::text::Span;

pub(super) fn hints(file: &Dockerfile, window: Span) -> Vec<Hint> {
    let mut hints = Vec::new();
    for stage in &file.stages {
        hints.extend(stage.references.iter().filter_map(|reference| numbered(file, &reference.name)));
        let from = &file.instructions[stage.range.start];
        if window.touches(from.head.end) {
            hints.extend(inherited(file, stage, from));
            hints.extend(platforms::hint(file, stage));
        }
        for index in stage.range.clone() {
            if window.overlaps(file.instructions[index].span) {
                hints.extend(folder(file, stage, index));
            }
        }
    }
    hints.extend(values::hints(file, window));
    hints
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
