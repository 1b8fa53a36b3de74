//! A Compose file: its services and top-level resources, with the span of everything.

pub mod conformance;

use super::Surroundings;
use crate::syntax::yaml;
use std::sync::Arc;

/// A Compose file, read.
#[derive(Debug)]
pub struct Compose {
    source: Arc<str>,
}

impl Compose {
    /// Reads a file whose tree is at hand.
    pub fn read(source: Arc<str>, _tree: &yaml::Tree, _surroundings: Arc<Surroundings>) -> Self {
        Compose { source }
    }

    pub fn source(&self) -> &str {
        &self.source
    }
}
