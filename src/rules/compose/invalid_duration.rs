//! A duration that Compose cannot read.

use super::tell_violation;
use crate::model::compose::{Cast, ViolationKind};
use crate::rules::prelude::*;

rule! {
    /// A duration cannot be read.
    ///
    /// A duration is one or more numbers, each with its unit: `ns`, `us`, `ms`, `s`, `m`, `h`, `d` or `w`. Fractions are
    /// allowed, blanks and bare numbers are not: `10s`, `1m30s`, `1.5h`.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     stop_grace_period: "30"
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     stop_grace_period: "30s"
    /// ```
    "invalid-duration", Error, Ask,
    groups: [Correctness],
    concerns: ["duration-invalid"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for violation in file.violations() {
        if let ViolationKind::Malformed { cast: Some(Cast::Duration), message } = &violation.kind {
            let finding = tell_violation(report, violation, message.as_str());
            let span = amend::between_quotes(file, violation.span);
            if let Some(meant) = meant(file.text(span)) {
                finding.fix(format!("Change to `{meant}`"), replace(span, meant)).declares(&[Change::Model]);
            }
        }
    }
}

/// The duration that somebody means by a number alone, a blank before the unit, or a unit written out.
fn meant(text: &str) -> Option<String> {
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let unit = match text[digits..].trim_start().to_ascii_lowercase().as_str() {
        "" | "s" | "sec" | "secs" | "second" | "seconds" => "s",
        "ms" | "msec" | "millis" | "milliseconds" => "ms",
        "m" | "min" | "mins" | "minute" | "minutes" => "m",
        "h" | "hr" | "hrs" | "hour" | "hours" => "h",
        "d" | "day" | "days" => "d",
        _ => return None,
    };
    let number = &text[..digits];
    let is_number = number.starts_with(|c: char| c.is_ascii_digit()) && number.parse::<f64>().is_ok();
    is_number.then(|| format!("{number}{unit}"))
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn units_are_understood() {
        for (text, duration) in [("30", "30s"), ("1 s", "1s"), ("5min", "5m"), ("1.5 hours", "1.5h"), ("1M", "1m")] {
            assert_eq!(meant(text).as_deref(), Some(duration));
        }
        for text in ["", "s", "1m 30s", "1 year", "-", "1.2.3"] {
            assert_eq!(meant(text), None, "{text}");
        }
    }
}
