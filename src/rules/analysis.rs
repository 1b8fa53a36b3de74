//! Hearing the rules: who is asked, by how many threads, and what is left once suppressions are honoured and of two findings about
//! one mistake the better one is kept.

use super::dockerfile::merge_conflict;
use super::{Check, Finding, RULES, Report, Rule, Settings, Severity, Suppressions, together};
use crate::model::Snapshot;
use crate::text::Span;
use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};

/// Everything that the rules say about a file, suppressions already honoured, ordered by place.
///
/// `cancelled` is looked at between rules; when it is set the answer is `None`, for somebody newer is being served.
pub fn analyse(snapshot: &Snapshot, settings: &Settings, cancelled: &AtomicBool) -> Option<Vec<Finding>> {
    let suppressions = Suppressions::of(snapshot, &settings.options);
    let asked = RULES.iter().filter_map(|rule| Asked::of(rule, settings, &suppressions)).collect();
    answers(asked, suppressions, snapshot, settings, cancelled)
}

/// What the rules that are off would say and could mend, but for those that somebody does not want to hear of; otherwise as
/// [`analyse`].
pub fn analyse_unasked(snapshot: &Snapshot, settings: &Settings, cancelled: &AtomicBool) -> Option<Vec<Finding>> {
    let suppressions = Suppressions::of(snapshot, &settings.options);
    let asked = RULES.iter().filter_map(|rule| Asked::unasked(rule, settings)).collect();
    answers(asked, suppressions, snapshot, settings, cancelled)
}

fn answers(
    asked: Vec<Asked>,
    mut suppressions: Suppressions,
    snapshot: &Snapshot,
    settings: &Settings,
    cancelled: &AtomicBool,
) -> Option<Vec<Finding>> {
    let mut findings = Vec::new();
    for (asked, said) in asked.iter().zip(hear(&asked, snapshot, settings, cancelled)?) {
        let rule = asked.rule;
        let said = match rule.check {
            Check::Dockerfile(_) | Check::Compose(_) => said,
            Check::After(check) => {
                let mut report = asked.report(settings);
                check(snapshot, &suppressions, &mut report);
                report.into_findings()
            }
        };
        let mut left = suppressions.honour(&rule.meta, said);
        left.retain(|finding| !settings.ignores_finding(&rule.meta, finding));
        if asked.by_file {
            left = suppressions.where_turned_on(&rule.meta, left);
        }
        if asked.severity.is_some() || asked.by_file {
            findings.append(&mut left);
        }
    }
    give_way(&mut findings);
    hold_back_in_conflict(&mut findings);
    together::tell(&mut findings);
    keep_line_ends(snapshot.source(), &mut findings);
    findings.sort_by(|a, b| (a.span, a.rule, &a.message).cmp(&(b.span, b.rule, &b.message)));
    findings.dedup_by(|a, b| a.span == b.span && a.rule == b.rule && a.message == b.message);
    Some(findings)
}

/// A rule that is to be heard on a file.
struct Asked {
    rule: &'static Rule,
    /// `None` where the settings leave the rule off.
    severity: Option<Severity>,
    /// Whether a comment of the file turns it on.
    by_file: bool,
}

impl Asked {
    fn of(rule: &'static Rule, settings: &Settings, suppressions: &Suppressions) -> Option<Asked> {
        let severity = settings.severity_of(&rule.meta);
        let by_file = severity.is_none() && settings.leaves_open(&rule.meta) && suppressions.turns_on(&rule.meta);
        // A rule that is off speaks to the comments that would silence it, and to nobody else.
        let is_heard = severity.is_some() || by_file || suppressions.name(&rule.meta);
        is_heard.then_some(Asked { rule, severity, by_file })
    }

    fn unasked(rule: &'static Rule, settings: &Settings) -> Option<Asked> {
        let meta = &rule.meta;
        let is_off = settings.severity_of(meta).is_none() && !settings.ignores(meta);
        (is_off && meta.fix.is_some()).then_some(Asked { rule, severity: Some(meta.severity), by_file: false })
    }

