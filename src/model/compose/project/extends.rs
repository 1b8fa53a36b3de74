//! `extends`: a service takes over what another says, of this file or of another one.
//!
//! Source: compose-go `loader/extends.go`. The other file is read with the variables of this project; only its services count,
//! its includes are not followed, and its paths are its own.

use super::datum::{Content, Datum, Entry};
use super::environment::Environment;
use super::{Loader, Origin, ProblemKind, Role, merge, rebase};
use crate::model::surroundings::plain;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Resolves every service of a document that extends another.
pub(super) fn apply(
    loader: &mut Loader<'_>,
    document: &mut Datum,
    file: usize,
    folder: Option<&Path>,
    environment: &Environment,
) {
    let extends_any = |services: &Datum| services.entries().iter().any(|entry| entry.value.get("extends").is_some());
    if !document.get("services").is_some_and(extends_any) {
        return;
    }
    let services = document.get("services").cloned().unwrap_or_default();
    let mut extending = Extending { loader, folder, environment, pools: HashMap::new(), done: HashMap::new() };
    extending.pools.insert(file, services);
    let names: Vec<String> = extending.pools[&file].entries().iter().map(|entry| entry.name.clone()).collect();
    for name in names {
        let Some(resolved) = extending.service(file, &name, &mut Vec::new()) else { continue };
        if let Some(service) = document.get_mut("services").and_then(|services| services.get_mut(&name)) {
            *service = resolved;
        }
    }
}

struct Extending<'a, 'b> {
    loader: &'a mut Loader<'b>,
    folder: Option<&'a Path>,
    environment: &'a Environment,
    /// The services of each file, as written.
    pools: HashMap<usize, Datum>,
    /// Those that are resolved.
    done: HashMap<(usize, String), Option<Datum>>,
}

impl Extending<'_, '_> {
    /// The service, with what it extends under it; `None` where there is no such service, or no end to it.
    fn service(&mut self, file: usize, name: &str, chain: &mut Vec<(usize, String)>) -> Option<Datum> {
        let key = (file, name.to_owned());
        if let Some(done) = self.done.get(&key) {
            return done.clone();
        }
        let mut service = self.pools.get(&file)?.get(name)?.clone();
        let Some(extends) = service.get("extends").cloned() else { return Some(service) };
        chain.push(key.clone());
        let base = self.base(file, &extends, chain);
        chain.pop();
        service.remove("extends");
        let resolved = match base {
            Some(base) => merge::merge_services(base, service, &mut self.loader.problems),
            None => service,
        };
        self.done.insert(key, Some(resolved.clone()));
        Some(resolved)
    }

    fn base(&mut self, file: usize, extends: &Datum, chain: &mut Vec<(usize, String)>) -> Option<Datum> {
        let Some(named) = (if extends.is_mapping() { extends.get("service") } else { Some(extends) }) else {
            if let Some((path, at)) =
                extends.get("file").and_then(|path| Some((path.as_text()?, path.origins().first()?)))
            {
                self.loader.tell(*at, ProblemKind::NoServiceNamed { path: path.to_owned() });
            }
            return None;
        };
        let (name, at) = (named.as_text()?.to_owned(), *named.origins().first()?);
        let from = extends.get("file").filter(|file| !file.is_null());
        let other = match from {
            None => file,
            Some(path) => {
                let path_at = *path.origins().first()?;
                self.other_file(file, path.as_text()?, path_at)?
            }
        };
        if chain.contains(&(other, name.clone())) {
            // In the file itself this is a matter of its own services.
            if chain.iter().any(|(file, _)| *file != other) {
                self.loader.tell(at, ProblemKind::ExtendsCycle { service: name });
            }
            return None;
        }
        if self.pools.get(&other).and_then(|services| services.get(&name)).is_none() {
            // In the file itself this is a matter of its own names.
            if let Some(path) = self.loader.files[other].path.clone().filter(|_| other != file) {
                self.loader.tell(at, ProblemKind::NoSuchService { service: name, path });
            }
            self.loader.complete = false;
            return None;
        }
        self.loader.judge(other, Some(&name), self.environment);
        let mut base = self.service(other, &name, chain)?;
        if other != file
            && let Some(folder) = self.loader.files[other].path.as_deref().and_then(Path::parent)
        {
            rebase::service(&mut base, folder);
        }
        Some(base)
    }

    /// The file of that path, its services at hand.
    fn other_file(&mut self, file: usize, path: &str, at: Origin) -> Option<usize> {
        if self.loader.is_remote(path, at) {
            return None;
        }
        // Files that Compose finds by itself all stand in the folder of the project; others in their own.
        let beside = match self.loader.files[file].brought_by {
            Some(_) => self.loader.files[file].path.as_deref().and_then(Path::parent).map(Path::to_owned),
            None => self.folder.map(Path::to_owned),
        };
        let path: PathBuf = plain(&beside?.join(path));
        let other = match self.loader.file(&path, Some(at)) {
            Ok(other) => other,
            Err(why) => {
                self.loader.complete = false;
                self.loader.tell(at, ProblemKind::Unreadable { role: Role::Extends, path, why });
                return None;
            }
        };
        if !self.pools.contains_key(&other) {
            let services = self.services_of(other);
            if services.is_none() {
                self.loader.tell(at, ProblemKind::NoServices { path });
                self.loader.complete = false;
            }
            self.pools.insert(other, services.unwrap_or_default());
        }
        Some(other)
    }

    fn services_of(&mut self, file: usize) -> Option<Datum> {
        let mut merged: Option<Datum> = None;
        for mut document in self.loader.documents(file, self.environment) {
            let Some(services) = document.remove("services") else { continue };
            let entry = Entry { name: "services".to_owned(), keys: Vec::new(), value: services };
            let document = Datum::new(Content::Mapping(vec![entry]), Vec::new());
            merged = Some(match merged.take() {
                Some(base) => merge::merge(base, document, &mut self.loader.problems),
                None => document,
            });
        }
        merged?.remove("services")
    }
}
