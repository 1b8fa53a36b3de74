//! The protocol's methods. Each begins with one message to the world, sent before anything else can happen.

use super::client::Client;
use super::configuration::Wishes;
use super::message::{Message, SymbolQuestion, WorkspaceQuestion};
use super::task::Task;
use super::view::View;
use super::wire::{self, Written};
use super::workspace;
use super::{features, navigation, tokens};
use crate::text::Encoding;
use serde::Serialize;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use tokio::sync::oneshot;
use tower_lsp::LanguageServer;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::*;

/// Whether the client said `shutdown`.
#[derive(Debug, Clone, Default)]
pub struct Ending(Arc<AtomicBool>);

impl Ending {
    pub fn was_shut_down(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

#[derive(Debug)]
pub struct Server {
    mailbox: Sender<Message>,
    ending: Ending,
}

/// Raises a flag when it is dropped: with the request that it belongs to.
struct Cancel(Arc<AtomicBool>);

impl Drop for Cancel {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// What a handler returns where its answer is on its way already. The client never sees it.
trait Reply: Serialize + 'static {
    fn in_place() -> Self;
}

impl<T: Serialize + 'static> Reply for Option<T> {
    fn in_place() -> Self {
        None
    }
}

impl Reply for CodeAction {
    fn in_place() -> Self {
        CodeAction::default()
    }
}

impl Reply for DocumentDiagnosticReportResult {
    fn in_place() -> Self {
        features::full_report(None, Vec::new()).into()
    }
}

impl Reply for WorkspaceDiagnosticReportResult {
    fn in_place() -> Self {
        WorkspaceDiagnosticReport::default().into()
    }
}

/// Where an answer is put once it is known, from any thread.
struct Desk {
    answer: oneshot::Sender<Result<Written>>,
    /// Raised when the client takes the question back.
    cancelled: Arc<AtomicBool>,
}

impl Desk {
    fn put<T: Reply>(self, answer: Result<T>) {
        let written = answer.and_then(|answer| Written::of(&answer).ok_or_else(Error::internal_error));
        // The client may take the question back at any time; then nobody hears the answer.
        let _ = self.answer.send(written);
    }
}

/// A desk for one answer, and what awaits it there and leaves it for the client.
fn desk<T: Reply>() -> (Desk, impl Future<Output = Result<T>> + Send + use<T>) {
    let (answer, awaited) = oneshot::channel();
    let cancelled = Arc::new(AtomicBool::new(false));
    let cancel = Cancel(cancelled.clone());
    let answered = async move {
        let answer = awaited.await;
        drop(cancel);
        // The other end is gone only if the worker panicked, which the log tells.
        wire::leave(answer.map_err(|_| Error::internal_error())??);
        Ok(T::in_place())
    };
    (Desk { answer, cancelled }, answered)
}

impl Server {
    pub fn new(mailbox: Sender<Message>, ending: Ending) -> Self {
        Server { mailbox, ending }
    }

    fn send(&self, message: Message) {
        if self.mailbox.send(message).is_err() {
            tracing::error!("the world has ended");
        }
    }

    /// Puts a question about a document into the mailbox, now; the answer is awaited. A worker gives it the view, `None` where
    /// there is nothing to say about the document, and a flag that is raised when the client takes the question back; it also
    /// writes the answer, and what is returned is only a reply in its place.
    fn ask<T, F>(&self, uri: Uri, answer: F) -> impl Future<Output = Result<T>> + Send + use<T, F>
    where
        T: Reply,
        F: FnOnce(Option<&View>, &AtomicBool) -> T + Send + 'static,
    {
        self.try_to_ask(uri, |view, cancelled| Ok(answer(view, cancelled)))
    }

    /// The same for a question that may be refused.
    fn try_to_ask<T, F>(&self, uri: Uri, answer: F) -> impl Future<Output = Result<T>> + Send + use<T, F>
    where
        T: Reply,
        F: FnOnce(Option<&View>, &AtomicBool) -> Result<T> + Send + 'static,
    {
        let (desk, answered) = desk();
        let question = move |view: Option<Arc<View>>| {
            if !desk.answer.is_closed() {
                let answer = answer(view.as_deref(), &desk.cancelled);
                desk.put(answer);
            }
        };
        self.send(Message::Ask { uri, question: Box::new(question) });
        answered
    }

