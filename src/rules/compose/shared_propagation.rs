//! Mounts that travel out of a container.

use crate::model::compose::MountKind;
use crate::rules::prelude::*;

rule! {
    /// A mount is shared with the host in both directions.
    ///
    /// With `shared` or `rshared` propagation a mount that the container makes below the path appears on the host and in every
    /// other container that has it. `slave` and `rslave` bring the host's later mounts into the container. Few services need
    /// either; what does, is a storage driver or a backup of everything.
    ///
    /// ```yaml
    /// services:
    ///   files:
    ///     image: example/files:1
    ///     volumes:
    ///       - /srv/files:/files:rshared
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   files:
    ///     image: example/files:1
    ///     volumes:
    ///       - /srv/files:/files
    /// ```
    "shared-propagation", Info, Show,
    groups: [Security],
    aka: ["kics:shared_volumes_between_containers", "compose-lint:CL-0017"],
    concerns: ["shared-propagation"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        for mount in service.mounts().filter(|mount| mount.kind == MountKind::Bind) {
            let short = mount.options.split(',').find(|option| is_shared(option));
            if let Some(option) = short {
                let finding = report.at(mount.value.span(), message(option));
                let alone = mount.options == option;
                let edit = mount
                    .value
                    .joined()
                    .filter(|_| alone)
                    .zip(mount.value.text())
                    .map(|(joined, text)| delete(joined.span(text.len() - option.len() - 1..text.len())));
                finding.fix("Keep mounts private", edit).declares(&[Change::Model]);
            }
            let long = mount.value.at(&["bind", "propagation"]);
            if let Some(option) = long.and_then(|value| value.text()).filter(|option| is_shared(option))
                && let Some(value) = long
            {
                report
                    .at(value.span(), message(option))
                    .fix("Keep mounts private", replace(value.span(), "rprivate"))
                    .declares(&[Change::Model]);
            }
        }
    }
}

fn is_shared(option: &str) -> bool {
    matches!(option, "shared" | "rshared" | "slave" | "rslave")
}

fn message(option: &str) -> String {
    match option {
        "shared" | "rshared" => format!("`{option}`: what the container mounts there appears on the host"),
        _ => format!("`{option}`: what the host mounts there later appears in the container"),
    }
}
