//! From our words to the protocol's and back: the only place where bytes become lines and columns.

use super::task::Task;
use super::view::View;
use crate::ide;
use crate::ide::signature::{Form, Signatures};
use crate::rules::{Finding, RULES, Severity, Tag, find, url_of};
use crate::text::{Edit, Encoding, Lines, Position, Span, Text};
use serde_json::json;
use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::LazyLock;
use tower_lsp::ls_types as ls;

/// Where a document is on the disk, if it is.
pub fn path(uri: &ls::Uri) -> Option<PathBuf> {
    let is_file = uri.scheme().as_str().eq_ignore_ascii_case("file");
    if is_file { uri.to_file_path().map(Cow::into_owned) } else { None }
}

/// The address of a file by its absolute path, `.` and `..` resolved by the letter.
pub fn file_uri(path: &Path) -> Option<ls::Uri> {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    ls::Uri::from_file_path(plain)
}

pub fn position(position: ls::Position) -> Position {
    Position::new(position.line as usize, position.character as usize)
}

/// The span of a range. One whose end stands before its start is read the other way round.
pub fn span(text: &Text, range: ls::Range, encoding: Encoding) -> Span {
    let start = text.offset(position(range.start), encoding);
    let end = text.offset(position(range.end), encoding);
    Span::new(start.min(end), start.max(end))
}

pub fn range(text: &Text, span: Span, encoding: Encoding) -> ls::Range {
    let place = |offset| place(text.position(offset, encoding));
    ls::Range::new(place(span.start), place(span.end))
}

fn place(Position { line, column }: Position) -> ls::Position {
    ls::Position::new(narrow(line), narrow(column))
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl View {
    pub fn offset(&self, place: ls::Position) -> usize {
        self.snapshot.text().offset(position(place), self.client.encoding)
    }

    pub fn span(&self, place: ls::Range) -> Span {
        span(self.snapshot.text(), place, self.client.encoding)
    }

    pub fn range(&self, span: Span) -> ls::Range {
        let source = self.snapshot.source();
        let lines = self.lines.get_or_init(|| Lines::of(source));
        let at = |offset| place(lines.position(source, offset, self.client.encoding));
        ls::Range::new(at(span.start), at(span.end))
    }
}

/// The address of each rule's page: reading one as an address takes longer than all else that is told of a finding.
static PAGES: LazyLock<HashMap<&'static str, ls::Uri>> = LazyLock::new(|| {
    let names = RULES.iter().map(|rule| rule.meta.name);
    names.filter_map(|name| Some((name, url_of(name).parse().ok()?))).collect()
});

pub fn diagnostics<'f>(view: &View, findings: impl IntoIterator<Item = &'f Finding>) -> Vec<ls::Diagnostic> {
    findings.into_iter().map(|finding| diagnostic(view, finding)).collect()
}

pub fn diagnostic(view: &View, finding: &Finding) -> ls::Diagnostic {
    let related = finding.related.iter().map(|related| ls::DiagnosticRelatedInformation {
        location: ls::Location::new(view.uri.clone(), view.range(related.span)),
        message: related.message.clone(),
    });
    let related: Vec<_> = related.collect();
    let tag = finding.tag.map(|tag| match tag {
        Tag::Unnecessary => ls::DiagnosticTag::UNNECESSARY,
        Tag::Deprecated => ls::DiagnosticTag::DEPRECATED,
    });
    ls::Diagnostic {
        range: view.range(finding.span),
        severity: Some(severity(finding.severity)),
        code: Some(ls::NumberOrString::String(finding.rule.to_owned())),
        code_description: PAGES.get(finding.rule).map(|page| ls::CodeDescription { href: page.clone() }),
        source: Some("dunnage".to_owned()),
        message: finding.message.clone(),
        related_information: (!related.is_empty()).then_some(related),
        tags: tag.map(|tag| vec![tag]),
        data: finding.fixes.first().map(|fix| json!({ "fix": fix.kind.name() })),
    }
}

