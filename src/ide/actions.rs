//! What an editor can do about findings: mend one, mend all, or say that a finding is meant. What can be done where nothing
//! was found is `refactor`'s.

use super::suppress;
use crate::fix::{Applicability, mend};
use crate::model::Snapshot;
use crate::rules::settings::Selector;
use crate::rules::{self, Finding, Settings};
use crate::text::{Edit, Span, edits_between};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Something that can be done to a file at a click.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// As the menu shows it.
    pub title: String,
    pub kind: ActionKind,
    /// They do not overlap.
    pub edits: Vec<Edit>,
    /// What happens to other files.
    pub files: Vec<FileChange>,
    /// The obvious thing to do about its finding.
    pub preferred: bool,
    /// The finding that it settles, where it is about one.
    pub finding: Option<Finding>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActionKind {
    /// Mends a finding.
    Fix,
    /// An improvement that nobody complained of the lack of.
    Rewrite,
    /// Gives a part of the file a name and a place of its own.
    Extract,
    /// Puts what a name stands for in the place of the name.
    Inline,
    /// Mends everything that can be mended safely.
    FixAll,
    /// Silences a finding.
    Suppress,
}

/// What happens to a file beside the one at hand. Paths are absolute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileChange {
    /// There is none yet.
    Create { path: PathBuf, text: String },
    /// The edits are for this text of it.
    Edit { path: PathBuf, before: Arc<str>, edits: Vec<Edit> },
}

/// The fixes of the findings that touch `span`, each finding's preferred one first. The one safe fix of a finding is
/// preferred; so that a whole file of them can go at once, several findings of one rule offer that too.
pub fn fixes(snapshot: &Snapshot, settings: &Settings, findings: &[Finding], span: Span) -> Vec<Action> {
    let mut actions = Vec::new();
    for finding in touching(findings, span) {
        let safe = finding.fixes.iter().filter(|fix| fix.kind == Applicability::Safe).count();
        for fix in &finding.fixes {
            actions.push(Action {
                title: fix.title.clone(),
                kind: ActionKind::Fix,
                edits: fix.edits.clone(),
                files: Vec::new(),
                preferred: safe == 1 && fix.kind == Applicability::Safe,
                finding: Some(finding.clone()),
            });
        }
    }
    let mut rules: Vec<&'static str> = actions
        .iter()
        .filter(|action| action.preferred)
        .filter_map(|action| Some(action.finding.as_ref()?.rule))
        .collect();
    rules.sort_unstable();
    rules.dedup();
    for rule in rules {
        if findings.iter().filter(|finding| finding.rule == rule).count() > 1 {
            actions.extend(fix_all_of(snapshot, settings, rule));
        }
    }
    actions
}

fn fix_all_of(snapshot: &Snapshot, settings: &Settings, rule: &'static str) -> Option<Action> {
    let only = Settings { select: Some(vec![Selector::Rule(rule)]), extend_select: Vec::new(), ..settings.clone() };
    let title = |count: usize| format!("Mend all {count} of `{rule}` in this file");
    mended(snapshot, &only, title).map(|action| Action { kind: ActionKind::Fix, ..action })
}

/// Every safe fix of the file at once; `None` where there is none.
pub fn fix_all(snapshot: &Snapshot, settings: &Settings) -> Option<Action> {
    mended(snapshot, settings, |count| match count {
        1 => "Apply the one safe fix of this file".to_owned(),
        _ => format!("Apply all {count} safe fixes of this file"),
    })
}

fn mended(snapshot: &Snapshot, settings: &Settings, title: impl Fn(usize) -> String) -> Option<Action> {
    let mended = mend(snapshot, settings, Applicability::Safe);
    let edits = edits_between(snapshot.source(), &mended.text);
    let title = title(mended.applied.len());
    let files = Vec::new();
    (!edits.is_empty()).then_some(Action {
        title,
        kind: ActionKind::FixAll,
        edits,
        files,
        preferred: false,
        finding: None,
    })
}

