//! What a rule says: a [`Finding`], built through a [`Report`].

use super::{Applicability, Change, Fix, Meta, Options, Severity};
use crate::text::{Edit, Span};
use std::sync::Arc;

/// Something true about a file that its author would want to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name, such as `root-user`.
    pub rule: &'static str,
    pub severity: Severity,
    pub span: Span,
    /// The fact, in a sentence without a full stop.
    pub message: String,
    /// Preferred first.
    pub fixes: Vec<Fix>,
    pub related: Vec<Related>,
    pub tag: Option<Tag>,
    /// True where BuildKit or Compose refuses the file only because a variable is not set here.
    pub environment: bool,
    /// The number of the ShellCheck remark that this finding repeats.
    pub remark: Option<u32>,
    /// The noun and the name of what is missing, where such findings of one file are told as one.
    pub(super) missing: Option<(&'static str, String)>,
    /// Where what is missing may be about to be written.
    pub ahead: Option<Ahead>,
    /// What other tools call this very mistake, where that is not what its rule is about; tool first.
    pub aka: Option<&'static str>,
    applicability: Option<Applicability>,
}

/// Where somebody who writes from top to bottom may yet write what a finding misses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ahead {
    /// As a part of the entry that begins here.
    Entry(usize),
    /// At the end of the file.
    File,
}

/// Another place that belongs to a finding, in the same file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    pub span: Span,
    pub message: String,
}

/// How an editor may draw the text of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    Unnecessary,
    Deprecated,
}

impl Finding {
    /// Offers a fix of the kind that the rule's head promises.
    pub fn fix(&mut self, title: impl Into<String>, edits: impl IntoEdits) -> &mut Self {
        let kind = self.applicability.unwrap_or(Applicability::Show);
        self.offer(kind, title, edits)
    }

    /// Offers a fix that is right in most projects and a decision in some.
    pub fn ask(&mut self, title: impl Into<String>, edits: impl IntoEdits) -> &mut Self {
        self.offer(Applicability::Ask, title, edits)
    }

    /// Offers an edit to look at.
    pub fn show(&mut self, title: impl Into<String>, edits: impl IntoEdits) -> &mut Self {
        self.offer(Applicability::Show, title, edits)
    }

    /// Offers a fix of a kind chosen by the check. An empty list of edits offers nothing.
    pub fn offer(&mut self, kind: Applicability, title: impl Into<String>, edits: impl IntoEdits) -> &mut Self {
        let edits = edits.into_edits();
        if !edits.is_empty() {
            self.fixes.push(Fix { title: title.into(), kind, edits, declares: Vec::new() });
        }
        self
    }

    /// Says what the fix offered last changes on purpose.
    pub fn declares(&mut self, changes: &[Change]) -> &mut Self {
        if let Some(fix) = self.fixes.last_mut() {
            fix.declares.extend_from_slice(changes);
        }
        self
    }

    /// Points at another place that belongs to the finding.
    pub fn related(&mut self, span: Span, message: impl Into<String>) -> &mut Self {
        self.related.push(Related { span, message: message.into() });
        self
    }

    /// Says what is missing; the first finding of a file that does so speaks for the others.
    pub(super) fn misses(&mut self, noun: &'static str, name: &str) -> &mut Self {
        self.missing = Some((noun, name.to_owned()));
        self
    }

    /// Says that what is missing may come in the entry that begins at this place, for as long as that is being written.
    pub(super) fn awaits(&mut self, entry: Span) -> &mut Self {
        self.ahead = Some(Ahead::Entry(entry.start));
        self
    }

    /// Says that what is missing may come at the end of the file, for as long as somebody writes there.
    pub(super) fn awaits_the_end(&mut self) -> &mut Self {
        self.ahead = Some(Ahead::File);
        self
    }

    /// Says which remark of ShellCheck's this is: by that number it is ignored.
    pub fn remark(&mut self, code: u32) -> &mut Self {
        self.remark = Some(code);
        self
    }

    /// Names the check of another tool that speaks of this place too, though it is not the rule's: `buildkit:UndefinedVar`.
    pub fn aka(&mut self, check: &'static str) -> &mut Self {
        self.aka = Some(check);
        self
    }

    /// Overrides the rule's severity for this finding.
    pub fn severity(&mut self, severity: Severity) -> &mut Self {
        self.severity = severity;
        self
    }

    pub fn tag(&mut self, tag: Tag) -> &mut Self {
        self.tag = Some(tag);
        self
    }

    /// Marks the finding as curable outside the file: a refusal only while a variable is unset, hence a warning.
    pub fn environment(&mut self) -> &mut Self {
        self.environment = true;
        self.severity = self.severity.min(Severity::Warning);
        self
    }
}

/// One edit, several, or none.
pub trait IntoEdits {
    fn into_edits(self) -> Vec<Edit>;
}

impl IntoEdits for Edit {
    fn into_edits(self) -> Vec<Edit> {
        vec![self]
    }
}

impl IntoEdits for Option<Edit> {
    fn into_edits(self) -> Vec<Edit> {
        self.into_iter().collect()
    }
}

impl IntoEdits for Option<Vec<Edit>> {
    fn into_edits(self) -> Vec<Edit> {
        self.unwrap_or_default()
    }
}

impl IntoEdits for Vec<Edit> {
    fn into_edits(self) -> Vec<Edit> {
        self
    }
}

impl<const N: usize> IntoEdits for [Edit; N] {
    fn into_edits(self) -> Vec<Edit> {
        self.into()
    }
}

/// Where a rule puts its findings.
#[derive(Debug)]
pub struct Report {
    rule: &'static Meta,
    severity: Severity,
    options: Arc<Options>,
    findings: Vec<Finding>,
}

impl Report {
    pub(super) fn new(rule: &'static Meta, severity: Severity, options: Arc<Options>) -> Self {
        Report { rule, severity, options, findings: Vec::new() }
    }

    /// What the user set for single rules.
    pub fn options(&self) -> Arc<Options> {
        self.options.clone()
    }

    /// Adds a finding. The message states the fact, without a full stop.
    pub fn at(&mut self, span: Span, message: impl Into<String>) -> &mut Finding {
        let index = self.findings.len();
        self.findings.push(Finding {
            rule: self.rule.name,
            severity: self.severity,
            span,
            message: message.into(),
            fixes: Vec::new(),
            related: Vec::new(),
            tag: None,
            environment: false,
            remark: None,
            missing: None,
            ahead: None,
            aka: None,
            applicability: self.rule.fix,
        });
        &mut self.findings[index]
    }

    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }
}
