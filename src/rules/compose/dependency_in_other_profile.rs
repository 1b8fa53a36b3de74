//! A dependency that needs another profile.

use crate::model::compose::{ReferenceKind, Section, Value};
use crate::rules::prelude::*;
use std::collections::HashMap;

rule! {
    /// A service of one profile needs a service of another.
    ///
    /// Where only the profile of the one is chosen, the other is off, and Compose refuses the project. Give the one that is needed
    /// the profile too.
    ///
    /// ```yaml
    /// services:
    ///   debugger:
    ///     image: example/debugger:1
    ///     profiles: [debug]
    ///     depends_on: [recorder]
    ///   recorder:
    ///     image: example/recorder:1
    ///     profiles: [record]
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   debugger:
    ///     image: example/debugger:1
    ///     profiles: [debug]
    ///     depends_on: [recorder]
    ///   recorder:
    ///     image: example/recorder:1
    ///     profiles: [record, debug]
    /// ```
    "dependency-in-other-profile", Warning,
    groups: [Correctness],
    concerns: ["unused-profile-dependency"],
}

pub fn check(file: &Compose, report: &mut Report) {
    if !file.source().contains("profiles") {
        return;
    }
    let services = file.services();
    let profiles: HashMap<&str, Vec<&str>> =
        services.iter().map(|service| (service.name, service.profiles().filter_map(Value::text).collect())).collect();
    for service in &services {
        for reference in service.dependencies().filter(|reference| reference.section == Section::Services) {
            if reference.kind == (ReferenceKind::DependsOn { required: false }) {
                continue;
            }
            let Some(others) = profiles.get(reference.name.as_str()).filter(|others| !others.is_empty()) else {
                continue;
            };
            let lacking = profiles[service.name].iter().find(|profile| !others.contains(profile));
            let Some(lacking) = lacking else { continue };
            report.at(
                reference.span,
                format!("With the profile `{lacking}` alone this service is on, and `{}` is not", reference.name),
            );
        }
    }
}
