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
use std::sync::{Arc, OnceLock};
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
}

impl View {
    /// What the rules said, where another view would hear the same: it has the same snapshot and the same choice of rules.
    pub fn findings_on(&self, snapshot: &Arc<Snapshot>, choice: &Arc<Choice>) -> Option<OnceLock<Vec<Finding>>> {
        let is_same = Arc::ptr_eq(&self.snapshot, snapshot) && Arc::ptr_eq(&self.choice, choice);
        is_same.then(|| self.findings.clone())
    }

    /// What the rules say; `None` where `cancelled` was raised before they were through.
    pub fn findings(&self, cancelled: &AtomicBool) -> Option<&[Finding]> {
        if self.findings.get().is_none() {
            let found = rules::analyse(&self.snapshot, self.choice.settings(), cancelled)?;
            // Two workers may both have got here; their answers are the same.
            let _ = self.findings.set(found);
        }
        self.findings.get().map(Vec::as_slice)
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
        if self.unasked.get().is_none() {
            let found = crate::ide::actions::unasked(&self.snapshot, self.choice.settings(), cancelled)?;
            let _ = self.unasked.set(found);
        }
        self.unasked.get().map(Vec::as_slice)
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
