//! The one owner of every document: reads the mailbox in order, applies edits, and hands out views.
//!
//! An edit only changes the text; what is made from the text is made when the mailbox is empty or a question needs it.
//! So a burst of edits costs one parse, without any timer, and a question still sees exactly the edits before it.

use super::client::Client;
use super::configuration::{Choice, Projects, Wishes};
use super::convert;
use super::outbox::{Complaints, Letter};
use super::tokens::Sent;
use super::view::View;
use super::workers::{Urgency, Workers};
use crate::model::{Language, Snapshot, Surroundings};
use crate::project::Contexts;
use crate::text::{Edit, Encoding, Text, edit_between, replace};
use serde_json::Value;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, OnceLock};
use tokio::sync::mpsc::UnboundedSender;
use tower_lsp::ls_types::{Diagnostic, Registration, TextDocumentContentChangeEvent, Uri};

/// What reaches the world, in wire order.
pub enum Message {
    /// The client introduced itself; with it came its `initializationOptions`.
    Introduce {
        client: Client,
        options: Option<Value>,
    },
    /// The client is ready to be asked things.
    Ready,
    Open {
        uri: Uri,
        identifier: String,
        version: i32,
        text: String,
    },
    Change {
        uri: Uri,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
    },
    Close {
        uri: Uri,
    },
    /// A document was written to the disk.
    Saved {
        uri: Uri,
    },
    /// What lies around a document, as a worker found it.
    Surrounded {
        uri: Uri,
        surroundings: Arc<Surroundings>,
    },
    /// A question about a document. It is put to a worker with the view at this place in the queue, or at once with nothing
    /// where the document is unknown or in no language of ours.
    Ask {
        uri: Uri,
        question: Question,
    },
    /// A worker is through with a view; `None` where it was stopped or failed.
    Analysed {
        uri: Uri,
        revision: u64,
        diagnostics: Option<Vec<Diagnostic>>,
    },
    /// The editor's settings, as they came.
    Configure(Value),
    /// The editor's settings changed, without saying how.
    ConfigurationChanged,
    /// Files that settings or surroundings are read from changed on the disk.
    FilesChanged,
}

pub type Question = Box<dyn FnOnce(Option<Arc<View>>) + Send>;

pub struct World {
    mailbox: Sender<Message>,
    outbox: UnboundedSender<Letter>,
    workers: Workers,
    client: Arc<Client>,
    wishes: Arc<Wishes>,
    complaints: Arc<Complaints>,
    projects: Arc<Projects>,
    documents: BTreeMap<Uri, Document>,
    revisions: u64,
}

/// An open document.
struct Document {
    /// `None` where it is in no language of ours: it is kept, and nothing is said about it.
    language: Option<Language>,
    text: Text,
    version: i32,
    surroundings: Arc<Surroundings>,
    choice: Arc<Choice>,
    sent: Arc<Sent>,
    /// What was made from an earlier text, and the edits since.
    view: Option<Arc<View>>,
    edits: Vec<Edit>,
    /// Whether the view is that of the text, the version and the choice.
    is_current: bool,
    /// Whether a worker is analysing a view of it.
    is_analysing: bool,
    /// The newest revision that a worker is through with.
    analysed: u64,
}