fn severity(severity: Severity) -> ls::DiagnosticSeverity {
    match severity {
        Severity::Error => ls::DiagnosticSeverity::ERROR,
        Severity::Warning => ls::DiagnosticSeverity::WARNING,
        Severity::Info => ls::DiagnosticSeverity::INFORMATION,
        Severity::Hint => ls::DiagnosticSeverity::HINT,
    }
}

pub fn text_edits(view: &View, edits: &[Edit]) -> Vec<ls::TextEdit> {
    edits.iter().map(|edit| ls::TextEdit::new(view.range(edit.span), edit.text.clone())).collect()
}

/// The edits as a change of this version of this document, or of any version where the client cannot tell versions apart.
pub fn workspace_edit(view: &View, edits: &[Edit]) -> ls::WorkspaceEdit {
    let edits = text_edits(view, edits);
    if !view.client.versioned_edits {
        return ls::WorkspaceEdit::new(HashMap::from([(view.uri.clone(), edits)]));
    }
    let text_document = ls::OptionalVersionedTextDocumentIdentifier::new(view.uri.clone(), view.snapshot.version());
    let edits = edits.into_iter().map(ls::OneOf::Left).collect();
    let edit = ls::TextDocumentEdit { text_document, edits };
    ls::WorkspaceEdit { document_changes: Some(ls::DocumentChanges::Edits(vec![edit])), ..Default::default() }
}

pub fn markdown(value: String) -> ls::MarkupContent {
    ls::MarkupContent { kind: ls::MarkupKind::Markdown, value }
}

/// A hover from what the place means and what is to be said about it.
pub fn hover(view: &View, meaning: Option<ide::Hover>, findings: &[&Finding]) -> Option<ls::Hover> {
    let span = meaning.as_ref().map(|hover| hover.span).or_else(|| Some(findings.first()?.span))?;
    let pages = findings.iter().filter_map(|finding| {
        let rule = find(finding.rule)?;
        let (name, page) = (rule.meta.name, rule.meta.page.trim());
        Some(format!("**[{name}]({})** · {}\n\n{page}", url_of(name), finding.severity.name()))
    });
    let parts: Vec<String> = meaning.into_iter().map(|hover| hover.markdown).chain(pages).collect();
    let contents = ls::HoverContents::Markup(markdown(parts.join("\n\n---\n\n")));
    Some(ls::Hover { contents, range: Some(view.range(span)) })
}

/// A page beside a menu.
pub fn page(text: String) -> ls::Documentation {
    ls::Documentation::MarkupContent(markdown(text))
}

/// The most that stands beside every label, in bytes; what is longer stands beside the chosen one alone.
const MAX_LABEL_DETAIL: usize = 48;

