//! The one owner of every document: reads the mailbox in order, applies edits, and hands out views.
//!
//! An edit only changes the text; what is made from the text is made when the mailbox is empty or a question needs it.
//! So a burst of edits costs one parse, without any timer, and a question still sees exactly the edits before it. Time matters for
//! one thing only: what is held back of somebody's half-written words is told when they rest.

use super::STACK;
use super::analysis::{self, Analysis};
use super::client::Client;
use super::configuration::{Choice, Projects, Wishes};
use super::convert;
use super::document::Document;
use super::message::{Message, SymbolQuestion, WorkspaceQuestion};
use super::neighbours::{OpenTexts, Outside};
use super::outbox::{Complaints, Letter};
use super::registration::registrations;
use super::scripts::ScriptReader;
use super::view::View;
use super::wire::Written;
use super::workers::{Urgency, Workers};
use super::workspace::{SymbolStore, Workspace};
use crate::model::surroundings::plain;
use crate::project::{Context, Contexts, environment};
use serde_json::Value;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Instant;
use tokio::sync::mpsc::UnboundedSender;
use tower_lsp::ls_types::{TextDocumentContentChangeEvent, Uri};

pub struct World {
    mailbox: Sender<Message>,
    outbox: UnboundedSender<Letter>,
    workers: Workers,
    scripts: Arc<ScriptReader>,
    client: Arc<Client>,
    wishes: Arc<Wishes>,
    complaints: Arc<Complaints>,
    projects: Arc<Projects>,
    documents: BTreeMap<Uri, Document>,
    environment: Arc<BTreeMap<String, String>>,
    folders: BTreeSet<Uri>,
    symbols: Arc<SymbolStore>,
    /// Questions about the workspace whose answer the client has: they wait until something changes.
    parked: Vec<WorkspaceQuestion>,
    /// Whether something changed since the last such answer.
    has_news: bool,
    /// Counts what may have changed the findings of any file.
    moment: u64,
    revisions: u64,
}

