//! A service that does not exist.

use crate::model::compose::Section;
use crate::rules::prelude::*;
use crate::rules::undeclared;

rule! {
    /// A service names one that does not exist.
    ///
    /// In `depends_on` (with `required: false` too), `links`, `volumes_from`, `extends`, `network_mode: service:…` and the
    /// other shared namespaces, and in the `additional_contexts` of a build.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     depends_on: [databse]
    ///   database:
    ///     image: postgres:17
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     depends_on: [database]
    ///   database:
    ///     image: postgres:17
    /// ```
    "undefined-service", Error, Ask,
    groups: [Correctness],
    concerns: ["undefined-dependency", "undefined-implicit-dependency", "undefined-additional-context-service", "extends-service-missing"],
}

pub fn check(file: &Compose, report: &mut Report) {
    undeclared::check(file, report, Section::Services);
}