/// The entry of a menu that stands at `rank` in it, asked for at `offset`.
pub fn completion(view: &View, offset: usize, rank: usize, item: ide::Completion) -> ls::CompletionItem {
    use ide::CompletionKind as Kind;
    let kind = match item.kind {
        Kind::Keyword => ls::CompletionItemKind::KEYWORD,
        Kind::Property => ls::CompletionItemKind::PROPERTY,
        Kind::Flag => ls::CompletionItemKind::FIELD,
        Kind::Value => ls::CompletionItemKind::VALUE,
        Kind::Reference => ls::CompletionItemKind::REFERENCE,
        Kind::Variable => ls::CompletionItemKind::VARIABLE,
        Kind::Image => ls::CompletionItemKind::MODULE,
        Kind::File => ls::CompletionItemKind::FILE,
        Kind::Folder => ls::CompletionItemKind::FOLDER,
        Kind::Rule => ls::CompletionItemKind::EVENT,
        Kind::Snippet => ls::CompletionItemKind::SNIPPET,
    };
    let client = &view.client;
    let (new_text, format) = match item.insert {
        ide::Insert::Plain(text) => (text, None),
        ide::Insert::Snippet(text) if client.snippets => (text, Some(ls::InsertTextFormat::SNIPPET)),
        ide::Insert::Snippet(text) => (without_tab_stops(&text), None),
    };
    let (documentation, topic) = match item.documentation {
        Some(ide::Documentation::Text(text)) => (Some(page(text)), None),
        Some(ide::Documentation::Topic(topic)) if client.asks_for_pages => (None, Some(topic.into())),
        Some(ide::Documentation::Topic(topic)) => (ide::documentation(&topic).map(page), None),
        None => (None, None),
    };
    let (details, detail) = match item.detail {
        Some(text) if client.label_details && text.len() <= MAX_LABEL_DETAIL => {
            (Some(ls::CompletionItemLabelDetails { detail: None, description: Some(text) }), None)
        }
        detail => (None, detail),
    };
    let indents = client.adjusts_indentation && new_text.contains('\n');
    let commit = item.commit.chars().map(String::from).collect::<Vec<_>>();
    // A flag or a folder is only a beginning.
    let reopens = client.reopens_menu && new_text.ends_with(['=', '/', ':']);
    let goes_beyond = item.replace.end > offset;
    let replace = view.range(item.replace);
    ls::CompletionItem {
        // The order is ours; numbers of one length compare as they should.
        sort_text: Some(format!("{rank:04}")),
        label: item.label,
        label_details: details,
        kind: Some(kind),
        detail,
        documentation,
        data: topic,
        filter_text: item.filter,
        tags: (item.is_deprecated && client.deprecated_tag).then(|| vec![ls::CompletionItemTag::DEPRECATED]),
        deprecated: (item.is_deprecated && client.deprecated_flag && !client.deprecated_tag).then_some(true),
        commit_characters: (client.commit_characters && !commit.is_empty()).then_some(commit),
        insert_text_format: format,
        insert_text_mode: indents.then_some(ls::InsertTextMode::ADJUST_INDENTATION),
        command: reopens.then(|| ls::Command::new("Go on".to_owned(), "editor.action.triggerSuggest".to_owned(), None)),
        additional_text_edits: (!item.also.is_empty()).then(|| text_edits(view, &item.also)),
        text_edit: Some(if goes_beyond && client.insert_or_replace {
            let insert = view.range(Span::new(item.replace.start, offset));
            ls::InsertReplaceEdit { new_text, insert, replace }.into()
        } else {
            ls::TextEdit::new(replace, new_text).into()
        }),
        ..Default::default()
    }
}

/// Labels are told as stretches of the form, in UTF-16, which the protocol wants here whatever was agreed.
pub fn signatures(found: &Signatures) -> ls::SignatureHelp {
    let of_form = |form: &Form| {
        let units = |bytes: usize| narrow(form.label[..bytes].encode_utf16().count());
        let parameters = form.parameters.iter().map(|parameter| ls::ParameterInformation {
            label: ls::ParameterLabel::LabelOffsets([units(parameter.range.start), units(parameter.range.end)]),
            documentation: Some(ls::Documentation::MarkupContent(markdown(parameter.documentation.clone()))),
        });
        ls::SignatureInformation {
            label: form.label.clone(),
            documentation: Some(ls::Documentation::MarkupContent(markdown(form.documentation.clone()))),
            parameters: Some(parameters.collect()),
            active_parameter: None,
        }
    };
    ls::SignatureHelp {
        signatures: found.forms.iter().map(of_form).collect(),
        active_signature: Some(narrow(found.active)),
        active_parameter: found.parameter.map(narrow),
    }
}

pub fn code_action(view: &View, action: ide::Action, kind: ls::CodeActionKind) -> Option<ls::CodeAction> {
    let (edit, data) = match action.errand {
        Some(errand) => {
            let (uri, version) = (view.uri.clone(), view.snapshot.version());
            let task = Task { uri, version, rule: errand.rule().map(str::to_owned) };
            (None, Some(serde_json::to_value(task).ok()?))
        }
        None => (Some(edit_of_files(view, &action.edits, &action.files)?), None),
    };
    Some(ls::CodeAction {
        title: action.title,
        kind: Some(kind),
        diagnostics: action.finding.map(|finding| vec![diagnostic(view, &finding)]),
        edit,
        data,
        is_preferred: action.preferred.then_some(true),
        ..Default::default()
    })
}

