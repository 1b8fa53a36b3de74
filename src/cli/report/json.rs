//! JSON, version 1. Lines and columns count from 1, columns in Unicode scalar values; `end` is exclusive.

use super::statistics::{self, Count};
use super::{Checked, Place, Summary};
use crate::model::Language;
use crate::rules::{self, Applicability, Finding, Severity};
use crate::text::Span;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    files: Vec<FileEntry<'a>>,
    summary: &'a Summary,
    #[serde(skip_serializing_if = "Option::is_none")]
    statistics: Option<Vec<Count>>,
}

#[derive(Serialize)]
struct FileEntry<'a> {
    path: &'a str,
    language: Language,
    findings: Vec<FindingEntry<'a>>,
}

#[derive(Serialize)]
struct FindingEntry<'a> {
    rule: &'static str,
    aka: Vec<&'static str>,
    severity: Severity,
    message: &'a str,
    start: Place,
    end: Place,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    environment: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<RelatedEntry<'a>>,
    fixes: Vec<FixEntry<'a>>,
    url: String,
}

#[derive(Serialize)]
struct RelatedEntry<'a> {
    message: &'a str,
    start: Place,
    end: Place,
}

#[derive(Serialize)]
struct FixEntry<'a> {
    kind: Applicability,
    title: &'a str,
    edits: Vec<EditEntry<'a>>,
}

#[derive(Serialize)]
struct EditEntry<'a> {
    start: Place,
    end: Place,
    text: &'a str,
}

pub fn print(files: &[Checked], summary: &Summary, with_statistics: bool, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        version: 1,
        files: files.iter().map(file_entry).collect(),
        summary,
        statistics: with_statistics.then(|| statistics::count(files)),
    };
    serde_json::to_writer_pretty(&mut *out, &document).map_err(io::Error::from)?;
    writeln!(out)
}

fn file_entry(file: &Checked) -> FileEntry<'_> {
    FileEntry {
        path: &file.path,
        language: file.snapshot.language(),
        findings: file.findings.iter().map(|finding| finding_entry(file, finding)).collect(),
    }
}

fn finding_entry<'a>(file: &'a Checked, finding: &'a Finding) -> FindingEntry<'a> {
    let ends = |span: Span| (file.place(span.start), file.place(span.end));
    let (start, end) = ends(finding.span);
    let related = finding.related.iter().map(|related| {
        let (start, end) = ends(related.span);
        RelatedEntry { message: &related.message, start, end }
    });
    let fixes = finding.fixes.iter().map(|fix| FixEntry {
        kind: fix.kind,
        title: &fix.title,
        edits: fix
            .edits
            .iter()
            .map(|edit| {
                let (start, end) = ends(edit.span);
                EditEntry { start, end, text: &edit.text }
            })
            .collect(),
    });
    FindingEntry {
        rule: finding.rule,
        aka: rules::find(finding.rule).iter().flat_map(|rule| rule.meta.aka).copied().chain(finding.aka).collect(),
        severity: finding.severity,
        message: &finding.message,
        start,
        end,
        environment: finding.environment,
        related: related.collect(),
        fixes: fixes.collect(),
        url: rules::url_of(finding.rule),
    }
}
