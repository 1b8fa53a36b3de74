//! What an installation needs of the project: the files that it reads, where the project is at hand by looking, else by their
//! usual names; and what of that a stage has brought before.
//!
//! Which names a manager goes by is said in [`installs`](super::installs); whether a manifest asks for more than itself in
//! [`manifests`].

use super::installs::{ManifestInstall, Reads, join};
use super::{Dockerfile, Keyword, Stage, manifests, mounts};

/// How many instructions around an installation are looked at.
const NEAR: usize = 100;

impl Dockerfile {
    /// Whether the context has anything in the folder; `None` where it is not at hand.
    pub fn context_holds(&self, folder: &str) -> Option<bool> {
        let context = self.surroundings().context.as_ref()?;
        let at = context.partition_point(|path| path.as_str() < folder);
        Some(context[at..].iter().take_while(|path| path.starts_with(folder)).any(|path| path.len() > folder.len()))
    }

    /// The names in the folder that the installation reads; those that end in a slash are folders.
    pub fn files_to_copy(&self, folder: &str, reads: &Reads) -> Option<Vec<String>> {
        let (manifests, locks, besides) = match reads {
            Reads::Named(names) => return self.named_files(folder, names),
            Reads::Usual { manifests, locks, besides } => (*manifests, *locks, *besides),
        };
        let is = |name: &str, patterns: &[&str]| patterns.iter().any(|pattern| matches(pattern, name));
        // A context without the manifest is not the one that this file is built with.
        let here = self.names_in(folder).filter(|here| here.iter().any(|name| is(name, manifests)));
        let Some(here) = here else { return usual_names(manifests, locks, besides) };
        if self.has_members(folder, manifests) {
            return None;
        }
        let mut names: Vec<String> = here.iter().filter(|name| is(name, manifests)).cloned().collect();
        names.extend(locks.iter().flat_map(|lock| here.iter().filter(|name| matches(lock, name)).cloned()));
        for beside in besides {
            // Sources are what should come later, and prose is nothing that an installation needs.
            if matches!(*beside, "src/" | "build.rs" | "README.md" | "vendor/") {
                continue;
            }
            match beside.strip_suffix('/') {
                Some(_) => names.extend(
                    self.context_holds(&format!("{folder}{beside}")).filter(|&has| has).map(|_| (*beside).to_owned()),
                ),
                None => names.extend(here.iter().filter(|name| matches(beside, name)).cloned()),
            }
        }
        // A generator may run as soon as its package is there.
        if manifests.contains(&"package.json") && self.context_holds(&format!("{folder}prisma/")) == Some(true) {
            names.push("prisma/".to_owned());
        }
        names.dedup();
        Some(names)
    }

    /// What the installation reads; where that is lists by name, with those that RUNs right behind it read in the same folder: one
    /// COPY serves them all.
    pub fn with_following(&self, stage: &Stage, index: usize, install: &ManifestInstall) -> Reads {
        let Reads::Named(names) = &install.reads else { return install.reads.clone() };
        let mut names = names.clone();
        for at in (index + 1..stage.range.end).take(NEAR).take_while(|&at| self.instructions[at].is(Keyword::Run)) {
            for other in self.manifest_installs_of(at, self.workdir_before(at)) {
                if let Reads::Named(more) = &other.reads
                    && other.folder == install.folder
                {
                    names.extend(more.iter().filter(|name| !names.contains(name)).cloned().collect::<Vec<_>>());
                }
            }
        }
        Reads::Named(names)
    }

    /// Whether a manifest that is at hand tells that the installation needs more than manifests.
    pub fn needs_sources(&self, folder: &str, reads: &Reads) -> bool {
        let surroundings = self.surroundings();
        let (Some(here), Some(files)) = (surroundings.folder(), &surroundings.files) else { return false };
        let tells = |name: &str| {
            let text = files.read(&here.join(folder).join(name));
            text.is_ok_and(|text| manifests::needs_sources(name, &text))
        };
        match reads {
            Reads::Named(names) => names.iter().any(|name| tells(name)),
            Reads::Usual { manifests, .. } => manifests.iter().any(|name| tells(name)),
        }
    }

