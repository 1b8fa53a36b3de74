//! Comments that silence rules, where a project wants none.

use crate::model::Snapshot;
use crate::rules::prelude::*;
use crate::rules::suppression::Suppressions;

rule! {
    /// A comment silences a rule.
    ///
    /// Some projects want all exceptions in one place, the configuration, where a review sees them. This rule finds the
    /// comments of ours and of other linters, in Compose files too; with `disable-ignore-comments` they have no effect besides.
    ///
    /// ```dockerfile
    /// FROM scratch
    /// # dunnage ignore=DL4000
    /// MAINTAINER me
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM scratch
    /// LABEL org.opencontainers.image.authors=me
    /// ```
    "ignore-comment", Info,
    default: off,
    groups: [Pedantic],
    aka: ["hadolint:DL1001"],
    concerns: ["inline-ignore-forbidden"],
}

/// Runs after the rules that it protects.
pub fn check(_: &Snapshot, suppressions: &Suppressions, report: &mut Report) {
    for comment in suppressions.all() {
        report.at(comment.comment, "This comment silences a rule");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn both_tools_are_heard() {
        let source = "# hadolint global ignore=DL3006\nFROM a\n# note\n# dunnage ignore=DL3002\nUSER root\n";
        let comments = ["# hadolint global ignore=DL3006", "# dunnage ignore=DL3002"];
        assert_eq!(marked("ignore-comment", source), comments);
    }
}
