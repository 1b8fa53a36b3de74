//! Logs that fill the disk.

use crate::model::compose::Value;
use crate::rules::prelude::*;

rule! {
    /// The logs of a service grow without bound.
    ///
    /// The driver `json-file`, which is the default, never throws anything away: one chatty service fills the disk of the host
    /// in time. With `max-size` it starts a new file, and `max-file` says how many it keeps. The daemon's own configuration may
    /// say the same for every container; this rule cannot see it.
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
    ///     logging:
    ///       driver: json-file
    ///       options:
    ///         max-size: "10m"
    ///         max-file: "3"
    /// ```
    "unbounded-logs", Info, Ask,
    default: off,
    groups: [Hardening],
    concerns: ["log-rotation-missing"],
}

pub fn check(file: &Compose, report: &mut Report) {
    let options = || Yaml::map([("max-size", Yaml::text("\"10m\"")), ("max-file", Yaml::text("\"3\""))]);
    for service in file.services().into_iter().filter(|service| service.is_complete()) {
        let Some(logging) = service.entry("logging") else {
            let value = Yaml::map([("driver", Yaml::text("json-file")), ("options", options())]);
            report
                .at(service.key, format!("The logs of `{}` grow without bound", service.name))
                .fix("Rotate them", amend::add_to_service(file, service, "logging", &value))
                .declares(&[Change::Model]);
            continue;
        };
        let driver = logging.value.get("driver").and_then(Value::text).unwrap_or("json-file");
        let given = logging.value.get("options");
        if driver != "json-file" || given.is_some_and(|given| given.get("max-size").is_some()) {
            continue;
        }
        let finding = report.at(logging.key.span(), "These logs grow without bound: they have no `max-size`");
        if !logging.merged && service.span.contains(logging.value.span()) {
            let edit = match given {
                Some(given) => amend::add_last(file, given, "max-size", &Yaml::text("\"10m\"")),
                None => amend::add_last(file, logging.value, "options", &options()),
            };
            finding.fix("Rotate them", edit).declares(&[Change::Model]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn drivers_that_rotate_are_left_alone() {
        let with = |logging: &str| format!("services:\n  a:\n    image: x\n    logging: {logging}\n");
        for logging in ["{driver: local}", "{driver: syslog}", "{driver: $D}", "{options: {max-size: 1m}}"] {
            assert!(marked("unbounded-logs", &with(logging)).is_empty(), "{logging}");
        }
        let after = fixed("unbounded-logs", &with("{options: {max-file: \"3\"}}"));
        assert_eq!(after, Some(with("{options: {max-file: \"3\", max-size: \"10m\"}}")));
    }
}
