//! What a fix is: some edits, a title, and a promise about what they leave alone.
//!
//! Rules only offer fixes. How they reach a file, and what is checked before one is believed, is the business of
//! [`crate::fix`].

use crate::text::Edit;

/// How far a fix may be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// An edit to look at; never applied in bulk.
    Show,
    /// Right in most projects, a decision in some: applied one at a time, or with `--unsafe-fixes`.
    Ask,
    /// Means the same but for what the rule's page declares: applied on save.
    Safe,
}

impl Applicability {
    pub fn name(self) -> &'static str {
        match self {
            Applicability::Show => "show",
            Applicability::Ask => "ask",
            Applicability::Safe => "safe",
        }
    }
}

/// A property of a file that fixes leave as it is unless they declare otherwise: the guard compares them before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// The parser directives at the top.
    Directives,
    /// Instructions appear, vanish or change their order.
    Instructions,
    /// A heredoc's body.
    Heredocs,
    Env,
    User,
    Workdir,
    Shell,
    Entrypoint,
    Cmd,
    Expose,
    Volume,
    Healthcheck,
    Labels,
    /// A comment goes.
    Comments,
    /// The last line gets its end, or loses it.
    LastLineEnd,
    /// The Compose model after resolution.
    Model,
}

/// One way to mend a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The advice, as an editor's menu shows it: `Add --no-install-recommends`.
    pub title: String,
    pub kind: Applicability,
    /// Edits to the file of the finding; they do not overlap.
    pub edits: Vec<Edit>,
    /// What the fix changes on purpose.
    pub declares: Vec<Change>,
}
