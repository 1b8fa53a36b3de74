//! Two restart policies, of which one counts.

use crate::rules::prelude::*;

rule! {
    /// A service has `restart` and `deploy.restart_policy`.
    ///
    /// The second takes the place of the first altogether. Without a `condition` it even means that the container is not
    /// started again, whatever `restart` says.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     restart: always
    ///     deploy:
    ///       restart_policy:
    ///         condition: on-failure
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     deploy:
    ///       restart_policy:
    ///         condition: on-failure
    /// ```
    "overridden-restart", Warning, Ask,
    groups: [Correctness],
    concerns: ["restart-and-restart-policy"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let Some(restart) = service.entry("restart") else { continue };
        let Some(policy) = service.get("deploy").and_then(|deploy| deploy.entry("restart_policy")) else { continue };
        let condition = policy.value.get("condition").and_then(|condition| condition.text());
        let same = match (restart.value.text(), condition) {
            (Some("always" | "unless-stopped"), Some("any")) => true,
            (Some(restart), Some(condition)) => restart == condition || (restart, condition) == ("no", "none"),
            _ => false,
        };
        // Who writes both for Compose and for Swarm, and means the same, is right.
        if same {
            continue;
        }
        let finding = report.at(restart.key.span(), "`deploy.restart_policy` takes the place of `restart`");
        finding.related(policy.key.span(), "the policy that counts");
        if !restart.merged {
            let edit = amend::remove_entry(file, service.value, restart);
            finding.fix("Remove `restart`", edit).declares(&[Change::Model]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn two_that_mean_the_same_are_left_alone() {
        let with = |restart: &str, policy: &str| {
            let body = format!("image: x, restart: {restart}, deploy: {{restart_policy: {{{policy}}}}}");
            marked("overridden-restart", &format!("services: {{a: {{{body}}}}}\n")).len()
        };
        assert_eq!([with("always", "condition: any"), with("on-failure", "condition: on-failure")], [0, 0]);
        assert_eq!([with("always", "max_attempts: 3"), with("always", "condition: none")], [1, 1]);
    }
}
