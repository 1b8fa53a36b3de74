//! A key that Compose does not know.

use crate::model::compose::ViolationKind;
use crate::reference::suggest::suggest;
use crate::rules::prelude::*;

rule! {
    /// Compose does not know this key.
    ///
    /// A key that does not exist where it stands is mostly a slip of the hand, a wrong indentation, or a key that Compose no
    /// longer knows; Compose refuses the file. Keys of one's own start with `x-`.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     port: ["80:80"]
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     ports: ["80:80"]
    /// ```
    "unknown-key", Error, Ask,
    groups: [Correctness],
    aka: ["dclint:invalid-schema"],
    concerns: ["schema-unknown-property"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for violation in file.violations() {
        let ViolationKind::UnknownKey { name, known } = &violation.kind else { continue };
        let place = match violation.key.as_str() {
            "" => "at the top of the file".to_owned(),
            parent => format!("in `{parent}`"),
        };
        let finding = report.at(violation.span, format!("There is no key `{name}` {place}"));
        if let Some(near) = suggest(name, known.iter().copied()) {
            finding.fix(format!("Change to `{near}`"), replace(violation.span, near)).declares(&[Change::Model]);
        }
    }
}
