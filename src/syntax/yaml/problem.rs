//! The reasons for which go-yaml and Compose refuse a file before any key is understood.

use crate::text::Span;

/// A reason to refuse the file, before any key is understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub span: Span,
    pub kind: ProblemKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProblemKind {
    /// Not YAML at all; the message is a sentence without a full stop.
    Syntax { message: String },
    /// `%YAML` with a version other than 1.1.
    YamlVersion,
    /// The same key again; `first` is where it stood before.
    DuplicateKey { name: String, first: Span },
    /// An alias without an earlier anchor of its name in the document.
    UnknownAlias { name: String },
    /// An alias inside the node that its anchor names.
    AliasInItself { name: String },
    /// `<<` with something other than a mapping, or a list of them.
    MergeOfOther,
    /// A key that go-yaml reads as something other than a text.
    OtherKey { what: &'static str },
    /// A list or mapping as a key.
    CollectionKey,
    /// `.inf` or `.nan`, which nothing in Compose can hold.
    NotFinite,
    /// A tag of the core schema that contradicts the text it stands before.
    TagContradicts,
}
