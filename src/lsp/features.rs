//! What each question is answered with: computed by a worker from one view, told in the protocol's words.

use super::convert;
use super::view::View;
use crate::ide::{self, ActionKind};
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

/// What can be done at a place: what the client asked for, or everything.
pub fn code_actions(view: &View, params: &ls::CodeActionParams, cancelled: &AtomicBool) -> ls::CodeActionResponse {
    let (snapshot, settings) = (&view.snapshot, view.choice.settings());
    let span = view.span(params.range);
    let only = params.context.only.as_deref();
    let asked = |kind| asked_kind(only, kind);
    let is_automatic = params.context.trigger_kind == Some(ls::CodeActionTriggerKind::AUTOMATIC);
    let findings = view.findings(cancelled).unwrap_or_default();
    let mut actions = Vec::new();
    if asked(ActionKind::Fix).is_some() {
        actions.extend(ide::actions::fixes(snapshot, settings, findings, span));
    }
    if asked(ActionKind::Rewrite).is_some() {
        actions.extend(ide::actions::rewrites(snapshot, settings, span, cancelled));
    }
    // The client asks at every step of the cursor, only to know whether there is anything: mending the file can wait.
    if asked(ActionKind::FixAll).is_some() && (only.is_some() || !is_automatic) {
        actions.extend(ide::actions::fix_all(snapshot, settings));
    }
    if asked(ActionKind::Suppress).is_some() {
        actions.extend(ide::actions::suppressions(snapshot, findings, span));
    }
    let convert = |action: ide::Action| {
        let kind = asked(action.kind)?;
        Some(convert::code_action(view, action, kind).into())
    };
    actions.into_iter().filter_map(convert).collect()
}

/// The kind under which an action answers what was asked; `None` where it does not.
///
/// An action that mends everything answers `source.fixAll` under that very name: some clients compare kinds letter by letter.
fn asked_kind(only: Option<&[ls::CodeActionKind]>, kind: ActionKind) -> Option<ls::CodeActionKind> {
    let ours = match kind {
        ActionKind::Fix | ActionKind::Suppress => ls::CodeActionKind::QUICKFIX,
        ActionKind::Rewrite => ls::CodeActionKind::REFACTOR_REWRITE,
        ActionKind::FixAll => FIX_ALL,
    };
    let Some(only) = only else {
        return Some(ours);
    };
    let asked = only.iter().find(|asked| {
        let rest = ours.as_str().strip_prefix(asked.as_str());
        asked.as_str().is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })?;
    Some(if *asked == ls::CodeActionKind::SOURCE_FIX_ALL { asked.clone() } else { ours })
}

/// The kind of the action that applies every safe fix.
pub const FIX_ALL: ls::CodeActionKind = ls::CodeActionKind::new("source.fixAll.dunnage");

/// What is mended just before a file is saved, where the user wants that.
pub fn mend_on_save(view: &View) -> Option<Vec<ls::TextEdit>> {
    if !view.choice.fixes_on_save() {
        return None;
    }
    let action = ide::actions::fix_all(&view.snapshot, view.choice.settings())?;
    Some(convert::text_edits(view, &action.edits))
}

pub fn symbols(view: &View) -> ls::DocumentSymbolResponse {
    convert::symbols(view, ide::symbols(&view.snapshot))
}

pub fn folds(view: &View) -> Vec<ls::FoldingRange> {
    convert::folds(view, &ide::folds(&view.snapshot))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_answers_its_own_kind_and_those_above_it() {
        let answer = |asked: &'static str| {
            let kind = asked_kind(Some(&[ls::CodeActionKind::new(asked)]), ActionKind::FixAll)?;
            Some(kind.as_str().to_owned())
        };
        assert_eq!(answer("source").as_deref(), Some("source.fixAll.dunnage"));
        assert_eq!(answer("source.fixAll").as_deref(), Some("source.fixAll"));
        assert_eq!(answer("source.fixAll.dunnage").as_deref(), Some("source.fixAll.dunnage"));
        assert_eq!(answer("").as_deref(), Some("source.fixAll.dunnage"));
        assert_eq!(answer("source.fixAll.ruff"), None);
        assert_eq!(answer("source.fix"), None);
        assert_eq!(answer("quickfix"), None);
        assert_eq!(asked_kind(None, ActionKind::Fix), Some(ls::CodeActionKind::QUICKFIX));
    }
}
