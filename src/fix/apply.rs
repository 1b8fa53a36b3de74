//! Applying fixes until nothing is left to do.
//!
//! Each round takes the fixes that do not overlap and declare the same changes, applies them together, and lets the guard
//! look. Where the guard objects, the batch is halved until the culprit stands alone; it is refused, and the rest goes
//! on. The result does not depend on the order of findings, and mending it again changes nothing.

use super::guard::{self, Facts};
use crate::model::Snapshot;
use crate::rules::{self, Applicability, Change, Finding, Fix, Settings, Severity};
use crate::text::{Edit, Span};
use std::collections::{BTreeMap, BTreeSet};

/// A file after mending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// The new text; the old one where nothing was applied.
    pub text: String,
    pub applied: Vec<Applied>,
    pub refused: Vec<Refused>,
}

/// A fix that reached the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    pub rule: &'static str,
    pub title: String,
}

/// A fix that the guard took back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub rule: &'static str,
    pub title: String,
    /// What it would have broken.
    pub reason: String,
}

/// More rounds than any file needs; each round applies at least one fix or refuses one.
const MAX_ROUNDS: usize = 200;

/// Applies every fix of at least this applicability, each finding's preferred one, and answers with the text that results.
pub fn mend(snapshot: &Snapshot, settings: &Settings, level: Applicability) -> Mended {
    let mut work = Work::new(snapshot, settings);
    let mut seen = BTreeSet::from([snapshot.source().to_owned()]);
    for _ in 0..MAX_ROUNDS {
        let batch = work.next_batch(level);
        if batch.is_empty() {
            break;
        }
        let applied = work.applied.len();
        work.apply(batch);
        // A text that comes back means that two fixes undo each other; one that stays, that a fix was refused.
        let has_changed = work.applied.len() > applied;
        if has_changed && !seen.insert(work.snapshot.source().to_owned()) {
            break;
        }
    }
    Mended { text: work.snapshot.source().to_owned(), applied: work.applied, refused: work.refused }
}

struct Work<'a> {
    settings: &'a Settings,
    snapshot: Snapshot,
    facts: Facts,
    findings: Vec<Finding>,
    applied: Vec<Applied>,
    refused: Vec<Refused>,
    /// What was refused on the text as it stands now: a change elsewhere may make it right, so it is tried again after one.
    hopeless: BTreeSet<(&'static str, String, Vec<Edit>)>,
}

#[derive(Debug, Clone)]
struct Candidate {
    rule: &'static str,
    severity: Severity,
    fix: Fix,
}

impl Candidate {
    fn key(&self) -> (&'static str, String, Vec<Edit>) {
        (self.rule, self.fix.title.clone(), self.fix.edits.clone())
    }
}

impl<'a> Work<'a> {
    fn new(snapshot: &Snapshot, settings: &'a Settings) -> Self {
        let snapshot = snapshot.edited(&[], snapshot.version());
        let findings = rules::check(&snapshot, settings);
        let facts = Facts::of(&snapshot);
        let (applied, refused, hopeless) = (Vec::new(), Vec::new(), BTreeSet::new());
        Work { settings, snapshot, facts, findings, applied, refused, hopeless }
    }

    /// The fixes that can go together: no two touch, all declare the same.
    fn next_batch(&self, level: Applicability) -> Vec<Candidate> {
        let mut batch: Vec<Candidate> = Vec::new();
        let mut taken = Taken::default();
        let may_run = |rule: &str, fix: &Fix| self.settings.applicability(rule, fix) >= level;
        for finding in &self.findings {
            let Some(fix) = finding.fixes.iter().find(|fix| may_run(finding.rule, fix)) else { continue };
            let candidate = Candidate { rule: finding.rule, severity: finding.severity, fix: fix.clone() };
            if self.hopeless.contains(&candidate.key()) {
                continue;
            }
            if batch.first().is_some_and(|first| !same_changes(&first.fix.declares, &fix.declares)) {
                continue;
            }
            let is_place = |edit: &Edit| self.snapshot.source().get(edit.span.start..edit.span.end).is_some();
            if !fix.edits.iter().all(|edit| is_place(edit) && !taken.touches(edit.span)) {
                continue;
            }
            fix.edits.iter().for_each(|edit| taken.add(edit.span));
            batch.push(candidate);
        }
        batch
    }

