//! A health check whose list does not say how to run it.

use super::told_for;
use crate::model::compose::has_variable;
use crate::model::compose::interpolation::unset_text;
use crate::rules::prelude::*;

rule! {
    /// The list of a health check does not start with `CMD`, `CMD-SHELL` or `NONE`.
    ///
    /// The first word of the list says how the rest is run: `CMD` as it is, `CMD-SHELL` by a shell, `NONE` not at all. They
    /// are written in capitals. A plain text needs no such word: it is run by a shell.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     healthcheck:
    ///       test: ["curl", "-f", "http://localhost"]
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     healthcheck:
    ///       test: ["CMD", "curl", "-f", "http://localhost"]
    /// ```
    "healthcheck-without-head", Error, Ask,
    groups: [Correctness],
    concerns: ["healthcheck-test-first"],
}

const HEADS: [&str; 3] = ["CMD", "CMD-SHELL", "NONE"];

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let Some(test) = service.get("healthcheck").and_then(|check| check.get("test")) else { continue };
        let Some(first) = test.items().next() else { continue };
        let Some(text) = first.as_str().filter(|text| !HEADS.contains(text)) else { continue };
        let varies = has_variable(text);
        if varies && unset_text(text).is_none_or(|text| HEADS.contains(&text.as_str())) {
            continue;
        }
        let span = first.span();
        let message = "The list of a health check starts with `CMD`, `CMD-SHELL` or `NONE`";
        let finding = told_for(service, report.at(span, message));
        if varies {
            finding.environment();
            continue;
        }
        let capitals = text.to_ascii_uppercase();
        if HEADS.contains(&capitals.as_str()) {
            finding
                .fix(format!("Change to `{capitals}`"), replace(span, format!("\"{capitals}\"")))
                .declares(&[Change::Model]);
        } else if test.is_flow() && !first.is_alias() {
            finding.fix("Start with `CMD`", insert(span.start, "\"CMD\", ")).declares(&[Change::Model]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings;

    #[test]
    fn a_head_from_a_variable_is_judged_by_what_it_becomes() {
        let told = |head: &str| {
            let source = format!("services: {{a: {{image: x, healthcheck: {{test: ['{head}', b]}}}}}}\n");
            findings("healthcheck-without-head", &source).iter().map(|it| it.environment).collect::<Vec<_>>()
        };
        assert_eq!(told("$$"), [false]);
        assert_eq!(told("${HEAD:-wget}"), [true]);
        assert!(told("${HEAD:-CMD}").is_empty() && told("$HEAD").is_empty());
    }
}