/// The edits of the document together with what happens to other files.
fn edit_of_files(view: &View, edits: &[Edit], files: &[ide::FileChange]) -> Option<ls::WorkspaceEdit> {
    if files.is_empty() {
        return Some(workspace_edit(view, edits));
    }
    let document = |uri: ls::Uri, version: Option<i32>, edits: Vec<ls::TextEdit>| {
        let text_document = ls::OptionalVersionedTextDocumentIdentifier { uri, version };
        let edits = edits.into_iter().map(ls::OneOf::Left).collect();
        ls::DocumentChangeOperation::Edit(ls::TextDocumentEdit { text_document, edits })
    };
    if !view.client.creates_files {
        return None;
    }
    let mut operations = Vec::new();
    for change in files {
        match change {
            ide::FileChange::Create { path, text } => {
                let uri = file_uri(path)?;
                let options = ls::CreateFileOptions { overwrite: Some(false), ignore_if_exists: Some(false) };
                let create = ls::CreateFile { uri: uri.clone(), options: Some(options), annotation_id: None };
                operations.push(ls::DocumentChangeOperation::Op(ls::ResourceOp::Create(create)));
                operations.push(document(uri, None, vec![ls::TextEdit::new(ls::Range::default(), text.clone())]));
            }
            ide::FileChange::Edit { path, before, edits } => {
                let text = Text::new(before);
                let encoding = view.client.encoding;
                let edits = edits.iter().map(|it| ls::TextEdit::new(range(&text, it.span, encoding), it.text.clone()));
                operations.push(document(file_uri(path)?, None, edits.collect()));
            }
        }
    }
    if !edits.is_empty() {
        operations.push(document(view.uri.clone(), Some(view.snapshot.version()), text_edits(view, edits)));
    }
    Some(ls::WorkspaceEdit {
        document_changes: Some(ls::DocumentChanges::Operations(operations)),
        ..Default::default()
    })
}

/// The outline as a tree, or as a list where that is all that the client shows.
pub fn symbols(view: &View, symbols: Vec<ide::Symbol>) -> ls::DocumentSymbolResponse {
    if view.client.symbol_tree {
        return ls::DocumentSymbolResponse::Nested(symbols.into_iter().map(|it| symbol(view, it)).collect());
    }
    let mut list = Vec::new();
    flatten(view, symbols, None, &mut list);
    ls::DocumentSymbolResponse::Flat(list)
}

#[expect(deprecated, reason = "the type has a field that nobody uses and that cannot be left out")]
fn symbol(view: &View, it: ide::Symbol) -> ls::DocumentSymbol {
    let children: Vec<_> = it.children.into_iter().map(|child| symbol(view, child)).collect();
    ls::DocumentSymbol {
        name: it.name,
        detail: it.detail,
        kind: symbol_kind(it.kind),
        tags: it.is_deprecated.then(|| vec![ls::SymbolTag::DEPRECATED]),
        deprecated: None,
        range: view.range(it.span),
        selection_range: view.range(it.name_span),
        children: (!children.is_empty()).then_some(children),
    }
}

#[expect(deprecated, reason = "as above")]
fn flatten(view: &View, symbols: Vec<ide::Symbol>, container: Option<&str>, list: &mut Vec<ls::SymbolInformation>) {
    for it in symbols {
        // A list has no room for details; the whole line of an instruction tells more than its first words.
        let line = it.detail.as_ref().filter(|_| it.kind == ide::SymbolKind::Instruction);
        let keyword = it.name.split(' ').next().unwrap_or("");
        list.push(ls::SymbolInformation {
            name: line.map_or_else(|| it.name.clone(), |detail| format!("{keyword} {detail}")),
            kind: symbol_kind(it.kind),
            tags: it.is_deprecated.then(|| vec![ls::SymbolTag::DEPRECATED]),
            deprecated: None,
            location: ls::Location::new(view.uri.clone(), view.range(it.span)),
            container_name: container.map(str::to_owned),
        });
        flatten(view, it.children, Some(&it.name), list);
    }
}

