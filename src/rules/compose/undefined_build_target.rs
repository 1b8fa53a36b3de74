//! A build whose target is no stage of its Dockerfile.

use crate::model::compose::{Build, Value, has_variable};
use crate::model::dockerfile::Dockerfile;
use crate::reference::suggest::suggest;
use crate::rules::prelude::*;

rule! {
    /// A build asks for a stage that its Dockerfile does not have.
    ///
    /// BuildKit refuses a `target` that is neither the name of a stage nor its number; Compose itself never looks. A name in
    /// `no_cache_filter` that is no stage is passed over in silence: what should be built anew comes out of the cache.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     build:
    ///       context: .
    ///       target: prodution
    /// ```
    /// ```text
    /// Dockerfile
    ///     FROM node:24 AS development
    ///     FROM nginx:1.29 AS production
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     build:
    ///       context: .
    ///       target: production
    /// ```
    "undefined-build-target", Warning, Ask,
    groups: [Correctness],
    concerns: ["build-target-missing", "no-cache-filter-stage-missing"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let (Some(written), Some(build)) = (service.build(), file.build_of(service)) else { continue };
        let Some(dockerfile) = build.dockerfile().filter(|dockerfile| !dockerfile.stages.is_empty()) else { continue };
        if let Some(target) = written.get("target") {
            tell(target, build, dockerfile, report);
        }
        let filter = written.get("no_cache_filter");
        let listed = filter.into_iter().flat_map(Value::items).chain(filter.filter(|value| !value.is_sequence()));
        for name in listed {
            tell(name, build, dockerfile, report);
        }
    }
}

fn tell(value: Value<'_>, build: &Build, dockerfile: &Dockerfile, report: &mut Report) {
    let Some(name) = value.text().filter(|name| !name.is_empty() && !has_variable(name)) else { return };
    let is_number = name.parse().is_ok_and(|number: usize| number < dockerfile.stages.len());
    if is_number || dockerfile.stage_named(name).is_some() {
        return;
    }
    let names = || dockerfile.stages.iter().filter_map(|stage| stage.name.as_ref()).map(|name| name.text.as_str());
    let mut message = format!("{} has no stage `{name}`", build.place());
    let listed: Vec<String> = names().map(|name| format!("`{name}`")).collect();
    match listed.len() {
        0 => message.push_str(": its stages have no names"),
        1..=6 => message.push_str(&format!(": it has {}", listed.join(", "))),
        _ => {}
    }
    let finding = report.at(value.span(), message);
    if let (Some(near), Some(joined)) = (suggest(name, names()), value.joined()) {
        finding.fix(format!("Change to `{near}`"), replace(joined.whole(), near)).declares(&[Change::Model]);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings_among;

    fn told(target: &str) -> Vec<String> {
        let compose = format!("services:\n  a: {{build: {{context: ., {target}}}}}\n");
        let files = [("Dockerfile", "FROM x AS Base\nFROM base AS app\n")];
        let found = findings_among("undefined-build-target", &files, &compose);
        found.into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn a_stage_goes_by_name_in_any_case_or_by_number() {
        for fine in ["target: base", "target: APP", "target: '1'", "target: $T", "no_cache_filter: [app]"] {
            assert!(told(fine).is_empty(), "{fine}");
        }
        assert_eq!(told("target: '2'"), ["Dockerfile has no stage `2`: it has `Base`, `app`"]);
        assert_eq!(told("no_cache_filter: ap"), ["Dockerfile has no stage `ap`: it has `Base`, `app`"]);
    }
}
