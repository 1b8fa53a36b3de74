//! A watched path where nothing lies.

use crate::model::compose::has_variable;
use crate::model::surroundings::plain;
use crate::rules::prelude::*;

rule! {
    /// `develop.watch` watches a path that is not there.
    ///
    /// Nothing is ever synchronised from it. The path is looked for beside the Compose file.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     build: .
    ///     develop:
    ///       watch:
    ///         - path: ./sources
    ///           action: sync
    ///           target: /app/src
    /// ```
    /// ```text
    /// Dockerfile
    ///     FROM node:24
    /// src/server.js
    /// ```
    "missing-watch-path", Warning,
    groups: [Correctness],
    concerns: ["watch-path-missing"],
}

pub fn check(file: &Compose, report: &mut Report) {
    let surroundings = file.surroundings();
    let (Some(folder), Some(files)) = (surroundings.folder(), &surroundings.files) else { return };
    for service in file.services() {
        let watched = service.value.at(&["develop", "watch"]);
        for path in watched.into_iter().flat_map(|watch| watch.items()).filter_map(|watch| watch.get("path")) {
            let Some(text) = path.text().filter(|text| !text.is_empty() && !text.starts_with('~')) else { continue };
            if has_variable(text) || files.kind(&plain(&folder.join(text))).is_some() || !file.is_at_home() {
                continue;
            }
            report.at(path.span(), format!("There is no `{text}` to watch"));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings_among;

    #[test]
    fn what_is_there_or_unknown_is_watched() {
        let told = |path: &str| {
            let watch = format!("{{path: {path}, action: rebuild}}");
            let compose = format!("services:\n  a: {{build: ., develop: {{watch: [{watch}]}}}}\n");
            findings_among("missing-watch-path", &[("Dockerfile", "FROM x\n"), ("src/a.js", "")], &compose).len()
        };
        assert_eq!([told("src"), told("./src/a.js"), told("$SRC"), told("."), told("web")], [0, 0, 0, 0, 1]);
    }
}