pub fn symbol_kind(kind: ide::SymbolKind) -> ls::SymbolKind {
    use ide::SymbolKind as Kind;
    match kind {
        Kind::Stage => ls::SymbolKind::NAMESPACE,
        Kind::Instruction => ls::SymbolKind::FUNCTION,
        Kind::Variable => ls::SymbolKind::VARIABLE,
        Kind::Section => ls::SymbolKind::MODULE,
        Kind::Service => ls::SymbolKind::CLASS,
        Kind::Resource => ls::SymbolKind::INTERFACE,
        Kind::Mapping => ls::SymbolKind::OBJECT,
        Kind::List => ls::SymbolKind::ARRAY,
        Kind::Heredoc | Kind::Text => ls::SymbolKind::STRING,
        Kind::Number => ls::SymbolKind::NUMBER,
        Kind::Boolean => ls::SymbolKind::BOOLEAN,
        Kind::Nothing => ls::SymbolKind::NULL,
        Kind::Pattern => ls::SymbolKind::FILE,
    }
}

/// Folds are told by lines alone, which every client understands; of those that start in one line only the largest counts.
/// A client that takes only so many gets the largest.
pub fn folds(view: &View, folds: &[ide::Fold]) -> Vec<ls::FoldingRange> {
    let mut ranges: Vec<ls::FoldingRange> = Vec::new();
    for fold in folds {
        let ls::Range { start, end } = view.range(fold.span);
        // A span that holds its last line's end stops at the start of the next line.
        let end_line = if end.character == 0 { end.line.saturating_sub(1) } else { end.line };
        let is_new = ranges.last().is_none_or(|last| last.start_line < start.line);
        if is_new && start.line < end_line {
            let kind = match fold.kind {
                ide::FoldKind::Code => None,
                ide::FoldKind::Comment => Some(ls::FoldingRangeKind::Comment),
                ide::FoldKind::Region => Some(ls::FoldingRangeKind::Region),
                ide::FoldKind::Imports => Some(ls::FoldingRangeKind::Imports),
            };
            ranges.push(ls::FoldingRange { start_line: start.line, end_line, kind, ..Default::default() });
        }
    }
    if let Some(limit) = view.client.fold_limit.filter(|limit| *limit < ranges.len()) {
        ranges.sort_by_key(|range| std::cmp::Reverse(range.end_line - range.start_line));
        ranges.truncate(limit);
        ranges.sort_by_key(|range| range.start_line);
    }
    ranges
}

/// What a snippet inserts where nobody types into its tab stops: `EXPOSE ${1:8080}$0` gives `EXPOSE 8080`.
fn without_tab_stops(snippet: &str) -> String {
    let mut text = String::with_capacity(snippet.len());
    let mut rest = snippet.chars().peekable();
    let mut depth = 0usize;
    while let Some(character) = rest.next() {
        match character {
            '\\' => text.extend(rest.next()),
            '$' => {
                let braced = rest.next_if_eq(&'{').is_some();
                while rest.next_if(char::is_ascii_digit).is_some() {}
                if braced {
                    depth += 1;
                    if rest.next_if_eq(&'|').is_some() {
                        // Of a choice, the first.
                        text.extend(std::iter::from_fn(|| rest.next_if(|c| !matches!(c, ',' | '|'))));
                        while rest.next().is_some_and(|c| c != '}') {}
                        depth -= 1;
                    } else {
                        rest.next_if_eq(&':');
                    }
                }
            }
            '}' if depth > 0 => depth -= 1,
            other => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snippets_lose_their_tab_stops() {
        assert_eq!(without_tab_stops("EXPOSE ${1:8080}$0"), "EXPOSE 8080");
        assert_eq!(without_tab_stops("restart: ${1|always,no|}$0"), "restart: always");
        assert_eq!(without_tab_stops(r"RUN echo \$HOME ${1:a ${2:b}} c"), "RUN echo $HOME a b c");
    }

    #[test]
    fn a_range_written_backwards_is_the_same_range() {
        let text = Text::new("FROM a\nRUN b\n");
        let backwards = ls::Range::new(ls::Position::new(1, 3), ls::Position::new(0, 5));
        assert_eq!(span(&text, backwards, Encoding::Utf16), Span::new(5, 10));
    }
}
