//! How the tests of rules ask one rule about one text.

use super::{Finding, Settings, Severity, check, find};
use crate::model::{Language, Snapshot};
use crate::rules::settings::Selector;
use crate::text::apply_edits;

/// What the rule says about a file of its language.
pub fn findings(rule: &'static str, source: &str) -> Vec<Finding> {
    let only = Settings { select: Some(vec![Selector::Rule(rule)]), ..Settings::default() };
    let language = find(rule).map_or(Language::Dockerfile, |rule| rule.language());
    check(&Snapshot::of(language, source), &only)
}

/// The texts that the rule marks, in order.
pub fn marked(rule: &'static str, source: &str) -> Vec<String> {
    findings(rule, source).into_iter().map(|finding| finding.span.of(source).to_owned()).collect()
}

/// The severities with which it speaks, in order.
pub fn severities(rule: &'static str, source: &str) -> Vec<Severity> {
    findings(rule, source).into_iter().map(|finding| finding.severity).collect()
}

/// The file after the preferred fix of the first finding; `None` where it is silent or mends nothing.
pub fn fixed(rule: &'static str, source: &str) -> Option<String> {
    let findings = findings(rule, source);
    let fix = findings.first()?.fixes.first()?;
    Some(apply_edits(source, &fix.edits))
}
