//! A database that has started, and does not answer yet.

use crate::model::compose::{Health, Service};
use crate::rules::prelude::*;
use crate::rules::waiting::{add_healthcheck, wait_for};
use std::collections::HashMap;

rule! {
    /// A service waits for the start of a database only, not for its readiness.
    ///
    /// `depends_on: [db]` is satisfied as soon as the container runs; a database answers seconds later, on its first start much
    /// later. With `condition: service_healthy` Compose waits for its health check.
    ///
    /// The rule speaks of databases, caches and brokers whose image is known, and of every service that has a health check
    /// which nobody waits for. The fix adds the check that fits the image where there is none.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     depends_on:
    ///       - db
    ///   db:
    ///     image: postgres:17
    ///     environment:
    ///       POSTGRES_USER: shop
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     depends_on:
    ///       db:
    ///         condition: service_healthy
    ///   db:
    ///     image: postgres:17
    ///     environment:
    ///       POSTGRES_USER: shop
    ///     healthcheck:
    ///       test: ["CMD", "pg_isready", "-h", "127.0.0.1", "-U", "shop"]
    ///       interval: 10s
    ///       timeout: 5s
    ///       retries: 5
    ///       start_period: 30s
    /// ```
    "unready-dependency", Info, Ask,
    groups: [Correctness],
    concerns: ["depends-on-started-db"],
}

pub fn check(file: &Compose, report: &mut Report) {
    if !file.source().contains("depends_on") {
        return;
    }
    let services = file.services();
    let by_name: HashMap<&str, Service<'_>> = services.iter().map(|service| (service.name, *service)).collect();
    for service in &services {
        for dependency in service.depends_on() {
            let Some(other) = by_name.get(dependency.name) else { continue };
            let short = dependency.condition.is_none();
            if !short && !dependency.waits_for("service_started") {
                continue;
            }
            // Who spells out `service_started` next to a health check means it.
            let needs_check = match other.health() {
                Health::Checked if short => false,
                Health::Missing if other.store().is_some() => true,
                _ => continue,
            };
            let mut edits = wait_for(file, *service, other.name, "service_healthy").unwrap_or_default();
            if needs_check && !edits.is_empty() {
                match other.known_image().and_then(|image| add_healthcheck(file, *other, image)) {
                    Some(check) => edits.push(check),
                    None => edits.clear(),
                }
            }
            let title = match needs_check {
                true => format!("Give `{}` a health check and wait for it", other.name),
                false => format!("Wait until `{}` is healthy", other.name),
            };
            report
                .at(dependency.span, format!("This waits until `{}` runs, not until it answers", other.name))
                .awaits(dependency.span)
                .fix(title, edits)
                .declares(&[Change::Model]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn who_says_started_next_to_a_check_means_it() {
        let with = |depends_on: &str, db: &str| {
            let source = format!("services: {{a: {{image: x, depends_on: {depends_on}}}, db: {{{db}}}}}\n");
            marked("unready-dependency", &source)
        };
        let started = "{db: {condition: service_started}}";
        assert!(with(started, "image: redis:8, healthcheck: {test: x}").is_empty());
        assert_eq!(with(started, "image: redis:8"), ["db"]);
        assert_eq!(with("[db]", "build: ., healthcheck: {test: x}"), ["db"]);
        for db in ["image: example/db", "build: .", "image: nginx", "image: redis:8, healthcheck: {disable: true}"] {
            assert!(with("[db]", db).is_empty(), "{db}");
        }
    }

    #[test]
    fn a_check_that_is_there_is_waited_for() {
        let source = "services:\n  a:\n    image: x\n    depends_on: [db]\n  db:\n    build: .\n    healthcheck:\n      test: x\n";
        let waits = "    depends_on:\n      db:\n        condition: service_healthy\n";
        assert_eq!(fixed("unready-dependency", source), Some(source.replace("    depends_on: [db]\n", waits)));
    }
}
