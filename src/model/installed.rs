//! What the Dockerfiles around a document install: a project's images mostly need the same packages.
//!
//! Looked for in the folder of the document and the one above it, once; nothing is looked for until somebody asks.

use super::surroundings::{FileKind, plain};
use super::{Language, Snapshot, Surroundings};
use crate::reference::packages::{Action, Manager};
use crate::text::Text;
use std::path::{Path, PathBuf};

/// The packages that one Dockerfile installs.
#[derive(Debug, Clone)]
pub struct Installed {
    pub file: PathBuf,
    /// In the order of the file, as written, without those that a variable names.
    pub packages: Vec<(&'static Manager, String)>,
}

/// How many Dockerfiles in the neighbourhood are read.
const MAX_FILES: usize = 8;

/// What the other Dockerfiles around a document install, by file; none where no neighbours are known.
pub fn installed_around(surroundings: &Surroundings) -> &[Installed] {
    surroundings.found.installed.get_or_init(|| look_around(surroundings))
}

fn look_around(surroundings: &Surroundings) -> Vec<Installed> {
    let (Some(path), Some(files)) = (&surroundings.path, &surroundings.files) else { return Vec::new() };
    let path = plain(path);
    let folders = path.ancestors().skip(1).take(2);
    let named = folders.flat_map(|folder| {
        let names = files.names(folder).unwrap_or_default().into_iter();
        names.filter(|name| Language::of_name(name) == Some(Language::Dockerfile)).map(|name| folder.join(name))
    });
    let is_other = |file: &PathBuf| *file != path && files.kind(file) == Some(FileKind::File);
    let read = |file: PathBuf| Some((files.read(&file).ok()?, file));
    named.filter(is_other).take(MAX_FILES).filter_map(read).map(|(text, file)| installed_in(&text, &file)).collect()
}

fn installed_in(text: &str, file: &Path) -> Installed {
    let snapshot = Snapshot::new(Language::Dockerfile, Text::new(text), 0);
    let installs = snapshot.dockerfile().into_iter().flat_map(|it| it.invocations());
    let installs = installs.filter(|it| it.action() == Some(Action::Install));
    let packages = installs.flat_map(|it| {
        let manager = it.manager;
        it.packages()
            .into_iter()
            .filter(|package| !package.varies)
            .map(move |it| (manager, it.text.to_owned()))
            .collect::<Vec<_>>()
    });
    Installed { file: file.to_owned(), packages: packages.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::MemoryFiles;

    #[test]
    fn the_dockerfiles_around_are_read_and_remembered() {
        let other =
            "FROM a\nRUN apt-get update && apt-get install -y \\\n  libfoo-dev $MORE\nRUN echo apt-get install x\n";
        let files = [("/p/q/Dockerfile", ""), ("/p/dev.Dockerfile", other), ("/Dockerfile", other)];
        let around = MemoryFiles::new(files).around("/p/q/Dockerfile");
        let found = installed_around(&around);
        assert_eq!(found.len(), 1, "the document itself and what is far away count not");
        assert_eq!(found[0].file, Path::new("/p/dev.Dockerfile"));
        let names: Vec<&str> = found[0].packages.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(names, ["libfoo-dev"]);
        assert!(std::ptr::eq(found, installed_around(&around.clone())));
    }
}
