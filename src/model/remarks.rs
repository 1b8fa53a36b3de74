//! What a linter of shell scripts remarks on the scripts of a Dockerfile: gathered outside, an input of the model.
//!
//! A remark belongs to the text of a script, not to a place in a file: it holds wherever the same script stands, and for as
//! long as nobody changes it. An edit elsewhere in the file costs no new look.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// A script as the linter is to read it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Script {
    pub dialect: Dialect,
    /// Variables that are set before it starts. Those in capitals need no mention: every linter takes them for inherited.
    pub declared: Vec<String>,
    pub text: String,
}

/// The shell that runs a script, as far as its language differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Nothing is known but POSIX.
    Posix,
    Bash,
    Dash,
    Ksh,
    Busybox,
}

/// How much a remark weighs with the linter that made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    Error,
    Warning,
    Info,
    Style,
}

/// One remark on a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// ShellCheck's number: 2086 for SC2086.
    pub code: u32,
    pub weight: Weight,
    /// A sentence, in the linter's words.
    pub message: String,
    /// Bytes of the script.
    pub range: Range<usize>,
    /// What the linter would write instead, in bytes of the script, in their order; empty where it proposes nothing.
    pub edits: Vec<(Range<usize>, String)>,
}

/// The remarks on many scripts; an empty list for one that was looked at and found good.
#[derive(Debug, Clone, Default)]
pub struct Remarks {
    by_script: HashMap<Script, Arc<[Remark]>>,
}

impl Remarks {
    /// What was remarked on a script; `None` where nobody has looked.
    pub fn on(&self, script: &Script) -> Option<&[Remark]> {
        self.by_script.get(script).map(|remarks| &**remarks)
    }

    pub fn learn(&mut self, script: Script, remarks: Vec<Remark>) {
        self.by_script.insert(script, remarks.into());
    }

    /// Forgets all scripts but these.
    pub fn keep(&mut self, scripts: &[Script]) {
        self.by_script.retain(|script, _| scripts.contains(script));
    }
}
