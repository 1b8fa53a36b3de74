//! An entry of a list, or a mode, that Compose cannot read.

use super::tell_violation;
use crate::model::compose::{Cast, ViolationKind};
use crate::rules::prelude::*;

rule! {
    /// An entry cannot be read.
    ///
    /// Some lists hold texts of two parts: a host and its address in `extra_hosts`, a key and its path in `ssh`, a name and its
    /// context in `additional_contexts`, host and container path in `devices`. No blank may stand before the `=` of an
    /// environment variable or build argument. File modes are octal digits.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     environment: ["MODE =production"]
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     environment: ["MODE=production"]
    /// ```
    "invalid-entry", Error, Ask,
    groups: [Correctness],
    concerns: ["filemode-invalid", "device-mapping-syntax", "extra-hosts-syntax", "ssh-key-syntax", "kv-syntax", "env-name-trailing-space", "device-count-invalid"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for violation in file.violations() {
        let ViolationKind::Malformed { cast, message } = &violation.kind else { continue };
        let parts = [Cast::FileMode, Cast::Pair, Cast::HostAddress, Cast::SshKey, Cast::DeviceCount];
        if cast.is_none_or(|cast| parts.contains(&cast)) {
            let finding = tell_violation(report, violation, message.as_str());
            let span = amend::between_quotes(file, violation.span);
            if let Some((range, text)) = meant(file.text(span), *cast) {
                let edit = replace(Span::new(span.start + range.start, span.start + range.end), text);
                finding.fix("Write it as Compose reads it", edit).declares(&[Change::Model]);
            }
        }
    }
}

/// What to change of an entry that is easily understood: the blanks before an `=`, which alone are marked, or a mode as other
/// languages write it.
fn meant(text: &str, cast: Option<Cast>) -> Option<(std::ops::Range<usize>, &'static str)> {
    if cast == Some(Cast::FileMode) {
        return text.starts_with("0o").then_some((0..2, "0"));
    }
    (!text.is_empty() && text.trim().is_empty()).then_some((0..text.len(), ""))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::fixed;

    #[test]
    fn what_is_understood_is_mended() {
        let with = |body: &str| format!("services:\n  a:\n    image: x\n    {body}\n");
        let after = |body: &str| fixed("invalid-entry", &with(body));
        assert_eq!(after("environment: ['A  = b']"), Some(with("environment: ['A= b']")));
        assert_eq!(
            after("secrets: [{source: s, mode: \"0o440\"}]"),
            Some(with("secrets: [{source: s, mode: \"0440\"}]"))
        );
        assert_eq!(after("extra_hosts: [a]"), None);
    }
}
