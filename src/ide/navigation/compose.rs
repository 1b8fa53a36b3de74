//! The things that Compose files name together: entries of top-level sections, profiles, and the variables put in.

use super::builds::{filled, passed};
use super::near::{Near, Sheet};
use super::projects::Projects;
use super::{Change, Site, dotenv};
use crate::ide::names::compose::{self as names, Mention};
use crate::ide::names::{Role, hosts};
use crate::model::compose::{Section, Value};
use crate::model::dockerfile::{Keyword, mounts};
use crate::model::{Compose, Language};
use crate::text::Span;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Every place that names an entry of a section, as the file at `start` means it.
pub(super) fn entry_sites(near: &Near<'_>, start: Option<&Path>, section: Section, name: &str) -> Vec<Site> {
    let projects = Projects::around(near, start, |text| text.contains(name));
    let Some(start) = projects.position(start) else { return Vec::new() };
    let scope = projects.scope(start, |file| file.declaration(section, name).is_some());
    let mut sites = Vec::new();
    for (sheet, file) in files(&projects, &scope) {
        let places = names::entry_places(file, section, name);
        sites.extend(places.into_iter().map(|place| Site::of(sheet, place)));
    }
    if section == Section::Secrets {
        for (_, file) in files(&projects, &scope) {
            sites.extend(build_secret_sites(near, file, name));
        }
    }
    if section != Section::Services {
        return sites;
    }
    let extends_it = projects.extensions.iter().filter(|it| it.service.name == name && scope.contains(&it.to));
    sites.extend(extends_it.map(|it| Site::new(&projects.files[it.from], it.service.span, Role::Use)));
    for path in variable_files(&projects, &scope) {
        let Some(text) = near.text(&path).filter(|text| text.contains(name)) else { continue };
        for (variable, value) in dotenv::set(&text) {
            let value_text = value.of(&text);
            let at = value_text.len() - value_text.trim_start_matches(['=', ':', ' ', '"', '\'']).len();
            let bare = value_text[at..].trim_end_matches(['"', '\'']);
            let found = match bare.contains("//") {
                true => hosts::of_addresses(bare),
                false if hosts::is_for_host(&variable.name) => hosts::alone(bare),
                false => Vec::new(),
            };
            let named = found.into_iter().filter(|range| &bare[range.clone()] == name);
            sites
                .extend(named.map(|range| Site::at(near, &path, Span::from(range).shift(value.start + at), Role::Use)));
        }
    }
    sites
}

/// The mounts of Dockerfiles that take a secret by the name under which a service gives it to its build.
fn build_secret_sites(near: &Near<'_>, file: &Compose, name: &str) -> Vec<Site> {
    let mut sites = Vec::new();
    for service in file.services() {
        let given = service.build().and_then(|build| build.get("secrets"));
        let is_it = |secret: Value<'_>| match secret.is_mapping() {
            true => secret.get("target").is_none() && secret.get("source").and_then(Value::text) == Some(name),
            false => secret.text() == Some(name),
        };
        if !given.is_some_and(|given| given.items().any(is_it)) {
            continue;
        }
        let sheet = service.dockerfile_path().and_then(|path| near.sheet(&path, Language::Dockerfile));
        let Some((sheet, dockerfile)) = sheet.as_ref().and_then(|sheet| Some((sheet, sheet.dockerfile()?))) else {
            continue;
        };
        for run in dockerfile.all(Keyword::Run) {
            for mount in mounts(run).iter().filter(|mount| mount.kind() == Some("secret")) {
                let id = mount.field("id").and_then(|field| field.value.as_ref());
                let Some(id) = id.filter(|id| id.text == name) else { continue };
                sites.push(Site::new(sheet, id.span, Role::Use));
                // Without a place of its own it is found where its name says.
                if ["target", "dst", "destination", "env"].iter().all(|key| mount.field(key).is_none()) {
                    let text = dockerfile.text(run.span);
                    let paths = names::secret_names(text, name).into_iter();
                    sites.extend(paths.map(|it| Site::new(sheet, Span::from(it).shift(run.span.start), Role::Use)));
                }
            }
        }
    }
    sites
}

