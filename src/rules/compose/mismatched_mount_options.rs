//! Options of a mount of another type.

use crate::rules::prelude::*;

rule! {
    /// A mount has options of another type of mount.
    ///
    /// `bind`, `volume`, `tmpfs` and `image` hold what only a mount of that type can do. On another type Compose drops them,
    /// with a warning when the container is created.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     volumes:
    ///       - type: bind
    ///         source: ./site
    ///         target: /usr/share/nginx/html
    ///         volume:
    ///           nocopy: true
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
    /// ```
    "mismatched-mount-options", Warning, Ask,
    groups: [Correctness],
    concerns: ["rt-mount-option-mismatch"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let Some(volumes) = service.get("volumes") else { continue };
        for mount in volumes.items().filter(|item| item.is_mapping()) {
            let Some(kind) = mount.get("type").and_then(|kind| kind.text()) else { continue };
            for other in ["bind", "volume", "tmpfs", "image"] {
                let Some(pair) = mount.entry(other).filter(|_| other != kind && !kind.contains('$')) else { continue };
                let finding = report.at(pair.key.span(), format!("A mount of type `{kind}` has no `{other}` options"));
                if !pair.merged {
                    let edit = amend::remove_entry(file, mount, pair);
                    finding.fix(format!("Remove `{other}`"), edit).declares(&[Change::Model]);
                }
            }
        }
    }
}
