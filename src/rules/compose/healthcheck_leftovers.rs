//! Settings of a health check that is switched off.

use crate::model::compose::{Pair, Value};
use crate::rules::prelude::*;

rule! {
    /// A health check is switched off, and has settings all the same.
    ///
    /// With `disable: true`, or `test: ["NONE"]`, nothing is ever checked: the interval, the retries and the test beside it are
    /// left over, and read as if they were in force.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     healthcheck:
    ///       disable: true
    ///       interval: 30s
    ///       retries: 3
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     healthcheck:
    ///       disable: true
    /// ```
    "healthcheck-leftovers", Info, Safe,
    groups: [Correctness],
    concerns: ["healthcheck-none-with-others"],
}

pub fn check(file: &Compose, report: &mut Report) {
    if !file.source().contains("healthcheck") {
        return;
    }
    for service in file.services() {
        let Some(healthcheck) = service.get("healthcheck").filter(|check| !check.is_alias()) else { continue };
        let own: Vec<Pair<'_>> = healthcheck.own_entries().collect();
        let Some(switch) = own.iter().find(|pair| switches_off(pair)) else { continue };
        // A test that says NONE as well is the same thing twice, and no contradiction.
        let is_left =
            |pair: &&Pair<'_>| pair.key.span() != switch.key.span() && !switches_off(pair) && !pair.is_merge();
        let Some(first) = own.iter().find(is_left) else { continue };
        let others = own.iter().filter(is_left).copied().collect::<Vec<_>>();
        let finding = report.at(first.key.span(), "This check is switched off: its settings have no effect");
        finding.tag(Tag::Unnecessary).related(file.first_line(switch.span), "the switch");
        finding
            .fix("Remove what is left", amend::remove_entries(file, healthcheck, &others))
            .declares(&[Change::Model]);
    }
}

fn switches_off(pair: &Pair<'_>) -> bool {
    match pair.key.text() {
        Some("disable") => pair.value.text() == Some("true"),
        Some("test") => pair.value.items().next().and_then(Value::text) == Some("NONE"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn braces_and_lines_are_mended() {
        let with = |check: &str| format!("services:\n  a:\n    image: x\n    healthcheck: {check}\n");
        let after = |check: &str| fixed("healthcheck-leftovers", &with(check));
        assert_eq!(after("{interval: 5s, retries: 1, disable: true}"), Some(with("{disable: true}")));
        assert_eq!(after("{test: [NONE], timeout: 5s, retries: 1}"), Some(with("{test: [NONE]}")));
        assert_eq!(
            after("\n      test: [CMD, x]\n      disable: true\n      retries: 3"),
            Some(with("\n      disable: true"))
        );
    }

    #[test]
    fn what_is_on_keeps_its_settings() {
        for check in
            ["{disable: false, retries: 1}", "{test: NONE, retries: 1}", "{disable: true}", "{disable: $X, retries: 1}"]
        {
            let source = format!("services:\n  a:\n    image: x\n    healthcheck: {check}\n");
            assert!(marked("healthcheck-leftovers", &source).is_empty(), "{check}");
        }
    }
}
