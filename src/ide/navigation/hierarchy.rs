//! Who builds on whom, and who needs whom: stages of Dockerfiles and services of Compose files as a graph to walk.
//!
//! A stage calls those that it is built on and takes files from; a service calls those that it depends on, extends or
//! addresses, and the stage that it is built to. An editor asks one step at a time, about a node in whichever file the last
//! step led to.

use super::near::{Near, Sheet};
use super::thing::Thing;
use super::{Neighbour, builds, compose};
use crate::ide::SymbolKind;
use crate::ide::names::Role;
use crate::model::compose::{Section, Service};
use crate::model::dockerfile::{Base, Stage};
use crate::model::surroundings::plain;
use crate::model::{Compose, Dockerfile, Language, Snapshot};
use crate::text::Span;
use std::path::Path;
use std::sync::Arc;

/// A stage or a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// `None` for the file that was asked about.
    pub file: Option<Arc<Neighbour>>,
    pub name: String,
    /// A few words beside the name: what it is built on, or runs.
    pub detail: Option<String>,
    pub kind: SymbolKind,
    pub span: Span,
    /// What an editor selects when it goes there, and by which it asks on.
    pub name_span: Span,
}

/// An edge of the graph, seen from one of its ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The other end.
    pub node: Node,
    /// Where the caller names what it calls, in the caller's file.
    pub places: Vec<Span>,
}

/// What a node is, in its file.
enum Item<'s> {
    Stage(&'s Dockerfile, &'s Stage),
    Service(&'s Compose, Service<'s>),
}

/// The stage or service that is named at an offset.
pub fn node_at(snapshot: &Snapshot, offset: usize) -> Option<Node> {
    let near = Near::of(snapshot);
    match Thing::at(&near, offset) {
        Some((Thing::Stage { sheet, name }, _)) => {
            let file = sheet.dockerfile()?;
            Some(stage_node(&sheet, file, file.stages.get(builds::stage_index(file, &name)?)?))
        }
        Some((thing @ Thing::Entry { section: Section::Services, .. }, span)) => {
            let sites = thing.sites(&near);
            let declared = || sites.iter().filter(|site| site.role == Role::Declaration);
            let here = declared().find(|site| site.file.is_none() && site.span == span);
            let site = here.or_else(|| declared().next())?;
            node_of(&near, site.file.as_ref().map(|file| file.path.as_path()), site.span.start)
        }
        _ => node_of(&near, None, offset),
    }
}

fn node_of(near: &Near<'_>, path: Option<&Path>, offset: usize) -> Option<Node> {
    let sheet = sheet_of(near, path)?;
    Some(match item_at(&sheet, offset)? {
        Item::Stage(file, stage) => stage_node(&sheet, file, stage),
        Item::Service(_, service) => service_node(&sheet, service),
    })
}

fn sheet_of<'a>(near: &Near<'a>, path: Option<&Path>) -> Option<Sheet<'a>> {
    let Some(path) = path.map(plain).filter(|path| near.own_path() != Some(path)) else { return Some(near.own()) };
    let by_name = Language::of_name(path.file_name()?.to_str()?);
    let language = by_name.or_else(|| Language::of_content(&near.text(&path)?))?;
    near.sheet(&path, language)
}

/// The stage whose FROM, or the service whose name, is at an offset.
fn item_at<'s>(sheet: &'s Sheet<'_>, offset: usize) -> Option<Item<'s>> {
    if let Some(file) = sheet.dockerfile() {
        let stage = file.stage_at(offset)?;
        let from = &file.instructions[stage.range.start];
        return from.span.touches(offset).then_some(Item::Stage(file, stage));
    }
    let file = sheet.compose()?;
    let service = file.services().into_iter().find(|service| service.key.touches(offset))?;
    Some(Item::Service(file, service))
}

fn stage_node(sheet: &Sheet<'_>, file: &Dockerfile, stage: &Stage) -> Node {
    let from = &file.instructions[stage.range.start];
    let last = file.instructions_of(stage).last().unwrap_or(from);
    let base = &stage.base_word;
    Node {
        file: sheet.neighbour(),
        name: stage.name.as_ref().map_or_else(|| format!("stage {}", stage.index), |name| name.text.clone()),
        detail: Some(format!("FROM {}", base.text)),
        kind: SymbolKind::Stage,
        span: from.span.to(last.span),
        name_span: stage.name.as_ref().unwrap_or(if base.text.is_empty() { &from.name } else { base }).span,
    }
}

