//! Whether a variable of a Dockerfile may lose its name, or bear another.
//!
//! BuildKit's own reading is the smaller part of it: a variable is read by shells, by programs that know it by its name, and by
//! texts that a build writes for later. Where a place can be seen that would still say the old name, there is no rename.

use super::Site;
use super::near::Sheet;
use crate::ide::names::{self, NameKind, Role};
use crate::model::Dockerfile;
use crate::model::dockerfile::{Base, Instruction, Keyword};
use crate::reference::dockerfile::argument;
use crate::reference::environment::reader;
use crate::reference::images::variables;
use crate::text::Span;
use std::borrow::Cow;

/// Whether the variable may lose its name. The sites are those of all files.
pub(super) fn check_old(file: Option<&Dockerfile>, name: &str, sites: &[Site], own: &[Site]) -> Result<(), String> {
    if argument(name).is_some() {
        return Err(format!("{name} is set by BuildKit, under this name."));
    }
    if name == "PATH" {
        return Err("Every image sets `PATH`, under this name.".into());
    }
    if let Some(reader) = reader(name) {
        return Err(format!("{reader} reads `{name}`, under this name."));
    }
    let Some(file) = file else { return Ok(()) };
    let is_env = |site: &&Site| file.instruction_at(site.span.start).is_some_and(|it| it.is(Keyword::Env));
    let declared = sites.iter().filter(|site| site.role == Role::Declaration).filter(is_env);
    for site in declared {
        let image = file.stage_at(site.span.start).and_then(|stage| file.image_under(stage));
        if let Some(image) = image.filter(|image| image.sets_variable(name)) {
            return Err(format!("The base image {} sets `{name}`, under this name.", image.name));
        }
        if let Some(image) = image.filter(|image| variables::of(image.name).iter().any(|it| it.name == name)) {
            return Err(format!("The base image {} reads `{name}`, under this name.", image.name));
        }
        // `ENV X=$X:more` where nothing above declares it: the image has one.
        let value = file.instruction_at(site.span.start).map_or("", |it| it.line.text());
        let is_above =
            sites.iter().any(|it| it.file == site.file && it.role == Role::Declaration && it.span < site.span);
        if !is_above && (mentions(value, &format!("${name}")) || mentions(value, &format!("${{{name}"))) {
            return Err(format!("The base image has a `{name}` too, which this one goes on from."));
        }
    }
    check_followed(file, name, own)
}

/// Whether a text has a word that goes no further.
fn mentions(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| !text[at + word.len()..].starts_with(goes_on))
}

fn goes_on(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Whether every place that reads the variable is one of its sites: a script may give it a value of its own on some paths only,
/// and a text in single quotes, or behind a backslash, may be read by a shell that we do not see.
fn check_followed(file: &Dockerfile, name: &str, sites: &[Site]) -> Result<(), String> {
    let reach = Reach::of(file, sites);
    let is_env = sites
        .iter()
        .filter(|site| site.role == Role::Declaration)
        .any(|site| file.instruction_at(site.span.start).is_some_and(|it| it.is(Keyword::Env)));
    for (at, before, _) in words(file, name) {
        let is_read = before.ends_with('$') || before.ends_with("${");
        let is_known = || sites.iter().any(|site| site.span.touches(at));
        if !is_read || !reach.holds(file, at) || is_known() {
            continue;
        }
        let Some(instruction) = file.instruction_at(at).filter(|it| can_read(it, is_env)) else { continue };
        let line = line_of(file.source(), Span::at(at));
        match names::own_value(&script_at(file, instruction, at), name) {
            None => {
                return Err(format!(
                    "Line {line} has `${name}` in a text that is taken as it stands, which a rename cannot follow."
                ));
            }
            Some(own) if own.is_certain => {}
            Some(_) => {
                return Err(format!(
                    "The script of line {} sets `{name}` on some of its paths only, which a rename cannot follow.",
                    instruction.lines.0
                ));
            }
        }
    }
    Ok(())
}

/// Whether something that runs can read a variable in the texts of an instruction: an ARG is there for its own build alone.
fn can_read(instruction: &Instruction, is_env: bool) -> bool {
    if instruction.arguments.is_json() {
        return false;
    }
    match instruction.keyword {
        Keyword::Run => true,
        Keyword::Onbuild | Keyword::Copy | Keyword::Add => is_env,
        Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck => is_env,
        _ => false,
    }
}

/// The text of an instruction around a place: its line with continuations joined, or the heredoc that the place is in.
fn script_at<'a>(file: &Dockerfile, instruction: &'a Instruction, at: usize) -> Cow<'a, str> {
    match instruction.heredocs.iter().find(|heredoc| heredoc.body.touches(at)) {
        Some(heredoc) => heredoc.content(file.source()).text().to_owned().into(),
        None => instruction.line.text().into(),
    }
}