    /// Applies a batch, or as much of it as the guard lets pass.
    fn apply(&mut self, batch: Vec<Candidate>) {
        match self.try_batch(&batch) {
            Ok((snapshot, facts, findings)) => {
                (self.snapshot, self.facts, self.findings) = (snapshot, facts, findings);
                let applied = batch.into_iter().map(|it| Applied { rule: it.rule, title: it.fix.title });
                self.applied.extend(applied);
                self.hopeless.clear();
                self.refused.clear();
            }
            Err(reason) => match <[Candidate; 1]>::try_from(batch) {
                Ok([alone]) => {
                    self.hopeless.insert(alone.key());
                    self.refused.push(Refused { rule: alone.rule, title: alone.fix.title, reason });
                }
                Err(mut batch) => {
                    // The half that passes moves what follows it, so only one half is tried: the next round finds the rest.
                    let rest = batch.split_off(batch.len() / 2);
                    let before = self.applied.len();
                    self.apply(batch);
                    if self.applied.len() == before {
                        self.apply(rest);
                    }
                }
            },
        }
    }

    fn try_batch(&self, batch: &[Candidate]) -> Result<(Snapshot, Facts, Vec<Finding>), String> {
        let edits: Vec<Edit> = batch.iter().flat_map(|candidate| candidate.fix.edits.clone()).collect();
        let snapshot = self.snapshot.mended(&edits);
        let declared: &[Change] = batch.first().map_or(&[], |first| &first.fix.declares);
        let facts = Facts::of(&snapshot);
        guard::compare(&self.facts, &facts, declared)?;
        let findings = rules::check(&snapshot, self.settings);
        let severity = batch.iter().map(|candidate| candidate.severity).min().unwrap_or(Severity::Hint);
        guard::compare_findings(&self.findings, &findings, severity)?;
        Ok((snapshot, facts, findings))
    }
}

fn same_changes(a: &[Change], b: &[Change]) -> bool {
    a.iter().all(|change| b.contains(change)) && b.iter().all(|change| a.contains(change))
}

/// The places that a batch already changes: start and end of each, none overlapping.
#[derive(Default)]
struct Taken(BTreeMap<usize, usize>);

impl Taken {
    /// Whether a change there would share a byte with another, or insert where another begins or ends.
    fn touches(&self, span: Span) -> bool {
        let before = self.0.range(..=span.start).next_back();
        before.is_some_and(|(_, &end)| span.start <= end) || self.0.range(span.start..=span.end).next().is_some()
    }

    fn add(&mut self, span: Span) {
        self.0.insert(span.start, span.end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Language;

    fn mended(source: &str) -> Mended {
        mend(&Snapshot::of(Language::Dockerfile, source), &Settings::default(), Applicability::Safe)
    }

    #[test]
    fn safe_fixes_are_applied_and_a_second_run_changes_nothing() {
        let once = mended("FROM scratch\nMAINTAINER a\n");
        assert_eq!(once.text, "FROM scratch\nLABEL org.opencontainers.image.authors=\"a\"\n");
        assert_eq!(once.applied.len(), 1);
        let twice = mended(&once.text);
        assert_eq!((twice.text, twice.applied.len()), (once.text, 0));
    }

    #[test]
    fn a_fix_that_is_refused_does_not_stop_the_others() {
        let text = mended("FROM debian:13\nRUN apt-get update\nRUN apt-get install -y curl\nCMD sleep 60\n").text;
        assert!(text.ends_with("CMD [\"sleep\", \"60\"]\n"), "{text}");
    }

    #[test]
    fn what_the_pages_of_rules_promise_passes_the_guard() {
        for rule in rules::RULES.iter().filter(|rule| rule.meta.fix >= Some(Applicability::Ask)) {
            let Some((snapshot, settings, good)) = rules::documentation::mistake_and_remedy(rule) else { continue };
            let mended = mend(&snapshot, &settings, Applicability::Ask);
            assert_eq!(mended.text, good, "{}: {:?}", rule.meta.name, mended.refused);
        }
    }

    #[test]
    fn a_project_says_which_fixes_run_by_themselves() {
        let selector = |name: &str| rules::settings::Selector::parse(name).expect("a rule");
        let file = Snapshot::of(Language::Dockerfile, "FROM scratch\nMAINTAINER a\n");
        let settings = Settings { unfixable: vec![selector("maintainer-deprecated")], ..Settings::default() };
        assert_eq!(mend(&file, &settings, Applicability::Safe).applied, []);
        for rule in rules::RULES.iter().filter(|rule| rule.meta.fix == Some(Applicability::Ask)) {
            let Some((snapshot, settings, _)) = rules::documentation::mistake_and_remedy(rule) else { continue };
            let trusting = Settings { extend_safe_fixes: vec![selector(rule.meta.name)], ..settings.clone() };
            let runs = |settings: &Settings| {
                mend(&snapshot, settings, Applicability::Safe).applied.iter().any(|it| it.rule == rule.meta.name)
            };
            assert!(runs(&trusting) && !runs(&settings), "{}", rule.meta.name);
        }
    }

    #[test]
    fn line_ends_stay_what_they_are() {
        let text = mended("FROM scratch\r\nMAINTAINER a\r\nUSER 1\r\n").text;
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    }
}
