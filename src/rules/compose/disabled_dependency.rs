//! A dependency that its profile keeps off.

use crate::model::compose::{ReferenceKind, Section};
use crate::rules::prelude::*;
use std::collections::HashMap;

rule! {
    /// A service depends on one that is off unless a profile is on.
    ///
    /// A service with `profiles` takes part only when one of them is chosen; until then Compose refuses a file in which a
    /// service that is always on depends on it. `required: false` makes the dependency optional.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     depends_on: [debugger]
    ///   debugger:
    ///     image: example/debugger:1
    ///     profiles: [debug]
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     depends_on:
    ///       debugger:
    ///         condition: service_started
    ///         required: false
    ///   debugger:
    ///     image: example/debugger:1
    ///     profiles: [debug]
    /// ```
    "disabled-dependency", Warning,
    groups: [Correctness],
    concerns: ["rt-disabled-dependency"],
}

pub fn check(file: &Compose, report: &mut Report) {
    let services = file.services();
    // By name, the first profile of those that are off without one.
    let profiles: HashMap<&str, &str> = services
        .iter()
        .filter_map(|service| Some((service.name, service.profiles().next()?.text().unwrap_or(""))))
        .collect();
    if profiles.is_empty() {
        return;
    }
    for service in services.iter().filter(|service| service.profiles().next().is_none()) {
        for reference in service.dependencies().filter(|reference| reference.section == Section::Services) {
            if reference.kind == (ReferenceKind::DependsOn { required: false }) {
                continue;
            }
            let Some(profile) = profiles.get(&*reference.name) else { continue };
            if file.setting().environment.turns_on([*profile]) {
                continue;
            }
            let message = format!(
                "`{}` is off unless the profile `{profile}` is on, and this service is always on",
                reference.name
            );
            report.at(reference.span, message).environment();
        }
    }
}
