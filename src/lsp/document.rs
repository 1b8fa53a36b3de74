//! One open document: its text, and the view that is made of it when somebody needs one.

use super::client::Client;
use super::configuration::Choice;
use super::convert;
use super::neighbours::{OpenTexts, Outside};
use super::scripts::ScriptReader;
use super::sent::Sent;
use super::view::View;
use super::writing::{REST, Writing};
use crate::model::remarks::Remarks;
use crate::model::{Language, Snapshot};
use crate::project::Context;
use crate::text::{Edit, Encoding, Text, edit_between, replace};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Instant;
use tower_lsp::ls_types::{TextDocumentContentChangeEvent, Uri};

/// Edits since the last view beyond which the text is better read anew.
const MAX_EDITS: usize = 1_000;

/// An open document.
pub struct Document {
    /// `None` where it is in no language of ours: it is kept, and nothing is said about it.
    pub language: Option<Language>,
    text: Text,
    version: i32,
    outside: Outside,
    choice: Arc<Choice>,
    sent: Arc<Sent>,
    writing: Writing,
    /// When somebody who is writing has rested; known once something is held back for it.
    rest: Option<Instant>,
    /// What was made from an earlier text, and the edits since.
    view: Option<Arc<View>>,
    /// A view that another has taken the place of.
    replaced: Option<Arc<View>>,
    edits: Vec<Edit>,
    /// Whether the view is that of the text, the version and the choice.
    is_current: bool,
    /// Whether a worker is analysing a view of it.
    pub is_analysing: bool,
    /// The newest revision that a worker is through with.
    pub analysed: u64,
}

impl Document {
    pub fn new(uri: &Uri, identifier: &str, version: i32, text: &str, choice: Arc<Choice>, outside: Outside) -> Self {
        Document {
            language: language(uri, identifier, text),
            text: Text::new(text),
            version,
            outside,
            choice,
            sent: Arc::default(),
            writing: Writing::default(),
            rest: None,
            view: None,
            replaced: None,
            edits: Vec::new(),
            is_current: false,
            is_analysing: false,
            analysed: 0,
        }
    }

    /// Whether nothing has changed since its view was made.
    pub fn is_current(&self) -> bool {
        self.is_current
    }

    /// Whether it stands as the view of this revision has it.
    pub fn is_at(&self, revision: u64) -> bool {
        self.is_current && self.view.as_ref().is_some_and(|view| view.revision == revision)
    }

    /// Takes over another configuration.
    pub fn choose(&mut self, choice: Arc<Choice>) {
        self.choice = choice;
        self.is_current = false;
    }

    /// Takes over what its build context holds; whether that is new.
    pub fn learn(&mut self, context: Context) -> bool {
        let is_new = self.outside.learn(context);
        self.is_current &= !is_new;
        is_new
    }

    /// Takes over what a linter remarks on its scripts.
    pub fn hear(&mut self, remarks: Arc<Remarks>) {
        self.outside.hear(remarks);
        self.is_current = false;
    }

    /// Takes note that another file changed, given by its absolute path and its text where it is open; whether that is news to
    /// what it has looked at.
    pub fn hear_of(&mut self, path: &Path, text: impl FnOnce() -> Option<Arc<str>>) -> bool {
        let concerns = !self.outside.is_outdated() && !self.outside.learns(path, text);
        if concerns {
            self.outdate();
        }
        concerns
    }

    /// Takes note that any other file may have changed.
    pub fn outdate(&mut self) {
        self.outside.outdate();
        self.is_current = false;
    }

    /// Whether it must look at its neighbours anew before a view of it is made.
    pub fn is_outdated(&self) -> bool {
        self.outside.is_outdated()
    }

    pub fn look_anew(&mut self, open: OpenTexts) {
        self.outside.look_anew(open);
        self.is_current = false;
    }

    /// Takes note that it was saved; whether that changes what is told of it.
    pub fn save(&mut self) -> bool {
        self.settle(self.writing.saved())
    }

    /// Takes note that something of the view of this revision is held back until its writer rests.
    pub fn wait_for_rest(&mut self, revision: u64) {
        if self.is_at(revision) && self.writing.may_rest() && self.rest.is_none() {
            self.rest = Some(Instant::now() + REST);
        }
    }

    /// When its writer has rested, where somebody waits for it.
    pub fn rest(&self) -> Option<Instant> {
        self.rest
    }

    /// Takes note that its writer rests.
    pub fn let_rest(&mut self) {
        self.settle(self.writing.rested());
    }

    fn settle(&mut self, writing: Writing) -> bool {
        let is_news = self.writing != writing;
        self.writing = writing;
        self.rest = None;
        self.is_current &= !is_news;
        is_news
    }

