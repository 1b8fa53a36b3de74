//! Labels in no order.

use crate::rules::prelude::*;

rule! {
    /// The labels of an instruction are in no order.
    ///
    /// Sorted by key, labels of one kind stand together, and none is set twice unseen. The fix puts each label as it is
    /// written in the place of another. It is not offered where a comment stands among them, or where a key is set twice.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    /// LABEL org.opencontainers.image.vendor="Example Ltd" \
    ///       org.opencontainers.image.title=site
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// LABEL org.opencontainers.image.title=site \
    ///       org.opencontainers.image.vendor="Example Ltd"
    /// ```
    "unsorted-labels", Hint, Safe,
    default: off,
    groups: [Style],
    aka: ["tally:tally/labels/prefer-stable-order"],
    concerns: ["label-order"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for stage in &file.stages {
        let labels: Vec<Label<'_>> = file.labels_of(stage).collect();
        for group in labels.chunk_by(|a, b| a.instruction == b.instruction).filter(|group| group.len() > 1) {
            let keys: Option<Vec<String>> = group.iter().map(|&label| file.label_key(label)).collect();
            let Some(keys) = keys else { continue };
            let mut order: Vec<usize> = (0..keys.len()).collect();
            order.sort_by_key(|&at| &keys[at]);
            let Some(at) = (0..order.len()).find(|&at| order[at] != at) else { continue };
            let message = format!("`{}` would come first in a sorted list", keys[order[at]]);
            let finding = report.at(group[at].pair.key.span, message);
            let whole = |label: &Label<'_>| label.pair.key.span.to(label.pair.value.span);
            let all = whole(&group[0]).to(whole(&group[group.len() - 1]));
            let repeats = order.windows(2).any(|two| keys[two[0]] == keys[two[1]]);
            let comments = &file.instructions[group[0].instruction].comments;
            if repeats || comments.iter().any(|comment| comment.overlaps(all)) {
                continue;
            }
            let moved = (0..order.len()).filter(|&at| order[at] != at);
            let edits: Vec<Edit> =
                moved.map(|at| replace(whole(&group[at]), file.text(whole(&group[order[at]])))).collect();
            finding.fix("Sort the labels", edits);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    const NAME: &str = "unsorted-labels";

    #[test]
    fn comments_variables_and_repetitions() {
        assert_eq!(
            fixed(NAME, "FROM a\nLABEL c=1 a=\"b c\" b=$D\n").as_deref(),
            Some("FROM a\nLABEL a=\"b c\" b=$D c=1\n")
        );
        assert!(marked(NAME, "FROM a\nLABEL b=1 $A=2\nLABEL a=1\n").is_empty());
        for kept in ["FROM a\nLABEL b=1 \\\n# note\n  a=2\n", "FROM a\nLABEL b=1 a=2 a=3\n"] {
            assert_eq!((marked(NAME, kept).len(), fixed(NAME, kept)), (1, None), "{kept}");
        }
    }
}
