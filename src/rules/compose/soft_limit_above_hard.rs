//! Limits that start above their end.

use crate::rules::prelude::*;

rule! {
    /// The soft limit of a `ulimit` is above the hard one.
    ///
    /// A process may raise its soft limit up to the hard one, never beyond. The runtime refuses to start the container. `-1` is
    /// no limit at all, and needs a hard limit of `-1`.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     ulimits:
    ///       nofile:
    ///         soft: 65536
    ///         hard: 1024
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     ulimits:
    ///       nofile:
    ///         soft: 1024
    ///         hard: 65536
    /// ```
    "soft-limit-above-hard", Warning, Ask,
    groups: [Correctness],
    concerns: ["ulimit-soft-above-hard"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let Some(limits) = service.get("ulimits") else { continue };
        for limit in limits.entries() {
            let (Some(soft), Some(hard)) = (limit.value.get("soft"), limit.value.get("hard")) else { continue };
            let number = |text: Option<&str>| text.and_then(|text| text.parse::<i64>().ok());
            let (Some(least), Some(most)) = (number(soft.text()), number(hard.text())) else { continue };
            let height = |limit: i64| if limit < 0 { i64::MAX } else { limit };
            // Compose takes 0 for a limit that is not given.
            if least == 0 || most == 0 || height(least) <= height(most) {
                continue;
            }
            let finding = report.at(soft.span(), format!("The soft limit {least} is above the hard limit {most}"));
            finding.related(hard.span(), "the hard limit");
            if !soft.is_alias() && !hard.is_alias() && !limit.merged {
                let edits =
                    vec![replace(soft.span(), file.text(hard.span())), replace(hard.span(), file.text(soft.span()))];
                finding.fix("Exchange them", edits).declares(&[Change::Model]);
            }
        }
    }
}
