//! What each question is answered with: computed by a worker from one view, told in the protocol's words.

use super::convert;
use super::view::View;
use crate::ide;
use crate::rules::Finding;
use std::sync::atomic::AtomicBool;
use tower_lsp::ls_types as ls;

/// How many rules explain themselves in one hover.
const MAX_PAGES: usize = 3;

pub fn hover(view: &View, place: ls::Position, cancelled: &AtomicBool) -> Option<ls::Hover> {
    let offset = view.offset(place);
    let meaning = ide::hover(&view.snapshot, offset);
    let mut findings: Vec<&Finding> =
        view.findings(cancelled)?.iter().filter(|finding| finding.span.touches(offset)).collect();
    findings.sort_by_key(|finding| (std::cmp::Reverse(finding.severity), finding.span.len()));
    findings.dedup_by_key(|finding| finding.rule);
    findings.truncate(MAX_PAGES);
    convert::hover(view, meaning, &findings)
}

pub fn completion(view: &View, place: ls::Position) -> Vec<ls::CompletionItem> {
    let items = ide::completion(&view.snapshot, view.offset(place));
    items.into_iter().map(|item| convert::completion(view, item)).collect()
}

/// The diagnostics of a document, or that they are those the client has.
pub fn diagnostic(view: &View, previous: Option<&str>, cancelled: &AtomicBool) -> ls::DocumentDiagnosticReport {
    let result_id = view.revision.to_string();
    if previous == Some(result_id.as_str()) {
        let unchanged_document_diagnostic_report = ls::UnchangedDocumentDiagnosticReport { result_id };
        return ls::RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report,
        }
        .into();
    }
    let items = convert::diagnostics(view, view.findings(cancelled).unwrap_or_default());
    full_report(Some(result_id), items)
}

pub fn full_report(result_id: Option<String>, items: Vec<ls::Diagnostic>) -> ls::DocumentDiagnosticReport {
    ls::RelatedFullDocumentDiagnosticReport {
        related_documents: None,
        full_document_diagnostic_report: ls::FullDocumentDiagnosticReport { result_id, items },
    }
    .into()
}
