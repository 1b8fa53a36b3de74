//! Every container file of the workspace, open or not, for a client that asks for all of them at once: for their diagnostics,
//! or for the names in them.
//!
//! The walk takes as long as it takes, so it has a thread of its own, tells how far it is, and stops when the client takes
//! the question back. A file that has not changed since the client last heard of it is not read again.

use super::client::Client;
use super::configuration::{Choice, Projects, Wishes};
use super::convert;
use super::neighbours::OpenTexts;
use super::outbox::Letter;
use super::view::View;
use super::writing::Writing;
use crate::ide;
use crate::model::surroundings::plain;
use crate::model::{Files, Snapshot, Surroundings};
use crate::project::{self, Contexts, Disk};
use crate::text::Span;
use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tower_lsp::ls_types::{
    FullDocumentDiagnosticReport, Location, PreviousResultId, ProgressToken, Range, SymbolInformation, SymbolKind,
    UnchangedDocumentDiagnosticReport, Uri, WorkDoneProgress, WorkDoneProgressBegin, WorkDoneProgressEnd,
    WorkDoneProgressReport, WorkspaceDocumentDiagnosticReport, WorkspaceFullDocumentDiagnosticReport,
    WorkspaceUnchangedDocumentDiagnosticReport,
};

/// The workspace at one moment.
pub struct Workspace {
    pub folders: Vec<PathBuf>,
    /// Documents that the client has open: it asks for them one by one.
    pub open: OpenTexts,
    pub client: Arc<Client>,
    pub wishes: Arc<Wishes>,
    pub projects: Arc<Projects>,
    pub environment: Arc<BTreeMap<String, String>>,
    pub outbox: UnboundedSender<Letter>,
    /// Counts the changes that may change what is said of any file.
    pub moment: u64,
}

/// What the client wants to know, and what it knows.
pub struct Question {
    pub previous: Vec<PreviousResultId>,
    /// Where the client wants to be told how far the work is.
    pub token: Option<ProgressToken>,
}

impl Workspace {
    /// A report for each file that is not open; `None` where `cancelled` was raised.
    pub fn report(self, question: Question, cancelled: &AtomicBool) -> Option<Vec<WorkspaceDocumentDiagnosticReport>> {
        let progress = Progress::begin(&self.client, &self.outbox, question.token);
        let known: HashMap<Uri, String> = question.previous.into_iter().map(|it| (it.uri, it.value)).collect();
        let (found, _) = project::find(&self.folders);
        let disk = Arc::new(Disk::under(self.open.clone()));
        let contexts = Contexts::default();
        let mut reports = Vec::new();
        for (done, file) in found.iter().enumerate() {
            if cancelled.load(Ordering::Relaxed) {
                return None;
            }
            progress.tell(done, found.len());
            let path = plain(&project::absolute(&file.path));
            let Some(uri) = convert::file_uri(&path).filter(|_| !self.open.contains_key(&path)) else {
                continue;
            };
            let id = self.result_id(&path);
            if known.get(&uri) == Some(&id) {
                reports.push(unchanged(uri, id));
                continue;
            }
            // A rule that panics costs its file, not the answer.
            let look = || self.look(&path, &uri, &disk, &contexts, cancelled);
            let Ok(items) = catch_unwind(AssertUnwindSafe(look)) else { continue };
            reports.push(full(uri, id, items?));
        }
        Some(reports)
    }

    /// Names what would be said of a file, as long as neither it nor the world around it changes.
    fn result_id(&self, path: &Path) -> String {
        let written = project::last_written(path).and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        format!("{}-{}", self.moment, written.unwrap_or_default().as_nanos())
    }

    fn look(
        &self,
        path: &Path,
        uri: &Uri,
        disk: &Arc<Disk>,
        contexts: &Contexts,
        cancelled: &AtomicBool,
    ) -> Option<Vec<tower_lsp::ls_types::Diagnostic>> {
        // What cannot be read has nothing to be shown in; the command line tells of it.
        let Ok(document) = project::read(path) else { return Some(Vec::new()) };
        let surroundings = Surroundings {
            path: Some(path.to_owned()),
            context: contexts.of(path, document.language),
            files: Some(disk.clone() as Arc<dyn Files>),
            environment: Some(self.environment.clone()),
            // A whole workspace would keep that program busy for minutes.
            remarks: None,
            found: Default::default(),
        };
        let snapshot = Snapshot::new(document.language, document.text, 0).with_surroundings(Arc::new(surroundings));
        let view = View {
            uri: uri.clone(),
            snapshot: Arc::new(snapshot),
            client: self.client.clone(),
            choice: Arc::new(Choice::new(Some(path.to_owned()), self.wishes.clone(), self.projects.clone())),
            sent: Arc::default(),
            scripts: Arc::default(),
            revision: 0,
            writing: Writing::default().saved(),
            stale: AtomicBool::new(false),
            lines: OnceLock::new(),
            findings: OnceLock::new(),
            unasked: OnceLock::new(),
            asking: Mutex::default(),
        };
        let findings = view.findings(cancelled)?;
        Some(convert::diagnostics(&view, findings))
    }
}

/// The most symbols that one answer has: more is no help to anybody.
const MAX_SYMBOLS: usize = 500;

/// What stands in a file that is not open, as long as it is not written anew.
pub type SymbolStore = Mutex<HashMap<PathBuf, (SystemTime, Arc<[Symbol]>)>>;

/// The views of the open documents, by their absolute paths.
pub type OpenViews = HashMap<PathBuf, Arc<View>>;

/// A name to look for, and where it stands in its file.
pub struct Symbol {
    name: String,
    kind: SymbolKind,
    range: Range,
}

