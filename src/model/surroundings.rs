//! What is known of the world around a file: gathered by `project` before the model is made, never fetched by it.

/// The files around a document. The default knows nothing, and rules stay silent on what they cannot know.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Surroundings {
    /// The files and folders of the build context that no ignore file keeps out: relative to it, `/` between parts, sorted;
    /// `None` where the context is not at hand.
    pub context: Option<Vec<String>>,
}

impl Surroundings {
    /// Whether the context holds the path; `None` where the context is not at hand.
    pub fn has(&self, path: &str) -> Option<bool> {
        let context = self.context.as_ref()?;
        Some(context.binary_search_by(|candidate| candidate.as_str().cmp(path)).is_ok())
    }
}
