//! Dunnage reads Dockerfiles, Compose files and `.dockerignore`, and tells, explains and mends, while you type.
//!
//! One engine with three faces: `dunnage lsp` for editors, `dunnage check` and its siblings for terminals and CI, and
//! this library under both. A finding, a fix, a hover is computed in one place, whoever asks. Knowledge flows one way:
//!
//! ```text
//! text ← syntax ← model ← { rules ← fix, ide } ← { lsp, cli }
//!            reference, format and project stand beside model
//! ```
//!
//! - [`text`]: bytes, lines and columns; the only module that knows UTF-16.
//! - [`syntax`]: what stands in a file; the only module that knows tree-sitter.
//! - [`model`]: what it means: stages, commands, scopes; services and the resources they name.
//! - [`rules`]: what is worth saying about it, one rule a file.
//! - [`fix`]: how a file is mended, and how a fix is known to be right.
//! - [`format`](mod@format): how a file is laid out, and never what it says.
//! - [`reference`](mod@reference): the tables of facts: instructions, flags, Compose keys, base images, package managers.
//! - [`starter`]: a first Dockerfile and Compose file for a project that has none.
//! - [`ide`]: one file per editor feature, free of any protocol.
//! - [`project`]: the files around a file: discovery, ignore files, configuration. The only module besides the two
//!   faces that touches a disk.
//! - [`lsp`] and [`cli`]: the two faces.

pub mod cli;
pub mod fix;
pub mod format;
pub mod ide;
pub mod lsp;
pub mod model;
pub mod project;
pub mod reference;
pub mod rules;
pub mod starter;
pub mod syntax;
pub mod text;

/// The version of this build, as `dunnage --version` prints it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
