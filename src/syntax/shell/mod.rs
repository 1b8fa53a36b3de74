//! The shell text inside RUN, CMD, ENTRYPOINT, HEALTHCHECK and heredocs: simple commands with their words and places.

use std::sync::Arc;

/// Scripts already parsed, kept from one version of a document to the next.
#[derive(Debug, Clone, Default)]
pub struct ScriptCache(#[allow(dead_code)] Arc<()>);
