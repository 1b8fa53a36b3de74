//! Two services that cannot reach each other.

use crate::model::compose::{Service, has_variable};
use crate::rules::prelude::*;
use std::collections::{BTreeSet, HashMap};

rule! {
    /// A service depends on another, and they share no network.
    ///
    /// Services reach each other by name on a network that both are on. A service with `networks` is on those alone, and no
    /// longer on the default one, unless `default` is among them.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     depends_on: [db]
    ///   db:
    ///     image: postgres:17
    ///     networks: [back]
    /// networks:
    ///   back:
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     depends_on: [db]
    ///     networks:
    ///       - default
    ///       - back
    ///   db:
    ///     image: postgres:17
    ///     networks: [back]
    /// networks:
    ///   back:
    /// ```
    "unshared-network", Info, Ask,
    groups: [Correctness],
    concerns: ["no-shared-network"],
}

pub fn check(file: &Compose, report: &mut Report) {
    if file.at(&["networks"]).is_none() || !file.is_whole() {
        return;
    }
    let services = file.services();
    let by_name: HashMap<&str, Service<'_>> = services.iter().map(|service| (service.name, *service)).collect();
    for service in &services {
        let Some(own) = networks(*service) else { continue };
        for dependency in service.depends_on() {
            // Who waits for an end does not mean to talk.
            if dependency.waits_for("service_completed_successfully") {
                continue;
            }
            let Some(others) = by_name.get(dependency.name).and_then(|other| networks(*other)) else { continue };
            if own.is_disjoint(&others) {
                let message = format!("`{}` and `{}` are on no common network", service.name, dependency.name);
                let finding = report.at(dependency.span, message).awaits(service.span);
                if let Some(network) = others.first() {
                    let title = format!("Put `{}` on `{network}`, too", service.name);
                    finding.fix(title, join(file, *service, network)).declares(&[Change::Model]);
                }
            }
        }
    }
}

/// The edit that puts a service on one more network.
fn join(file: &Compose, service: Service<'_>, network: &str) -> Option<Edit> {
    let name = Yaml::text(network);
    match service.entry("networks") {
        None => amend::add_to_service(file, service, "networks", &Yaml::List(vec![Yaml::text("default"), name])),
        Some(pair) if pair.merged => None,
        Some(pair) if pair.value.is_sequence() => amend::add_item(file, pair.value, &name),
        Some(pair) => amend::add_last(file, pair.value, network, &Yaml::text("")),
    }
}

/// The networks of a service; `None` where something else decides.
fn networks(service: Service<'_>) -> Option<BTreeSet<&str>> {
    if ["network_mode", "extends", "provider"].iter().any(|key| service.get(key).is_some()) {
        return None;
    }
    let Some(networks) = service.get("networks") else {
        return Some(BTreeSet::from(["default"]));
    };
    let listed = networks.items().map(|item| item.text());
    let mapped = networks.entries().into_iter().map(|pair| pair.key.text());
    let names: BTreeSet<&str> = listed.chain(mapped).collect::<Option<_>>()?;
    let known = !names.is_empty() && !names.iter().any(|name| has_variable(name));
    known.then_some(names)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings;

    #[test]
    fn a_common_network_is_enough() {
        let with = |web: &str, db: &str| {
            let services = format!("a: {{image: x, depends_on: [b], {web}}}, b: {{image: y, {db}}}");
            findings("unshared-network", &format!("services: {{{services}}}\nnetworks: {{n: , m: }}\n")).len()
        };
        assert_eq!(with("networks: [n]", "networks: [m]"), 1);
        assert_eq!(with("networks: [n, m]", "networks: {m: {aliases: [q]}}"), 0);
        assert_eq!(with("networks: [n, default]", "restart: always"), 0);
        assert_eq!(with("network_mode: host", "networks: [m]"), 0);
    }
}