    /// The names, or patterns of names, that earlier COPYs, but for one, or mounts of the RUN bring into the folder of the
    /// installation.
    pub fn brought_before(&self, stage: &Stage, but: usize, index: usize, install: &ManifestInstall) -> Vec<String> {
        let name_of = |path: &str| path.trim_end_matches('/').rsplit('/').next().unwrap_or(path).to_owned();
        let mut brought = Vec::new();
        for at in (stage.range.start..index).rev().take(NEAR).filter(|&at| at != but) {
            let copy = &self.instructions[at];
            let [sources @ .., destination] = copy.arguments.words() else { continue };
            if !matches!(copy.keyword, Keyword::Copy | Keyword::Add) {
                continue;
            }
            let target = join(self.workdir_before(at), &destination.text);
            if target == install.folder {
                brought.extend(sources.iter().map(|source| name_of(&source.text)).filter(|name| name != "*"));
            } else if join(&install.folder, &name_of(&target)) == target {
                brought.push(name_of(&target));
            }
        }
        let mounts = mounts(&self.instructions[index]);
        let values = mounts.iter().flat_map(|mount| &mount.fields).filter_map(|field| field.value.as_ref());
        brought.extend(values.map(|value| name_of(&value.text)));
        brought
    }

    /// Named files, and those beside them that they may include.
    fn named_files(&self, folder: &str, names: &[String]) -> Option<Vec<String>> {
        let here = self.names_in(folder).filter(|here| names.iter().all(|name| here.contains(name)));
        let is_folder_of_them = folder.ends_with("requirements/");
        let Some(here) = here else {
            // One that is named after a purpose often includes the plain one.
            let is_special = |name: &String| name != "requirements.txt" && matches("requirements*.txt", name);
            let all = if is_folder_of_them { "*.txt" } else { "requirements*.txt" };
            let includes = is_folder_of_them || names.iter().any(is_special);
            let others = names.iter().filter(|name| !matches(all, name)).cloned();
            return Some(if includes {
                std::iter::once(all.to_owned()).chain(others).collect()
            } else {
                names.to_vec()
            });
        };
        let is_sibling = |name: &&String| {
            let is_alike = matches("requirements*.txt", name) || matches("constraints*.txt", name);
            !names.contains(*name) && (is_alike || (is_folder_of_them && name.ends_with(".txt")))
        };
        Some(names.iter().chain(here.iter().filter(is_sibling)).cloned().collect())
    }

    /// Whether folders below have manifests of their own: members of a workspace, modules, projects of a solution.
    fn has_members(&self, folder: &str, manifests: &[&str]) -> bool {
        let Some(context) = &self.surroundings().context else { return false };
        let inside = context.iter().filter_map(|path| path.strip_prefix(folder));
        inside.filter(|path| path.contains('/') && !path.contains("node_modules/")).any(|path| {
            let name = path.rsplit('/').next().unwrap_or(path);
            manifests.iter().any(|manifest| matches(manifest, name))
        })
    }

    /// The files right in a folder of the context; `None` where it is not at hand.
    fn names_in(&self, folder: &str) -> Option<Vec<String>> {
        let context = self.surroundings().context.as_ref()?;
        let names = context.iter().filter_map(|path| path.strip_prefix(folder));
        Some(names.filter(|name| !name.is_empty() && !name.contains('/')).map(str::to_owned).collect())
    }
}