impl World {
    pub fn new(mailbox: Sender<Message>, outbox: UnboundedSender<Letter>) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let complaints = Arc::new(Complaints::new(outbox.clone()));
        World {
            mailbox,
            projects: Arc::new(Projects::new(complaints.clone())),
            complaints,
            outbox,
            workers: Workers::start(cores.min(4)),
            client: Arc::default(),
            wishes: Arc::default(),
            documents: BTreeMap::new(),
            revisions: 0,
        }
    }

    /// Lives as long as messages come.
    pub fn run(mut self, messages: Receiver<Message>) {
        while let Ok(message) = messages.recv() {
            self.handle(message);
            while let Ok(message) = messages.try_recv() {
                self.handle(message);
            }
            self.analyse_what_changed();
        }
    }

    fn handle(&mut self, message: Message) {
        match message {
            Message::Introduce { client, options } => {
                self.client = Arc::new(client);
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
            // Who watches no files may have saved a configuration before this, and cannot say so.
            Message::Saved { uri } if self.client.watches_files => self.look_around(&uri),
            Message::Surrounded { uri, surroundings } => self.surround(&uri, surroundings),
            Message::Saved { .. } | Message::FilesChanged => {
                self.projects = Arc::new(Projects::new(self.complaints.clone()));
                self.reconsider();
            }
        }
    }

    /// Asks the client for what the protocol lets a server ask only now.
    fn greet(&self) {
        let mut registrations = Vec::new();
        let mut register = |method: &str, options: Option<Value>| {
            let id = format!("dunnage:{method}");
            registrations.push(Registration { id, method: method.to_owned(), register_options: options });
        };
        if self.client.watches_files {
            let patterns = ["**/{.dunnage,dunnage}.toml", "**/.hadolint.{yaml,yml}", "**/{*,}.dockerignore"];
            let watchers: Vec<Value> =
                patterns.iter().map(|pattern| serde_json::json!({ "globPattern": pattern })).collect();
            let options = serde_json::json!({ "watchers": watchers });
            register("workspace/didChangeWatchedFiles", Some(options));
        }
        if self.client.announces_configuration {
            let options = serde_json::json!({ "section": "dunnage" });
            register("workspace/didChangeConfiguration", Some(options));
        }
        if !registrations.is_empty() {
            self.tell(Letter::Register(registrations));
        }
        if self.client.answers_configuration {
            self.tell(Letter::AskConfiguration);
        }
    }

    fn open(&mut self, uri: Uri, identifier: &str, version: i32, text: &str) {
        let language = language(&uri, identifier, text);
        let document = Document {
            language,
            text: Text::new(text),
            version,
            surroundings: Arc::default(),
            choice: self.choice(&uri),
            sent: Arc::default(),
            view: None,
            edits: Vec::new(),
            is_current: false,
            is_analysing: false,
            analysed: 0,
        };
        if let Some(older) = self.documents.insert(uri.clone(), document) {
            older.view.inspect(|view| view.retire());
        }
        self.look_around(&uri);
    }

    /// Sends a worker to see what lies around a document.
    fn look_around(&self, uri: &Uri) {
        let language = self.documents.get(uri).and_then(|document| document.language);
        let (Some(language), Some(path)) = (language, convert::path(uri)) else {
            return;
        };
        let (uri, mailbox) = (uri.clone(), self.mailbox.clone());
        let look = move || {
            let surroundings = Contexts::default().of(&path, language);
            // The world ends only with the process.
            let _ = mailbox.send(Message::Surrounded { uri, surroundings });
        };
        self.workers.post(Urgency::Unasked, Box::new(look));
    }

    fn surround(&mut self, uri: &Uri, surroundings: Arc<Surroundings>) {
        let changed = self.documents.get_mut(uri).filter(|document| document.surroundings != surroundings);
        if let Some(document) = changed {
            document.surroundings = surroundings;
            document.is_current = false;
            self.refresh();
        }
    }

    fn change(&mut self, uri: &Uri, version: i32, changes: Vec<TextDocumentContentChangeEvent>) {
        let Some(document) = self.documents.get_mut(uri) else {
            tracing::warn!("{}: a change for a document that is not open", uri.as_str());
            return;
        };
        for change in changes {
            document.apply(change, self.client.encoding);
        }
        document.version = version;
        document.is_current = false;
    }

    fn close(&mut self, uri: Uri) {
        let Some(document) = self.documents.remove(&uri) else {
            return;
        };
        document.view.inspect(|view| view.retire());
        if document.language.is_some() && !self.client.pulls_diagnostics {
            self.tell(Letter::Diagnostics { uri, diagnostics: Vec::new(), version: None });
        }
    }

    /// The view of a document as it stands; `None` where there is nothing to say about it.
    fn view(&mut self, uri: &Uri) -> Option<Arc<View>> {
        self.documents.get_mut(uri)?.view(uri, &self.client, &mut self.revisions)
    }

    /// Sends every document that changed to a worker, unless one is still busy with it.
    fn analyse_what_changed(&mut self) {
        if self.client.pulls_diagnostics {
            return;
        }
        for (uri, document) in &mut self.documents {
            if document.is_analysing {
                // Whoever is at it works for nothing if the text has changed since.
                if !document.is_current {
                    document.view.as_ref().inspect(|view| view.retire());
                }
                continue;
            }
            let Some(view) = document.view(uri, &self.client, &mut self.revisions) else { continue };
            if document.analysed == view.revision {
                continue;
            }
            document.is_analysing = true;
            let outcome = Outcome { view, diagnostics: None, mailbox: self.mailbox.clone() };
            self.workers.post(Urgency::Unasked, Box::new(move || outcome.find()));
        }
    }

    fn publish(&mut self, uri: Uri, revision: u64, diagnostics: Option<Vec<Diagnostic>>) {
        let Some(document) = self.documents.get_mut(&uri) else {
            return;
        };
        document.is_analysing = false;
        document.analysed = document.analysed.max(revision);
        let is_newest = document.is_current && document.view.as_ref().is_some_and(|view| view.revision == revision);
        if let Some(diagnostics) = diagnostics.filter(|_| is_newest) {
            let version = Some(document.version);
            self.tell(Letter::Diagnostics { uri, diagnostics, version });
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

    /// Reads every document's settings anew.
    fn reconsider(&mut self) {
        let choices: Vec<_> = self.documents.keys().map(|uri| self.choice(uri)).collect();
        for (document, choice) in self.documents.values_mut().zip(choices) {
            document.choice = choice;
            document.is_current = false;
        }
        self.documents.keys().for_each(|uri| self.look_around(uri));
        self.refresh();
    }

    /// Has a client pull again what it pulled before.
    fn refresh(&self) {
        if self.client.pulls_diagnostics && self.client.refreshes_diagnostics {
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

impl Document {
    /// Applies one change to the text that the changes before it left.
    fn apply(&mut self, change: TextDocumentContentChangeEvent, encoding: Encoding) {
        let edit = match change.range {
            Some(range) => replace(convert::span(&self.text, range, encoding), change.text),
            // A client that sends whole texts has mostly changed a word.
            None => edit_between(&self.text.source(), &change.text),
        };
        self.text.apply(&edit);
        self.edits.push(edit);
    }

    fn view(&mut self, uri: &Uri, client: &Arc<Client>, revisions: &mut u64) -> Option<Arc<View>> {
        let language = self.language?;
        if !self.is_current {
            let older = self.view.take();
            older.as_ref().inspect(|view| view.retire());
            *revisions += 1;
            let snapshot = self.snapshot(language, older.as_deref());
            self.view = snapshot.map(|snapshot| {
                Arc::new(View {
                    uri: uri.clone(),
                    snapshot,
                    client: client.clone(),
                    choice: self.choice.clone(),
                    sent: self.sent.clone(),
                    revision: *revisions,
                    stale: AtomicBool::new(false),
                    findings: OnceLock::new(),
                })
            });
            self.edits.clear();
            self.is_current = true;
        }
        self.view.clone()
    }

    /// Reads the text: only what changed, or all of it where there is nothing to go on. `None` where that fails, which is a
    /// mistake of ours: the text lives on, and the next change tries again.
    fn snapshot(&self, language: Language, older: Option<&View>) -> Option<Arc<Snapshot>> {
        let attempt = |read: &dyn Fn() -> Snapshot| catch_unwind(AssertUnwindSafe(read)).ok().map(Arc::new);
        let surrounded = |snapshot: Snapshot| snapshot.with_surroundings(self.surroundings.clone());
        let edited = older.and_then(|older| {
            let is_same_text = self.edits.is_empty() && older.snapshot.version() == self.version;
            if is_same_text && *older.snapshot.surroundings() == *self.surroundings {
                return Some(older.snapshot.clone());
            }
            attempt(&|| surrounded(older.snapshot.edited(&self.edits, self.version)))
        });
        edited.or_else(|| attempt(&|| surrounded(Snapshot::new(language, self.text.clone(), self.version))))
    }
}

/// An analysis; however it ends, the world learns of it.
struct Outcome {
    view: Arc<View>,
    diagnostics: Option<Vec<Diagnostic>>,
    mailbox: Sender<Message>,
}

impl Outcome {
    fn find(mut self) {
        let findings = self.view.findings(&self.view.stale);
        self.diagnostics = findings.map(|findings| convert::diagnostics(&self.view, findings));
    }
}

impl Drop for Outcome {
    fn drop(&mut self) {
        let (uri, revision) = (self.view.uri.clone(), self.view.revision);
        // The world ends only with the process.
        let _ = self.mailbox.send(Message::Analysed { uri, revision, diagnostics: self.diagnostics.take() });
    }
}

/// The language of a document: as the editor says, else as its name says, else as its content looks.
fn language(uri: &Uri, identifier: &str, text: &str) -> Option<Language> {
    let name = convert::path(uri).and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    Language::of_identifier(identifier).or_else(|| Language::of_name(&name?)).or_else(|| Language::of_content(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_what_the_editor_says_or_the_name_or_the_content() {
        let known = |uri: &str, identifier, text| language(&uri.parse().expect("a URI"), identifier, text);
        assert_eq!(known("file:///a/x.txt", "dockerfile", ""), Some(Language::Dockerfile));
        assert_eq!(known("file:///a/compose.yaml", "yaml", ""), Some(Language::Compose));
        assert_eq!(known("untitled:Untitled-1", "plaintext", "FROM alpine\n"), Some(Language::Dockerfile));
        assert_eq!(known("file:///a/main.rs", "rust", "fn main() {}"), None);
        assert_eq!(known("untitled:Dockerfile", "plaintext", ""), None);
    }
}
