//! What the rules about limits have in common: where a limit may be said, and where it belongs.

use crate::model::compose::Service;
use crate::rules::prelude::*;

/// A limit on what a service may take.
pub struct Limit {
    /// Of the service.
    pub key: &'static str,
    /// Its counterpart in `deploy.resources.limits`.
    pub in_deploy: &'static str,
    /// A number to begin with.
    pub start: &'static str,
    /// What is limited, for the message.
    pub what: &'static str,
}

/// Reports the services that lack a limit.
pub fn check_limit(file: &Compose, report: &mut Report, limit: &Limit) {
    for service in file.services().into_iter().filter(|service| service.is_complete()) {
        let block = service.value.at(&["deploy", "resources", "limits"]);
        let is_set =
            service.get(limit.key).is_some() || block.is_some_and(|block| block.get(limit.in_deploy).is_some());
        // A quota of the processor by its older names is a limit, too.
        let by_quota = limit.key == "cpus"
            && ["cpu_quota", "cpu_count", "cpu_percent"].iter().any(|key| service.get(key).is_some());
        if is_set || by_quota {
            continue;
        }
        report
            .at(service.key, format!("Nothing limits how much {} `{}` takes", limit.what, service.name))
            .fix(format!("Limit {}", limit.what), add(file, service, limit))
            .declares(&[Change::Model]);
    }
}

/// The edit that sets the limit where the service has its others: Compose refuses a service with some here and some there.
fn add(file: &Compose, service: Service<'_>, limit: &Limit) -> Option<Edit> {
    let value = Yaml::text(limit.start);
    match service.value.at(&["deploy", "resources", "limits"]).filter(|block| block.is_mapping()) {
        Some(block) if service.span.contains(block.span()) => amend::add_last(file, block, limit.in_deploy, &value),
        Some(_) => None,
        None => amend::add_to_service(file, service, limit.key, &value),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    fn with(body: &str) -> String {
        format!("services:\n  a:\n    image: x\n    {body}\n")
    }

    #[test]
    fn a_limit_may_be_said_in_two_places() {
        for body in ["mem_limit: 1g", "deploy: {resources: {limits: {memory: 1g}}}"] {
            assert!(marked("unlimited-memory", &with(body)).is_empty(), "{body}");
        }
        assert!(marked("unlimited-cpu", &with("cpu_quota: 5000")).is_empty());
        assert_eq!(marked("unlimited-processes", &with("deploy: {resources: {reservations: {pids: 1}}}")), ["a"]);
    }

    #[test]
    fn a_limit_joins_the_others() {
        let limits = "deploy:\n      resources:\n        limits:\n          cpus: 1";
        assert_eq!(fixed("unlimited-memory", &with(limits)), Some(with(&format!("{limits}\n          memory: 512m"))));
    }
}
