//! What stands in a file: typed views over the tree-sitter trees, each node with its span.
//!
//! This is the only module that knows tree-sitter. It knows what BuildKit and Compose *read*; what that *means* belongs to
//! `model`. Nothing here fails: malformed input is a malformed view.

pub mod bake;
pub mod conflict;
pub mod dockerfile;
pub mod dockerignore;
pub mod joined;
pub mod outline;
pub mod shell;
pub mod yaml;

pub use joined::Joined;
