//! Files and folders behind a path that is half typed, as far as the surroundings show them.

use super::{File, Menu};
use crate::ide::CompletionKind;
use crate::model::surroundings::{FileKind, plain};
use crate::text::Span;
use std::path::Path;

/// What a path should lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Anything,
    Folder,
    /// A folder with a Dockerfile in it, most likely.
    Context,
    Variables,
    Compose,
    Dockerfile,
}

/// How many entries of a folder are offered.
const MAX_ENTRIES: usize = 300;

impl File<'_> {
    /// Paths from the folder of the file.
    pub(super) fn paths(&mut self, word: Span, wanted: Wanted, rank: u16) {
        let Some(folder) = self.snapshot.surroundings().folder().map(Path::to_owned) else { return };
        self.paths_from(&folder, word, wanted, rank);
    }

    /// Paths from a folder. Paths from the root of the machine, and what a variable decides, are nobody's guess.
    pub(super) fn paths_from(&mut self, folder: &Path, word: Span, wanted: Wanted, rank: u16) {
        let surroundings = self.snapshot.surroundings().clone();
        let Some(files) = &surroundings.files else { return };
        let typed = self.typed(word).to_owned();
        if typed.starts_with(['/', '~']) || typed.contains(['$', '\\']) || typed.contains("://") {
            return;
        }
        let leaf = typed.rfind('/').map_or(0, |slash| slash + 1);
        let (above, name) = typed.split_at(leaf);
        let place = plain(&folder.join(above));
        let Some(names) = files.names(&place) else { return };
        // A mount without `./` in front is a volume.
        let before = if leaf == 0 && wanted == Wanted::Anything && self.is_mount() { "./" } else { "" };
        let own = surroundings.path.as_deref().and_then(Path::file_name).map(|own| own.to_string_lossy().into_owned());
        let mut menu = Menu::new(Span::new(word.start + leaf, word.end));
        self.partial |= names.len() > MAX_ENTRIES;
        if wanted == Wanted::Context && leaf == 0 && files.kind(&place.join("Dockerfile")) == Some(FileKind::File) {
            menu.plain(CompletionKind::Folder, ".", rank).insert(&self.scalar(word, ".")).detail("the Dockerfile here");
        }
        for entry in names.into_iter().take(MAX_ENTRIES) {
            let is_hidden = entry.starts_with('.') && !name.starts_with('.') && wanted != Wanted::Variables;
            let is_itself = wanted == Wanted::Compose && leaf == 0 && own.as_deref() == Some(&entry);
            if is_itself || matches!(entry.as_str(), ".git" | ".DS_Store") || entry.contains(['\n', '"', '\'']) {
                continue;
            }
            let path = place.join(&entry);
            let is_folder = files.kind(&path) == Some(FileKind::Folder);
            let fits = match wanted {
                Wanted::Anything => true,
                Wanted::Folder => is_folder,
                Wanted::Context => is_folder && files.kind(&path.join("Dockerfile")) == Some(FileKind::File),
                Wanted::Variables => entry.starts_with(".env") || has_ending(&entry, &["env"]),
                Wanted::Compose => has_ending(&entry, &["yaml", "yml"]),
                Wanted::Dockerfile => {
                    let lower = entry.to_ascii_lowercase();
                    lower.contains("dockerfile") || lower.contains("containerfile")
                }
            };
            if !is_folder && matches!(wanted, Wanted::Folder | Wanted::Context) {
                continue;
            }
            let is_it = fits && (!is_folder || wanted == Wanted::Context);
            let later = if is_it { 0 } else { 1 + u16::from(!fits) };
            let later = rank + later + 3 * u16::from(is_hidden);
            let label = format!("{before}{entry}{}", if is_folder { "/" } else { "" });
            let kind = if is_folder { CompletionKind::Folder } else { CompletionKind::File };
            let text = if leaf == 0 { self.scalar(word, &label) } else { label.clone() };
            menu.plain(kind, &label, later).insert(&text).filter(&label);
        }
        self.take(menu);
    }

    /// Whether the cursor is in the short form of a mount.
    fn is_mount(&self) -> bool {
        matches!(self.way()[..], [.., "volumes", "[]"])
    }
}

fn has_ending(name: &str, endings: &[&str]) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending.to_ascii_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::super::tests::labels_around;
    use crate::model::surroundings::MemoryFiles;

    fn labels(marked: &str) -> Vec<String> {
        let files = [
            "/p/compose.yaml",
            "/p/more.yaml",
            "/p/.env",
            "/p/web/Dockerfile",
            "/p/web/dev.Dockerfile",
            "/p/web/src/main.rs",
            "/p/docs/a.md",
            "/p/key.txt",
        ];
        labels_around(MemoryFiles::new(files.map(|path| (path, ""))), "/p/compose.yaml", marked)
    }

    #[test]
    fn each_key_has_its_kind_of_file_first() {
        assert_eq!(labels("services:\n  a:\n    env_file: $0")[0], ".env");
        assert_eq!(labels("services:\n  a:\n    build: $0")[..2], ["web/", "docs/"]);
        assert_eq!(labels("include:\n  - $0")[0], "more.yaml");
        assert_eq!(labels("services:\n  a:\n    extends:\n      file: $0")[0], "more.yaml");
        assert!(labels("secrets:\n  a:\n    file: $0").contains(&"key.txt".to_owned()));
    }

    #[test]
    fn a_dockerfile_beside_the_file_makes_its_folder_a_context() {
        let files = ["/p/compose.yaml", "/p/Dockerfile", "/p/src/a"].map(|path| (path, ""));
        let found = labels_around(MemoryFiles::new(files), "/p/compose.yaml", "services:\n  a:\n    build: $0");
        assert_eq!(found, [".", "src/"]);
    }

    #[test]
    fn a_dockerfile_is_looked_for_in_the_context() {
        let found = labels("services:\n  a:\n    build:\n      context: web\n      dockerfile: $0");
        assert_eq!(found[..2], ["Dockerfile", "dev.Dockerfile"]);
    }

    #[test]
    fn a_mount_has_paths_that_are_seen_as_such() {
        let found = labels("services:\n  a:\n    volumes:\n      - $0");
        assert!(found.contains(&"./web/".to_owned()) && !found.contains(&"web/".to_owned()), "{found:?}");
        assert_eq!(labels("services:\n  a:\n    volumes:\n      - ./web/$0"), ["Dockerfile", "dev.Dockerfile", "src/"]);
        assert_eq!(
            labels("services:\n  a:\n    volumes:\n      - type: bind\n        source: ./web/s$0")[0],
            "Dockerfile"
        );
    }
}
