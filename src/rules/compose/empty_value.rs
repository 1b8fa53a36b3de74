//! A key with nothing after it.

use super::tell_violation;
use crate::model::compose::ViolationKind;
use crate::rules::prelude::*;

rule! {
    /// A key has no value.
    ///
    /// Nothing after the colon is YAML's null. Some keys take it (`deploy`, an entry of `volumes`), most do not, and Compose
    /// then refuses the file. An empty list is `[]`, an empty mapping `{}`.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     ports:
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     ports: []
    /// ```
    "empty-value", Error, Ask,
    lacks: Continuation,
    groups: [Correctness],
    aka: ["yamllint:empty-values"],
    concerns: ["schema-null"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for violation in file.violations() {
        let ViolationKind::Missing { wanted } = &violation.kind else { continue };
        let key = &violation.key;
        // Of what is merged, Compose wants `services` alone to be there in every file and document.
        if violation.may_be_given && key != "services" && !file.project().leaves_null(violation.span) {
            continue;
        }
        let finding = tell_violation(report, violation, format!("`{key}` needs a value: {wanted}"));
        finding.awaits(violation.span);
        let after_key = file.source()[violation.span.end..].starts_with(':');
        let empty = match wanted.as_str() {
            _ if !after_key => continue,
            list if list.ends_with("a list") => "[]",
            mapping if mapping.ends_with("a list or a mapping") => "[]",
            "a mapping" => "{}",
            _ => continue,
        };
        if key != "services" {
            finding
                .fix(format!("Write `{empty}`"), insert(violation.span.end + 1, format!(" {empty}")))
                .declares(&[Change::Model]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings_among, marked};

    #[test]
    fn nothing_does_not_replace_something() {
        let base = "services: {a: {image: x, ports: ['80']}}\n";
        let blank = "services:\n  a:\n    ports:\n    labels: null\n";
        assert_eq!(marked("empty-value", &format!("{base}---\n{blank}")), ["null"]);
        assert_eq!(marked("empty-value", &format!("{blank}---\n{base}")), ["ports", "null"]);
        assert_eq!(marked("empty-value", &format!("{base}---\nservices:\n")), ["services"]);
        let over = ("compose.override.yaml", blank);
        assert!(findings_among("empty-value", &[over], base).is_empty());
    }
}
