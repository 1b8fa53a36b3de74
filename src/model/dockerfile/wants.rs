//! What a container wants to write or to use, and root has made: volumes, folders whose name says so, and what a `chmod` reserves.

use super::holdings::{Holder, Holdings, Maker, Place, Reach};

impl Holdings {
    /// The places that belong to root and that the container will want to write: volumes, empty folders that were made
    /// for it, and copies into folders whose name says what they are for.
    pub fn wanted_from_root(&self) -> impl Iterator<Item = (&str, &Place)> {
        let has_inner =
            |path: &str| self.places().any(|(inner, _)| inner.strip_prefix(path).is_some_and(|it| it.starts_with('/')));
        self.places().filter(move |(path, place)| {
            let is_wanted = match place.maker {
                Maker::Volume => !place.filled,
                Maker::Command => !place.filled && is_for_writing(path),
                Maker::Copy | Maker::Workdir => false,
            };
            is_wanted && place.holder == Holder::Root && !place.open && !has_inner(path)
        })
    }

    /// The volumes that are not known to be somebody's, for a package or a script may have made their folder.
    pub fn volumes_of_nobody(&self) -> impl Iterator<Item = (&str, &Place)> {
        self.places()
            .filter(|(_, place)| place.maker == Maker::Volume && place.holder == Holder::Unknown && !place.open)
    }

    /// The places that belong to root and where a `chmod` lets their owner or group do what others may not.
    pub fn reserved_for_root(&self) -> impl Iterator<Item = (&str, Reach)> {
        let held = self.places().filter(|(_, place)| place.holder == Holder::Root);
        held.filter_map(|(path, place)| Some((path, place.reserved?)))
    }
}

/// Whether the name of a folder tells that a program writes there.
pub fn is_for_writing(path: &str) -> bool {
    const NAMES: [&str; 16] = [
        "cache",
        "data",
        "db",
        "downloads",
        "log",
        "logs",
        "media",
        "output",
        "run",
        "sessions",
        "state",
        "storage",
        "tmp",
        "upload",
        "uploads",
        "work",
    ];
    let name = path.rsplit('/').next().unwrap_or("");
    NAMES.contains(&name) || path.starts_with("/var/log/") || path.starts_with("/var/cache/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, Snapshot};

    #[test]
    fn volumes_empty_folders_and_reserved_files_are_told_apart() {
        let source = "FROM node:24\nRUN mkdir -p /srv/logs /srv/code\nRUN apt-get install -y a\nVOLUME /v /var/lib/a\n\
                      COPY run.sh /run.sh\nRUN chmod u+x /run.sh\n";
        let snapshot = Snapshot::of(Language::Dockerfile, source);
        let file = snapshot.dockerfile().expect("a Dockerfile");
        let end = file.walk_holdings(&file.stages[0], |_, _| {});
        assert_eq!(end.wanted_from_root().map(|(path, _)| path).collect::<Vec<_>>(), ["/srv/logs", "/v"]);
        assert!(end.volumes_of_nobody().any(|(path, _)| path == "/var/lib/a"));
        assert_eq!(end.reserved_for_root().collect::<Vec<_>>(), [("/run.sh", Reach::Itself)]);
    }
}
