//! Configuration that the container may change.

use crate::model::compose::{MountKind, Mounted};
use crate::rules::prelude::*;

rule! {
    /// A file of configuration is mounted so that the container may write to it.
    ///
    /// What the service only reads is better mounted read-only: an intruder, or a script of the image, then changes nothing on
    /// the host. The rule looks at mounts from the host whose name or place says that they hold configuration, certificates or
    /// scripts.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     volumes:
    ///       - ./nginx.conf:/etc/nginx/nginx.conf
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     volumes:
    ///       - ./nginx.conf:/etc/nginx/nginx.conf:ro
    /// ```
    "writable-config-mount", Info, Ask,
    default: off,
    groups: [Hardening],
    concerns: ["read-write-config-mount"],
}

const ENDINGS: [&str; 21] = [
    "conf",
    "cnf",
    "cfg",
    "ini",
    "toml",
    "yaml",
    "yml",
    "json",
    "xml",
    "properties",
    "env",
    "crt",
    "pem",
    "key",
    "cert",
    "sql",
    "sh",
    "tpl",
    "template",
    "vcl",
    "rules",
];

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        for mount in service.mounts().filter(|mount| mount.kind == MountKind::Bind && !mount.read_only) {
            let says_writable = mount.options.split(',').any(|option| option == "rw");
            if says_writable || !holds_configuration(&mount) {
                continue;
            }
            let message = format!("The container may change `{}` on the host", mount.source.unwrap_or(mount.target));
            report
                .at(mount.value.span(), message)
                .fix("Mount it read-only", read_only(file, &mount))
                .declares(&[Change::Model]);
        }
    }
}

fn holds_configuration(mount: &Mounted<'_>) -> bool {
    let name = mount.target.trim_end_matches('/').rsplit('/').next().unwrap_or("");
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let is_known = ending.is_some_and(|ending| ENDINGS.contains(&&*ending));
    let is_script_folder = mount.target.trim_end_matches('/') == "/docker-entrypoint-initdb.d";
    let is_relative = mount.source.is_some_and(|source| source.starts_with('.'));
    is_known || is_script_folder || (is_relative && mount.target.starts_with("/etc/"))
}

/// The edit that makes a mount read-only; `None` for one that an alias shares.
fn read_only(file: &Compose, mount: &Mounted<'_>) -> Option<Edit> {
    let value = mount.value;
    if value.is_alias() {
        return None;
    }
    if value.is_mapping() {
        return match value.entry("read_only") {
            Some(pair) => Some(replace(pair.value.span(), "true")),
            None => amend::add_last(file, value, "read_only", &Yaml::text("true")),
        };
    }
    let joined = value.joined()?;
    let option = if mount.options.is_empty() { ":ro" } else { ",ro" };
    Some(insert(joined.whole().end, option))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    fn with(mount: &str) -> String {
        format!("services:\n  a:\n    image: x\n    volumes:\n      - {mount}\n")
    }

    #[test]
    fn every_form_becomes_read_only() {
        for (before, after) in [
            ("\"./a.yml:/a.yml\"", "\"./a.yml:/a.yml:ro\""),
            ("./a.yml:/a.yml:z", "./a.yml:/a.yml:z,ro"),
            ("{type: bind, source: ./a, target: /etc/a}", "{type: bind, source: ./a, target: /etc/a, read_only: true}"),
        ] {
            assert_eq!(fixed("writable-config-mount", &with(before)), Some(with(after)));
        }
    }

    #[test]
    fn what_is_written_stays_writable() {
        for mount in [
            "./data:/data",
            "./a.yml:/a.yml:ro",
            "./a.yml:/a.yml:rw",
            "conf:/etc/nginx",
            "/etc/localtime:/etc/localtime",
        ] {
            assert!(marked("writable-config-mount", &with(mount)).is_empty(), "{mount}");
        }
    }
}