/// Where the file has a name as a whole word outside comments: its place, and what stands before and behind it.
fn words<'a>(file: &'a Dockerfile, name: &'a str) -> impl Iterator<Item = (usize, &'a str, &'a str)> {
    let source = file.source();
    source.match_indices(name).filter_map(move |(at, _)| {
        let (before, after) = (&source[..at], &source[at + name.len()..]);
        let is_whole = !before.ends_with(goes_on) && !after.starts_with(goes_on);
        let is_remark = || file.comments.iter().any(|comment| comment.touches(at));
        (is_whole && !is_remark()).then_some((at, before, after))
    })
}

/// A shell variable or one of the base image would be taken for ours, or ours for it, wherever ours can be seen.
pub(super) fn check_free(sheet: &Sheet<'_>, sites: &[Site], new_name: &str) -> Result<(), String> {
    let Some(file) = sheet.dockerfile() else { return Ok(()) };
    if argument(new_name).is_some() {
        return Err(format!("{new_name} is set by BuildKit."));
    }
    if new_name == "PATH" {
        return Err("Every image sets `PATH`.".into());
    }
    let reach = Reach::of(file, sites);
    let taken =
        |at: usize| Err(format!("Line {} has a variable `{new_name}` already.", line_of(file.source(), Span::at(at))));
    let all = names::names(sheet.snapshot());
    let named = all.iter().filter(|name| name.kind == NameKind::Variable && name.text == new_name);
    let known: Vec<Span> = named.flat_map(|name| name.places.iter().map(|place| place.span)).collect();
    if let Some(span) = known.iter().find(|span| reach.holds(file, span.start)) {
        return taken(span.start);
    }
    for (at, before, after) in words(file, new_name).filter(|(at, ..)| reach.holds(file, *at)) {
        let Some(instruction) = file.instruction_at(at) else { continue };
        // A script that sets it for itself minds nobody, unless ours is used in it.
        let is_own = names::own_value(&script_at(file, instruction, at), new_name).is_some();
        let is_ours = || sites.iter().any(|site| instruction.span.contains(site.span));
        let is_read = before.ends_with('$') || before.ends_with("${");
        let is_set = after.starts_with('=') && is_own;
        if (is_read && !is_own) || ((is_read || is_set) && instruction.is(Keyword::Run) && is_ours()) {
            return taken(at);
        }
    }
    Ok(())
}

/// The parts of a Dockerfile in which a variable can be seen.
struct Reach {
    /// The ARGs before the first FROM, and every FROM.
    globals: bool,
    /// By stage.
    stages: Vec<bool>,
}

impl Reach {
    fn of(file: &Dockerfile, sites: &[Site]) -> Reach {
        let mut reach = Reach { globals: false, stages: vec![false; file.stages.len()] };
        for site in sites {
            match Reach::part(file, site.span.start) {
                Some(stage) => reach.stages[stage] = true,
                None => reach.globals = true,
            }
        }
        for stage in &file.stages {
            if let Base::Stage(base) = stage.base {
                reach.stages[stage.index] |= reach.stages[base];
            }
        }
        reach
    }

    fn part(file: &Dockerfile, offset: usize) -> Option<usize> {
        let stage = file.stage_at(offset)?;
        let from = &file.instructions[stage.range.start];
        (!from.span.touches(offset)).then_some(stage.index)
    }

    fn holds(&self, file: &Dockerfile, offset: usize) -> bool {
        Reach::part(file, offset).map_or(self.globals, |stage| self.stages[stage])
    }
}

/// The line of a place, from 1.
pub(super) fn line_of(source: &str, span: Span) -> usize {
    source[..span.start].matches('\n').count() + 1
}