    /// Its path, where it is a file.
    pub fn path(&self) -> Option<&Path> {
        self.outside.path()
    }

    /// Its text, as its neighbours see it.
    pub fn source(&self) -> Arc<str> {
        let view = self.view.as_ref().filter(|_| self.edits.is_empty());
        view.map_or_else(|| self.text.source().into(), |view| view.snapshot.shared_source())
    }

    /// Tells those who work unasked on its view that they may stop.
    pub fn retire(&self) {
        self.view.as_ref().inspect(|view| view.retire());
    }

    /// Applies the changes of one notification, each to the text that the one before it left.
    pub fn change(&mut self, version: i32, changes: Vec<TextDocumentContentChangeEvent>, encoding: Encoding) {
        for change in changes {
            self.apply(change, encoding);
        }
        self.version = version;
        self.is_current = false;
    }

    fn apply(&mut self, change: TextDocumentContentChangeEvent, encoding: Encoding) {
        let edit = match change.range {
            Some(range) => replace(convert::span(&self.text, range, encoding), change.text),
            // A client that sends whole texts has mostly changed a word.
            None => edit_between(&self.text.source(), &change.text),
        };
        self.text.apply(&edit);
        self.writing = self.writing.after(&edit);
        self.rest = None;
        if self.edits.len() == MAX_EDITS {
            self.retire();
            self.view = None;
        }
        if self.view.is_some() {
            self.edits.push(edit);
        } else {
            self.edits.clear();
        }
    }

    /// The view of it as it stands; `None` where there is nothing to say about it.
    pub fn view(
        &mut self,
        uri: &Uri,
        client: &Arc<Client>,
        scripts: &Arc<ScriptReader>,
        revisions: &mut u64,
    ) -> Option<Arc<View>> {
        let language = self.language?;
        if !self.is_current {
            let older = self.view.take();
            older.as_ref().inspect(|view| view.retire());
            *revisions += 1;
            let snapshot = self.snapshot(language, older.as_deref());
            let known =
                |snapshot: &Arc<Snapshot>| older.as_ref().and_then(|older| older.findings_on(snapshot, &self.choice));
            self.view = snapshot.map(|snapshot| {
                Arc::new(View {
                    uri: uri.clone(),
                    findings: known(&snapshot).unwrap_or_default(),
                    snapshot,
                    client: client.clone(),
                    choice: self.choice.clone(),
                    sent: self.sent.clone(),
                    scripts: scripts.clone(),
                    revision: *revisions,
                    writing: self.writing,
                    stale: AtomicBool::new(false),
                    lines: OnceLock::new(),
                    unasked: OnceLock::new(),
                    asking: Mutex::default(),
                })
            });
            self.edits.clear();
            self.is_current = true;
            self.replaced = older;
        }
        self.view.clone()
    }

    /// The view that the present one has taken the place of, once. To let go of all that it holds takes a while.
    pub fn replaced(&mut self) -> Option<Arc<View>> {
        self.replaced.take()
    }

    /// Reads the text: only what changed, or all of it where there is nothing to go on. `None` where that fails, which is a
    /// mistake of ours: the text lives on, and the next change tries again.
    fn snapshot(&self, language: Language, older: Option<&View>) -> Option<Arc<Snapshot>> {
        let attempt = |read: &dyn Fn() -> Snapshot| catch_unwind(AssertUnwindSafe(read)).ok().map(Arc::new);
        let surrounded = |snapshot: Snapshot| snapshot.with_surroundings(self.outside.surroundings().clone());
        let edited = older.and_then(|older| {
            let is_same_text = self.edits.is_empty() && older.snapshot.version() == self.version;
            if is_same_text && Arc::ptr_eq(older.snapshot.surroundings(), self.outside.surroundings()) {
                return Some(older.snapshot.clone());
            }
            attempt(&|| surrounded(older.snapshot.edited(&self.edits, self.version)))
        });
        edited.or_else(|| attempt(&|| surrounded(Snapshot::new(language, self.text.clone(), self.version))))
    }
}

/// The language of a document: as the editor says, else as its name says, else as its content looks.
fn language(uri: &Uri, identifier: &str, text: &str) -> Option<Language> {
    let path = uri.path().decode().to_string_lossy();
    let name = path.rsplit('/').next().unwrap_or("");
    Language::of_identifier(identifier).or_else(|| Language::of_name(name)).or_else(|| Language::of_content(text))
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
        assert_eq!(known("vscode-remote://host/p/Docker%66ile", "plaintext", ""), Some(Language::Dockerfile));
        assert_eq!(known("untitled:Untitled-1", "plaintext", ""), None);
    }
}
