//! A volume that nobody finds again.

use crate::model::compose::{Compose as File, MountKind, Mounted, Section, Service};
use crate::rules::prelude::*;

rule! {
    /// A volume has no name.
    ///
    /// Its data survives a new container only as long as Compose makes it from the old one: after `down`, or under another
    /// project name, it lies in a volume that nothing refers to. A name brings it back. Folders that such a volume keeps out of
    /// a mount, as is done with `node_modules`, are left alone.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     volumes:
    ///       - /srv/uploads
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     volumes:
    ///       - web_uploads:/srv/uploads
    /// volumes:
    ///   web_uploads:
    /// ```
    "anonymous-volume", Info, Ask,
    default: off,
    groups: [Hardening],
    concerns: ["latest-volume-anonymous"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        for mount in service.mounts().filter(|mount| mount.kind == MountKind::Anonymous) {
            if lies_in_other(service, &mount) {
                continue;
            }
            let finding =
                report.at(mount.value.span(), format!("No name leads back to the data of `{}`", mount.target));
            finding.fix("Give the volume a name", named(file, service, &mount)).declares(&[Change::Model]);
        }
    }
}

/// Whether the volume covers a part of something else that is mounted.
fn lies_in_other(service: Service<'_>, mount: &Mounted<'_>) -> bool {
    service.mounts().any(|other| {
        let above = other.target.trim_end_matches('/');
        let below = mount.target.strip_prefix(above).is_some_and(|rest| rest.starts_with('/'));
        other.kind != MountKind::Anonymous && below
    })
}

/// The edits that name the volume and declare the name.
fn named(file: &File, service: Service<'_>, mount: &Mounted<'_>) -> Option<Vec<Edit>> {
    let last = mount.target.trim_end_matches('/').rsplit('/').next()?;
    let plain: String =
        last.trim_start_matches('.').chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let name = format!("{}_{plain}", service.name);
    if plain.is_empty() || file.declaration(Section::Volumes, &name).is_some() || mount.value.is_alias() {
        return None;
    }
    let used = match mount.value.is_mapping() {
        true => amend::add_last(file, mount.value, "source", &Yaml::text(&*name))?,
        false => insert(mount.value.joined()?.whole().start, format!("{name}:")),
    };
    Some(vec![used, file.declare(Section::Volumes, &name, &[])?])
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    fn with(volumes: &str) -> String {
        format!("services:\n  a:\n    image: x\n    volumes: [{volumes}]\n")
    }

    #[test]
    fn what_is_kept_out_of_a_mount_needs_no_name() {
        assert!(findings("anonymous-volume", &with(".:/app, /app/node_modules")).is_empty());
        assert_eq!(findings("anonymous-volume", &with("/app/a, \"/app/a/b\"")).len(), 2);
        assert!(findings("anonymous-volume", &with("data:/d, $X, {type: tmpfs, target: /t}")).is_empty());
    }

    #[test]
    fn the_long_form_is_named_too() {
        let after = fixed("anonymous-volume", &with("{type: volume, target: /a/.b-c}"));
        let expected = with("{type: volume, target: /a/.b-c, source: a_b_c}") + "volumes:\n  a_b_c:\n";
        assert_eq!(after, Some(expected));
    }
}
