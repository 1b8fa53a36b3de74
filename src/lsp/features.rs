//! What each question is answered with: computed by a worker from one view, told in the protocol's words.

use super::task::Task;
use super::view::View;
use super::{convert, tokens};
use crate::format::{self, Indent};
use crate::ide::typing::{self, Indentation};
use crate::ide::{self, ActionKind, signature};
use crate::rules::Finding;
use crate::text::Span;
use serde_json::json;
use std::sync::atomic::AtomicBool;
use tower_lsp::ls_types as ls;

/// How many rules explain themselves in one hover.
const MAX_PAGES: usize = 3;

/// What is worth knowing about a place, and the pages of the rules that have found something there, so far as they are
/// through: nobody waits for them with the mouse in hand, and who sees a squiggle knows that they are.
pub fn hover(view: &View, place: ls::Position) -> Option<ls::Hover> {
    let offset = view.offset(place);
    let meaning = ide::hover(&view.snapshot, offset);
    let known = view.findings.get().map_or(&[][..], Vec::as_slice);
    let mut findings: Vec<&Finding> = known.iter().filter(|finding| finding.span.touches(offset)).collect();
    findings.sort_by_key(|finding| (std::cmp::Reverse(finding.severity), finding.span.len()));
    findings.dedup_by_key(|finding| finding.rule);
    findings.truncate(MAX_PAGES);
    convert::hover(view, meaning, &findings)
}

pub fn signatures(view: &View, place: ls::Position) -> Option<ls::SignatureHelp> {
    let found = signature::signatures(&view.snapshot, view.offset(place))?;
    Some(convert::signatures(&found))
}

/// The menu; `typed` is the character that opened it, where nobody asked for it by name.
pub fn completion(view: &View, place: ls::Position, typed: Option<&str>) -> ls::CompletionResponse {
    let offset = view.offset(place);
    let ide::Completions { items, is_partial } = match typed {
        Some(" " | "#" | "-" | ":") if ide::is_in_remark(&view.snapshot, offset) => ide::Completions::default(),
        _ => ide::completion(&view.snapshot, offset),
    };
    let items = items.into_iter().filter(|item| view.client.snippets || item.kind != ide::CompletionKind::Snippet);
    let items = items.enumerate().map(|(rank, item)| convert::completion(view, offset, rank, item)).collect();
    ls::CompletionList { is_incomplete: is_partial, items }.into()
}

/// The completion with the page beside it. Its topic came with it and depends on no document, so nothing was kept for this.
pub fn completion_with_page(mut item: ls::CompletionItem) -> ls::CompletionItem {
    if let Some(page) = item.data.as_ref().and_then(|topic| ide::documentation(topic.as_str()?)) {
        item.documentation = Some(convert::page(page));
    }
    item
}

/// The diagnostics of a document, or that they are those the client has; and whether more will be told when its writer rests.
pub fn diagnostic(view: &View, previous: Option<&str>, cancelled: &AtomicBool) -> (ls::DocumentDiagnosticReport, bool) {
    let result_id = view.revision.to_string();
    if previous == Some(result_id.as_str()) {
        let unchanged_document_diagnostic_report = ls::UnchangedDocumentDiagnosticReport { result_id };
        let report = ls::RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report,
        };
        return (report.into(), false);
    }
    let (told, holds_back) = view.told(cancelled).unwrap_or_default();
    let items = convert::diagnostics(view, told);
    view.have_scripts_read();
    (full_report(Some(result_id), items), holds_back)
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
        actions.extend(ide::actions::fixes(findings, span));
    }
    // Who opens the menu sees what rules that are off could do; a sign on every line for that would be a nuisance.
    let is_automatic = only.is_none() && is_automatic;
    if asked(ActionKind::Rewrite).is_some() && !is_automatic {
        actions.extend(ide::actions::rewrites(view.unasked(cancelled).unwrap_or_default(), span));
    }
    if [ActionKind::Rewrite, ActionKind::Extract, ActionKind::Inline].into_iter().any(|kind| asked(kind).is_some()) {
        actions.extend(ide::refactor::refactorings(snapshot, findings, span));
    }
    if asked(ActionKind::FixAll).is_some() {
        actions.extend(ide::actions::fix_all(findings));
    }
    if asked(ActionKind::Suppress).is_some() {
        actions.extend(ide::actions::suppressions(snapshot, findings, span));
    }
    // Mending a whole file can wait until the client wants it, if it can say so; one that names a kind wants it now. One
    // that asks at every step of the cursor only wants to know whether there is anything.
    let can_wait = view.client.asks_for_edits && only.is_none();
    let convert = |mut action: ide::Action| {
        let kind = asked(action.kind)?;
        if let Some(errand) = action.errand.filter(|_| !can_wait) {
            if is_automatic {
                return None;
            }
            action.edits = errand.run(snapshot, settings);
            action.errand = None;
            if action.edits.is_empty() {
                return None;
            }
        }
        Some(convert::code_action(view, action, kind)?.into())
    };
    actions.into_iter().filter_map(convert).collect()
}

