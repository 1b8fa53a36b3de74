//! Installations that need a project's manifest and not the project: `npm ci`, `pip install -r requirements.txt`,
//! `go mod download`. Which files each reads, in which folder it runs, and whether it reads the sources all the same.
//!
//! Paths are compared as text: a WORKDIR of the file's own is known, that of a base image is not, and two paths that start
//! from the same unknown place can still be compared.

use super::{Command, Dockerfile, Invocation};

/// One such installation.
#[derive(Debug, Clone)]
pub struct ManifestInstall<'a> {
    pub command: Command<'a>,
    /// As one would say it: `npm ci`.
    pub spelled: String,
    /// The folder that holds the manifest.
    pub folder: String,
    pub reads: Reads,
    /// It also reads the sources of the project: it cannot run before they are there.
    pub needs_sources: bool,
}

/// The files that an installation reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reads {
    /// By their names on the command line.
    Named(Vec<String>),
    /// By custom; `*` stands for any text, and a slash at the end for a folder.
    Usual { manifests: &'static [&'static str], locks: &'static [&'static str], besides: &'static [&'static str] },
}

impl Dockerfile {
    /// The installations in the instruction at this index, which runs in this folder.
    pub fn manifest_installs_of(&self, index: usize, workdir: &str) -> Vec<ManifestInstall<'_>> {
        let mut folder = workdir.to_owned();
        let mut installs = Vec::new();
        for command in self.commands_of(index) {
            if command.is("cd") {
                let target = command.texts().get(1).copied().unwrap_or("").to_owned();
                folder = join(&folder, &target);
            } else if let Some(install) = read(command, &folder) {
                installs.push(install);
            }
        }
        installs
    }
}

/// The path that `path` names for somebody in the folder `base`, without what changes nothing.
pub fn join(base: &str, path: &str) -> String {
    let starts_anew = path.starts_with(['/', '$', '~']);
    let mut parts: Vec<&str> = Vec::new();
    let is_absolute = if starts_anew { path.starts_with('/') } else { base.starts_with('/') };
    let both = [if starts_anew { "" } else { base }, path];
    for part in both.iter().flat_map(|path| path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if is_absolute => {}
            part => parts.push(part),
        }
    }
    format!("{}{}", if is_absolute { "/" } else { "" }, parts.join("/"))
}

/// The path of `inner` as seen from `outer`: empty where they are one, `None` where it lies elsewhere.
pub fn below<'a>(outer: &str, inner: &'a str) -> Option<&'a str> {
    let rest = inner.strip_prefix(outer)?;
    match outer {
        "" | "/" => (outer == "/" || !rest.starts_with('/')).then_some(rest),
        _ if rest.is_empty() => Some(""),
        _ => rest.strip_prefix('/'),
    }
}

fn read<'a>(command: Command<'a>, workdir: &str) -> Option<ManifestInstall<'a>> {
    let words = command.texts();
    let words = words.as_slice();
    match (command.name()?, words.get(1).copied()) {
        ("mix", Some("deps.get")) => {
            return usual(command, "mix deps.get", workdir, &["mix.exs"], &["mix.lock"], &["config/"]);
        }
        ("swift", Some("package")) if words.get(2) == Some(&"resolve") => {
            return usual(command, "swift package resolve", workdir, &["Package.swift"], &["Package.resolved"], &[]);
        }
        _ => {}
    }
    let invocation = Invocation::read(command)?;
    let folder = match invocation.value_of(&["--prefix", "--cwd", "-C", "--dir", "--working-dir", "--directory"]) {
        Some(folder) => join(workdir, folder),
        None => workdir.to_owned(),
    };
    let manager = invocation.manager;
    let reads = Reads::Usual { manifests: manager.manifests, locks: manager.locks, besides: manager.also_reads };
    let spelled = invocation.spelled();
    let found = |reads: Reads, needs_sources: bool| {
        Some(ManifestInstall { command, spelled: spelled.clone(), folder: folder.clone(), reads, needs_sources })
    };
    let is_global = invocation.has(&["-g", "--global"]);
    let names_nothing = invocation.packages().is_empty() && !is_global;
    match (manager.name, invocation.verb()) {
        ("npm" | "yarn" | "yarn 2+" | "pnpm" | "bun", "install" | "ci") if names_nothing => found(reads, false),
        ("bundle", "install") if names_nothing => found(reads, false),
        ("pip", "install" | "download" | "wheel") | ("uv", "pip install" | "pip sync") => {
            from_requirements(&invocation, workdir)
        }
        ("uv", "sync") => found(reads, !invocation.has(&["--no-install-project", "--no-install-workspace"])),
        ("poetry", "install" | "sync") => found(reads, !invocation.has(&["--no-root"])),
        ("pipenv", "install" | "sync") if names_nothing => found(reads, false),
        ("composer", "install") => {
            found(reads, !(invocation.has(&["--no-scripts"]) && invocation.has(&["--no-autoloader"])))
        }
        ("go", "mod download") => found(reads, false),
        ("cargo", "fetch") => found(reads, true),
        ("mvn", "dependency:go-offline") => found(reads, false),
        ("dotnet", "restore") if names_nothing => found(reads, false),
        ("gradle", "*") if invocation.arguments().first() == Some(&"dependencies") => found(reads, false),
        ("conda" | "mamba" | "micromamba", _) => {
            let file = invocation
                .value_of(&["-f", "--file"])
                .filter(|file| file.ends_with(".yml") || file.ends_with(".yaml"))?;
            named(&invocation, &[file], workdir, false)
        }
        _ => None,
    }
}

