//! A watched path whose files have nowhere to go.

use super::told_for;
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
    "watch-without-target", Error,
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
                told_for(service, report.at(action.span(), "To copy files, a `target` must say where"));
            }
        }
    }
}
