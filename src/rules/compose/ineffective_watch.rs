//! Entries of `develop.watch` that cannot do what they say.

use crate::model::compose::{MountKind, Service, Value, has_variable};
use crate::rules::prelude::*;

rule! {
    /// An entry of `develop.watch` cannot do what it says.
    ///
    /// `rebuild` needs a `build`; `sync+exec` needs the command to run; and a path that the container already mounts from the
    /// host is not watched, since a change is there at once.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     develop:
    ///       watch:
    ///         - path: ./src
    ///           action: rebuild
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     build: .
    ///     develop:
    ///       watch:
    ///         - path: ./src
    ///           action: rebuild
    /// ```
    "ineffective-watch", Warning,
    groups: [Correctness],
    concerns: ["rt-watch-no-build", "rt-watch-exec-no-command", "rt-watch-bind-overlap"],
}

pub fn check(file: &Compose, report: &mut Report) {
    if !file.source().contains("watch") {
        return;
    }
    for service in file.services() {
        let watched = service.value.at(&["develop", "watch"]);
        for entry in watched.into_iter().flat_map(Value::items) {
            tell(service, entry, report);
        }
    }
}

fn tell(service: Service<'_>, entry: Value<'_>, report: &mut Report) {
    if let Some(action) = entry.get("action") {
        let inherits = service.get("extends").is_some();
        match action.text() {
            Some("rebuild") if service.build().is_none() && !inherits => {
                report.at(action.span(), "There is nothing to rebuild: the service has no `build`");
            }
            Some("sync+exec") if entry.at(&["exec", "command"]).is_none() => {
                report.at(action.span(), "`sync+exec` does not say what to run: `exec.command` is missing");
            }
            _ => {}
        }
    }
    let Some(path) = entry.get("path") else { return };
    let Some(text) = path.text().filter(|text| !has_variable(text)).map(plain) else { return };
    let mounts = service.mounts().filter(|mount| mount.kind == MountKind::Bind);
    for mount in mounts {
        let Some(source) = mount.source.filter(|source| !has_variable(source)).map(plain) else { continue };
        let inside = text.strip_prefix(source).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if inside || source.is_empty() && !text.starts_with(['/', '~', '.']) {
            let message = "The container mounts this path already, so it is not watched";
            report.at(path.span(), message).related(mount.value.span(), "the mount");
            return;
        }
    }
}

/// A path without what does not change it; nothing for the project's own folder.
fn plain(path: &str) -> &str {
    let path = path.strip_prefix("./").unwrap_or(path).trim_end_matches('/');
    if path == "." { "" } else { path }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn what_is_mounted_or_lacks_something_is_not_watched() {
        let with = |body: &str, watch: &str| {
            let source = format!("services: {{a: {{{body}, develop: {{watch: [{{{watch}}}]}}}}}}\n");
            marked("ineffective-watch", &source)
        };
        assert_eq!(with("build: ., volumes: [\"./src:/s\"]", "path: src/a, action: sync, target: /x"), ["src/a"]);
        assert_eq!(with("build: ., volumes: [\".:/s\"]", "path: ./src, action: sync, target: /x"), ["./src"]);
        assert_eq!(with("build: .", "path: a, action: sync+exec, target: /x"), ["sync+exec"]);
        assert!(with("build: ., volumes: [\"./srcs:/s\"]", "path: ./src, action: rebuild").is_empty());
        assert!(with("build: ., volumes: [\"src:/s\"]", "path: ./src, action: rebuild").is_empty());
    }
}
