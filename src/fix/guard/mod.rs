//! What a fix must leave as it is.
//!
//! The facts of a file before and after are compared, apart from what the fix declares to change. The guard knows no rule
//! and trusts none: it reads the result as BuildKit or Compose would.

mod compose;
mod dockerfile;

use compose::ComposeFacts;
use dockerfile::DockerfileFacts;

use crate::model::Snapshot;
use crate::rules::{Change, Finding, Severity};
use std::collections::BTreeMap;

/// What the guard knows of one text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    byte_order_mark: bool,
    final_line_end: bool,
    /// Whether every line end is `\r\n`, and whether any is.
    line_ends: (bool, bool),
    comments: BTreeMap<String, usize>,
    dockerfile: Option<DockerfileFacts>,
    compose: Option<ComposeFacts>,
}

impl Facts {
    pub fn of(snapshot: &Snapshot) -> Facts {
        let source = snapshot.source();
        let (crlf, lf) = (source.matches("\r\n").count(), source.matches('\n').count());
        let mut facts = Facts {
            byte_order_mark: source.starts_with('\u{feff}'),
            final_line_end: source.ends_with('\n'),
            line_ends: (crlf == lf, crlf > 0),
            ..Facts::default()
        };
        if let Some(file) = snapshot.dockerfile() {
            for comment in &file.comments {
                *facts.comments.entry(file.text(*comment).trim().to_owned()).or_default() += 1;
            }
            facts.dockerfile = Some(DockerfileFacts::of(file));
        }
        if let Some(file) = snapshot.compose() {
            for comment in file.view().comments() {
                *facts.comments.entry(file.text(*comment).trim().to_owned()).or_default() += 1;
            }
            facts.compose = Some(ComposeFacts::of(file));
        }
        facts
    }
}

/// Whether `after` keeps what `before` had, apart from what is declared.
///
/// # Errors
/// A sentence that names what was broken.
pub fn compare(before: &Facts, after: &Facts, declared: &[Change]) -> Result<(), String> {
    let free = |change: Change| declared.contains(&change);
    keep(before.byte_order_mark == after.byte_order_mark, "the byte order mark")?;
    let same_end = before.final_line_end == after.final_line_end;
    keep(free(Change::LastLineEnd) || same_end, "the end of the last line")?;
    keep(free(Change::LastLineEnd) || before.line_ends == after.line_ends, "the line ends")?;
    for (comment, count) in before.comments.iter().filter(|_| !free(Change::Comments)) {
        keep(after.comments.get(comment).is_some_and(|left| left >= count), &format!("the comment `{comment}`"))?;
    }
    if let (Some(before), Some(after)) = (&before.dockerfile, &after.dockerfile) {
        before.compare(after, declared)?;
    }
    if let (Some(before), Some(after)) = (&before.compose, &after.compose) {
        before.compare(after, declared)?;
    }
    Ok(())
}

/// A promise kept, or the sentence that says which was not.
fn keep(holds: bool, what: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(format!("it would change {what}")) }
}

/// Whether `after` has no more findings of a rule than `before`, among those at least as severe as what was mended. A hint is a
/// choice worth knowing, so a new one stands in nobody's way.
///
/// # Errors
/// A sentence that names the rule that would speak.
pub fn compare_findings(before: &[Finding], after: &[Finding], severity: Severity) -> Result<(), String> {
    let severity = severity.max(Severity::Info);
    let count = |findings: &[Finding]| {
        let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
        for finding in findings.iter().filter(|finding| finding.severity >= severity) {
            *counts.entry(finding.rule).or_default() += 1;
        }
        counts
    };
    let before = count(before);
    for (rule, left) in count(after) {
        if left > before.get(rule).copied().unwrap_or(0) {
            return Err(format!("it would bring up `{rule}`"));
        }
    }
    Ok(())
}