    /// `dunnage/version`: what the server has of a document. For tests of the wire order, and for reports of mistakes.
    pub async fn version(&self, params: TextDocumentIdentifier) -> Result<Option<serde_json::Value>> {
        self.ask(params.uri, |view, _| {
            let snapshot = &view?.snapshot;
            let (version, bytes) = (snapshot.version(), snapshot.source().len());
            let context = snapshot.surroundings().context.as_ref().map(|context| context.len());
            let language = snapshot.language();
            Some(serde_json::json!({ "version": version, "bytes": bytes, "language": language, "context": context }))
        })
        .await
    }
}

impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let client = Client::introduced_by(&params);
        let wishes = params.initialization_options.as_ref().and_then(Wishes::read).map(|(wishes, _)| wishes);
        let capabilities = capabilities(&client, &wishes.unwrap_or_default());
        let folders = params.workspace_folders.unwrap_or_default().into_iter().map(|folder| folder.uri).collect();
        self.send(Message::Introduce { client, options: params.initialization_options, folders });
        let server_info = Some(ServerInfo { name: "dunnage".into(), version: Some(crate::VERSION.into()) });
        Ok(InitializeResult { capabilities, server_info, offset_encoding: None })
    }

    async fn initialized(&self, _: InitializedParams) {
        self.send(Message::Ready);
    }

    async fn shutdown(&self) -> Result<()> {
        self.ending.0.store(true, Ordering::Relaxed);
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let TextDocumentItem { uri, language_id, version, text } = params.text_document;
        self.send(Message::Open { uri, identifier: language_id, version, text });
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        let VersionedTextDocumentIdentifier { uri, version } = params.text_document;
        self.send(Message::Change { uri, version, changes: params.content_changes });
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.send(Message::Close { uri: params.text_document.uri });
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        self.send(Message::Saved { uri: params.text_document.uri });
    }

    async fn will_save_wait_until(&self, params: WillSaveTextDocumentParams) -> Result<Option<Vec<TextEdit>>> {
        self.ask(params.text_document.uri, |view, _| features::mend_on_save(view?)).await
    }

    async fn formatting(&self, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        let options = params.options;
        self.ask(params.text_document.uri, move |view, _| features::format(view?, &options)).await
    }

    async fn range_formatting(&self, params: DocumentRangeFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        let (ranges, options) = ([params.range], params.options);
        self.ask(params.text_document.uri, move |view, _| features::format_ranges(view?, &ranges, &options)).await
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        self.send(Message::Configure(params.settings));
        self.send(Message::ConfigurationChanged);
    }

    async fn did_change_watched_files(&self, _: DidChangeWatchedFilesParams) {
        self.send(Message::FilesChanged);
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        let uris = |folders: Vec<WorkspaceFolder>| folders.into_iter().map(|folder| folder.uri).collect();
        self.send(Message::FoldersChanged { added: uris(params.event.added), removed: uris(params.event.removed) });
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        let mailbox = self.mailbox.clone();
        self.ask(params.text_document.uri, move |view, cancelled| match view {
            Some(view) => {
                let (report, holds_back) = features::diagnostic(view, params.previous_result_id.as_deref(), cancelled);
                if holds_back {
                    // The world ends only with the process.
                    let _ = mailbox.send(Message::HeldBack { uri: view.uri.clone(), revision: view.revision });
                }
                report.into()
            }
            None => features::full_report(None, Vec::new()).into(),
        })
        .await
    }

    async fn workspace_diagnostic(&self, params: WorkspaceDiagnosticParams) -> Result<WorkspaceDiagnosticReportResult> {
        let token = params.work_done_progress_params.work_done_token;
        let question = workspace::Question { previous: params.previous_result_ids, token };
        let (desk, answered) = desk();
        let cancelled = desk.cancelled.clone();
        let reply = Box::new(move |items| {
            desk.put(Ok(WorkspaceDiagnosticReportResult::from(WorkspaceDiagnosticReport { items })))
        });
        self.send(Message::AskWorkspace(WorkspaceQuestion { question, reply, cancelled }));
        answered.await
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        let (desk, answered) = desk();
        let cancelled = desk.cancelled.clone();
        let reply = Box::new(move |symbols| desk.put(Ok(Some(WorkspaceSymbolResponse::Flat(symbols)))));
        self.send(Message::AskSymbols(SymbolQuestion { query: params.query, reply, cancelled }));
        answered.await
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
        self.ask(text_document.uri, move |view, _| features::hover(view?, position)).await
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position;
        let typed = params.context.and_then(|context| context.trigger_character);
        self.ask(text_document.uri, move |view, _| Some(features::completion(view?, position, typed.as_deref()))).await
    }

    async fn completion_resolve(&self, item: CompletionItem) -> Result<CompletionItem> {
        Ok(features::completion_with_page(item))
    }

    async fn signature_help(&self, params: SignatureHelpParams) -> Result<Option<SignatureHelp>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
        self.ask(text_document.uri, move |view, _| features::signatures(view?, position)).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let uri = params.text_document.uri.clone();
        self.ask(uri, move |view, cancelled| Some(features::code_actions(view?, &params, cancelled))).await
    }

    /// Most actions are complete when they are offered; some clients ask all the same.
    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        let task = action.data.clone().and_then(|data| serde_json::from_value::<Task>(data).ok());
        let Some(task) = task else { return Ok(action) };
        let answer = self.try_to_ask(task.uri.clone(), move |view, _| {
            let view = view.ok_or_else(|| outdated("The file is not open any more".to_owned()))?;
            features::code_action_with_edits(view, action, &task).map_err(outdated)
        });
        answer.await
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
        self.ask(text_document.uri, move |view, _| navigation::definition(view?, position)).await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position;
        let with_declarations = params.context.include_declaration;
        self.ask(text_document.uri, move |view, _| Some(navigation::references(view?, position, with_declarations)))
            .await
    }

    async fn document_highlight(&self, params: DocumentHighlightParams) -> Result<Option<Vec<DocumentHighlight>>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
        self.ask(text_document.uri, move |view, _| Some(navigation::highlights(view?, position))).await
    }

    async fn linked_editing_range(&self, params: LinkedEditingRangeParams) -> Result<Option<LinkedEditingRanges>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
        self.ask(text_document.uri, move |view, _| navigation::linked_ranges(view?, position)).await
    }

    async fn prepare_rename(&self, params: TextDocumentPositionParams) -> Result<Option<PrepareRenameResponse>> {
        let TextDocumentPositionParams { text_document, position } = params;
        let answer = move |view: &View| navigation::prepare_rename(view, position).map_err(refusal);
        self.try_to_ask(text_document.uri, move |view, _| view.map(answer).transpose()).await
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position;
        let new_name = params.new_name;
        let answer = move |view: &View| navigation::rename(view, position, &new_name).map_err(refusal);
        self.try_to_ask(text_document.uri, move |view, _| view.map(answer).transpose()).await
    }

    async fn prepare_call_hierarchy(
        &self,
        params: CallHierarchyPrepareParams,
    ) -> Result<Option<Vec<CallHierarchyItem>>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
        self.ask(text_document.uri, move |view, _| navigation::prepare_hierarchy(view?, position)).await
    }

    async fn incoming_calls(
        &self,
        params: CallHierarchyIncomingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyIncomingCall>>> {
        let item = params.item;
        let from = navigation::asked_from(&item);
        self.ask(from, move |view, _| Some(navigation::incoming_calls(view?, &item))).await
    }

    async fn outgoing_calls(
        &self,
        params: CallHierarchyOutgoingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyOutgoingCall>>> {
        let item = params.item;
        let from = navigation::asked_from(&item);
        self.ask(from, move |view, _| Some(navigation::outgoing_calls(view?, &item))).await
    }

    async fn selection_range(&self, params: SelectionRangeParams) -> Result<Option<Vec<SelectionRange>>> {
        let places = params.positions;
        self.ask(params.text_document.uri, move |view, _| Some(features::selections(view?, &places))).await
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        self.ask(params.text_document.uri, |view, _| Some(features::links(view?))).await
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        let range = params.range;
        self.ask(params.text_document.uri, move |view, _| Some(features::hints(view?, range))).await
    }

    async fn semantic_tokens_full(&self, params: SemanticTokensParams) -> Result<Option<SemanticTokensResult>> {
        self.ask(params.text_document.uri, |view, _| Some(features::tokens(view?).into())).await
    }

    async fn semantic_tokens_full_delta(
        &self,
        params: SemanticTokensDeltaParams,
    ) -> Result<Option<SemanticTokensFullDeltaResult>> {
        let previous = params.previous_result_id;
        self.ask(params.text_document.uri, move |view, _| Some(features::tokens_since(view?, &previous))).await
    }

    async fn semantic_tokens_range(
        &self,
        params: SemanticTokensRangeParams,
    ) -> Result<Option<SemanticTokensRangeResult>> {
        let range = params.range;
        self.ask(params.text_document.uri, move |view, _| Some(features::tokens_in(view?, range).into())).await
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        self.ask(params.text_document.uri, |view, _| Some(features::lenses(view?))).await
    }

    async fn on_type_formatting(&self, params: DocumentOnTypeFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position;
        let options = params.options;
        self.ask(text_document.uri, move |view, _| Some(features::typed(view?, position, &options))).await
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        self.ask(params.text_document.uri, |view, _| Some(features::symbols(view?))).await
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        self.ask(params.text_document.uri, |view, _| Some(features::folds(view?))).await
    }
}

/// An answer that would be about a text which is no more.
fn outdated(reason: String) -> Error {
    Error { message: reason.into(), ..Error::new(ErrorCode::ContentModified) }
}

/// The protocol's `RequestFailed`, with a sentence that the editor shows.
fn refusal(message: String) -> Error {
    Error { code: ErrorCode::ServerError(-32803), message: message.into(), data: None }
}

/// What this server does for this client.
fn capabilities(client: &Client, wishes: &Wishes) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(match client.encoding {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }),
        text_document_sync: Some(
            TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::INCREMENTAL),
                will_save_wait_until: Some(true),
                save: Some(true.into()),
                ..Default::default()
            }
            .into(),
        ),
        diagnostic_provider: client.pulls_diagnostics.then(|| {
            DiagnosticServerCapabilities::Options(DiagnosticOptions {
                identifier: Some("dunnage".into()),
                workspace_diagnostics: wishes.workspace_diagnostics,
                ..Default::default()
            })
        }),
        hover_provider: Some(true.into()),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some([" ", "-", "=", ":", "$", "{", "/", "@", ",", "#"].map(String::from).to_vec()),
            resolve_provider: Some(true),
            ..Default::default()
        }),
        // Nothing triggers it by itself: a box that opens with every blank is in the way.
        signature_help_provider: Some(SignatureHelpOptions {
            retrigger_characters: Some([" ", "=", ":", "@", ",", "/"].map(String::from).to_vec()),
            ..Default::default()
        }),
        code_action_provider: Some(
            CodeActionOptions {
                code_action_kinds: Some(vec![
                    CodeActionKind::QUICKFIX,
                    CodeActionKind::REFACTOR_EXTRACT,
                    CodeActionKind::REFACTOR_INLINE,
                    CodeActionKind::REFACTOR_REWRITE,
                    CodeActionKind::SOURCE_FIX_ALL,
                    features::FIX_ALL,
                ]),
                resolve_provider: Some(true),
                ..Default::default()
            }
            .into(),
        ),
        // Where another extension formats, this one does not even offer it.
        document_formatting_provider: wishes.formats.then_some(OneOf::Left(true)),
        document_range_formatting_provider: wishes.formats.then_some(OneOf::Left(true)),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        document_highlight_provider: Some(OneOf::Left(true)),
        linked_editing_range_provider: Some(LinkedEditingRangeServerCapabilities::Simple(true)),
        call_hierarchy_provider: Some(true.into()),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        })),
        semantic_tokens_provider: Some(
            SemanticTokensOptions {
                legend: tokens::legend(),
                range: Some(true),
                full: Some(SemanticTokensFullOptions::Delta { delta: Some(true) }),
                work_done_progress_options: WorkDoneProgressOptions::default(),
            }
            .into(),
        ),
        selection_range_provider: Some(true.into()),
        document_link_provider: Some(DocumentLinkOptions {
            resolve_provider: Some(false),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        }),
        inlay_hint_provider: Some(OneOf::Left(true)),
        workspace_symbol_provider: Some(OneOf::Left(true)),
        code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(false) }),
        document_on_type_formatting_provider: Some(DocumentOnTypeFormattingOptions {
            first_trigger_character: "\n".to_owned(),
            more_trigger_character: None,
        }),
        document_symbol_provider: Some(OneOf::Left(true)),
        folding_range_provider: Some(true.into()),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            file_operations: None,
        }),
        ..Default::default()
    }
}
