//! Labels that the project does not know.

use crate::rules::edits::offer_without_label;
use crate::rules::prelude::*;

rule! {
    /// A label that is not in the project's list.
    ///
    /// With `strict-labels` an image may have only the labels of `label-schema`: a slip in a key, or a label that nobody
    /// reads any more, comes to light.
    ///
    /// ```toml
    /// strict-labels = true
    /// [label-schema]
    /// "com.example.team" = "text"
    /// ```
    /// ```dockerfile
    /// FROM alpine:3.22
    /// LABEL com.example.team=web com.example.taem=web
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// LABEL com.example.team=web
    /// ```
    "unlisted-label", Info, Ask,
    groups: [Correctness],
    aka: ["hadolint:DL3050"],
    concerns: ["label-superfluous"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let options = report.options();
    if options.strict_labels != Some(true) {
        return;
    }
    for stage in &file.stages {
        for label in file.labels_of(stage) {
            let Some(key) = file.label_key(label).filter(|key| !options.label_schema.contains_key(key)) else {
                continue;
            };
            let finding = report.at(label.pair.key.span, format!("The label `{key}` is not in the project's list"));
            offer_without_label(finding, file, label, "Remove the label", &[Change::Labels]);
        }
    }
}
