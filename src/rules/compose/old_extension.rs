//! Keys of a trial period that have official names now.

use crate::rules::prelude::*;

rule! {
    /// A key still has the name of its trial period.
    ///
    /// `x-develop` became `develop`, and `x-initialSync` became `initial_sync`. `docker compose watch` asks for the new names, and
    /// an extension key has no effect.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     build: .
    ///     x-develop:
    ///       watch:
    ///         - path: ./package.json
    ///           action: rebuild
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     build: .
    ///     develop:
    ///       watch:
    ///         - path: ./package.json
    ///           action: rebuild
    /// ```
    "old-extension", Warning, Ask,
    groups: [Correctness],
    concerns: ["rt-x-develop"],
}

pub fn check(file: &Compose, report: &mut Report) {
    if !file.source().contains("x-develop") && !file.source().contains("x-initialSync") {
        return;
    }
    for service in file.services() {
        let watched = service.value.at(&["develop", "watch"]).into_iter().flat_map(|watch| watch.items());
        let places = watched.map(|entry| (entry, "x-initialSync", "initial_sync"));
        for (mapping, old, new) in places.chain(std::iter::once((service.value, "x-develop", "develop"))) {
            let Some(pair) = mapping.entry(old) else { continue };
            let finding = report.at(pair.key.span(), format!("`{old}` is called `{new}` now"));
            finding.tag(Tag::Deprecated);
            if mapping.get(new).is_none() && file.text(pair.key.span()) == old {
                finding.fix(format!("Change to `{new}`"), replace(pair.key.span(), new)).declares(&[Change::Model]);
            }
        }
    }
}