/// Every place that names a profile, `COMPOSE_PROFILES` among them.
pub(super) fn profile_sites(near: &Near<'_>, start: Option<&Path>, name: &str) -> Vec<Site> {
    let projects = Projects::around(near, start, |text| text.contains(name));
    let Some(start) = projects.position(start) else { return Vec::new() };
    let named = |file: &Compose| names::profiles(file).into_iter().filter(|it| it.name == name).collect::<Vec<_>>();
    let scope = projects.scope(start, |file| !named(file).is_empty());
    let mut sites = Vec::new();
    for (sheet, file) in files(&projects, &scope) {
        sites.extend(named(file).into_iter().map(|it| Site::new(sheet, it.span, Role::Use)));
    }
    for path in dotenv_files(&projects, &scope) {
        let Some(text) = near.text(&path).filter(|text| text.contains("COMPOSE_PROFILES")) else { continue };
        for (_, value) in dotenv::set(&text).into_iter().filter(|(it, _)| it.name == "COMPOSE_PROFILES") {
            let listed = value.of(&text).split_inclusive([',', '=', ':', '"', '\'', ' ']).scan(0, |at, part| {
                *at += part.len();
                Some((*at - part.len(), part.trim_end_matches([',', '=', ':', '"', '\'', ' '])))
            });
            let spans = listed.filter(|(_, part)| *part == name).map(|(at, part)| Span::new(at, at + part.len()));
            sites.extend(spans.map(|span| Site::at(near, &path, span.shift(value.start), Role::Use)));
        }
    }
    sites
}

/// Every place that names a variable of Compose: its lines in `.env`, and each `${NAME}`.
pub(super) fn setting_sites(near: &Near<'_>, start: Option<&Path>, name: &str) -> Vec<Site> {
    let projects = Projects::around(near, start, |text| text.contains(name));
    let mut scope: BTreeSet<usize> =
        readers(&projects, start).into_iter().flat_map(|file| projects.with_same_variables(file)).collect();
    let mut declared = settings_of(near, &dotenv_files(&projects, &scope), name);
    if scope.is_empty() {
        // A file of variables that no project is read with: what it says of itself.
        return start.map(|path| settings_of(near, &[path.to_owned()], name)).unwrap_or_default();
    }
    if !declared.is_empty() {
        // Whatever stands beside a `.env` is read with it.
        let folders: BTreeSet<PathBuf> = scope.iter().filter_map(|file| folder(&projects.files[*file])).collect();
        let beside = (0..projects.files.len())
            .filter(|file| folder(&projects.files[*file]).is_some_and(|folder| folders.contains(&folder)));
        let more: BTreeSet<usize> = beside.flat_map(|file| projects.with_same_variables(file)).collect();
        scope.extend(more);
        declared = settings_of(near, &dotenv_files(&projects, &scope), name);
    }
    let is_set = declared.iter().any(|site| site.role == Role::Declaration);
    let mut sites = declared;
    for (sheet, file) in files(&projects, &scope) {
        if is_set {
            sites.extend(handed_on(sheet, file, name));
        }
        let used = names::settings(file).into_iter().filter(|it| it.name == name);
        sites.extend(used.map(|it| Site::new(sheet, it.span, Role::Use)));
    }
    let own: BTreeSet<PathBuf> = dotenv_files(&projects, &scope).into_iter().collect();
    for path in variable_files(&projects, &scope).difference(&own) {
        let Some(text) = near.text(path).filter(|text| text.contains(name)) else { continue };
        if dotenv::set(&text).iter().all(|(it, _)| it.name != name) {
            let used = dotenv::uses(&text).into_iter().filter(|it| it.name == name);
            sites.extend(used.map(|it| Site::at(near, path, it.span, Role::Use)));
        }
    }
    sites
}

