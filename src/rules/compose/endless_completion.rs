//! Waiting for the end of something that is always started again.

use crate::model::compose::Service;
use crate::rules::prelude::*;
use std::collections::HashMap;

rule! {
    /// A service waits for the end of another that never ends.
    ///
    /// With `restart: always` or `unless-stopped` the engine starts the container again whenever it ends, also after a success.
    /// A job that others wait for has `restart: "no"`, or `on-failure`.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     depends_on:
    ///       migrate:
    ///         condition: service_completed_successfully
    ///   migrate:
    ///     image: example/migrate:1
    ///     restart: always
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     depends_on:
    ///       migrate:
    ///         condition: service_completed_successfully
    ///   migrate:
    ///     image: example/migrate:1
    ///     restart: on-failure
    /// ```
    "endless-completion", Warning, Ask,
    groups: [Correctness],
    concerns: ["completed-on-long-running"],
}

pub fn check(file: &Compose, report: &mut Report) {
    const ENDED: &str = "service_completed_successfully";
    if !file.source().contains(ENDED) {
        return;
    }
    let services = file.services();
    let by_name: HashMap<&str, Service<'_>> = services.iter().map(|service| (service.name, *service)).collect();
    for service in &services {
        for dependency in service.depends_on().iter().filter(|dependency| dependency.waits_for(ENDED)) {
            let Some(other) = by_name.get(dependency.name) else { continue };
            let Some(restart) = other.entry("restart") else { continue };
            if let Some(policy @ ("always" | "unless-stopped")) = restart.value.text() {
                report
                    .at(dependency.span, format!("`{}` never ends: it has `restart: {policy}`", other.name))
                    .related(restart.span, "started again here")
                    .fix("Restart it on failure only", replace(restart.value.span(), "on-failure"))
                    .declares(&[Change::Model]);
            }
        }
    }
}
