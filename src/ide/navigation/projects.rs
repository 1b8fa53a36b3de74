//! Which Compose files speak of the same things: those that Compose reads together, and those that take services from others.
//!
//! Files go together in three ways. Some Compose reads as one by their names (`compose.yaml` and its override), or because
//! `COMPOSE_FILE` lists them; some are included; and some lie over another by hand (`-f compose.yaml -f compose.prod.yaml`),
//! which nothing in them says: a file counts as such when it is called after the other and speaks of a service of it
//! without saying what that runs. A service that another file extends keeps its own name there, so that is a single
//! reference and no common project.

use super::near::{Near, Sheet};
use crate::ide::names::compose::Mention;
use crate::model::compose::{Section, Service, Value, has_variable};
use crate::model::surroundings::plain;
use crate::model::{Compose, Language};
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

/// The Compose files at hand.
pub(super) struct Projects<'a> {
    pub files: Vec<Sheet<'a>>,
    places: HashMap<PathBuf, usize>,
    /// Positions in `files`; a file may be part of several.
    projects: Vec<BTreeSet<usize>>,
    pub extensions: Vec<Extension>,
}

/// A service of another file that a service extends.
pub(super) struct Extension {
    /// Positions in the files.
    pub from: usize,
    pub to: usize,
    pub service: Mention,
}

impl<'a> Projects<'a> {
    /// The files around the one at hand, so far as `concerns` takes their text to matter.
    pub fn around(near: &Near<'a>, start: Option<&Path>, concerns: impl Fn(&str) -> bool) -> Self {
        let mut all =
            Projects { files: Vec::new(), places: HashMap::new(), projects: Vec::new(), extensions: Vec::new() };
        if near.own().compose().is_some() {
            match near.own_path() {
                Some(path) => drop(all.load(near, path)),
                None => all.files.push(near.own()),
            }
        }
        let matters = |text: &str| concerns(text) || text.contains("include") || text.contains("extends");
        for path in start.map(|path| near.compose_files(path)).unwrap_or_default() {
            if near.text(&path).is_some_and(|text| matters(&text)) {
                all.load(near, &path);
            }
        }
        all.connect(near);
        all
    }

    /// The position of a file; `None` where it cannot be read.
    pub fn position(&self, path: Option<&Path>) -> Option<usize> {
        match path {
            Some(path) => self.places.get(path).copied(),
            None => (!self.files.is_empty()).then_some(0),
        }
    }

    fn load(&mut self, near: &Near<'a>, path: &Path) -> Option<usize> {
        let path = plain(path);
        if let Some(&known) = self.places.get(&path) {
            return Some(known);
        }
        let sheet = near.sheet(&path, Language::Compose)?;
        self.files.push(sheet);
        self.places.insert(path, self.files.len() - 1);
        Some(self.files.len() - 1)
    }

    fn connect(&mut self, near: &Near<'a>) {
        let mut included: Vec<Vec<usize>> = Vec::new();
        let mut listed: Vec<Vec<usize>> = Vec::new();
        // Files that others bring are added behind, and looked at in their turn.
        while included.len() < self.files.len() {
            let at = included.len();
            let sheet = self.files[at].clone();
            let Some(file) = sheet.compose() else {
                included.push(Vec::new());
                listed.push(vec![at]);
                continue;
            };
            included.push(includes(file).iter().filter_map(|path| self.load(near, path)).collect());
            let setting = file.setting();
            let paths = setting.listed.iter().filter_map(|&file| setting.files[file].path.as_ref());
            let mut together: Vec<usize> = paths.filter_map(|path| self.load(near, path)).collect();
            if !together.contains(&at) {
                together.push(at);
            }
            listed.push(together);
            for (path, service) in extensions(file) {
                let Some(to) = self.load(near, &path) else { continue };
                self.extensions.push(Extension { from: at, to, service });
            }
        }
        let mut groups = listed;
        groups.extend(self.overlays());
        self.projects = groups.into_iter().map(|group| closure(group, &included)).collect();
    }

    /// Pairs of a file and one that lies over it.
    fn overlays(&self) -> Vec<Vec<usize>> {
        let paths: Vec<Option<PathBuf>> = self.files.iter().map(Sheet::path).collect();
        let mut pairs = Vec::new();
        for (base, under) in paths.iter().enumerate() {
            for (over, above) in paths.iter().enumerate().filter(|(over, _)| *over != base) {
                let (Some(under), Some(above)) = (under, above) else { continue };
                if is_called_after(above, under)
                    && let (Some(below), Some(file)) = (self.files[base].compose(), self.files[over].compose())
                    && file.services().iter().any(|service| {
                        !service.can_run() && below.declaration(Section::Services, service.name).is_some()
                    })
                {
                    pairs.push(vec![base, over]);
                }
            }
        }
        pairs
    }