/// The file at `start`, or where that is a `.env`, those that are read with it.
fn readers(projects: &Projects<'_>, start: Option<&Path>) -> Vec<usize> {
    if let Some(file) = projects.position(start) {
        return vec![file];
    }
    let Some(path) = start.filter(|path| path.ends_with(".env")) else { return Vec::new() };
    let is_beside = |file: &usize| folder(&projects.files[*file]).as_deref() == path.parent();
    (0..projects.files.len()).filter(is_beside).collect()
}

/// The places of a variable in files that set it.
fn settings_of(near: &Near<'_>, paths: &[PathBuf], name: &str) -> Vec<Site> {
    let mut sites = Vec::new();
    for path in paths {
        let Some(text) = near.text(path).filter(|text| text.contains(name)) else { continue };
        let is_named = |it: &Mention| it.name == name;
        let set = dotenv::set(&text).into_iter().map(|(it, _)| it).filter(is_named);
        sites.extend(set.map(|it| Site::at(near, path, it.span, Role::Declaration)));
        let used = dotenv::uses(&text).into_iter().filter(is_named);
        sites.extend(used.map(|it| Site::at(near, path, it.span, Role::Use)));
    }
    sites
}

/// The places where a service or a build takes a variable of Compose under its own name: `environment: [NAME]`.
fn handed_on(sheet: &Sheet<'_>, file: &Compose, name: &str) -> Vec<Site> {
    let mut sites = Vec::new();
    for service in file.services() {
        let arguments = service.build().and_then(|build| build.get("args"));
        for variables in [service.get("environment"), arguments].into_iter().flatten() {
            for passed in passed(file, variables, name) {
                let Some(alone) = passed.alone else { continue };
                let [open, equals, close] = alone.around();
                let (before, after) = (format!("{open}{name}{equals}${{"), format!("}}{close}"));
                let change = Some(Change { span: alone.span, before, after });
                sites.push(Site { change, ..Site::new(sheet, passed.span, Role::Use) });
            }
            for filled in filled(variables).into_iter().filter(|it| it.variable == name) {
                let short = Some((filled.name, filled.item));
                sites.push(Site { short, ..Site::new(sheet, filled.variable_span, Role::Use) });
            }
        }
    }
    sites
}

fn files<'p, 'a>(
    projects: &'p Projects<'a>,
    scope: &BTreeSet<usize>,
) -> impl Iterator<Item = (&'p Sheet<'a>, &'p Compose)> {
    let sheets: Vec<&Sheet<'a>> = scope.iter().map(|file| &projects.files[*file]).collect();
    sheets.into_iter().filter_map(|sheet| Some((sheet, sheet.compose()?)))
}

fn folder(sheet: &Sheet<'_>) -> Option<PathBuf> {
    Some(sheet.path()?.parent()?.to_owned())
}

/// The `.env` beside each of the files.
fn dotenv_files(projects: &Projects<'_>, scope: &BTreeSet<usize>) -> Vec<PathBuf> {
    let folders: BTreeSet<PathBuf> = scope.iter().filter_map(|file| folder(&projects.files[*file])).collect();
    folders.into_iter().map(|folder| folder.join(".env")).collect()
}

/// Every file that the files take variables from.
fn variable_files(projects: &Projects<'_>, scope: &BTreeSet<usize>) -> BTreeSet<PathBuf> {
    let named = files(projects, scope).flat_map(|(_, file)| {
        file.variable_files().into_iter().filter(|it| !it.is_label).map(|it| it.path).collect::<Vec<_>>()
    });
    named.chain(dotenv_files(projects, scope)).collect()
}

/// The variable that a service or a build takes under its own name at an offset.
pub(super) fn handed_on_at(file: &Compose, offset: usize) -> Option<Mention> {
    for service in file.services().into_iter().filter(|service| service.span.touches(offset)) {
        let variables: Option<Value<'_>> = service.get("environment");
        let named = service.environment().into_iter().find(|it| it.name_span.touches(offset) && it.value.is_none());
        if let (Some(named), Some(variables)) = (named, variables) {
            let alone = passed(file, variables, named.name).into_iter().any(|it| it.alone.is_some());
            return alone.then(|| Mention { name: named.name.to_owned(), span: named.name_span });
        }
    }
    None
}
