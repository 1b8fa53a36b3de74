//! A mapping without a key that it needs.

use crate::model::compose::{Service, Value, ViolationKind};
use crate::rules::prelude::*;

rule! {
    /// A key that must be there is not.
    ///
    /// The long form of some values needs certain keys: `condition` in `depends_on`, `type` in a mount, `action` and `path`
    /// in `watch`. Compose refuses the file without them.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     depends_on:
    ///       db:
    ///         restart: true
    ///   db:
    ///     image: postgres:17
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     depends_on:
    ///       db:
    ///         condition: service_started
    ///         restart: true
    ///   db:
    ///     image: postgres:17
    /// ```
    "missing-key", Error,
    groups: [Correctness],
    concerns: ["schema-required", "extends-service-key-missing", "port-target-missing", "volume-target-missing", "bind-source-missing"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for violation in file.violations() {
        let name = match &violation.kind {
            ViolationKind::RequiredKey { name } => format!("The key `{name}`"),
            ViolationKind::NoneOf { names } => format!("one of the keys `{}`", names.join("`, `")),
            _ => continue,
        };
        let place = match violation.key.as_str() {
            "" => "here".to_owned(),
            key => format!("in `{key}`"),
        };
        report.at(violation.span, format!("{name} is missing {place}")).awaits(violation.span);
    }
    if file.stands_alone() {
        for service in file.services().into_iter().filter(|service| !file.is_torn(service.span)) {
            long_forms(file, service, report);
        }
    }
}

/// Whether the schema misses a key in what begins at a place.
fn is_demanded(file: &Compose, key: &str, place: Span) -> bool {
    file.violations()
        .iter()
        .any(|it| it.span.start == place.start && matches!(it.kind, ViolationKind::RequiredKey { name } if name == key))
}

/// Keys by which a port or a mount is known to be written in its long form, and not half of a short one.
const OF_LONG_FORMS: [&str; 8] = ["type", "source", "published", "protocol", "mode", "host_ip", "read_only", "name"];

/// What the schema lets pass: a port or a mount must go somewhere, and a folder of the host come from somewhere.
fn long_forms(file: &Compose, service: Service<'_>, report: &mut Report) {
    // A base may bring what is missing.
    if service.get("extends").is_some() {
        return;
    }
    for (list, what) in [("ports", "port"), ("volumes", "mount")] {
        for item in service.get(list).into_iter().flat_map(Value::items).filter(|item| item.is_mapping()) {
            let place = file.first_line(item.span());
            let is_long_form =
                item.entries().iter().any(|pair| pair.key.text().is_some_and(|key| OF_LONG_FORMS.contains(&key)));
            if item.get("target").is_none() && is_long_form && !is_demanded(file, "target", place) {
                report.at(place, format!("The key `target` is missing: the {what} leads nowhere")).awaits(place);
            }
            let bind = list == "volumes" && item.get("type").and_then(Value::as_str) == Some("bind");
            if bind && item.get("source").is_none() {
                let message = "The key `source` is missing: nothing of the host is named to mount";
                report.at(place, message).awaits(place);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings;

    #[test]
    fn a_mount_is_told_once_that_it_leads_nowhere() {
        let missing = |entry: &str| {
            let source = format!("services:\n  a:\n    image: x\n    {entry}\n");
            findings("missing-key", &source).into_iter().map(|finding| finding.message).collect::<Vec<_>>()
        };
        let messages = missing("volumes: [{type: bind, source: .}]");
        assert_eq!(messages.len(), 1, "{messages:?}");
        assert_eq!(missing("ports: [{published: 80}]").len(), 1);
        assert!(missing("volumes: [{type: bind, source: ., target: /a}]").is_empty());
    }
}
