//! Waiting for a health that nobody checks.

use crate::model::compose::{Health, Service};
use crate::rules::prelude::*;
use crate::rules::waiting::add_healthcheck;
use std::collections::HashMap;

rule! {
    /// A service waits until another is healthy, and nothing checks that.
    ///
    /// The engine knows no health of a container without a health check, so `docker compose up` gives up on the service that
    /// waits. The rule speaks where the check is switched off, and where the image is known to bring none; what an unknown
    /// image or a Dockerfile brings it cannot see.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     depends_on:
    ///       cache:
    ///         condition: service_healthy
    ///   cache:
    ///     image: redis:8
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     depends_on:
    ///       cache:
    ///         condition: service_healthy
    ///   cache:
    ///     image: redis:8
    ///     healthcheck:
    ///       test: ["CMD", "redis-cli", "ping"]
    ///       interval: 10s
    ///       timeout: 5s
    ///       retries: 5
    ///       start_period: 30s
    /// ```
    "condition-without-healthcheck", Warning, Ask,
    groups: [Correctness],
    concerns: [
        "healthcheck-missing-for-condition",
        "healthcheck-disabled-for-condition",
        "rt-healthy-without-healthcheck",
    ],
}

pub fn check(file: &Compose, report: &mut Report) {
    if !file.source().contains("service_healthy") || !file.stands_alone() {
        return;
    }
    let services = file.services();
    let by_name: HashMap<&str, Service<'_>> = services.iter().map(|service| (service.name, *service)).collect();
    for service in &services {
        for dependency in service.depends_on() {
            let Some(other) = by_name.get(dependency.name) else { continue };
            if !dependency.waits_for("service_healthy") || file.is_torn(other.span) {
                continue;
            }
            match other.health() {
                Health::Disabled(span) => {
                    let message = format!("`{}` never becomes healthy: its health check is switched off", other.name);
                    report.at(dependency.span, message).related(file.first_line(span), "switched off here");
                }
                Health::Missing => {
                    let message =
                        format!("`{}` never becomes healthy: neither it nor its image has a health check", other.name);
                    let edit = other.known_image().and_then(|image| add_healthcheck(file, *other, image));
                    report
                        .at(dependency.span, message)
                        .awaits(other.span)
                        .fix(format!("Give `{}` a health check", other.name), edit)
                        .declares(&[Change::Model]);
                }
                Health::Checked | Health::Unknown => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn only_what_is_certain_is_told() {
        let with = |db: &str| {
            let waits = "web: {image: x, depends_on: {db: {condition: service_healthy}}}";
            marked("condition-without-healthcheck", &format!("services: {{{waits}, db: {{{db}}}}}\n"))
        };
        assert_eq!(with("image: postgres, healthcheck: {disable: true}"), ["db"]);
        for db in ["image: example/db", "build: .", "image: postgres, healthcheck: {test: x}", "image: axllent/mailpit"]
        {
            assert!(with(db).is_empty(), "{db}");
        }
    }
}
