//! One version of one document, as the workers see it.

use super::client::Client;
use super::configuration::Choice;
use super::scripts::{Errand, ScriptReader};
use super::sent::Sent;
use super::writing::{Restraint, Writing};
use crate::model::Snapshot;
use crate::model::remarks::Script;
use crate::rules::{self, Finding};
use crate::text::Lines;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tower_lsp::ls_types::Uri;

/// One version of one document under one configuration: immutable, and whatever is computed for it is computed once.
#[derive(Debug)]
pub struct View {
    pub uri: Uri,
    pub snapshot: Arc<Snapshot>,
    pub client: Arc<Client>,
    pub choice: Arc<Choice>,
    pub sent: Arc<Sent>,
    pub scripts: Arc<ScriptReader>,
    /// Names this view among all that this process ever had.
    pub revision: u64,
    /// How far somebody is with it.
    pub writing: Writing,
    /// Raised when a newer view has taken its place: work that nobody asked for may stop.
    pub stale: AtomicBool,
    /// Where the lines of its text begin.
    pub lines: OnceLock<Lines>,
    pub findings: OnceLock<Vec<Finding>>,
    /// What the rules that are off would say.
    pub unasked: OnceLock<Vec<Finding>>,
    /// Held by who asks the rules: a second one waits for the answer rather than work it out beside the first.
    pub asking: Mutex<()>,
}

impl View {
    /// What the rules said, where another view would hear the same: it has the same snapshot and the same choice of rules.
    pub fn findings_on(&self, snapshot: &Arc<Snapshot>, choice: &Arc<Choice>) -> Option<OnceLock<Vec<Finding>>> {
        let is_same = Arc::ptr_eq(&self.snapshot, snapshot) && Arc::ptr_eq(&self.choice, choice);
        is_same.then(|| self.findings.clone())
    }

    /// What the rules say; `None` where `cancelled` was raised before they were through.
    pub fn findings(&self, cancelled: &AtomicBool) -> Option<&[Finding]> {
        self.heard(&self.findings, || rules::analyse(&self.snapshot, self.choice.settings(), cancelled))
    }

    /// What the rules say and can be shown, and whether some of it is held back until somebody has finished writing; `None` where
    /// `cancelled` was raised before they were through.
    pub fn told(&self, cancelled: &AtomicBool) -> Option<(Vec<&Finding>, bool)> {
        let findings = self.findings(cancelled)?;
        let restraint = Restraint::new(&self.snapshot, self.writing);
        let told: Vec<&Finding> = findings.iter().filter(|finding| !restraint.holds(finding)).collect();
        let holds_back = told.len() < findings.len();
        Some((told, holds_back))
    }

    /// What the rules that are off would say; `None` where `cancelled` was raised before they were through.
    pub fn unasked(&self, cancelled: &AtomicBool) -> Option<&[Finding]> {
        self.heard(&self.unasked, || rules::analyse_unasked(&self.snapshot, self.choice.settings(), cancelled))
    }

    fn heard<'v>(
        &self,
        known: &'v OnceLock<Vec<Finding>>,
        ask: impl FnOnce() -> Option<Vec<Finding>>,
    ) -> Option<&'v [Finding]> {
        if known.get().is_none() {
            // A rule that panicked leaves nothing half done: the next one asks anew.
            let _asking = self.asking.lock().unwrap_or_else(PoisonError::into_inner);
            if known.get().is_none() {
                let _ = known.set(ask()?);
            }
        }
        known.get().map(Vec::as_slice)
    }

    /// Has ShellCheck look at the scripts that it has not seen, where there is one and somebody wants to hear of it.
    pub fn have_scripts_read(&self) {
        if !self.scripts.is_there() || !self.choice.settings().hears_shellcheck() {
            return;
        }
        let Some(file) = self.snapshot.dockerfile() else {
            return;
        };
        let known = &self.snapshot.surroundings().remarks;
        let scripts: Vec<Script> = file.scripts().into_iter().map(|(script, _)| script).collect();
        let is_known = |script: &Script| known.as_ref().is_some_and(|remarks| remarks.on(script).is_some());
        if !scripts.iter().all(is_known) {
            self.scripts.send(Errand { uri: self.uri.clone(), scripts, known: known.clone() });
        }
    }

    pub fn retire(&self) {
        self.stale.store(true, Ordering::Relaxed);
    }
}
