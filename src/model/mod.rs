//! What the text means.
//!
//! A [`Snapshot`] is one version of one document: immutable, cheap to share, its deeper readings made on first use. From it
//! come the [`Dockerfile`] (stages and their graph, commands, scopes, base images) and the [`Compose`] file (services, the
//! resources they name). Every value keeps the span that it came from. Nothing here reads a disk: what must be known about
//! the world around a file arrives as [`Surroundings`].

pub mod bake;
pub mod builders;
pub mod compose;
pub mod dockerfile;
pub mod installed;
mod language;
pub mod remarks;
mod snapshot;
pub mod surroundings;

pub use compose::Compose;
pub use dockerfile::Dockerfile;
pub use language::Language;
pub use snapshot::Snapshot;
pub use surroundings::{FileKind, Files, MemoryFiles, Surroundings, Unreadable};