fn usual<'a>(
    command: Command<'a>,
    spelled: &str,
    folder: &str,
    manifests: &'static [&'static str],
    locks: &'static [&'static str],
    besides: &'static [&'static str],
) -> Option<ManifestInstall<'a>> {
    let reads = Reads::Usual { manifests, locks, besides };
    Some(ManifestInstall {
        command,
        spelled: spelled.to_owned(),
        folder: folder.to_owned(),
        reads,
        needs_sources: false,
    })
}

/// `pip install -r …`, unless it installs the project itself as well.
fn from_requirements<'a>(invocation: &Invocation<'a>, workdir: &str) -> Option<ManifestInstall<'a>> {
    let mut files = invocation.values_of(&["-r", "--requirement"]);
    if invocation.verb() == "pip sync" {
        files.extend(invocation.packages().iter().map(|package| package.text));
    }
    let is_path = |text: &str| text.starts_with(['.', '/']) || text.ends_with(".whl") || text.contains("file:");
    let installs_project =
        invocation.has(&["-e", "--editable"]) || invocation.packages().iter().any(|it| is_path(it.text));
    if files.is_empty() || installs_project {
        return None;
    }
    let constraints = invocation.values_of(&["-c", "--constraint"]);
    files.extend(constraints.into_iter().filter(|file| !file.contains("://")));
    named(invocation, &files, workdir, false)
}

/// Reads files that the command names, all of one folder.
fn named<'a>(
    invocation: &Invocation<'a>,
    files: &[&str],
    workdir: &str,
    needs_sources: bool,
) -> Option<ManifestInstall<'a>> {
    let mut folder = None;
    let mut names = Vec::new();
    for file in files {
        if file.contains(['$', '*', ':']) {
            return None;
        }
        let path = join(workdir, file);
        let (place, name) = match path.rsplit_once('/') {
            Some(("", name)) => ("/", name),
            Some((place, name)) => (place, name),
            None => ("", path.as_str()),
        };
        if folder.get_or_insert_with(|| place.to_owned()) != place {
            return None;
        }
        names.push(name.to_owned());
    }
    let spelled = format!("{} -r {}", invocation.spelled(), names.first()?);
    let spelled = if invocation.manager.name == "pip" || invocation.manager.name == "uv" {
        spelled
    } else {
        invocation.spelled()
    };
    Some(ManifestInstall {
        command: invocation.command,
        spelled,
        folder: folder?,
        reads: Reads::Named(names),
        needs_sources,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, Snapshot};

    fn installs(run: &str) -> Vec<(String, String, bool)> {
        let snapshot = Snapshot::of(Language::Dockerfile, &format!("FROM a\nRUN {run}\n"));
        let file = snapshot.dockerfile().expect("a Dockerfile");
        let found = file.manifest_installs_of(1, "/srv");
        found.into_iter().map(|it| (it.spelled, it.folder, it.needs_sources)).collect()
    }

    #[test]
    fn what_reads_a_manifest_is_found() {
        for (run, spelled, folder, needs_sources) in [
            ("npm ci --omit=dev", "npm ci", "/srv", false),
            ("cd web && yarn", "yarn", "/srv/web", false),
            ("npm --prefix /x install", "npm install", "/x", false),
            ("pip install -r requirements/prod.txt", "pip install -r prod.txt", "/srv/requirements", false),
            ("poetry install", "poetry install", "/srv", true),
            ("go mod download -x", "go mod download", "/srv", false),
            ("mix deps.get", "mix deps.get", "/srv", false),
        ] {
            assert_eq!(installs(run), [(spelled.to_owned(), folder.to_owned(), needs_sources)], "{run}");
        }
    }

    #[test]
    fn named_packages_and_projects_are_no_manifests() {
        for run in [
            "npm install -g pnpm",
            "npm install express",
            "pip install flask",
            "pip install .",
            "pip install -r a.txt .",
            "npm run build",
        ] {
            assert!(installs(run).is_empty(), "{run}");
        }
    }

    #[test]
    fn paths_join_and_compare() {
        assert_eq!(join("/a", "b/./c/../d/"), "/a/b/d");
        assert_eq!(join("", "./"), "");
        assert_eq!(join("/a", "/"), "/");
        assert_eq!(join("x", "$D/e"), "$D/e");
        assert_eq!(below("/a", "/a/b"), Some("b"));
        assert_eq!(below("/a", "/ab"), None);
        assert_eq!(below("", "b"), Some("b"));
        assert_eq!(below("", "/b"), None);
        assert_eq!(below("/", "/b"), Some("b"));
    }
}
