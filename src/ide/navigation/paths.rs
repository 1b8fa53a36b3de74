//! From a path or a user to what it means: the file in the context, the step of a stage that made the path, the command that
//! made the user, the Compose file that says what a named context is.

use super::near::Near;
use super::{Definition, Site, bake};
use crate::ide::links::{self, Target};
use crate::ide::names::Role;
use crate::model::builders::{BuilderKind, builders};
use crate::model::dockerfile::{Base, Instruction, Keyword, Stage, Word, context_path, split_owner};
use crate::model::surroundings::{FileKind, plain};
use crate::model::{Dockerfile, Language, Snapshot};
use crate::text::Span;
use std::path::{Path, PathBuf};

/// What is behind the word at an offset, where that is no name.
pub(super) fn behind(near: &Near<'_>, offset: usize) -> Option<Definition> {
    let own = near.own();
    match own.dockerfile() {
        Some(file) => in_dockerfile(near, file, offset),
        None => linked_file(near, own.snapshot(), offset),
    }
}

/// The file that a Compose file names.
fn linked_file(near: &Near<'_>, snapshot: &Snapshot, offset: usize) -> Option<Definition> {
    let link = links::links(snapshot).into_iter().find(|link| link.span.touches(offset))?;
    let Target::File(path) = link.target else { return None };
    let path = plain(&near.own_path()?.parent()?.join(path));
    Some(Definition { span: link.span, targets: vec![start_of(near, &path)?] })
}

fn start_of(near: &Near<'_>, path: &Path) -> Option<Site> {
    (near.kind(path) == Some(FileKind::File)).then(|| Site::at(near, path, Span::at(0), Role::Declaration))
}

fn in_dockerfile(near: &Near<'_>, file: &Dockerfile, offset: usize) -> Option<Definition> {
    let index = file.instructions.partition_point(|instruction| instruction.span.start <= offset).checked_sub(1)?;
    let instruction = &file.instructions[index];
    let stage = file.stage_of(index)?;
    if let Some((span, user)) = user_at(instruction, offset) {
        let accounts = file.accounts_of(stage);
        let made = accounts.users.iter().rev().find(|made| made.name == user)?;
        return Some(Definition { span, targets: vec![own_site(near, made.name_span)] });
    }
    if let Some(word) = outside_name_at(file, stage, index, offset) {
        return Some(Definition { span: word.span, targets: named_contexts(near, file, &word.text) });
    }
    let (source, from) = source_at(instruction, offset)?;
    let targets = match from {
        Some(from) => {
            let from = file.stage_named(&from.text)?;
            vec![own_site(near, maker(file, from, &absolute("/", &source.text))?)]
        }
        None => vec![in_context(near, file, &source.text)?],
    };
    Some(Definition { span: source.span, targets })
}

fn own_site(near: &Near<'_>, span: Span) -> Site {
    Site::new(&near.own(), span, Role::Declaration)
}

/// The user that USER or `--chown` names at an offset.
fn user_at(instruction: &Instruction, offset: usize) -> Option<(Span, &str)> {
    let owner = match instruction.keyword {
        Keyword::User => instruction.arguments.words().first()?,
        Keyword::Copy | Keyword::Add => instruction.flag("chown")?.value.as_ref()?,
        _ => return None,
    };
    let (user, _) = split_owner(&owner.text);
    let start = owner.span.start + owner.text.find(user)?;
    let span = Span::new(start, start + user.len());
    (span.touches(offset) && !user.is_empty()).then_some((span, user))
}

/// What COPY, ADD or a bind mount takes at an offset, and the stage or image that it takes it from.
fn source_at(instruction: &Instruction, offset: usize) -> Option<(&Word, Option<&Word>)> {
    let is_here = |word: &&Word| word.span.touches(offset) && !word.text.is_empty();
    if instruction.is(Keyword::Run) {
        // The fields are made anew by each look; their words live in the flags.
        return None;
    }
    let words = match instruction.keyword {
        Keyword::Copy | Keyword::Add => instruction.arguments.words(),
        _ => return None,
    };
    let source = words[..words.len().saturating_sub(1)].iter().find(is_here)?;
    let from = instruction.flag("from").and_then(|flag| flag.value.as_ref());
    let is_elsewhere = source.text.contains("://") || source.text.starts_with("<<");
    (!is_elsewhere).then_some((source, from))
}

/// The base or `--from` at an offset that is no stage: an image, or a context that has a name.
fn outside_name_at(file: &Dockerfile, stage: &Stage, index: usize, offset: usize) -> Option<Word> {
    if stage.range.start == index {
        let is_base = matches!(stage.base, Base::Image(_)) && stage.base_word.span.touches(offset);
        return is_base.then(|| stage.base_word.clone());
    }
    let from = stage.references.iter().find(|reference| reference.name.span.touches(offset))?;
    file.stage_named(&from.name.text).is_none().then(|| from.name.clone())
}

