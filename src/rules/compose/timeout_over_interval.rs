//! Times of a health check that do not go together.

use crate::model::compose::{Value, duration};
use crate::rules::prelude::*;

rule! {
    /// The times of a health check do not go together.
    ///
    /// The engine waits for one check to end before the interval to the next begins, so a timeout that is longer than the
    /// interval delays the verdict. And `start_interval` counts only while `start_period` lasts, which is 0 where it is not
    /// set.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     healthcheck:
    ///       test: ["CMD", "/check"]
    ///       interval: 5s
    ///       timeout: 1m
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     healthcheck:
    ///       test: ["CMD", "/check"]
    ///       interval: 5s
    ///       timeout: 5s
    /// ```
    "timeout-over-interval", Hint,
    default: off,
    groups: [Pedantic],
    concerns: ["healthcheck-timeout-vs-interval"],
}

pub fn check(file: &Compose, report: &mut Report) {
    if !file.source().contains("healthcheck") {
        return;
    }
    for service in file.services() {
        let Some(check) = service.get("healthcheck") else { continue };
        let time = |key: &str| check.entry(key).and_then(|pair| Some((pair, duration(pair.value.text()?)?)));
        if let (Some((timeout, longest)), Some((interval, pause))) = (time("timeout"), time("interval"))
            && longest > pause
        {
            report
                .at(timeout.value.span(), "A check may take longer than the time between two")
                .related(interval.value.span(), "the time between two");
        }
        let has_period =
            check.get("start_period").and_then(Value::text).is_some_and(|text| duration(text) != Some(0.0));
        if let Some(start) = check.entry("start_interval").filter(|_| !has_period && service.get("extends").is_none()) {
            let message = "`start_interval` has no effect without a `start_period`";
            report.at(start.key.span(), message).severity(Info);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn times_are_compared() {
        let with = |times: &str| {
            let source = format!("services:\n  a:\n    image: x\n    healthcheck: {{test: x, {times}}}\n");
            marked("timeout-over-interval", &source)
        };
        assert_eq!(with("interval: 500ms, timeout: 1s"), ["1s"]);
        assert_eq!(with("start_interval: 1s, start_period: 0s"), ["start_interval"]);
        for silent in [
            "timeout: 1m",
            "interval: 60s, timeout: 1m",
            "interval: $I, timeout: 1h",
            "start_interval: 1s, start_period: $P",
        ] {
            assert!(with(silent).is_empty(), "{silent}");
        }
    }
}