fn service_node(sheet: &Sheet<'_>, service: Service<'_>) -> Node {
    let file = sheet.path().and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    let image = service.get("image").and_then(|image| image.text()).map(str::to_owned);
    Node {
        file: sheet.neighbour(),
        name: service.name.to_owned(),
        detail: image.or(file),
        kind: SymbolKind::Service,
        span: service.span,
        name_span: service.key,
    }
}

/// What the node at an offset of a file calls; `None` for the file at hand.
pub fn outgoing(snapshot: &Snapshot, path: Option<&Path>, offset: usize) -> Vec<Call> {
    let near = Near::of(snapshot);
    let Some(sheet) = sheet_of(&near, path) else { return Vec::new() };
    let mut calls = Calls::default();
    match item_at(&sheet, offset) {
        Some(Item::Stage(file, stage)) => {
            for (called, place) in called_stages(file, stage) {
                calls.add(stage_node(&sheet, file, called), place);
            }
        }
        Some(Item::Service(file, service)) => {
            let start = sheet.path();
            for (name, place) in called_services(file, service) {
                let sites = compose::entry_sites(&near, start.as_deref(), Section::Services, &name);
                let Some(site) = sites.iter().find(|site| site.role == Role::Declaration) else { continue };
                let path = site.file.as_ref().map(|file| file.path.as_path());
                if let Some(node) = node_of(&near, path, site.span.start) {
                    calls.add(node, place);
                }
            }
            let dockerfile = service.dockerfile_path().and_then(|path| near.sheet(&path, Language::Dockerfile));
            if let Some((sheet, file)) = dockerfile.as_ref().and_then(|sheet| Some((sheet, sheet.dockerfile()?)))
                && let Some(stage) = service.built_stage(file)
            {
                let place = builds::target_of(service).map_or(service.key, |target| target.span);
                calls.add(stage_node(sheet, file, stage), place);
            }
        }
        None => {}
    }
    calls.0
}

/// What calls the node at an offset of a file; `None` for the file at hand.
pub fn incoming(snapshot: &Snapshot, path: Option<&Path>, offset: usize) -> Vec<Call> {
    let near = Near::of(snapshot);
    let Some(sheet) = sheet_of(&near, path) else { return Vec::new() };
    let mut calls = Calls::default();
    match item_at(&sheet, offset) {
        Some(Item::Stage(file, stage)) => {
            for caller in &file.stages {
                let places = called_stages(file, caller).filter(|(called, _)| called.index == stage.index);
                places.for_each(|(_, place)| calls.add(stage_node(&sheet, file, caller), place));
            }
            let Some(path) = sheet.path() else { return calls.0 };
            builds::each_build(&near, &path, |compose, service| {
                if service.built_stage(file).is_some_and(|built| built.index == stage.index) {
                    let place = builds::target_of(service).map_or(service.key, |target| target.span);
                    calls.add(service_node(compose, service), place);
                }
            });
        }
        Some(Item::Service(_, service)) => {
            let start = sheet.path();
            for site in compose::entry_sites(&near, start.as_deref(), Section::Services, service.name) {
                if site.role == Role::Declaration {
                    continue;
                }
                let Some(caller) = sheet_of(&near, site.file.as_ref().map(|file| file.path.as_path())) else {
                    continue;
                };
                let services = caller.compose().map(Compose::services).unwrap_or_default();
                if let Some(service) = services.into_iter().find(|service| service.span.contains(site.span)) {
                    calls.add(service_node(&caller, service), site.span);
                }
            }
        }
        None => {}
    }
    calls.0
}

/// The stages that a stage is built on or takes files from, and where it says so.
fn called_stages<'s>(file: &'s Dockerfile, stage: &'s Stage) -> impl Iterator<Item = (&'s Stage, Span)> {
    let base = match stage.base {
        Base::Stage(base) => file.stages.get(base).map(|base| (base, stage.base_word.span)),
        _ => None,
    };
    let taken = stage.references.iter().filter_map(|it| Some((file.stage_named(&it.name.text)?, it.name.span)));
    base.into_iter().chain(taken)
}

