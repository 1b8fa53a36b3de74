//! What can be wrong with the shape of a Compose file, and with its texts: each with its place.

use super::engine::Subject;
use crate::reference::compose::{Cast, Section};
use crate::text::Span;

/// A place where the file does not have the shape that Compose demands.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    pub span: Span,
    pub kind: ViolationKind,
    /// The key whose value is wrong, or that holds what is wrong; empty at the root.
    pub key: String,
    /// Whether the value is wrong only as long as the variables in it are not set, and keep their defaults.
    pub while_unset: bool,
    /// Whether an earlier document, or an earlier file of the project, may have given a value to what has none here.
    pub may_be_given: bool,
}

/// A place where Compose takes what stands there, and the engine does not.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubt {
    pub span: Span,
    pub subject: Subject,
    /// A sentence without a full stop.
    pub message: String,
    /// What to write at the span, where that is clear.
    pub instead: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ViolationKind {
    /// A key that does not exist at this level; `known` are those that do.
    UnknownKey { name: String, known: Vec<&'static str> },
    /// A name that the author chose, and that may not look like this.
    BadName { name: String, section: Option<Section> },
    /// A value of another kind than any that may stand here.
    WrongKind { found: &'static str, wanted: String },
    /// Nothing, where something must stand.
    Missing { wanted: String },
    /// A text that is none of the accepted ones.
    NotAccepted { text: String, accepted: Vec<&'static str> },
    /// A text that does not follow the pattern of its key.
    BadText { text: String, wanted: &'static str },
    /// A number beyond its bounds.
    OutOfRange { least: i64, greatest: i64 },
    /// A text that cannot be turned into the number or boolean that the key holds.
    NotCast { text: String, cast: Cast },
    /// A key that must stand beside the others of its mapping.
    RequiredKey { name: &'static str },
    /// Keys of which at least one must stand in the mapping.
    NoneOf { names: &'static [&'static str] },
    /// An entry that a list may hold only once; `first` is where it stood before.
    Repeated { first: Span },
    /// A text that does not follow the grammar of what Compose reads it as; the message is a sentence without a full stop.
    Malformed { cast: Option<Cast>, message: String },
}

impl Violation {
    /// Whether the file would be sound if only something more stood in it.
    pub(super) fn is_a_lack(&self) -> bool {
        matches!(
            self.kind,
            ViolationKind::Missing { .. } | ViolationKind::RequiredKey { .. } | ViolationKind::NoneOf { .. }
        )
    }
}
