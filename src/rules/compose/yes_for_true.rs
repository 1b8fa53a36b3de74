//! `yes` and `on` where `true` is meant.

use super::tell_doubts;
use crate::model::compose::Subject;
use crate::rules::prelude::*;

rule! {
    /// `yes`, `on`, `no` or `off` stands for `true` or `false`.
    ///
    /// They are words of YAML 1.1. In YAML 1.2 they are texts; Compose still takes them where it wants a boolean, and warns.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     init: yes
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     init: true
    /// ```
    "yes-for-true", Warning, Safe,
    groups: [Style],
    concerns: ["yaml11-boolean"],
}

pub fn check(file: &Compose, report: &mut Report) {
    tell_doubts(file, report, Subject::Boolean);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn a_text_is_no_boolean() {
        let source =
            "services: {a: {image: x, tty: \"On\", command: \"yes\", restart: \"no\", environment: {A: \"yes\"}}}\n";
        assert_eq!(marked("yes-for-true", source), ["On"]);
        assert_eq!(fixed("yes-for-true", source), Some(source.replace("On", "true")));
    }
}
