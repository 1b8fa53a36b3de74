//! ShellCheck beside the server: a thread that shows it the scripts of the open documents, one at a time.
//!
//! It never stands in anybody's way. Findings of our own are told first; when the program has looked at a document's
//! scripts the document is told, and analysed once more. Only scripts that nobody has looked at are shown, and of a document
//! that is typed in only the newest version.

use crate::model::remarks::{Remarks, Script};
use crate::project::ShellCheck;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;
use tower_lsp::ls_types::Uri;

/// How long a document must rest before the program is started for it: nobody reads remarks while typing.
const REST: Duration = Duration::from_millis(150);

/// The scripts of a document as it stands, and what is known of them.
#[derive(Debug)]
pub struct Errand {
    pub uri: Uri,
    pub scripts: Vec<Script>,
    pub known: Option<Arc<Remarks>>,
}

/// A handle on the thread; it ends when this is dropped. `None` inside where the machine has no ShellCheck.
#[derive(Debug, Default)]
pub struct ScriptReader(Option<Sender<Errand>>);

impl ScriptReader {
    /// Looks for the program and starts the thread, which tells what is remarked on the scripts of a document.
    pub fn start(tell: impl Fn(Uri, Arc<Remarks>) + Send + 'static) -> Self {
        let Some(shellcheck) = ShellCheck::find() else {
            return ScriptReader(None);
        };
        let (errands, received) = channel();
        let thread = std::thread::Builder::new().name("shellcheck".into());
        let started = thread.spawn(move || read_scripts(&shellcheck, &received, &tell));
        ScriptReader(started.is_ok().then_some(errands))
    }

    pub fn is_there(&self) -> bool {
        self.0.is_some()
    }

    pub fn send(&self, errand: Errand) {
        // The thread ends only with the world.
        if let Some(errands) = &self.0 {
            let _ = errands.send(errand);
        }
    }
}

fn read_scripts(shellcheck: &ShellCheck, errands: &Receiver<Errand>, tell: &impl Fn(Uri, Arc<Remarks>)) {
    let mut waiting: BTreeMap<Uri, Errand> = BTreeMap::new();
    loop {
        // With work at hand, wait only until nothing more comes.
        let next = if waiting.is_empty() { errands.recv().ok() } else { errands.recv_timeout(REST).ok() };
        match next {
            Some(errand) => {
                waiting.insert(errand.uri.clone(), errand);
            }
            None => {
                let Some((uri, errand)) = waiting.pop_first() else { return };
                let mut remarks = errand.known.as_deref().cloned().unwrap_or_default();
                remarks.keep(&errand.scripts);
                shellcheck.look_at(errand.scripts, &mut remarks);
                tell(uri, Arc::new(remarks));
            }
        }
    }
}
