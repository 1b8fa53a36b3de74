//! A path of the host that is made where it is missing.

use crate::model::compose::{MountKind, Mounted, has_variable};
use crate::rules::prelude::*;
use std::path::Path;

rule! {
    /// A mount makes the path of the host where it is missing.
    ///
    /// In the short form the engine creates an empty folder that belongs to root, even where a file is meant: a slip in the
    /// name shows as a program that finds a folder for its configuration. In the long form, with `create_host_path: false`, the
    /// service fails to start and says why. Where the files around are at hand, paths that are there are left alone.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     volumes:
    ///       - ./site:/usr/share/nginx/html:ro
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     volumes:
    ///       - type: bind
    ///         source: ./site
    ///         target: /usr/share/nginx/html
    ///         read_only: true
    ///         bind:
    ///           create_host_path: false
    /// ```
    "created-host-path", Info, Ask,
    default: off,
    groups: [Hardening],
    concerns: ["bind-create-host-path"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        for mount in service.mounts().filter(|mount| mount.kind == MountKind::Bind && !mount.value.is_mapping()) {
            let Some(source) = mount.source.filter(|source| !has_variable(source)) else { continue };
            if is_there(file, source) {
                continue;
            }
            report
                .at(
                    mount.value.span(),
                    format!("Where `{source}` is missing, the engine makes a folder that belongs to root"),
                )
                .fix("Let it be there, or fail", long_form(file, &mount, source))
                .declares(&[Change::Model]);
        }
    }
}

/// Whether the path is seen to be there.
fn is_there(file: &Compose, source: &str) -> bool {
    let surroundings = file.surroundings();
    let Some((files, folder)) = surroundings.files.as_ref().zip(surroundings.folder()) else { return false };
    files.kind(&folder.join(Path::new(source))).is_some()
}

/// The edit that spells the mount out; `None` where its options have no word in the long form.
fn long_form(file: &Compose, mount: &Mounted<'_>, source: &str) -> Option<Edit> {
    let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
    if mount.value.is_alias() || !plain(source) || !plain(mount.target) {
        return None;
    }
    let mut entries = vec![("type", "bind"), ("source", source), ("target", mount.target)];
    let mut inner = vec![("create_host_path".to_owned(), Yaml::text("false"))];
    for option in mount.options.split(',').filter(|option| !option.is_empty()) {
        match option {
            "ro" => entries.push(("read_only", "true")),
            "rw" => {}
            "z" | "Z" => inner.push(("selinux".to_owned(), Yaml::text(option))),
            "private" | "rprivate" | "shared" | "rshared" | "slave" | "rslave" => {
                inner.push(("propagation".to_owned(), Yaml::text(option)));
            }
            _ => return None,
        }
    }
    let mut entries: Vec<(String, Yaml)> =
        entries.into_iter().map(|(key, value)| (key.to_owned(), Yaml::text(value))).collect();
    entries.push(("bind".to_owned(), Yaml::Map(inner)));
    amend::replace_item(file, mount.value, &Yaml::Map(entries))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    fn with(mount: &str) -> String {
        format!("services:\n  a:\n    image: x\n    volumes:\n    - {mount}\n")
    }

    #[test]
    fn options_are_kept() {
        assert_eq!(
            fixed("created-host-path", &with("\"./a:/a:rw,z\" # why")),
            Some(with(
                "type: bind # why\n      source: ./a\n      target: /a\n      bind:\n        create_host_path: false\n        selinux: z"
            ))
        );
        assert_eq!(fixed("created-host-path", &with("./a:/a:cached")), None);
    }

    #[test]
    fn volumes_and_variables_are_left_alone() {
        for mount in ["a1:/a", "$A:/a", "./$A:/a", "{type: bind, source: ./a, target: /a}"] {
            assert!(marked("created-host-path", &with(mount)).is_empty(), "{mount}");
        }
    }
}
