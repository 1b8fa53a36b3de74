//! A service that speaks to another, and does not wait for it.

use crate::model::compose::{Section, Service};
use crate::rules::prelude::*;
use crate::rules::waiting::depend_on;
use std::collections::{HashMap, HashSet};

rule! {
    /// A variable names another service as a host, and nothing says that this one depends on it.
    ///
    /// Without `depends_on` Compose starts both at once, in no order, and `docker compose up web` starts the one without the
    /// other.
    ///
    /// The rule takes a variable for a host where its name says so, or where its value is an address (`postgres://db/shop`).
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     environment:
    ///       DATABASE_HOST: db
    ///   db:
    ///     image: example/db:1
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     depends_on:
    ///       - db
    ///     environment:
    ///       DATABASE_HOST: db
    ///   db:
    ///     image: example/db:1
    /// ```
    "missing-dependency", Info, Ask,
    groups: [Correctness],
    concerns: ["depends-on-missing-for-host"],
}

pub fn check(file: &Compose, report: &mut Report) {
    let services = file.services();
    if services.len() < 2 {
        return;
    }
    let by_name: HashMap<&str, Service<'_>> = services.iter().map(|service| (service.name, *service)).collect();
    for service in &services {
        let mut told: HashSet<&str> = HashSet::new();
        for variable in service.environment() {
            let Some(host) = variable.value.and_then(|value| host_of(variable.name, value)) else { continue };
            let Some(other) = by_name.get(host).filter(|other| other.name != service.name) else { continue };
            if told.contains(host) || other.profiles().next().is_some() {
                continue;
            }
            // Those that wait for each other anyway, or would then wait in a circle, are left alone.
            if reaches(&by_name, *service, host) || reaches(&by_name, *other, service.name) {
                continue;
            }
            // Two that speak to each other cannot both wait.
            if hosts_of(*other).any(|host| host == service.name) {
                continue;
            }
            told.insert(host);
            report
                .at(variable.value_span, format!("`{}` speaks to `{host}`, and does not depend on it", service.name))
                .awaits(service.span)
                .fix(format!("Depend on `{host}`"), depend_on(file, *service, host))
                .declares(&[Change::Model]);
        }
    }
}

/// The hosts that the variables of a service name.
fn hosts_of(service: Service<'_>) -> impl Iterator<Item = &str> {
    service.environment().into_iter().filter_map(|variable| host_of(variable.name, variable.value?))
}

/// The host that a variable names, if it names one.
fn host_of<'a>(name: &str, value: &'a str) -> Option<&'a str> {
    let is_name = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
    };
    let authority = match value.split_once("://") {
        Some((_, rest)) => rest.split(['/', '?', ',']).next().unwrap_or("").rsplit('@').next().unwrap_or(""),
        None => {
            let upper = name.to_ascii_uppercase();
            let last = upper.rsplit(['_', '-', '.']).next().unwrap_or("");
            let says_host = matches!(last, "HOST" | "HOSTNAME" | "SERVER" | "ADDR" | "ADDRESS" | "ENDPOINT");
            if !says_host {
                return None;
            }
            value
        }
    };
    let host = authority.split(':').next().unwrap_or("");
    is_name(host).then_some(host)
}

/// Whether a service waits for another, directly or by others.
fn reaches(by_name: &HashMap<&str, Service<'_>>, from: Service<'_>, to: &str) -> bool {
    let mut waiting = vec![from];
    let mut met: HashSet<&str> = HashSet::new();
    while let Some(service) = waiting.pop() {
        for reference in service.dependencies().filter(|reference| reference.section == Section::Services) {
            if reference.name == to {
                return true;
            }
            if met.insert(&reference.name)
                && let Some(next) = by_name.get(reference.name.as_str())
            {
                waiting.push(*next);
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::host_of;
    use crate::rules::testing::marked;

    #[test]
    fn hosts_are_known_by_name_or_address() {
        assert_eq!(host_of("DB_HOST", "db"), Some("db"));
        assert_eq!(host_of("DB_HOST", "db:5432"), Some("db"));
        assert_eq!(host_of("URL", "postgres://u:p@db:5432/x"), Some("db"));
        assert_eq!(host_of("DB_NAME", "db"), None);
        assert_eq!(host_of("DB_HOST", "$DB"), None);
    }

    #[test]
    fn who_waits_already_is_left_alone() {
        let with = |a: &str, b: &str| {
            let environment = "environment: {X_HOST: b, Y_HOST: b}";
            marked(
                "missing-dependency",
                &format!(
                    "services: {{a: {{image: x, {environment}, {a}}}, b: {{image: y, {b}}}, c: {{image: z, depends_on: [b]}}}}\n"
                ),
            )
        };
        assert_eq!(with("init: true", "init: true"), ["b"]);
        assert!(with("depends_on: [c]", "init: true").is_empty());
        assert!(with("init: true", "depends_on: [a]").is_empty());
        assert!(with("init: true", "profiles: [p]").is_empty());
        assert!(with("init: true", "environment: {Z_HOST: a}").is_empty(), "they speak to each other");
    }
}