impl Workspace {
    /// The names in the container files of the workspace that fit what was typed, the best first; `None` where `cancelled` was
    /// raised.
    ///
    /// What is open is seen as its view has it.
    pub fn symbols(
        &self,
        query: &str,
        views: &OpenViews,
        store: &SymbolStore,
        cancelled: &AtomicBool,
    ) -> Option<Vec<SymbolInformation>> {
        let (found, _) = project::find(&self.folders);
        let mut fitting = Vec::new();
        for file in &found {
            if cancelled.load(Ordering::Relaxed) {
                return None;
            }
            let path = plain(&project::absolute(&file.path));
            let symbols = match views.get(&path) {
                Some(view) => symbols(&view.snapshot, |span| view.range(span)),
                None => self.symbols_of(&path, store),
            };
            let ranks = symbols.iter().map(|symbol| ide::rank(&symbol.name, query));
            let ranked: Vec<(u8, usize)> = ranks.enumerate().filter_map(|(at, rank)| Some((rank?, at))).collect();
            fitting.extend(ranked.into_iter().map(|(rank, at)| (rank, path.clone(), symbols.clone(), at)));
        }
        fitting.sort_by(|a, b| (a.0, a.2[a.3].name.len(), &a.1, a.3).cmp(&(b.0, b.2[b.3].name.len(), &b.1, b.3)));
        fitting.truncate(MAX_SYMBOLS);
        let told = fitting.into_iter().filter_map(|(_, path, symbols, at)| self.tell(&path, &symbols[at]));
        Some(told.collect())
    }

    fn tell(&self, path: &Path, symbol: &Symbol) -> Option<SymbolInformation> {
        let folder = self.folders.iter().find_map(|folder| path.strip_prefix(folder).ok());
        #[expect(deprecated, reason = "the field is there all the same")]
        Some(SymbolInformation {
            name: symbol.name.clone(),
            kind: symbol.kind,
            tags: None,
            deprecated: None,
            location: Location::new(convert::file_uri(path)?, symbol.range),
            container_name: Some(folder.unwrap_or(path).display().to_string()),
        })
    }

    fn symbols_of(&self, path: &Path, store: &SymbolStore) -> Arc<[Symbol]> {
        let written = project::last_written(path).unwrap_or(UNIX_EPOCH);
        let known = |store: &SymbolStore| store.lock().unwrap_or_else(PoisonError::into_inner).get(path).cloned();
        if let Some((_, symbols)) = known(store).filter(|(time, _)| *time == written) {
            return symbols;
        }
        let Ok(document) = project::read(path) else { return [].into() };
        // What makes the reader fail costs the names of its file, not the answer.
        let read = catch_unwind(AssertUnwindSafe(|| {
            let snapshot = Snapshot::new(document.language, document.text, 0);
            symbols(&snapshot, |span| convert::range(snapshot.text(), span, self.client.encoding))
        }));
        let symbols = read.unwrap_or_else(|_| [].into());
        let known = (written, symbols.clone());
        store.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), known);
        symbols
    }
}

fn symbols(snapshot: &Snapshot, range: impl Fn(Span) -> Range) -> Arc<[Symbol]> {
    let symbol = |landmark: ide::Landmark| Symbol {
        range: range(landmark.span),
        kind: convert::symbol_kind(landmark.kind),
        name: landmark.name,
    };
    ide::landmarks(snapshot).into_iter().map(symbol).collect()
}

fn unchanged(uri: Uri, result_id: String) -> WorkspaceDocumentDiagnosticReport {
    WorkspaceDocumentDiagnosticReport::Unchanged(WorkspaceUnchangedDocumentDiagnosticReport {
        uri,
        version: None,
        unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
    })
}

fn full(uri: Uri, id: String, items: Vec<tower_lsp::ls_types::Diagnostic>) -> WorkspaceDocumentDiagnosticReport {
    WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
        uri,
        version: None,
        full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: Some(id), items },
    })
}

/// Tells the client how far the work is, where it wants to know; the end is told however the work ends.
struct Progress(Option<UnboundedSender<WorkDoneProgress>>);

impl Progress {
    fn begin(client: &Client, outbox: &UnboundedSender<Letter>, token: Option<ProgressToken>) -> Progress {
        let is_asked_for = token.is_some();
        let own = || client.shows_progress.then(|| ProgressToken::String("dunnage: workspace".into()));
        let Some(token) = token.or_else(own) else {
            return Progress(None);
        };
        let (values, received) = unbounded_channel();
        // Nobody reads letters any more once the client has left.
        let _ = outbox.send(Letter::Progress { token, must_be_created: !is_asked_for, values: received });
        let _ = values.send(WorkDoneProgress::Begin(WorkDoneProgressBegin {
            title: "Checking container files".into(),
            cancellable: Some(false),
            message: None,
            percentage: Some(0),
        }));
        Progress(Some(values))
    }

    fn tell(&self, done: usize, all: usize) {
        let Some(values) = &self.0 else { return };
        let percent = |done: usize| u32::try_from(100 * done / all.max(1)).unwrap_or(100);
        if done == 0 || percent(done) == percent(done - 1) {
            return;
        }
        let _ = values.send(WorkDoneProgress::Report(WorkDoneProgressReport {
            cancellable: Some(false),
            message: Some(format!("{done} of {all}")),
            percentage: Some(percent(done)),
        }));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        let end = WorkDoneProgress::End(WorkDoneProgressEnd { message: None });
        self.0.iter().for_each(|values| drop(values.send(end.clone())));
    }
}