    /// The files in which a name means what it means in the file `start`, given which files declare it.
    pub fn scope(&self, start: usize, declares: impl Fn(&Compose) -> bool) -> BTreeSet<usize> {
        let declaring: BTreeSet<usize> =
            (0..self.files.len()).filter(|&file| self.files[file].compose().is_some_and(&declares)).collect();
        let of_project = |files: &BTreeSet<usize>| -> BTreeSet<usize> {
            let common = self.projects.iter().filter(|project| !project.is_disjoint(files));
            files.iter().copied().chain(common.flatten().copied()).collect()
        };
        let mut sources = BTreeSet::from([start]);
        if !declaring.contains(&start) {
            sources = of_project(&sources).intersection(&declaring).copied().collect();
        }
        // Whoever declares the same thing may be part of further projects.
        loop {
            let more: BTreeSet<usize> = of_project(&sources).intersection(&declaring).copied().collect();
            if more.is_subset(&sources) {
                break;
            }
            sources.extend(more);
        }
        if sources.is_empty() {
            sources.insert(start);
        }
        of_project(&sources)
    }

    /// The files that are read with the same variables as the file `start`: those of its projects and what they extend.
    pub fn with_same_variables(&self, start: usize) -> BTreeSet<usize> {
        let mut files = BTreeSet::from([start]);
        loop {
            let projects = self.projects.iter().filter(|project| !project.is_disjoint(&files)).flatten().copied();
            let linked = self.extensions.iter().filter(|it| files.contains(&it.from) || files.contains(&it.to));
            let more: BTreeSet<usize> = projects.chain(linked.flat_map(|it| [it.from, it.to])).collect();
            if more.is_subset(&files) {
                return files;
            }
            files.extend(more);
        }
    }
}

fn closure(mut group: Vec<usize>, included: &[Vec<usize>]) -> BTreeSet<usize> {
    let mut project = BTreeSet::new();
    while let Some(file) = group.pop() {
        if project.insert(file) {
            group.extend(included.get(file).into_iter().flatten());
        }
    }
    project
}

/// The files that a file includes.
fn includes(file: &Compose) -> Vec<PathBuf> {
    let Some(folder) = file.surroundings().folder() else { return Vec::new() };
    let entries = file.documents().filter_map(|document| document.get("include")).flat_map(Value::items);
    let paths = entries.flat_map(|entry| match entry.is_mapping() {
        true => entry.get("path").map(texts).unwrap_or_default(),
        false => texts(entry),
    });
    paths.filter(|path| is_local(path)).map(|path| plain(&folder.join(path))).collect()
}

fn texts(value: Value<'_>) -> Vec<&str> {
    if value.is_sequence() { value.items().filter_map(Value::text).collect() } else { Vec::from_iter(value.text()) }
}

fn is_local(path: &str) -> bool {
    !path.is_empty() && !path.contains("://") && !path.starts_with("git@") && !has_variable(path)
}

/// The services of other files that a file extends.
fn extensions(file: &Compose) -> Vec<(PathBuf, Mention)> {
    if !file.source().contains("extends") {
        return Vec::new();
    }
    file.services().into_iter().filter_map(extension).collect()
}

/// The service of another file that a service extends, and where it names it.
pub(super) fn extension(service: Service<'_>) -> Option<(PathBuf, Mention)> {
    let extends = service.get("extends")?;
    let path = extends.get("file")?.text().filter(|path| is_local(path))?;
    let named = extends.get("service")?;
    let (name, joined) = (named.text()?.to_owned(), named.joined()?);
    let path = plain(&service.file().surroundings().folder()?.join(path));
    Some((path, Mention { name, span: joined.whole() }))
}

/// Whether a file is called after another of its folder: `compose.prod.yaml` after `compose.yaml`.
fn is_called_after(path: &Path, other: &Path) -> bool {
    let stem = |path: &Path| path.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned);
    let (Some(longer), Some(shorter)) = (stem(path), stem(other)) else { return false };
    path.parent() == other.parent()
        && longer.strip_prefix(&shorter).is_some_and(|rest| rest.starts_with(['.', '-', '_']))
}
