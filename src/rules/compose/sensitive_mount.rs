//! A part of the host that no container should write to.

use crate::model::compose::{MountKind, Mounted};
use crate::rules::prelude::*;

rule! {
    /// A directory that the host lives from is mounted writable.
    ///
    /// A container that can write to `/`, `/etc`, `/boot`, `/root`, the engine's own state or the directories of programs can
    /// plant a user, a key or a job, and is root on the host from then on. Mount the one file that is needed, or mount
    /// read-only.
    ///
    /// Read-only mounts of `/` and `/root`, which hold everybody's secrets, are told quietly: monitoring wants them.
    ///
    /// ```yaml
    /// services:
    ///   backup:
    ///     image: example/backup:1
    ///     volumes:
    ///       - /etc:/host/etc
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   backup:
    ///     image: example/backup:1
    ///     volumes:
    ///       - /etc:/host/etc:ro
    /// ```
    "sensitive-mount", Warning, Ask,
    groups: [Security],
    aka: ["kics:volume_has_sensitive_host_directory", "compose-lint:CL-0013"],
    concerns: ["sensitive-mount", "host-root-writable"],
}

/// Directories from which root on the host follows.
const VITAL: [&str; 16] = [
    "/",
    "/etc",
    "/root",
    "/boot",
    "/bin",
    "/sbin",
    "/lib",
    "/lib64",
    "/usr",
    "/usr/bin",
    "/usr/lib",
    "/usr/sbin",
    "/proc",
    "/sys",
    "/var/lib/docker",
    "/var/lib/containerd",
];

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        for mount in service.mounts().filter(|mount| mount.kind == MountKind::Bind) {
            let Some(path) = mount.source.and_then(vital) else { continue };
            if !mount.read_only {
                let finding = report.at(
                    mount.value.span(),
                    format!("A container that can write to the host's `{path}` can take it over"),
                );
                finding.fix("Mount it read-only", read_only(file, &mount)).declares(&[Change::Model]);
            } else if matches!(path, "/" | "/root") {
                report
                    .at(mount.value.span(), format!("The container can read every secret in the host's `{path}`"))
                    .severity(Hint);
            }
        }
    }
}

fn vital(source: &str) -> Option<&'static str> {
    let bare = if source == "/" { source } else { source.trim_end_matches('/') };
    let bare = if bare.is_empty() { "/" } else { bare };
    VITAL.into_iter().find(|known| *known == bare)
}

/// The edit that makes a mount read-only.
pub(super) fn read_only(file: &Compose, mount: &Mounted<'_>) -> Option<Edit> {
    let value = mount.value;
    if value.is_mapping() {
        return match value.entry("read_only") {
            Some(pair) => Some(replace(pair.value.span(), "true")),
            None => amend::add_last(file, value, "read_only", &Yaml::text("true")),
        };
    }
    let joined = value.joined()?;
    let text = value.text()?;
    let end = joined.span(text.len() - 1..text.len()).end;
    if !mount.options.is_empty() {
        let start = text.len() - mount.options.len();
        let options: Vec<&str> = mount.options.split(',').filter(|option| *option != "rw").collect();
        let kept: String = options.iter().map(|option| format!("{option},")).collect();
        return Some(replace(joined.span(start..text.len()), format!("{kept}ro")));
    }
    (!value.is_alias()).then(|| insert(end, ":ro"))
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity::{Hint, Warning};
    use crate::rules::testing::{fixed, severities};

    fn with(mount: &str) -> String {
        format!("services:\n  a:\n    image: x\n    volumes:\n      - {mount}\n")
    }

    #[test]
    fn only_what_the_host_lives_from_counts() {
        for mount in ["/etc/localtime:/etc/localtime", "/srv/etc:/etc", "./etc:/etc", "etc:/etc", "/etc:/etc:ro"] {
            assert!(severities("sensitive-mount", &with(mount)).is_empty(), "{mount}");
        }
        assert_eq!(severities("sensitive-mount", &with("/:/rootfs:ro")), [Hint]);
        assert_eq!(severities("sensitive-mount", &with("/:/rootfs")), [Warning]);
    }

    #[test]
    fn every_form_is_made_read_only() {
        assert_eq!(fixed("sensitive-mount", &with("\"/etc/:/e:z,rw\"")), Some(with("\"/etc/:/e:z,ro\"")));
        let long = with("type: bind\n        source: /etc\n        target: /e");
        assert_eq!(fixed("sensitive-mount", &long), Some(format!("{long}        read_only: true\n")));
    }
}
