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

/// Something that can be done to a file at a click.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// As the menu shows it.
    pub title: String,
    pub kind: ActionKind,
    /// They do not overlap. Empty where there is an errand.
    pub edits: Vec<Edit>,
    /// What happens to other files.
    pub files: Vec<FileChange>,
    /// The obvious thing to do about its finding.
    pub preferred: bool,
    /// The finding that it settles, where it is about one.
    pub finding: Option<Finding>,
    /// What has to be done before the edits are known. It takes a while on a large file, so it waits until somebody wants it.
    pub errand: Option<Errand>,
}

/// Something that takes mending a whole file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errand {
    /// Every safe fix.
    Mend,
    /// Every safe fix of one rule.
    MendOf(&'static str),
}

impl Errand {
    /// The name of the rule that it is about; `None` for all of them.
    pub fn rule(self) -> Option<&'static str> {
        match self {
            Errand::Mend => None,
            Errand::MendOf(rule) => Some(rule),
        }
    }

    /// The errand about a rule of this name, or about all; `None` where there is no such rule.
    pub fn about(rule: Option<&str>) -> Option<Errand> {
        let Some(rule) = rule else { return Some(Errand::Mend) };
        Some(Errand::MendOf(rules::find(rule)?.meta.name))
    }

    /// The edits that come of it; none where nothing can be mended.
    pub fn run(self, snapshot: &Snapshot, settings: &Settings) -> Vec<Edit> {
        let mended = match self {
            Errand::Mend => mend(snapshot, settings, Applicability::Safe),
            Errand::MendOf(rule) => {
                let select = Some(vec![Selector::Rule(rule)]);
                let only = Settings { select, extend_select: Vec::new(), ..settings.clone() };
                mend(snapshot, &only, Applicability::Safe)
            }
        };
        edits_between(snapshot.source(), &mended.text)
    }
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
pub fn fixes(findings: &[Finding], span: Span) -> Vec<Action> {
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
                errand: None,
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
        if findings.iter().filter(|finding| finding.rule == rule && is_safe(finding)).count() > 1 {
            let title = format!("Mend every `{rule}` in this file");
            actions.push(errand(title, ActionKind::Fix, Errand::MendOf(rule)));
        }
    }
    actions
}

fn is_safe(finding: &Finding) -> bool {
    finding.fixes.iter().any(|fix| fix.kind == Applicability::Safe)
}

fn errand(title: String, kind: ActionKind, errand: Errand) -> Action {
    let errand = Some(errand);
    Action { title, kind, edits: Vec::new(), files: Vec::new(), preferred: false, finding: None, errand }
}

/// Every safe fix of the file at once; `None` where no finding has one.
pub fn fix_all(findings: &[Finding]) -> Option<Action> {
    let title = "Apply every safe fix in this file".to_owned();
    findings.iter().any(is_safe).then(|| errand(title, ActionKind::FixAll, Errand::Mend))
}

/// What could be done at `span` about findings that nobody asked for.
pub fn rewrites(unasked: &[Finding], span: Span) -> Vec<Action> {
    let fixes = touching(unasked, span).flat_map(|finding| &finding.fixes);
    let action = |fix: &rules::Fix| Action {
        title: fix.title.clone(),
        kind: ActionKind::Rewrite,
        edits: fix.edits.clone(),
        files: Vec::new(),
        preferred: false,
        finding: None,
        errand: None,
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
                let files = Vec::new();
                actions.push(Action { title, kind, edits, files, preferred: false, finding, errand: None });
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
        let mut actions = fixes(&findings, span);
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
                "Mend every `maintainer-deprecated` in this file",
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
        let settings = Settings::default();
        let all = fix_all(&rules::check(&snapshot, &settings)).expect("there is something to mend");
        let edits = all.errand.expect("it takes a while").run(&snapshot, &settings);
        assert!(!apply_edits(SOURCE, &edits).contains("MAINTAINER"));
        assert_eq!(fix_all(&[]), None);
    }

    #[test]
    fn an_errand_is_known_by_its_rule() {
        for errand in [Errand::Mend, Errand::MendOf("maintainer-deprecated")] {
            assert_eq!(Errand::about(errand.rule()), Some(errand));
        }
        assert_eq!(Errand::about(Some("no-such-rule")), None);
    }
}
