//! What an editor can do about findings: mend one, mend all, or say that a finding is meant.

use super::suppress;
use crate::fix::{Applicability, mend};
use crate::model::Snapshot;
use crate::model::dockerfile::Keyword;
use crate::rules::settings::Selector;
use crate::rules::{self, Finding, Settings};
use crate::text::{Edit, Span, edits_between};
use std::sync::atomic::AtomicBool;

/// Something that can be done to a file at a click.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// As the menu shows it.
    pub title: String,
    pub kind: ActionKind,
    /// They do not overlap.
    pub edits: Vec<Edit>,
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
    /// Mends everything that can be mended safely.
    FixAll,
    /// Silences a finding.
    Suppress,
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
    (!edits.is_empty()).then_some(Action { title, kind: ActionKind::FixAll, edits, preferred: false, finding: None })
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
        preferred: false,
        finding: None,
    };
    fixes.map(action).collect()
}

/// Ways to make one of the RUN under the cursor and a neighbour, or a script of it, that no finding of `findings` offers already.
pub fn merges(snapshot: &Snapshot, findings: &[Finding], span: Span) -> Vec<Action> {
    let Some(file) = snapshot.dockerfile() else { return Vec::new() };
    let after = file.instructions.partition_point(|instruction| instruction.span.start <= span.start);
    let Some(at) = after.checked_sub(1) else { return Vec::new() };
    let run = &file.instructions[at];
    if !run.is(Keyword::Run) || span.end > run.span.end {
        return Vec::new();
    }
    let above = at.checked_sub(1).map(|above| above..at + 1);
    let pairs = [("Merge with the RUN above", above), ("Merge with the RUN below", Some(at..at + 2))];
    let mut offers: Vec<(&str, Vec<Edit>)> = Vec::new();
    for (title, pair) in pairs {
        if let Some(edits) = pair.filter(|pair| pair.end <= file.instructions.len()).and_then(|it| file.merge_runs(it))
        {
            offers.push((title, edits));
        }
    }
    if let Some(script) = file.merge_runs_as_script(at..at + 1) {
        offers.push(("Write it as a script, in a heredoc", vec![script]));
    }
    let offered: Vec<&[Edit]> =
        touching(findings, span).flat_map(|finding| &finding.fixes).map(|fix| fix.edits.as_slice()).collect();
    offers.retain(|(_, edits)| !offered.contains(&edits.as_slice()));
    let action = |(title, edits): (&str, Vec<Edit>)| Action {
        title: title.to_owned(),
        kind: ActionKind::Rewrite,
        edits,
        preferred: false,
        finding: None,
    };
    offers.into_iter().map(action).collect()
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
                actions.push(Action { title, kind, edits, preferred: false, finding });
            }
        };
        offer(format!("Allow `{rule}` here"), suppress::here(snapshot, finding));
        offer(format!("Allow `{rule}` in this file"), suppress::in_file(snapshot, rule));
    }
    actions
}

fn touching(findings: &[Finding], span: Span) -> impl Iterator<Item = &Finding> {
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
    fn neighbouring_runs_can_be_merged_where_the_cursor_is() {
        let source = "# syntax=docker/dockerfile:1\nFROM a\nRUN make\nRUN b && c\nUSER d\nRUN e\n";
        let snapshot = Snapshot::of(Language::Dockerfile, source);
        let titles = |word: &str| -> Vec<String> {
            let at = Span::at(source.find(word).expect("it is there") + 1);
            merges(&snapshot, &[], at).into_iter().map(|action| action.title).collect()
        };
        assert_eq!(titles("make"), ["Merge with the RUN below"]);
        assert_eq!(titles("b &&"), ["Merge with the RUN above", "Write it as a script, in a heredoc"]);
        assert!(titles("USER").is_empty() && titles("RUN e").is_empty());
        let settings = Settings::default();
        let source = "FROM a\nRUN apt-get update\nRUN apt-get install -y b\n";
        let snapshot = Snapshot::of(Language::Dockerfile, source);
        let findings = rules::check(&snapshot, &settings);
        let second = Span::at(source.rfind("RUN").expect("two of them"));
        assert!(merges(&snapshot, &findings, second).is_empty(), "the finding offers it");
    }

    #[test]
    fn all_safe_fixes_go_together() {
        let snapshot = Snapshot::of(Language::Dockerfile, SOURCE);
        let all = fix_all(&snapshot, &Settings::default()).expect("there is something to mend");
        assert!(!apply_edits(SOURCE, &all.edits).contains("MAINTAINER"));
        assert_eq!(fix_all(&Snapshot::of(Language::Dockerfile, ""), &Settings::default()), None);
    }
}
