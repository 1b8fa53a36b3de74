//! A mapping without a key that it needs.

use crate::model::compose::ViolationKind;
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
    concerns: ["schema-required", "extends-service-key-missing"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for violation in file.violations() {
        let name = match &violation.kind {
            ViolationKind::RequiredKey { name } => format!("the key `{name}`"),
            ViolationKind::NoneOf { names } => format!("one of the keys `{}`", names.join("`, `")),
            _ => continue,
        };
        let place = match violation.key.as_str() {
            "" => "here".to_owned(),
            key => format!("in `{key}`"),
        };
        report.at(violation.span, format!("{name} is missing {place}"));
    }
}
