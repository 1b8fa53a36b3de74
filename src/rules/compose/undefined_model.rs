//! A model that nothing declares.

use super::undefined;
use crate::model::compose::Section;
use crate::rules::prelude::*;

rule! {
    /// A service uses a model that the file does not declare.
    ///
    /// Each model is declared with the reference of what is to be run.
    ///
    /// ```yaml
    /// services:
    ///   chat:
    ///     image: example/chat:1
    ///     models: [smol]
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   chat:
    ///     image: example/chat:1
    ///     models: [smol]
    /// models:
    ///   smol:
    ///     model: ai/smol
    /// ```
    "undefined-model", Error, Ask,
    groups: [Correctness],
    concerns: ["undefined-model"],
}

pub fn check(file: &Compose, report: &mut Report) {
    undefined::check(file, report, Section::Models);
}
