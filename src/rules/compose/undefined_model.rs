//! A model that nothing declares.

use crate::model::compose::Section;
use crate::rules::prelude::*;
use crate::rules::undeclared;

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
    undeclared::check(file, report, Section::Models);
}
