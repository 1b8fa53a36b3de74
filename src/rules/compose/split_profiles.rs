//! A service that is on where what it needs is off.

use crate::model::compose::{ReferenceKind, Section};
use crate::rules::amend::{self, Yaml};
use crate::rules::prelude::*;
use std::collections::HashMap;

rule! {
    /// A service depends on one that lacks one of its profiles.
    ///
    /// With that profile alone the first is on and the second off, and Compose refuses the project: services that belong
    /// together bear the same profiles. One without profiles is always on and no matter of this rule.
    ///
    /// ```yaml
    /// services:
    ///   tests:
    ///     image: example/tests:1
    ///     profiles: [ci, debug]
    ///     depends_on: [browser]
    ///   browser:
    ///     image: example/browser:1
    ///     profiles: [ci]
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   tests:
    ///     image: example/tests:1
    ///     profiles: [ci, debug]
    ///     depends_on: [browser]
    ///   browser:
    ///     image: example/browser:1
    ///     profiles: [ci, debug]
    /// ```
    "split-profiles", Warning, Ask,
    groups: [Correctness],
    concerns: ["unused-profile-dependency"],
}

pub fn check(file: &Compose, report: &mut Report) {
    if !file.source().contains("profiles") {
        return;
    }
    let services = file.services();
    let by_name: HashMap<&str, _> = services.iter().map(|service| (service.name, *service)).collect();
    for service in &services {
        let own: Vec<&str> = service.profiles().filter_map(|profile| profile.text()).collect();
        for reference in service.dependencies().filter(|reference| reference.section == Section::Services) {
            if own.is_empty() || reference.kind == (ReferenceKind::DependsOn { required: false }) {
                continue;
            }
            let Some(other) = by_name.get(&*reference.name) else { continue };
            let theirs: Vec<&str> = other.profiles().filter_map(|profile| profile.text()).collect();
            let lacking = own.iter().find(|profile| !theirs.contains(profile) && !profile.contains('$'));
            let Some(profile) = lacking.filter(|_| !theirs.is_empty()) else { continue };
            let message = format!("With the profile `{profile}` alone, `{}` is off", other.name);
            let list = other.get("profiles");
            let finding = report.at(reference.span, message).awaits(service.span);
            // Only where that profile is chosen here does Compose refuse the project.
            let turns_on = |profiles: &[&str]| file.setting().environment.turns_on(profiles.iter().copied());
            if turns_on(&own) && !turns_on(&theirs) {
                finding.environment();
            }
            finding
                .fix(
                    format!("Turn `{}` on with `{profile}` too", other.name),
                    list.and_then(|list| amend::add_item(file, list, &Yaml::text(*profile))),
                )
                .declares(&[Change::Model]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn what_is_always_on_or_shares_all_profiles_is_fine() {
        let with = |own: &str, theirs: &str| {
            let a = format!("a: {{image: x, {own} depends_on: [b]}}");
            marked("split-profiles", &format!("services: {{{a}, b: {{image: x, {theirs}}}}}\n")).len()
        };
        assert_eq!(with("profiles: [p],", "profiles: [p, q]"), 0);
        assert_eq!(with("profiles: [p],", ""), 0);
        assert_eq!(with("", "profiles: [p]"), 0);
        assert_eq!(with("profiles: [p, q],", "profiles: [p]"), 1);
    }
}
