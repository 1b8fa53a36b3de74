//! A label that a later one overwrites.

use crate::rules::edits::offer_without_label;
use crate::rules::prelude::*;
use std::collections::HashMap;

rule! {
    /// A stage sets a label twice.
    ///
    /// The last value is the one that the image has; the earlier one only misleads whoever reads it. The fix takes the earlier
    /// one out, which changes nothing about the image.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    /// LABEL com.example.team=web com.example.tier=front
    /// LABEL com.example.team=platform
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// LABEL com.example.tier=front
    /// LABEL com.example.team=platform
    /// ```
    "repeated-label", Info, Safe,
    groups: [Correctness],
    aka: ["tally:tally/labels/no-duplicate-keys"],
    concerns: ["label-duplicate-key"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for stage in &file.stages {
        let mut last: HashMap<String, Label<'_>> = HashMap::new();
        for label in file.labels_of(stage) {
            let Some(key) = file.label_key(label) else { continue };
            let Some(void) = last.insert(key.clone(), label) else { continue };
            let finding = report.at(void.pair.key.span, format!("`{key}` is set again below, and that value holds"));
            finding.tag(Tag::Unnecessary).related(label.pair.key.span, "set again here");
            offer_without_label(finding, file, void, "Remove the value that is lost", &[]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    const NAME: &str = "repeated-label";

    #[test]
    fn stages_are_apart_and_variables_unknown() {
        assert!(marked(NAME, "FROM a AS b\nLABEL k=1\nFROM b\nLABEL k=2\n").is_empty());
        assert!(marked(NAME, "FROM a\nLABEL $K=1\nLABEL $K=2\n").is_empty());
        assert_eq!(marked(NAME, "FROM a\nLABEL k=1\nLABEL \"k\"=2 k=3\n"), ["k", "\"k\""]);
    }

    #[test]
    fn comments_stay() {
        let source = "FROM a\nLABEL k=1 \\\n# why\n  l=2\nLABEL k=3\n";
        assert_eq!((marked(NAME, source).len(), fixed(NAME, source)), (1, None));
        let alone = "FROM a\nLABEL k=1\nLABEL k=3\n";
        assert_eq!(fixed(NAME, alone).as_deref(), Some("FROM a\nLABEL k=3\n"));
    }
}
