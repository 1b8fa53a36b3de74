//! A size in bytes that Compose cannot read.

use super::tell_violation;
use crate::model::compose::{Cast, ViolationKind};
use crate::rules::prelude::*;

rule! {
    /// A size cannot be read.
    ///
    /// A size is a number and, if it is not in bytes, a unit: `b`, `k`, `m`, `g` or `t`, in either case and also as `kb` or
    /// `KiB`. All are powers of 1024. `1Gi`, as Kubernetes writes it, is not among them.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     mem_limit: 1Gi
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     mem_limit: 1g
    /// ```
    "invalid-size", Error, Ask,
    groups: [Correctness],
    concerns: ["bytesize-invalid"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for violation in file.violations() {
        if let ViolationKind::Malformed { cast: Some(Cast::Bytes), message } = &violation.kind {
            let finding = tell_violation(report, violation, message.as_str());
            let span = amend::between_quotes(file, violation.span);
            if let Some(meant) = meant(file.text(span)) {
                finding.fix(format!("Change to `{meant}`"), replace(span, meant)).declares(&[Change::Model]);
            }
        }
    }
}

/// The size that somebody means by a unit of Kubernetes, `Ki` to `Pi`: the same power of 1024.
fn meant(text: &str) -> Option<String> {
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let unit = text[digits..].trim_start().to_ascii_lowercase();
    let letter = unit.strip_suffix('i').filter(|letter| ["k", "m", "g", "t", "p"].contains(letter))?;
    text[..digits].parse::<f64>().ok().map(|_| format!("{}{letter}", &text[..digits]))
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn units_of_kubernetes_are_understood() {
        assert_eq!(meant("512Mi").as_deref(), Some("512m"));
        assert_eq!(meant("1.5 gi").as_deref(), Some("1.5g"));
        for text in ["1x", "Gi", "1", ""] {
            assert_eq!(meant(text), None, "{text}");
        }
    }
}