/// The action with its edits: those of its errand on the version that it was offered for. The error is for the user's eyes.
pub fn code_action_with_edits(
    view: &View,
    mut action: ls::CodeAction,
    errand: &Task,
) -> Result<ls::CodeAction, String> {
    if errand.version != view.snapshot.version() {
        return Err("The file has changed since this was offered".to_owned());
    }
    let known = ide::Errand::about(errand.rule.as_deref()).ok_or("There is no such rule")?;
    let edits = known.run(&view.snapshot, view.choice.settings());
    action.edit = Some(convert::workspace_edit(view, &edits));
    action.data = None;
    Ok(action)
}

/// The kind under which an action answers what was asked; `None` where it does not.
///
/// An action that mends everything answers `source.fixAll` under that very name: some clients compare kinds letter by letter.
fn asked_kind(only: Option<&[ls::CodeActionKind]>, kind: ActionKind) -> Option<ls::CodeActionKind> {
    let ours = match kind {
        ActionKind::Fix | ActionKind::Suppress => ls::CodeActionKind::QUICKFIX,
        ActionKind::Rewrite => ls::CodeActionKind::REFACTOR_REWRITE,
        ActionKind::Extract => ls::CodeActionKind::REFACTOR_EXTRACT,
        ActionKind::Inline => ls::CodeActionKind::REFACTOR_INLINE,
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
    let edits = ide::Errand::Mend.run(&view.snapshot, view.choice.settings());
    (!edits.is_empty()).then(|| convert::text_edits(view, &edits))
}

/// The layout of the whole document; `None` where nobody wants that.
pub fn format(view: &View, options: &ls::FormattingOptions) -> Option<Vec<ls::TextEdit>> {
    let formatted = format::format(&view.snapshot, &view.choice.layout()?, Some(indent(options)));
    Some(laid_out(view, &formatted))
}

/// The layout of the lines of some ranges, and of no others.
pub fn format_ranges(view: &View, ranges: &[ls::Range], options: &ls::FormattingOptions) -> Option<Vec<ls::TextEdit>> {
    let spans: Vec<Span> = ranges.iter().map(|range| view.span(*range)).collect();
    let formatted = format::format_ranges(&view.snapshot, &view.choice.layout()?, Some(indent(options)), &spans);
    Some(laid_out(view, &formatted))
}

fn laid_out(view: &View, formatted: &format::Formatted) -> Vec<ls::TextEdit> {
    for sentence in &formatted.left {
        tracing::info!("{} is left as it is: {sentence}", view.uri.as_str());
    }
    convert::text_edits(view, &formatted.edits)
}

/// What the editor would indent with.
fn indent(options: &ls::FormattingOptions) -> Indent {
    let width = usize::try_from(options.tab_size).unwrap_or(usize::MAX);
    if options.insert_spaces { Indent::Blanks(width) } else { Indent::Tab }
}

/// For each place, the selections that it grows to, the innermost first, each holding the next.
pub fn selections(view: &View, places: &[ls::Position]) -> Vec<ls::SelectionRange> {
    let grown = |place: &ls::Position| {
        let spans = ide::selections(&view.snapshot, view.offset(*place));
        let link = |parent: Option<ls::SelectionRange>, span: &Span| {
            Some(ls::SelectionRange { range: view.range(*span), parent: parent.map(Box::new) })
        };
        let nothing = || ls::SelectionRange { range: ls::Range::new(*place, *place), parent: None };
        spans.iter().rev().fold(None, link).unwrap_or_else(nothing)
    };
    places.iter().map(grown).collect()
}

pub fn links(view: &View) -> Vec<ls::DocumentLink> {
    let folder = convert::path(&view.uri).and_then(|path| Some(path.parent()?.to_owned()));
    let link = |link: ide::Link| {
        let target = match link.target {
            ide::Target::Page(address) => address.parse().ok()?,
            ide::Target::File(path) => convert::file_uri(&folder.as_ref()?.join(path))?,
        };
        let (range, tooltip) = (view.range(link.span), Some(link.tooltip));
        Some(ls::DocumentLink { range, target: Some(target), tooltip, data: None })
    };
    ide::links(&view.snapshot).into_iter().filter_map(link).collect()
}

pub fn hints(view: &View, place: ls::Range) -> Vec<ls::InlayHint> {
    let shown = ide::hints(&view.snapshot, view.span(place), |kind| view.choice.shows_hint(kind));
    shown
        .into_iter()
        .map(|hint| ls::InlayHint {
            position: view.range(Span::at(hint.offset)).start,
            label: hint.label.into(),
            kind: None,
            text_edits: None,
            tooltip: Some(ls::InlayHintTooltip::MarkupContent(convert::markdown(hint.tooltip))),
            padding_left: Some(true),
            padding_right: None,
            data: None,
        })
        .collect()
}

/// Lenses that do nothing but speak, save where the editor has told a command that shows the places they count.
pub fn lenses(view: &View) -> Vec<ls::CodeLens> {
    let lens = |lens: ide::Lens| {
        let range = view.range(lens.span);
        let shows = view.choice.show_references().filter(|_| !lens.places.is_empty());
        let arguments = shows.map(|_| {
            let places = lens.places.iter().map(|place| ls::Location::new(view.uri.clone(), view.range(*place)));
            vec![json!(view.uri), json!(range.start), json!(places.collect::<Vec<_>>())]
        });
        let command = shows.unwrap_or_default().to_owned();
        ls::CodeLens { range, command: Some(ls::Command { title: lens.title, command, arguments }), data: None }
    };
    ide::lenses(&view.snapshot, |kind| view.choice.shows_lens(kind)).into_iter().map(lens).collect()
}

/// All tokens; the client may ask for the difference from them later.
pub fn tokens(view: &View) -> ls::SemanticTokens {
    let (id, data) = (view.revision.to_string(), encode(view, &ide::tokens(&view.snapshot)));
    view.sent.replace(&id, &data);
    ls::SemanticTokens { result_id: Some(id), data }
}

/// The difference from the tokens that the client has; all of them where we no longer know those.
pub fn tokens_since(view: &View, previous: &str) -> ls::SemanticTokensFullDeltaResult {
    let (id, data) = (view.revision.to_string(), encode(view, &ide::tokens(&view.snapshot)));
    match view.sent.replace(&id, &data) {
        Some((known, old)) if known == previous => {
            let edits = tokens::difference(&old, &data);
            ls::SemanticTokensDelta { result_id: Some(id), edits }.into()
        }
        _ => ls::SemanticTokens { result_id: Some(id), data }.into(),
    }
}

pub fn tokens_in(view: &View, place: ls::Range) -> ls::SemanticTokens {
    let tokens = ide::tokens_in(&view.snapshot, view.span(place));
    ls::SemanticTokens { result_id: None, data: encode(view, &tokens) }
}

fn encode(view: &View, found: &[ide::Token]) -> Vec<ls::SemanticToken> {
    tokens::encode(view.snapshot.source(), found, view.client.encoding)
}

/// What a line end changes around itself.
pub fn typed(view: &View, place: ls::Position, options: &ls::FormattingOptions) -> Vec<ls::TextEdit> {
    let indentation = Indentation { width: options.tab_size as usize, with_spaces: options.insert_spaces };
    convert::text_edits(view, &typing::after_line_end(&view.snapshot, view.offset(place), indentation))
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