impl World {
    pub fn new(mailbox: Sender<Message>, outbox: UnboundedSender<Letter>) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let complaints = Arc::new(Complaints::new(outbox.clone()));
        let answers = mailbox.clone();
        let remarked = move |uri, remarks| {
            // The world ends only with the process.
            let _ = answers.send(Message::Remarked { uri, remarks });
        };
        World {
            scripts: Arc::new(ScriptReader::start(remarked)),
            mailbox,
            projects: Arc::new(Projects::new(complaints.clone())),
            complaints,
            outbox,
            workers: Workers::start(cores.min(3)),
            client: Arc::default(),
            wishes: Arc::default(),
            documents: BTreeMap::new(),
            environment: environment(),
            folders: BTreeSet::new(),
            symbols: Arc::default(),
            parked: Vec::new(),
            has_news: true,
            moment: 0,
            revisions: 0,
        }
    }

    /// Lives as long as messages come.
    pub fn run(mut self, messages: Receiver<Message>) {
        while let Some(message) = self.next(&messages) {
            self.handle(message);
            while let Ok(message) = messages.try_recv() {
                self.handle(message);
            }
            self.analyse_what_changed();
        }
    }

    /// Waits for a message; meanwhile whoever writes may come to rest. `None` when no more messages will come.
    fn next(&mut self, messages: &Receiver<Message>) -> Option<Message> {
        loop {
            let Some(rest) = self.documents.values().filter_map(Document::rest).min() else {
                return messages.recv().ok();
            };
            match messages.recv_timeout(rest.saturating_duration_since(Instant::now())) {
                Ok(message) => return Some(message),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => self.let_rest(rest),
            }
        }
    }

    /// Tells what was held back for those who have rested by then.
    fn let_rest(&mut self, by: Instant) {
        let rested = self.documents.values_mut().filter(|document| document.rest().is_some_and(|rest| rest <= by));
        rested.for_each(Document::let_rest);
        self.refresh();
        self.analyse_what_changed();
    }

    fn handle(&mut self, message: Message) {
        match message {
            Message::Introduce { client, options, folders } => {
                self.client = Arc::new(client);
                self.folders = folders.into_iter().collect();
                self.tell_folders();
                self.configure(&options.unwrap_or_default());
            }
            Message::Ready => self.greet(),
            Message::Open { uri, identifier, version, text } => self.open(uri, &identifier, version, &text),
            Message::Change { uri, version, changes } => self.change(&uri, version, changes),
            Message::Close { uri } => self.close(uri),
            Message::Ask { uri, question } => match self.view(&uri) {
                Some(view) => self.workers.post(Urgency::Asked, Box::new(move || question(Some(view)))),
                None => question(None),
            },
            Message::AskWorkspace(asked) => self.ask_workspace(asked),
            Message::AskSymbols(asked) => self.ask_symbols(asked),
            Message::FoldersChanged { added, removed } => {
                self.folders.retain(|folder| !removed.contains(folder));
                self.folders.extend(added);
                self.tell_folders();
                self.read_anew();
            }
            Message::Analysed { uri, revision, diagnostics } => self.publish(uri, revision, diagnostics),
            Message::Configure(settings) => {
                if self.configure(&settings) {
                    self.reconsider();
                }
            }
            Message::ConfigurationChanged => {
                if self.client.answers_configuration {
                    self.tell(Letter::AskConfiguration);
                }
            }
            Message::HeldBack { uri, revision } => {
                if let Some(document) = self.documents.get_mut(&uri) {
                    document.wait_for_rest(revision);
                }
            }
            Message::Saved { uri } => self.save(&uri),
            Message::Remarked { uri, remarks } => {
                if let Some(document) = self.documents.get_mut(&uri) {
                    document.hear(remarks);
                    self.refresh();
                }
            }
            Message::Surrounded { uri, context } => self.learn(&uri, context),
            Message::FilesChanged => self.read_anew(),
        }
    }

    /// Asks the client for what the protocol lets a server ask only now.
    fn greet(&self) {
        let registrations = registrations(&self.client);
        if !registrations.is_empty() {
            self.tell(Letter::Register(registrations));
        }
        if self.client.answers_configuration {
            self.tell(Letter::AskConfiguration);
        }
    }

    /// Has the views know which folders the client works on.
    fn tell_folders(&mut self) {
        let folders = self.folders.iter().filter_map(convert::path).map(|path| plain(&path)).collect();
        Arc::make_mut(&mut self.client).folders = folders;
    }

    fn open(&mut self, uri: Uri, identifier: &str, version: i32, text: &str) {
        let outside = Outside::of(convert::path(&uri).as_deref().map(plain), self.environment.clone());
        let document = Document::new(&uri, identifier, version, text, self.choice(&uri), outside);
        if let Some(older) = self.documents.insert(uri.clone(), document) {
            older.retire();
        }
        self.tell_neighbours(&uri);
        self.wake_parked();
        self.look_around(&uri);
    }

    fn save(&mut self, uri: &Uri) {
        if self.documents.get_mut(uri).is_some_and(Document::save) {
            self.refresh();
        }
        if self.client.watches_files {
            self.look_around(uri);
        } else {
            // A configuration may have been saved before this, and nobody can say so.
            self.read_anew();
        }
    }

    /// Sends a worker to see what the build context of a document holds.
    fn look_around(&self, uri: &Uri) {
        let language = self.documents.get(uri).and_then(|document| document.language);
        let (Some(language), Some(path)) = (language, convert::path(uri)) else {
            return;
        };
        let (uri, mailbox) = (uri.clone(), self.mailbox.clone());
        let look = move || {
            let context = Contexts::default().of(&path, language);
            // The world ends only with the process.
            let _ = mailbox.send(Message::Surrounded { uri, context });
        };
        self.workers.post(Urgency::Unasked, Box::new(look));
    }

    fn learn(&mut self, uri: &Uri, context: Context) {
        if self.documents.get_mut(uri).is_some_and(|document| document.learn(context)) {
            self.refresh();
        }
    }

    /// Tells the open documents that have looked at this one that it is another now.
    fn tell_neighbours(&mut self, uri: &Uri) {
        let Some(path) = convert::path(uri).as_deref().map(plain) else {
            return;
        };
        let source: OnceCell<Option<Arc<str>>> = OnceCell::new();
        let (own, others): (Vec<_>, Vec<_>) = self.documents.iter_mut().partition(|(other, _)| *other == uri);
        let text = || source.get_or_init(|| own.first().map(|(_, document)| document.source())).clone();
        let mut heard = false;
        for (_, neighbour) in others {
            heard |= neighbour.hear_of(&path, text);
        }
        if heard {
            self.refresh();
        }
    }

    fn open_texts(&self) -> OpenTexts {
        let open = |document: &Document| Some((document.path()?.to_owned(), document.source()));
        self.documents.values().filter_map(open).collect()
    }

    /// Lets every document whose neighbours changed look at them anew.
    fn settle(&mut self) {
        if !self.documents.values().any(Document::is_outdated) {
            return;
        }
        let open = self.open_texts();
        for document in self.documents.values_mut().filter(|document| document.is_outdated()) {
            document.look_anew(open.clone());
        }
    }

    fn change(&mut self, uri: &Uri, version: i32, changes: Vec<TextDocumentContentChangeEvent>) {
        let Some(document) = self.documents.get_mut(uri) else {
            tracing::warn!("{}: a change for a document that is not open", uri.as_str());
            return;
        };
        document.change(version, changes, self.client.encoding);
        self.tell_neighbours(uri);
    }

    fn close(&mut self, uri: Uri) {
        let Some(document) = self.documents.remove(&uri) else {
            return;
        };
        document.retire();
        self.tell_neighbours(&uri);
        self.wake_parked();
        if document.language.is_some() && !self.client.pulls_diagnostics {
            analysis::nothing(uri).into_iter().for_each(|nothing| self.tell(Letter::Diagnostics(nothing)));
        }
    }

    /// The view of a document as it stands; `None` where there is nothing to say about it.
    fn view(&mut self, uri: &Uri) -> Option<Arc<View>> {
        self.settle();
        let document = self.documents.get_mut(uri)?;
        let view = document.view(uri, &self.client, &self.scripts, &mut self.revisions);
        self.workers.discard(document.replaced());
        view
    }

    /// Sends every document that changed to a worker, unless one is still busy with it.
    fn analyse_what_changed(&mut self) {
        if self.client.pulls_diagnostics {
            return;
        }
        self.settle();
        for (uri, document) in &mut self.documents {
            if document.is_analysing {
                // Whoever is at it works for nothing if the text has changed since.
                if !document.is_current() {
                    document.retire();
                }
                continue;
            }
            let view = document.view(uri, &self.client, &self.scripts, &mut self.revisions);
            self.workers.discard(document.replaced());
            let Some(view) = view else { continue };
            if document.analysed == view.revision {
                continue;
            }
            document.is_analysing = true;
            let analysis = Analysis::of(view, self.mailbox.clone());
            self.workers.post(Urgency::Unasked, Box::new(move || analysis.run()));
        }
    }

    fn publish(&mut self, uri: Uri, revision: u64, diagnostics: Option<Written>) {
        let Some(document) = self.documents.get_mut(&uri) else {
            return;
        };
        document.is_analysing = false;
        document.analysed = document.analysed.max(revision);
        if let Some(diagnostics) = diagnostics.filter(|_| document.is_at(revision)) {
            self.tell(Letter::Diagnostics(diagnostics));
        }
    }

    /// Takes the editor's settings over; whether they changed.
    fn configure(&mut self, settings: &Value) -> bool {
        let Some((wishes, complaints)) = Wishes::read(settings) else {
            return false;
        };
        for complaint in complaints {
            self.complaints.tell(format!("In the editor's settings for Dunnage: {complaint}"));
        }
        let changed = *self.wishes != wishes;
        self.wishes = Arc::new(wishes);
        changed
    }

    /// Answers about the whole workspace, on a thread that does nothing else. A client asks again as soon as it has an
    /// answer; where it watches the files for us, the next answer waits for a change.
    fn ask_workspace(&mut self, asked: WorkspaceQuestion) {
        if !self.has_news && self.client.watches_files && !asked.question.previous.is_empty() {
            self.parked.push(asked);
            return;
        }
        self.has_news = false;
        let WorkspaceQuestion { question, reply, cancelled } = asked;
        let workspace = self.workspace();
        on_a_thread(move || {
            if let Some(reports) = workspace.report(question, &cancelled) {
                reply(reports);
            }
        });
    }

    fn ask_symbols(&mut self, asked: SymbolQuestion) {
        let SymbolQuestion { query, reply, cancelled } = asked;
        let uris: Vec<Uri> = self.documents.keys().cloned().collect();
        let views = uris.iter().filter_map(|uri| Some((plain(&convert::path(uri)?), self.view(uri)?))).collect();
        let (workspace, store) = (self.workspace(), self.symbols.clone());
        on_a_thread(move || {
            if let Some(symbols) = workspace.symbols(&query, &views, &store, &cancelled) {
                reply(symbols);
            }
        });
    }

    fn workspace(&self) -> Workspace {
        Workspace {
            folders: self.folders.iter().filter_map(convert::path).collect(),
            open: self.open_texts(),
            client: self.client.clone(),
            wishes: self.wishes.clone(),
            projects: self.projects.clone(),
            environment: self.environment.clone(),
            outbox: self.outbox.clone(),
            moment: self.moment,
        }
    }

    /// Lets the questions that waited for a change be answered.
    fn wake_parked(&mut self) {
        self.has_news = true;
        for asked in
            std::mem::take(&mut self.parked).into_iter().filter(|asked| !asked.cancelled.load(Ordering::Relaxed))
        {
            self.has_news = true;
            self.ask_workspace(asked);
        }
    }

    /// Forgets every configuration file that was read.
    fn read_anew(&mut self) {
        self.projects = Arc::new(Projects::new(self.complaints.clone()));
        self.reconsider();
    }

    /// Reads every document's settings anew.
    fn reconsider(&mut self) {
        self.moment += 1;
        let choices: Vec<_> = self.documents.keys().map(|uri| self.choice(uri)).collect();
        for (document, choice) in self.documents.values_mut().zip(choices) {
            document.choose(choice);
            document.outdate();
        }
        self.documents.keys().for_each(|uri| self.look_around(uri));
        self.refresh();
        self.wake_parked();
    }

    /// Has a client pull again what it pulled before.
    fn refresh(&self) {
        if self.client.pulls_diagnostics {
            self.tell(Letter::RefreshDiagnostics);
        }
    }

    fn choice(&self, uri: &Uri) -> Arc<Choice> {
        Arc::new(Choice::new(convert::path(uri), self.wishes.clone(), self.projects.clone()))
    }

    fn tell(&self, letter: Letter) {
        // Nobody reads letters any more once the client has left.
        let _ = self.outbox.send(letter);
    }
}

/// Does what may take long where it keeps nobody waiting.
fn on_a_thread(work: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().name("workspace".into()).stack_size(STACK);
    if let Err(error) = thread.spawn(work) {
        tracing::error!("cannot start a thread: {error}");
    }
}