impl Reads {
    /// Whether what was brought is all that an installation cannot do without: the lists that it names, or a manifest and its lock
    /// file.
    pub fn is_served_by(&self, brought: &[String]) -> bool {
        let has = |known: &str| brought.iter().any(|name| matches(known, name) || matches(name, known));
        match self {
            Reads::Named(names) => names.iter().all(|name| has(name)),
            Reads::Usual { manifests, locks, .. } => {
                manifests.iter().any(|name| has(name)) && (locks.is_empty() || locks.iter().any(|name| has(name)))
            }
        }
    }
}

/// The names to copy where the project is not at hand: a `*` finds nothing without complaint.
fn usual_names(manifests: &[&str], locks: &[&str], besides: &[&str]) -> Option<Vec<String>> {
    let first = *manifests.first().filter(|first| !first.contains('*'))?;
    let mut names = match first {
        "package.json" if locks.contains(&"package-lock.json") => vec!["package*.json".to_owned()],
        "build.gradle" => vec!["*.gradle*".to_owned(), "gradle.properties*".to_owned()],
        _ => std::iter::once(first.to_owned()).chain(locks.first().map(|lock| format!("{lock}*"))).collect(),
    };
    let configures = |name: &&&str| {
        name.ends_with("rc") || name.ends_with("rc.yml") || matches!(**name, ".ruby-version" | "bunfig.toml")
    };
    names.extend(besides.iter().filter(configures).map(|name| format!("{name}*")));
    Some(names)
}

/// Whether a name fits a pattern with at most one `*`.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((start, end)) => {
            let end = end.trim_end_matches('*');
            name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Language, Snapshot, Surroundings};
    use std::sync::Arc;

    /// What the first RUN's installation reads, in a context of these files.
    fn read(context: Option<&[&str]>, run: &str) -> Option<Vec<String>> {
        let context = context.map(|paths| paths.iter().map(|&path| path.to_owned()).collect::<Vec<_>>().into());
        let surroundings = Surroundings { context, ..Surroundings::default() };
        let snapshot = Snapshot::of(Language::Dockerfile, &format!("FROM a\nWORKDIR /b\nRUN {run}\n"));
        let snapshot = snapshot.with_surroundings(Arc::new(surroundings));
        let file = snapshot.dockerfile().expect("a Dockerfile");
        file.files_to_copy("", &file.manifest_installs_of(2, "/b").first().expect("an installation").reads)
    }

    #[test]
    fn the_context_tells_what_is_read() {
        assert_eq!(
            read(Some(&["a.js", "package.json", "yarn.lock"]), "yarn install").expect("names"),
            ["package.json", "yarn.lock"]
        );
        assert_eq!(
            read(Some(&["a.py", "requirements-dev.txt", "requirements.txt"]), "pip install -r requirements.txt")
                .expect("names"),
            ["requirements.txt", "requirements-dev.txt"]
        );
        assert_eq!(read(Some(&["package.json", "x/package.json"]), "npm ci"), None, "a workspace");
    }

    #[test]
    fn without_it_usual_names_must_do() {
        assert!(read(None, "npm ci").expect("names").contains(&"package*.json".to_owned()));
        assert_eq!(read(None, "go mod download").expect("names"), ["go.mod", "go.sum*"]);
        assert_eq!(read(None, "pip install -r a.txt").expect("names"), ["a.txt"]);
    }

    #[test]
    fn what_a_mount_or_an_earlier_copy_brings_is_there() {
        let source = "FROM a\nWORKDIR /b\nCOPY package.json .\nCOPY . .\n\
                      RUN --mount=type=bind,source=yarn.lock,target=yarn.lock yarn install\n";
        let snapshot = Snapshot::of(Language::Dockerfile, source);
        let file = snapshot.dockerfile().expect("a Dockerfile");
        let installs = file.manifest_installs_of(4, "/b");
        let brought = file.brought_before(&file.stages[0], 3, 4, &installs[0]);
        assert!(
            brought.contains(&"package.json".to_owned()) && installs[0].reads.is_served_by(&brought),
            "{brought:?}"
        );
    }
}