/// The keys by which those who build the file say what a name means.
fn named_contexts(near: &Near<'_>, file: &Dockerfile, name: &str) -> Vec<Site> {
    let mut sites = Vec::new();
    let mut seen: Vec<PathBuf> = Vec::new();
    for builder in builders(file).iter().filter(|builder| builder.kind == BuilderKind::Service) {
        if seen.contains(&builder.file) {
            continue;
        }
        let Some(sheet) = near.sheet(&plain(&builder.file), Language::Compose) else { continue };
        for service in sheet.compose().into_iter().flat_map(|compose| compose.services()) {
            let named = service.build_entries("additional_contexts").into_iter().filter(|it| it.name == name);
            sites.extend(named.map(|it| Site::new(&sheet, it.span, Role::Declaration)));
        }
        seen.push(builder.file.clone());
    }
    sites.extend(near.own_path().into_iter().flat_map(|path| bake::context_sites(near, path, name)));
    sites
}

/// The file of the build context: of that of a service or target that builds the Dockerfile, else of the Dockerfile's own folder.
fn in_context(near: &Near<'_>, file: &Dockerfile, source: &str) -> Option<Site> {
    if source.contains(['$', '*', '?', '[']) {
        return None;
    }
    let path = context_path(source);
    let mut folders: Vec<PathBuf> = Vec::new();
    for builder in builders(file) {
        if builder.kind == BuilderKind::Target {
            folders.extend(builder.context.clone());
            continue;
        }
        let Some(sheet) = near.sheet(&plain(&builder.file), Language::Compose) else { continue };
        let context = sheet.compose().and_then(|compose| {
            let service = compose.service(&builder.name)?;
            Some(service.build_context().and_then(|context| context.text()).unwrap_or(".").to_owned())
        });
        folders.extend(context.and_then(|context| Some(plain(&builder.file.parent()?.join(context)))));
    }
    folders.extend(near.own_path().and_then(Path::parent).map(Path::to_owned));
    folders.into_iter().find_map(|folder| start_of(near, &plain(&folder.join(&path))))
}

/// The word of a stage that makes a path: the last that names it, else the nearest folder above it that the stage makes.
fn maker(file: &Dockerfile, stage: &Stage, path: &str) -> Option<Span> {
    let mut lineage = vec![stage];
    while let Base::Stage(parent) = lineage.last()?.base {
        let Some(parent) = file.stages.get(parent).filter(|it| it.index < lineage[lineage.len() - 1].index) else {
            break;
        };
        lineage.push(parent);
    }
    let image = file.image_under(stage);
    let mut folder = image.map_or("/", |image| image.working_directory).trim_start_matches('-').to_owned();
    let mut best: Option<(usize, Span)> = None;
    let mut offer = |made: &str, span: Span| {
        let is_it = made == path;
        let is_above = path.strip_prefix(made).is_some_and(|rest| rest.starts_with('/')) && made.len() > 1;
        let worth = if is_it { usize::MAX } else { made.len() };
        if (is_it || is_above) && best.is_none_or(|(known, _)| worth >= known) {
            best = Some((worth, span));
        }
    };
    for stage in lineage.into_iter().rev() {
        for index in stage.range.clone() {
            let instruction = &file.instructions[index];
            match instruction.keyword {
                Keyword::Workdir => {
                    let Some(word) = instruction.arguments.words().first() else { continue };
                    folder = absolute(&folder, &word.text);
                    offer(&folder, word.span);
                }
                Keyword::Copy | Keyword::Add => {
                    let words = instruction.arguments.words();
                    let [sources @ .., destination] = words else { continue };
                    let made = absolute(&folder, &destination.text);
                    offer(&made, destination.span);
                    let names =
                        sources.iter().filter_map(|source| source.text.trim_end_matches('/').rsplit('/').next());
                    names.for_each(|name| offer(&absolute(&made, name), destination.span));
                }
                Keyword::Run => in_commands(file, index, &folder, &mut offer),
                _ => {}
            }
        }
    }
    best.map(|(_, span)| span)
}

/// Offers the paths that the commands of a RUN name.
fn in_commands(file: &Dockerfile, index: usize, folder: &str, offer: &mut impl FnMut(&str, Span)) {
    let mut folder = folder.to_owned();
    for command in file.commands_of(index) {
        let words = command.words();
        if command.is("cd") {
            if let Some(to) = words.get(1) {
                folder = absolute(&folder, &to.text);
            }
            continue;
        }
        for (at, word) in words.iter().enumerate().skip(1) {
            let text = word.text.split_once('=').map_or(word.text.as_str(), |(_, value)| value);
            if !text.is_empty() && !text.starts_with('-') {
                offer(&absolute(&folder, text), command.word_span(at));
            }
        }
        for output in command.output_files() {
            offer(&absolute(&folder, output), command.span());
        }
    }
}

/// A path without `.`, `..` and a `/` at its end, from a folder.
fn absolute(folder: &str, path: &str) -> String {
    let path = path.trim_matches(['"', '\'']);
    let joined = if path.starts_with('/') { path.to_owned() } else { format!("{folder}/{path}") };
    format!("/{}", context_path(&joined))
}
