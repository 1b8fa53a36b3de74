//! What stands under the cursor, and every place that names it.

use super::near::{Near, Sheet};
use super::{Site, builds, compose, dotenv, projects};
use crate::ide::names::compose as names;
use crate::ide::names::{self as all_names, Name, NameKind};
use crate::model::compose::Section;
use crate::model::{Compose, Language};
use crate::text::Span;
use std::path::PathBuf;

/// Something that files name.
pub(super) enum Thing<'a> {
    /// What only its own file can name: a heredoc, an anchor, a variable of a Dockerfile that is no build argument.
    Own(Name),
    Stage {
        sheet: Sheet<'a>,
        name: Name,
    },
    /// `own` is what the Dockerfile at hand makes of it, where the cursor is in one.
    Argument {
        sheet: Sheet<'a>,
        own: Option<Name>,
        text: String,
    },
    /// An entry of a top-level section, as the file at `start` means it.
    Entry {
        section: Section,
        name: String,
        start: Option<PathBuf>,
    },
    Profile {
        name: String,
        start: Option<PathBuf>,
    },
    /// A variable of Compose.
    Setting {
        name: String,
        start: Option<PathBuf>,
    },
}

impl<'a> Thing<'a> {
    /// The thing whose name is at an offset of the file at hand, and where.
    pub fn at(near: &Near<'a>, offset: usize) -> Option<(Thing<'a>, Span)> {
        let own = near.own();
        if let Sheet::Own(snapshot) = own
            && let Some(file) = snapshot.compose()
        {
            return in_compose(near, file, offset);
        }
        if own.snapshot().language() == Language::Dotenv {
            let here = dotenv::at(own.snapshot().source(), offset)?;
            let start = near.own_path().map(PathBuf::from);
            return Some((Thing::Setting { name: here.name, start }, here.span));
        }
        let (name, place) = all_names::name_at(own.snapshot(), offset)?;
        let thing = match name.kind {
            NameKind::Stage => Thing::Stage { sheet: own, name },
            NameKind::Variable if own.dockerfile().is_some_and(|file| builds::is_argument(file, &name)) => {
                Thing::Argument { sheet: own, text: name.text.clone(), own: Some(name) }
            }
            _ => Thing::Own(name),
        };
        Some((thing, place.span))
    }

    /// Every place that names it: those of the file at hand first, the others by path; each once.
    pub fn sites(&self, near: &Near<'a>) -> Vec<Site> {
        let mut sites = match self {
            Thing::Own(name) => name.places.iter().map(|place| Site::of(&near.own(), *place)).collect(),
            Thing::Stage { sheet, name } => builds::stage_sites(near, sheet, name),
            Thing::Argument { sheet, own, text } => builds::argument_sites(near, sheet, own.as_ref(), text),
            Thing::Entry { section, name, start } => compose::entry_sites(near, start.as_deref(), *section, name),
            Thing::Profile { name, start } => compose::profile_sites(near, start.as_deref(), name),
            Thing::Setting { name, start } => compose::setting_sites(near, start.as_deref(), name),
        };
        sites.sort_by(|a, b| (&a.file, a.span, a.role).cmp(&(&b.file, b.span, b.role)));
        sites.dedup_by(|a, b| a.span == b.span && a.file == b.file);
        sites
    }

    /// What it is called.
    pub fn text(&self) -> &str {
        match self {
            Thing::Own(name) | Thing::Stage { name, .. } => &name.text,
            Thing::Argument { text: name, .. }
            | Thing::Entry { name, .. }
            | Thing::Profile { name, .. }
            | Thing::Setting { name, .. } => name,
        }
    }
}

fn in_compose<'a>(near: &Near<'a>, file: &'a Compose, offset: usize) -> Option<(Thing<'a>, Span)> {
    let start = || near.own_path().map(PathBuf::from);
    if let Some(setting) = names::setting_at(file, offset) {
        return Some((Thing::Setting { name: setting.name, start: start() }, setting.span));
    }
    if let Some((name, place)) = names::anchor_at(file, offset) {
        return Some((Thing::Own(name), place.span));
    }
    if let Some((section, mention)) = names::entry_at(file, offset) {
        return Some((Thing::Entry { section, name: mention.name, start: start() }, mention.span));
    }
    if let Some(service) = file.services().into_iter().find(|service| service.span.touches(offset))
        && let Some(found) = in_service(near, service, offset)
    {
        return Some(found);
    }
    let is_here = |mention: &names::Mention| mention.span.touches(offset);
    if let Some(profile) = names::profiles(file).into_iter().find(is_here) {
        return Some((Thing::Profile { name: profile.name, start: start() }, profile.span));
    }
    let host = names::service_hosts(file).into_iter().find(is_here)?;
    let thing = Thing::Entry { section: Section::Services, name: host.name, start: start() };
    // A host is a service only where one is called so.
    let is_service = thing.sites(near).iter().any(|site| site.role == all_names::Role::Declaration);
    is_service.then_some((thing, host.span))
}

/// What a service says of other files: a stage, a build argument, a service to extend, a variable handed on.
fn in_service<'a>(
    near: &Near<'a>,
    service: crate::model::compose::Service<'a>,
    offset: usize,
) -> Option<(Thing<'a>, Span)> {
    if let Some((path, mention)) = projects::extension(service).filter(|(_, mention)| mention.span.touches(offset)) {
        let thing = Thing::Entry { section: Section::Services, name: mention.name, start: Some(path) };
        return Some((thing, mention.span));
    }
    let dockerfile = || near.sheet(&service.dockerfile_path()?, Language::Dockerfile);
    if let Some(target) = builds::target_of(service).filter(|target| target.span.touches(offset)) {
        let sheet = dockerfile()?;
        let file = sheet.dockerfile()?;
        let stage = builds::named_stage(file, &target.text)?;
        let mut names = all_names::names(sheet.snapshot()).into_iter().filter(|name| name.kind == NameKind::Stage);
        let name = names.find(|name| builds::stage_index(file, name) == Some(stage))?;
        return Some((Thing::Stage { sheet, name }, target.span));
    }
    let arguments = service.build_entries("args");
    if let Some(argument) = arguments.iter().find(|argument| argument.span.touches(offset)) {
        let sheet = dockerfile()?;
        let text = argument.name.to_owned();
        return Some((
            Thing::Argument { sheet, own: None, text },
            names::spelt(service.file(), argument.span, argument.name),
        ));
    }
    let mention = compose::handed_on_at(service.file(), offset)?;
    let thing = Thing::Setting { name: mention.name, start: near.own_path().map(PathBuf::from) };
    Some((thing, mention.span))
}