/// What rules that are off, and that nobody turned off by name, would offer at `span`.
pub fn rewrites(snapshot: &Snapshot, settings: &Settings, span: Span, cancelled: &AtomicBool) -> Vec<Action> {
    let mut ignore = settings.ignore.clone();
    ignore.extend(settings.active().map(|rule| Selector::Rule(rule.meta.name)));
    let silent = Settings { select: Some(vec![Selector::All]), extend_select: Vec::new(), ignore, ..settings.clone() };
    let findings = rules::analyse(snapshot, &silent, cancelled).unwrap_or_default();
    let fixes = touching(&findings, span).flat_map(|finding| &finding.fixes);
    let action = |fix: &rules::Fix| Action {
        title: fix.title.clone(),
        kind: ActionKind::Rewrite,
        edits: fix.edits.clone(),
        files: Vec::new(),
        preferred: false,
        finding: None,
    };
    fixes.map(action).collect()
}

/// Comments that say of the findings that touch `span`: this is meant, here or in the whole file.
pub fn suppressions(snapshot: &Snapshot, findings: &[Finding], span: Span) -> Vec<Action> {
    let mut seen = Vec::new();
    let mut actions = Vec::new();
    for finding in touching(findings, span) {
        if seen.contains(&finding.rule) {
            continue;
        }
        seen.push(finding.rule);
        let rule = finding.rule;
        let mut offer = |title: String, edit: Option<Edit>| {
            let edits: Vec<Edit> = edit.into_iter().collect();
            if !edits.is_empty() {
                let (kind, finding) = (ActionKind::Suppress, Some(finding.clone()));
                actions.push(Action { title, kind, edits, files: Vec::new(), preferred: false, finding });
            }
        };
        offer(format!("Allow `{rule}` here"), suppress::here(snapshot, finding));
        offer(format!("Allow `{rule}` in this file"), suppress::in_file(snapshot, rule));
    }
    actions
}

pub(super) fn touching(findings: &[Finding], span: Span) -> impl Iterator<Item = &Finding> {
    findings.iter().filter(move |finding| finding.span.start <= span.end && span.start <= finding.span.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Language;
    use crate::text::apply_edits;

    const SOURCE: &str = "FROM scratch\nMAINTAINER a\nMAINTAINER b\n";

    fn actions(span: Span) -> (Snapshot, Vec<Action>) {
        let snapshot = Snapshot::of(Language::Dockerfile, SOURCE);
        let settings = Settings { select: Some(vec![Selector::Rule("maintainer-deprecated")]), ..Settings::default() };
        let findings = rules::check(&snapshot, &settings);
        let mut actions = fixes(&snapshot, &settings, &findings, span);
        actions.extend(suppressions(&snapshot, &findings, span));
        (snapshot, actions)
    }

    #[test]
    fn a_finding_under_the_cursor_can_be_mended_or_allowed() {
        let (_, actions) = actions(Span::at(15));
        let titles: Vec<&str> = actions.iter().map(|action| action.title.as_str()).collect();
        assert_eq!(
            titles,
            [
                "Use a label",
                "Mend all 2 of `maintainer-deprecated` in this file",
                "Allow `maintainer-deprecated` here",
                "Allow `maintainer-deprecated` in this file",
            ]
        );
        assert!(actions[0].preferred && !actions[1].preferred);
    }

    #[test]
    fn nothing_is_offered_where_nothing_was_found() {
        assert!(actions(Span::at(2)).1.is_empty());
    }

    #[test]
    fn all_safe_fixes_go_together() {
        let snapshot = Snapshot::of(Language::Dockerfile, SOURCE);
        let all = fix_all(&snapshot, &Settings::default()).expect("there is something to mend");
        assert!(!apply_edits(SOURCE, &all.edits).contains("MAINTAINER"));
        assert_eq!(fix_all(&Snapshot::of(Language::Dockerfile, ""), &Settings::default()), None);
    }
}