    fn report(&self, settings: &Settings) -> Report {
        let severity = self.severity.unwrap_or(self.rule.meta.severity);
        Report::new(&self.rule.meta, severity, settings.options.clone())
    }

    /// What the rule says of the file itself.
    fn check(&self, snapshot: &Snapshot, settings: &Settings) -> Vec<Finding> {
        let mut report = self.report(settings);
        match self.rule.check {
            Check::Dockerfile(check) => snapshot.dockerfile().into_iter().for_each(|file| check(file, &mut report)),
            Check::Compose(check) => snapshot.compose().into_iter().for_each(|file| check(file, &mut report)),
            Check::After(_) => {}
        }
        report.into_findings()
    }
}

/// From this many bytes on, several threads share the rules: below it, one is through before others are awake.
const LARGE: usize = 16 << 10;

/// What each rule says, in the order in which they are asked; `None` where `cancelled` was raised meanwhile.
fn hear(
    asked: &[Asked],
    snapshot: &Snapshot,
    settings: &Settings,
    cancelled: &AtomicBool,
) -> Option<Vec<Vec<Finding>>> {
    let check = |asked: &Asked| (!cancelled.load(Ordering::Relaxed)).then(|| asked.check(snapshot, settings));
    if snapshot.source().len() < LARGE {
        return asked.iter().map(check).collect();
    }
    asked.par_iter().map(check).collect()
}

/// Rules that are silent where another speaks: what the first says of a place, the second says better.
const GIVES_WAY: [(&str, &str); 12] = [
    ("invalid-image", "invalid-variable"),
    ("overridden-entry", "invalid-variable"),
    ("unpinned-base-image", "end-of-life-image"),
    ("unset-variable", "invalid-published-port"),
    ("unset-variable", "invalid-volume-mount"),
    ("unset-variable", "required-variable"),
    ("unset-variable", "undefined-config"),
    ("unset-variable", "undefined-network"),
    ("unset-variable", "undefined-secret"),
    ("unset-variable", "undefined-service"),
    ("unset-variable", "unescaped-dollar"),
    ("unsupported-value", "undefined-service"),
];

/// One mistake, one finding: takes away what [`GIVES_WAY`] names twice at one place.
fn give_way(findings: &mut Vec<Finding>) {
    let is_louder = |rule: &str| GIVES_WAY.iter().any(|(_, louder)| *louder == rule);
    let loud: Vec<(&str, Span)> =
        findings.iter().filter(|it| is_louder(it.rule)).map(|it| (it.rule, it.span)).collect();
    if loud.is_empty() {
        return;
    }
    findings.retain(|finding| {
        let yields = |rule: &str| GIVES_WAY.contains(&(finding.rule, rule));
        !loud.iter().any(|(rule, span)| yields(rule) && span.start < finding.span.end && finding.span.start < span.end)
    });
}

/// A file with a merge conflict in it is two files at once: what else could be said would be about neither.
fn hold_back_in_conflict(findings: &mut Vec<Finding>) {
    let is_conflict = |finding: &Finding| finding.rule == merge_conflict::META.name;
    if findings.iter().any(is_conflict) {
        findings.retain(is_conflict);
    }
}

/// Rules write `\n`; in a file of CRLF lines their edits end lines as the file does.
fn keep_line_ends(source: &str, findings: &mut [Finding]) {
    if !source.contains("\r\n") {
        return;
    }
    let edits = findings.iter_mut().flat_map(|finding| &mut finding.fixes).flat_map(|fix| &mut fix.edits);
    for edit in edits.filter(|edit| edit.text.contains('\n')) {
        edit.text = edit.text.replace("\r\n", "\n").replace('\n', "\r\n");
    }
}

/// [`analyse`] without anybody to cancel it.
pub fn check(snapshot: &Snapshot, settings: &Settings) -> Vec<Finding> {
    analyse(snapshot, settings, &AtomicBool::new(false)).unwrap_or_default()
}
