//! A watched path whose files have nowhere to go.

use super::told_for;
use crate::model::compose::{Service, Value};
use crate::rules::prelude::*;

rule! {
    /// A watched path is synchronised to nowhere.
    ///
    /// Every action of `develop.watch` but `rebuild` and `restart` copies files into the container, and needs the `target`
    /// to copy them to.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     build: .
    ///     develop:
    ///       watch:
    ///         - path: ./src
    ///           action: sync
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     build: .
    ///     develop:
    ///       watch:
    ///         - path: ./src
    ///           action: sync
    ///           target: /app/src
    /// ```
    "watch-without-target", Error, Show,
    groups: [Correctness],
    concerns: ["watch-target-missing"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let watched = service.value.at(&["develop", "watch"]);
        for watch in watched.into_iter().flat_map(|watch| watch.items()) {
            let Some(action) = watch.get("action") else { continue };
            let copies = action.as_str().is_some_and(|action| action.contains("sync"));
            if copies && watch.get("target").is_none() {
                let finding = told_for(service, report.at(action.span(), "To copy files, a `target` must say where"));
                finding.awaits(watch.span());
                finding.fix("Say where", target(file, service, watch)).declares(&[Change::Model]);
            }
        }
    }
}

/// The edit that copies to the same path below the working directory, or below `/app`, where many images have theirs.
fn target(file: &Compose, service: Service<'_>, watch: Value<'_>) -> Option<Edit> {
    let path = watch.get("path")?.text()?;
    let inner = path.trim_start_matches("./").trim_end_matches('/');
    if inner.starts_with(['.', '/', '~', '$']) && inner != "." {
        return None;
    }
    let folder = service.text("working_dir").unwrap_or("/app").trim_end_matches('/');
    let target = if inner.is_empty() || inner == "." { folder.to_owned() } else { format!("{folder}/{inner}") };
    amend::add_last(file, watch, "target", &Yaml::text(crate::rules::rewrite::scalar(&target)))
}
