//! A health check whose test names no command.

use crate::rules::prelude::*;
use crate::rules::waiting::healthcheck_test;

rule! {
    /// The test of a health check says how to run a command, and names none.
    ///
    /// After `CMD` or `CMD-SHELL` the command must follow; Compose accepts the list without it, and the container is never
    /// healthy.
    ///
    /// ```yaml
    /// services:
    ///   cache:
    ///     image: redis:7.4
    ///     healthcheck:
    ///       test: ["CMD"]
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   cache:
    ///     image: redis:7.4
    ///     healthcheck:
    ///       test: ["CMD", "redis-cli", "ping"]
    /// ```
    "healthcheck-without-command", Warning, Ask,
    groups: [Correctness],
    concerns: ["healthcheck-cmd-empty"],
}

pub fn check(file: &Compose, report: &mut Report) {
    if !file.source().contains("healthcheck") {
        return;
    }
    for service in file.services() {
        let Some(pair) = service.get("healthcheck").and_then(|check| check.entry("test")) else { continue };
        let test = pair.value;
        let mut words = test.items().map(|item| item.text());
        let Some(Some(head @ ("CMD" | "CMD-SHELL"))) = words.next() else { continue };
        // What stands before a line that is no YAML may go on.
        if file.is_torn(service.span) || !words.all(|word| word.is_some_and(|word| word.trim().is_empty())) {
            continue;
        }
        let finding = report.at(test.span(), format!("No command follows `{head}`"));
        finding.awaits(pair.span);
        if let Some(known) = service.known_image().and_then(|image| healthcheck_test(service, image))
            && test.is_flow()
            && !test.is_alias()
        {
            finding.fix("Ask the service itself", replace(test.span(), known)).declares(&[Change::Model]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn a_command_follows_its_head() {
        let with = |test: &str| {
            let source = format!("services:\n  a:\n    image: x\n    healthcheck: {{test: {test}}}\n");
            marked("healthcheck-without-command", &source)
        };
        assert_eq!(with("[CMD-SHELL, \" \"]"), ["[CMD-SHELL, \" \"]"]);
        for silent in ["[CMD, x]", "[NONE]", "x", "[]", "[CMD, \"\", x]"] {
            assert!(with(silent).is_empty(), "{silent}");
        }
    }
}
