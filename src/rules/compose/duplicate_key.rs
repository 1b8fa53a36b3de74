//! The same key twice in one mapping.

use crate::model::compose::ProblemKind;
use crate::rules::prelude::*;

rule! {
    /// The same key stands twice in one mapping.
    ///
    /// One of the two values would be lost, so Compose refuses the file. Quotes make no difference: `"image"` and `image` are
    /// one key. Two merge keys are a repetition as well; one merge key takes a list: `<<: [*a, *b]`.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.26
    ///     image: nginx:1.27
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    /// ```
    "duplicate-key", Error,
    groups: [Syntax],
    aka: ["yamllint:key-duplicates"],
    concerns: ["yaml-duplicate-key"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for problem in file.view().problems() {
        let ProblemKind::DuplicateKey { name, first } = &problem.kind else { continue };
        let message = match name.as_str() {
            "<<" => "A mapping has one merge key; it takes a list of aliases".to_owned(),
            _ => format!("The key `{name}` stands here for the second time"),
        };
        report.at(problem.span, message).related(*first, "the first time");
    }
}
