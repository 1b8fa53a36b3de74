//! Names of services, networks, volumes and the like: those that are declared, and those that are only used so far.

use super::File;
use crate::model::compose::project::Entry;
use crate::model::surroundings::plain;
use crate::reference::compose::{self, Section, Step as TableStep};
use crate::syntax::outline::{Outline, Step};
use std::collections::{HashMap, HashSet};

/// The rank of a declared name that comes last.
const LEAST_USED: u16 = 20;

impl File<'_> {
    /// The names of a section with a word on where each comes from, and how likely it is meant: what others use most comes
    /// first, but of the volumes those that nobody uses yet.
    pub(super) fn names(&self, section: Section) -> Vec<(String, &'static str, u16)> {
        let used = self.used(section);
        let mut uses: HashMap<&str, usize> = HashMap::new();
        for name in &used {
            *uses.entry(name).or_default() += 1;
        }
        let mut counts: Vec<usize> = uses.values().copied().chain([0]).collect();
        counts.sort_unstable();
        counts.dedup();
        if section != Section::Volumes {
            counts.reverse();
        }
        let rank = |name: &str| {
            let count = uses.get(name).copied().unwrap_or_default();
            counts.iter().position(|it| *it == count).map_or(LEAST_USED, |at| LEAST_USED.min(at as u16))
        };
        let mut names: Vec<(String, &'static str, u16)> = Vec::new();
        let mut seen: HashSet<String> = HashSet::new();
        let mut add = |name: &str, detail: &'static str, rank: u16| {
            if !name.is_empty() && seen.insert(name.to_owned()) {
                names.push((name.to_owned(), detail, rank));
            }
        };
        for name in self.declared(section) {
            add(name, section.entry(), rank(name));
        }
        for name in self.elsewhere(section) {
            add(&name, "declared in another file", rank(&name));
        }
        if section == Section::Networks {
            add("default", "the project's own network", LEAST_USED + 1);
        }
        for name in used {
            add(name, "used, not declared yet", LEAST_USED + 2);
        }
        names
    }

    /// Names that are used and declared nowhere.
    pub(super) fn wanted(&self, section: Section) -> Vec<String> {
        let declared: Vec<&str> = self.declared(section).collect();
        let mut wanted: Vec<String> = Vec::new();
        let elsewhere = self.elsewhere(section);
        for name in self.used(section) {
            let is_known = elsewhere.iter().any(|known| known == name)
                || declared.contains(&name)
                || wanted.iter().any(|known| known == name);
            let is_implied = section == Section::Networks && name == "default";
            if !is_known && !is_implied {
                wanted.push(name.to_owned());
            }
        }
        wanted
    }

    /// The names that other files of the project declare: what is included, what this file goes over or under.
    pub(super) fn elsewhere(&self, section: Section) -> Vec<String> {
        let project = self.snapshot.compose().and_then(|compose| compose.shared_project());
        let entries =
            project.and_then(|project| project.root.get(section.key())).map_or(&[][..], |root| root.entries());
        let is_elsewhere = |entry: &&Entry| entry.keys.iter().any(|key| key.file != 0);
        entries.iter().filter(is_elsewhere).map(|entry| entry.name.clone()).collect()
    }

    /// The services of the file that the service at the cursor extends; `None` where it extends one of this file.
    pub(super) fn services_to_extend(&self) -> Option<Vec<String>> {
        let file = self.sibling("file").filter(|file| !file.is_empty())?;
        let surroundings = self.snapshot.surroundings();
        let text = surroundings.files.as_ref()?.read(&plain(&surroundings.folder()?.join(file))).ok()?;
        let outline = Outline::read(&text);
        let services = outline.section(&text, Section::Services.key())?;
        let names = outline.children(Some(services)).filter_map(|(_, entry)| entry.key);
        Some(names.map(|key| key.of(&text).to_owned()).collect())
    }

    /// The names that the file declares in a section, a half-typed section among them.
    fn declared(&self, section: Section) -> impl Iterator<Item = &str> {
        let is_section = move |key: &str| {
            key == section.key()
                || (!key.is_empty()
                    && section.key().starts_with(key)
                    && compose::resolve(&[TableStep::Key(key)]).is_none())
        };
        let parents: Vec<usize> = self
            .outline
            .children(None)
            .filter(|(_, entry)| entry.key.is_some_and(|key| is_section(key.of(self.source))))
            .map(|(at, _)| at)
            .collect();
        let word = self.cursor.word;
        self.outline
            .entries
            .iter()
            .filter(move |entry| entry.parent.is_some_and(|parent| parents.contains(&parent)))
            .filter_map(|entry| entry.key)
            .filter(move |key| !key.touches(word.end))
            .map(|key| key.of(self.source))
    }

    /// The names that services use, in the order of the file, but for the word at the cursor.
    fn used(&self, section: Section) -> Vec<&str> {
        let entries = &self.outline.entries;
        let key_of = |at: usize| entries[at].key.map(|key| key.of(self.source));
        let mut used = Vec::new();
        for entry in entries {
            let Some(holder) = entry.parent else { continue };
            let is_in_service = || {
                entries[holder].parent.and_then(|it| entries[it].parent).is_some_and(|it| entries[it].parent.is_none())
            };
            let Some(under) = key_of(holder) else { continue };
            let word = entry.key.unwrap_or(entry.value);
            if word.touches(self.cursor.word.end) || entry.value.touches(self.cursor.word.end) || word.is_empty() {
                continue;
            }
            let text = word.of(self.source);
            let name = match (section, under) {
                (Section::Services, "depends_on") => Some(text),
                (Section::Services, "environment") => host_in(text, entry.value.of(self.source)),
                (Section::Networks, "networks") | (Section::Secrets, "secrets") | (Section::Configs, "configs") => {
                    Some(text)
                }
                (Section::Models, "models") => Some(text),
                (Section::Volumes, "volumes") => text.split_once(':').map(|(name, _)| name),
                _ => None,
            };
            let is_name = |name: &&str| {
                name.starts_with(|c: char| c.is_alphanumeric())
                    && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
            };
            if let Some(name) = name.filter(is_name).filter(|_| is_in_service()) {
                used.push(name);
            }
        }
        used
    }

    /// The profiles that services name.
    pub(super) fn profiles(&self) -> Vec<&str> {
        let entries = &self.outline.entries;
        let mut profiles: Vec<&str> = entries
            .iter()
            .filter(|entry| {
                let is_other = !entry.value.is_empty() && !entry.value.touches(self.cursor.word.end);
                let list = entry.parent.and_then(|parent| entries[parent].key);
                entry.key.is_none() && is_other && list.is_some_and(|key| key.of(self.source) == "profiles")
            })
            .map(|entry| entry.value.of(self.source))
            .collect();
        profiles.sort_unstable();
        profiles.dedup();
        profiles
    }

    /// The entries of the list in which the cursor stands, but its own.
    pub(super) fn listed(&self) -> Vec<&str> {
        let Some(item) = self.cursor.parent.filter(|_| self.steps.last() == Some(&Step::Item)) else {
            return Vec::new();
        };
        let Some(list) = self.outline.entries.get(item).and_then(|item| item.parent) else { return Vec::new() };
        let others = self.outline.children(Some(list)).filter(|(at, entry)| *at != item && !entry.value.is_empty());
        others.map(|(_, entry)| entry.value.of(self.source)).collect()
    }
}

/// The service that a variable of the environment points at: the host of an address without a dot, or the whole of `DB_HOST`.
fn host_in<'a>(entry: &'a str, value: &'a str) -> Option<&'a str> {
    let (name, value) = entry.split_once('=').unwrap_or((entry, value));
    let host = match value.split_once("://") {
        Some((_, rest)) => {
            let authority = rest.split('/').next()?;
            authority.rsplit('@').next()?.split([':', '?']).next()?
        }
        None if name.ends_with("_HOST") || name == "HOST" => value.split(':').next()?,
        None => return None,
    };
    let is_service = !host.contains(['.', '$', '{']) && host != "localhost" && host.parse::<u32>().is_err();
    is_service.then_some(host)
}
