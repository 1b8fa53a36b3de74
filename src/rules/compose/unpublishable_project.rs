//! What keeps a project from being published.

use crate::model::compose::MountKind;
use crate::rules::prelude::*;

rule! {
    /// The project cannot be published as it is.
    ///
    /// `docker compose publish` puts the Compose file into a registry, and refuses one that mounts folders of the host or
    /// includes files beside it: whoever starts it elsewhere has neither. It matters only to those who publish.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     volumes:
    ///       - ./site:/usr/share/nginx/html
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     configs:
    ///       - source: page
    ///         target: /usr/share/nginx/html/index.html
    /// configs:
    ///   page:
    ///     content: Hello
    /// ```
    "unpublishable-project", Warning,
    default: off,
    groups: [Pedantic],
    concerns: ["rt-publish-bind-mount"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        for mount in service.mounts().filter(|mount| mount.kind == MountKind::Bind) {
            report.at(mount.value.span(), "A project that mounts paths of the host cannot be published");
        }
    }
    for included in file.at(&["include"]).into_iter().flat_map(|include| include.items()) {
        let path = included.get("path").unwrap_or(included);
        let paths = path.items().chain(std::iter::once(path)).filter_map(|path| Some((path.text()?, path.span())));
        for (text, span) in paths.filter(|(text, _)| !text.contains("://") && !text.starts_with("git@")) {
            report.at(span, format!("A project that includes `{text}` beside it cannot be published"));
        }
    }
}
