//! Names that no host can have.

use super::tell_doubts;
use crate::model::compose::Subject;
use crate::rules::prelude::*;

rule! {
    /// The text cannot name a host.
    ///
    /// Names of hosts have letters, digits, dashes and dots, at most 63 characters between dots, and 64 in all where Linux keeps
    /// it. Others are refused, or nobody can look them up. (Underscores work.)
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     hostname: web server
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     hostname: web-server
    /// ```
    "invalid-hostname", Warning,
    groups: [Correctness],
    concerns: ["hostname-invalid"],
}

pub fn check(file: &Compose, report: &mut Report) {
    tell_doubts(file, report, Subject::Hostname);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn names_that_resolve_pass() {
        let with =
            |name: &str| marked("invalid-hostname", &format!("services: {{a: {{image: x, hostname: \"{name}\"}}}}\n"));
        for silent in ["a_b", "a.example.org", "${HOST:-a b}x$Y", "1a", ""] {
            assert!(with(silent).is_empty(), "{silent}");
        }
        assert_eq!(with("a/b").len(), 1);
        assert_eq!(with("-a").len(), 1);
    }
}
