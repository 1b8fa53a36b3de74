//! Files that a service is to be given, and that are not there.

use crate::model::compose::{MountKind, Mounted, Section, has_variable};
use crate::model::surroundings::{FileKind, Files};
use crate::reference::suggest::suggest;
use crate::rules::prelude::*;
use std::path::Path;

rule! {
    /// A file that is to be mounted is not there.
    ///
    /// Where a file is missing, the engine makes an empty folder of that name and mounts it: the program finds a folder for its
    /// configuration. A secret or config whose file is missing keeps the service from starting. Folders are another matter, for
    /// data belongs in many that no project carries; the rule speaks of files only, and only where it sees the disk.
    ///
    /// ```text
    /// compose.yaml
    /// nginx.conf
    /// ```
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     volumes:
    ///       - ./ngnix.conf:/etc/nginx/nginx.conf:ro
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     volumes:
    ///       - ./nginx.conf:/etc/nginx/nginx.conf:ro
    /// ```
    "missing-path", Warning, Ask,
    groups: [Correctness],
    concerns: ["path-outside-project", "rt-secret-file-missing"],
}

/// Where paths begin, and what lies there.
struct Place<'a> {
    files: &'a dyn Files,
    folder: &'a Path,
}

pub fn check(file: &Compose, report: &mut Report) {
    let surroundings = file.surroundings();
    let Some((files, folder)) = surroundings.files.as_deref().zip(surroundings.folder()) else { return };
    let place = Place { files, folder };
    for service in file.services() {
        for mount in service.mounts().filter(|mount| mount.kind == MountKind::Bind) {
            let Some(source) = mount.source.filter(|source| is_meant_as_file(source, mount.target)) else { continue };
            if place.is_seen_to_lack(source) {
                let message = format!("Nothing is at `{source}`: the engine makes a folder of that name");
                let finding = report.at(span_of(&mount, source), message);
                finding.fix("Mount the file that is there", renamed(&place, &mount, source)).declares(&[Change::Model]);
            }
        }
    }
    for section in [Section::Secrets, Section::Configs] {
        for declared in file.declarations(section) {
            let Some(path) = declared.value.get("file") else { continue };
            let Some(text) = path.text().filter(|text| !has_variable(text) && !text.starts_with('~')) else { continue };
            if place.is_seen_to_lack(text) {
                let message = format!("Nothing is at `{text}`: what uses this {} does not start", section.entry());
                // Who keeps secrets out of the project does well.
                report.at(path.span(), message).severity(Info);
            }
        }
    }
}

/// Whether a mount gives the container a file of the project: both paths end like one.
fn is_meant_as_file(source: &str, target: &str) -> bool {
    let ends_like_file = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or("");
        let Some((stem, ending)) = name.rsplit_once('.') else { return false };
        // What programs make themselves need not be there.
        let is_made = matches!(ending, "sock" | "log" | "db" | "sqlite" | "sqlite3" | "pid" | "lock" | "d");
        !stem.is_empty() && ending.chars().all(|c| c.is_ascii_alphabetic()) && !ending.is_empty() && !is_made
    };
    let is_relative = source.starts_with("./") || source.starts_with("../");
    is_relative && !has_variable(source) && ends_like_file(source) && ends_like_file(target)
}

impl Place<'_> {
    /// Whether there is nothing at a path. A file of a project may be read together with one of the folder above, whose paths
    /// count then.
    fn is_seen_to_lack(&self, path: &str) -> bool {
        let above = self.folder.parent().unwrap_or(self.folder);
        self.files.kind(self.folder) == Some(FileKind::Folder)
            && [self.folder, above].iter().all(|folder| self.files.kind(&folder.join(path)).is_none())
    }

    /// The name nearest to that of a path which is there in its folder.
    fn nearest(&self, path: &str) -> Option<String> {
        let (above, name) = path.rsplit_once('/')?;
        let names = self.files.names(&self.folder.join(above))?;
        suggest(name, names.iter().map(String::as_str)).map(str::to_owned)
    }
}

/// Where a mount names what it mounts.
fn span_of(mount: &Mounted<'_>, source: &str) -> Span {
    let value = if mount.value.is_mapping() { mount.value.get("source").unwrap_or(mount.value) } else { mount.value };
    let written = value.joined().filter(|_| value.text().is_some_and(|text| text.starts_with(source)));
    written.map_or(value.span(), |joined| joined.span(0..source.len()))
}

/// The edit that mounts the file of the nearest name.
fn renamed(place: &Place<'_>, mount: &Mounted<'_>, source: &str) -> Option<Edit> {
    let value = if mount.value.is_mapping() { mount.value.get("source")? } else { mount.value };
    let near = place.nearest(source).filter(|_| !value.is_alias())?;
    let name = source.rfind('/')? + 1;
    Some(replace(value.joined()?.span(name..source.len()), near))
}

#[cfg(test)]
mod tests {
    use super::is_meant_as_file;
    use crate::rules::testing::{findings, findings_among};

    #[test]
    fn folders_and_what_programs_make_may_be_missing() {
        assert!(is_meant_as_file("./a/b.conf", "/etc/b.conf"));
        for (source, target) in [
            ("./data", "/data"),
            ("./conf.d", "/etc/nginx/conf.d"),
            ("./.env", "/app/.env"),
            ("./x.sock", "/run/x.sock"),
            ("/etc/a.conf", "/etc/a.conf"),
            ("./$A.conf", "/etc/a.conf"),
            ("./v1.2", "/opt/v1.2"),
        ] {
            assert!(!is_meant_as_file(source, target), "{source}");
        }
    }

    #[test]
    fn the_path_alone_is_marked() {
        for volumes in ["[\"./a.conf:/a.conf:ro\"]", "[{type: bind, source: ./a.conf, target: /a.conf}]"] {
            let source = format!("services:\n  a:\n    image: x\n    volumes: {volumes}\n");
            let told = findings_among("missing-path", &[("b.conf", "")], &source);
            assert_eq!(told.iter().map(|it| it.span.of(&source)).collect::<Vec<_>>(), ["./a.conf"], "{volumes}");
        }
    }

    #[test]
    fn without_a_disk_nothing_is_missing() {
        let source = "services:\n  a:\n    image: x\n    volumes: [./a.conf:/a.conf]\n";
        assert!(findings("missing-path", source).is_empty());
    }
}