/// The services that a service names: as dependencies, to extend, to build from, as hosts.
fn called_services(file: &Compose, service: Service<'_>) -> Vec<(String, Span)> {
    let named = service.references().iter().filter(|it| it.section == Section::Services);
    let mut called: Vec<(String, Span)> = named.map(|it| (it.name.clone(), it.span)).collect();
    let hosts = crate::ide::names::compose::service_hosts(file).into_iter();
    called.extend(hosts.filter(|host| service.span.contains(host.span)).map(|host| (host.name, host.span)));
    called
}

/// Calls by their other end, each once.
#[derive(Default)]
struct Calls(Vec<Call>);

impl Calls {
    fn add(&mut self, node: Node, place: Span) {
        let known = self.0.iter_mut().find(|it| it.node.file == node.file && it.node.name_span == node.name_span);
        match known {
            Some(known) if known.places.contains(&place) => {}
            Some(known) => known.places.push(place),
            None => self.0.push(Call { node, places: vec![place] }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::MemoryFiles;

    const DOCKERFILE: &str = "FROM a AS base\nFROM base AS dev\nCOPY --from=base / /\nFROM b\nCOPY --from=dev / /\n";
    const COMPOSE: &str = "\
services:
  web: {build: {context: ., target: dev}, depends_on: [db], environment: {URL: 'x://db:5/'}}
  db: {image: postgres}
  app: {build: .}
";

    fn opened(path: &str) -> Snapshot {
        let files = [("/p/Dockerfile", DOCKERFILE), ("/p/compose.yaml", COMPOSE)];
        let (language, source) = match path {
            "/p/Dockerfile" => (Language::Dockerfile, DOCKERFILE),
            _ => (Language::Compose, COMPOSE),
        };
        Snapshot::of(language, source).with_surroundings(MemoryFiles::new(files).around(path))
    }

    fn told(calls: Vec<Call>) -> Vec<(String, usize)> {
        calls.into_iter().map(|call| (call.node.name, call.places.len())).collect()
    }

    fn pairs(expected: &[(&str, usize)]) -> Vec<(String, usize)> {
        expected.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
    }

    #[test]
    fn stages_call_what_they_are_made_of() {
        let snapshot = opened("/p/Dockerfile");
        let dev = node_at(&snapshot, DOCKERFILE.find("dev").expect("a stage")).expect("a node");
        assert_eq!((dev.name.as_str(), dev.detail.as_deref()), ("dev", Some("FROM base")));
        assert_eq!(told(outgoing(&snapshot, None, dev.name_span.start)), pairs(&[("base", 2)]));
        assert_eq!(told(incoming(&snapshot, None, dev.name_span.start)), pairs(&[("stage 2", 1), ("web", 1)]));
        let last = node_at(&snapshot, DOCKERFILE.find("FROM b\n").expect("a stage")).expect("a node");
        assert_eq!(told(incoming(&snapshot, None, last.name_span.start)), pairs(&[("app", 1)]));
    }

    #[test]
    fn services_call_what_they_need_and_the_stage_they_run() {
        let snapshot = opened("/p/compose.yaml");
        let web = node_at(&snapshot, COMPOSE.find("web").expect("a service")).expect("a node");
        let calls = outgoing(&snapshot, None, web.name_span.start);
        let stage = calls.iter().find(|call| call.node.kind == SymbolKind::Stage).expect("a stage").node.clone();
        assert_eq!(told(calls), pairs(&[("db", 2), ("dev", 1)]));
        let path = stage.file.expect("another file").path.clone();
        assert_eq!(told(outgoing(&snapshot, Some(&path), stage.name_span.start)), pairs(&[("base", 2)]));
        let db = node_at(&snapshot, COMPOSE.find("db]").expect("a use")).expect("a node");
        assert_eq!(told(incoming(&snapshot, None, db.name_span.start)), pairs(&[("web", 2)]));
    }
}
