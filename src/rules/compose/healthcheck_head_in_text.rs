//! The plain text of a health check, written as if it were a list.

use crate::rules::prelude::*;

rule! {
    /// The test of a health check is a text that starts with `CMD`, `CMD-SHELL` or `NONE`.
    ///
    /// These words belong to the form of a list. A plain text is handed to a shell as it stands, which then looks for a program
    /// of that name. So it is with a list that is written between quotes.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     healthcheck:
    ///       test: CMD curl -f http://localhost
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     healthcheck:
    ///       test: curl -f http://localhost
    /// ```
    "healthcheck-head-in-text", Warning, Ask,
    groups: [Correctness],
}

pub fn check(file: &Compose, report: &mut Report) {
    if !file.source().contains("healthcheck") {
        return;
    }
    for service in file.services() {
        let Some(test) = service.get("healthcheck").and_then(|check| check.get("test")) else { continue };
        let Some((text, joined)) = test.as_str().zip(test.joined()) else { continue };
        let (head, rest) = text.split_once(' ').map_or((text, ""), |(head, rest)| (head, rest.trim_start()));
        if matches!(head, "CMD" | "CMD-SHELL") {
            let finding = report.at(joined.span(0..head.len()), format!("A shell looks for a program named `{head}`"));
            if !rest.is_empty() && !rest.starts_with(['[', '"', '\'', '{', '&', '*', '!', '|', '>', '%', '@', '#']) {
                finding.fix(format!("Remove `{head}`"), delete(joined.span(0..text.len() - rest.len())));
                finding.declares(&[Change::Model]);
            }
        } else if text == "NONE" {
            report
                .at(test.span(), "A shell looks for a program named `NONE`")
                .fix("Write a list", replace(test.whole(), "[\"NONE\"]"))
                .declares(&[Change::Model]);
        } else if text.starts_with("[\"CMD") && text.ends_with(']') {
            let finding = report.at(test.span(), "This list is a text between quotes: a shell takes it for a command");
            if !test.is_alias() {
                finding.fix("Take the quotes off", replace(test.span(), text)).declares(&[Change::Model]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn lists_are_no_texts() {
        let with = |test: &str| format!("services:\n  a:\n    image: x\n    healthcheck:\n      test: {test}\n");
        let after = |test: &str| fixed("healthcheck-head-in-text", &with(test));
        assert_eq!(after("NONE"), Some(with("[\"NONE\"]")));
        assert_eq!(after("'[\"CMD\", \"x\"]'"), Some(with("[\"CMD\", \"x\"]")));
        assert_eq!(after("\"CMD-SHELL x || y\""), Some(with("\"x || y\"")));
        for silent in ["curl CMD", "[CMD, x]", "[ -f CMD ]", "\"[ -f x ]\""] {
            assert!(marked("healthcheck-head-in-text", &with(silent)).is_empty(), "{silent}");
        }
    }
}
