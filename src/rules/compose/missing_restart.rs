//! A service that stays down.

use crate::model::compose::Service;
use crate::rules::prelude::*;
use std::collections::HashSet;

rule! {
    /// A service has no restart policy.
    ///
    /// Without one a container that fails stays down, and so does every container after a restart of the machine. A service that
    /// does its work and ends is different: the rule leaves those alone that others wait for to complete.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     restart: unless-stopped
    /// ```
    "missing-restart", Info, Ask,
    default: off,
    groups: [Hardening],
    aka: ["kics:restart_policy_on_failure_not_set_to_5"],
    concerns: ["restart-missing"],
}

pub fn check(file: &Compose, report: &mut Report) {
    let services = file.services();
    let ending: HashSet<&str> = services.iter().flat_map(|service| completions(*service)).collect();
    for service in services.into_iter().filter(|service| service.is_complete()) {
        let is_set = service.get("restart").is_some()
            || service.get("deploy").is_some_and(|deploy| deploy.get("restart_policy").is_some());
        if is_set || ending.contains(service.name) {
            continue;
        }
        report
            .at(service.key, format!("`{}` stays down when it fails, and after a restart of the machine", service.name))
            .fix("Restart it", amend::add_to_service(file, service, "restart", &Yaml::text("unless-stopped")))
            .declares(&[Change::Model]);
    }
}

/// The services that this one waits for to end.
fn completions(service: Service<'_>) -> impl Iterator<Item = &str> {
    let waits = service.depends_on().into_iter();
    waits.filter(|other| other.waits_for("service_completed_successfully")).map(|other| other.name)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn who_ends_need_not_start_again() {
        let source = "services:\n  a: {image: x, depends_on: {b: {condition: service_completed_successfully}}, restart: always}\n  b: {image: y}\n";
        assert!(marked("missing-restart", source).is_empty());
        let source = "services:\n  a: {image: x, deploy: {restart_policy: {condition: any}}}\n  b: {build: .}\n";
        assert_eq!(marked("missing-restart", source), ["b"]);
    }
}
