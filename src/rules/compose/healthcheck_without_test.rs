//! The settings of a health check that checks nothing.

use crate::model::compose::Health;
use crate::rules::prelude::*;
use crate::rules::waiting::healthcheck_test;

rule! {
    /// A health check has no `test`, and its image brings none.
    ///
    /// Interval, timeout and retries refine the check of the image. Where the image has none, they refine nothing, and the
    /// container is never healthy. The rule speaks where the image is known not to have a check; the fix adds the one that fits.
    ///
    /// ```yaml
    /// services:
    ///   cache:
    ///     image: redis:7.4
    ///     healthcheck:
    ///       interval: 10s
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   cache:
    ///     image: redis:7.4
    ///     healthcheck:
    ///       interval: 10s
    ///       test: ["CMD", "redis-cli", "ping"]
    /// ```
    "healthcheck-without-test", Warning, Ask,
    groups: [Correctness],
    concerns: ["healthcheck-without-test"],
}

pub fn check(file: &Compose, report: &mut Report) {
    if !file.source().contains("healthcheck") {
        return;
    }
    for service in file.services() {
        let Some(pair) = service.entry("healthcheck") else { continue };
        let is_bare = pair.value.is_mapping() && pair.value.get("test").is_none() && !pair.value.entries().is_empty();
        // A line that is no YAML may be the test that is missing.
        if !is_bare || file.is_torn(pair.span) || service.health() != Health::Missing {
            continue;
        }
        let finding =
            report.at(pair.key.span(), "This health check tests nothing: it has no `test`, nor has the image");
        finding.awaits(pair.span);
        if let Some(test) = service.known_image().and_then(|image| healthcheck_test(service, image)) {
            let edit = amend::add_last(file, pair.value, "test", &Yaml::text(test));
            finding.fix("Add the test that fits the image", edit).declares(&[Change::Model]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings;

    #[test]
    fn what_the_image_may_bring_is_left_alone() {
        for body in [
            "image: example/x, healthcheck: {interval: 5s}",
            "build: ., healthcheck: {interval: 5s}",
            "image: axllent/mailpit, healthcheck: {interval: 5s}",
            "image: redis:8, healthcheck: {disable: true, interval: 5s}",
            "image: redis:8, extends: {file: b.yaml, service: a}, healthcheck: {interval: 5s}",
        ] {
            let source = format!("services:\n  a: {{{body}}}\n");
            assert!(findings("healthcheck-without-test", &source).is_empty(), "{body}");
        }
    }
}
