//! LABEL after LABEL.

use crate::rules::prelude::*;

rule! {
    /// Several `LABEL` instructions stand in a row.
    ///
    /// One instruction with a label a line shows at a glance what an image is labelled with. The fix joins those that have
    /// nothing between them, in their order; a comment keeps them apart. The image has the same labels.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    /// LABEL org.opencontainers.image.title=site
    /// LABEL org.opencontainers.image.vendor=Example
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// LABEL org.opencontainers.image.title=site \
    ///       org.opencontainers.image.vendor=Example
    /// ```
    "ungrouped-labels", Info, Safe,
    default: off,
    groups: [Style],
    aka: ["tally:tally/labels/prefer-grouped"],
    concerns: ["label-grouping"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let mut index = 0;
    while index < file.instructions.len() {
        let joints: Vec<Edit> = (index + 1..file.instructions.len()).map_while(|second| join(file, second)).collect();
        let length = joints.len() + 1;
        if length > 1 {
            report
                .at(file.instructions[index].name.span, format!("{length} LABEL instructions in a row could be one"))
                .fix("Join them", joints)
                .declares(&[Change::Instructions]);
        }
        index += length;
    }
}

/// Puts the labels of this instruction behind those of the one above; nothing where a comment stands between.
fn join(file: &Dockerfile, index: usize) -> Option<Edit> {
    let (above, below) = (file.instructions.get(index.checked_sub(1)?)?, file.instructions.get(index)?);
    let gap = Span::new(pairs(above)?.last()?.value.span.end, pairs(below)?.first()?.key.span.start);
    let mut inside = above.comments.iter().chain(&below.comments);
    let holds_comment = !file.comments_above(index).is_empty() || inside.any(|comment| comment.overlaps(gap));
    (!holds_comment).then(|| replace(gap, format!(" {}\n      ", file.escape.character())))
}

/// The pairs of a LABEL in the form with `=`, where nothing is wrong with it.
fn pairs(instruction: &Instruction) -> Option<&[Pair]> {
    match &instruction.arguments {
        Arguments::Pairs { pairs, legacy: false }
            if instruction.is(Keyword::Label) && instruction.problems.is_empty() =>
        {
            Some(pairs)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    const NAME: &str = "ungrouped-labels";

    #[test]
    fn comments_and_other_forms_keep_them_apart() {
        assert!(findings(NAME, "FROM a\nLABEL a=1\n# b\nLABEL b=1\nUSER c\nLABEL d=1\nLABEL e f\n").is_empty());
        let source = "# escape=`\nFROM a\nLABEL a=1 `\n# note\n  b=2\n\nLABEL c=3\nLABEL d=4\n";
        let joined = "# escape=`\nFROM a\nLABEL a=1 `\n# note\n  b=2 `\n      c=3 `\n      d=4\n";
        assert_eq!(fixed(NAME, source).as_deref(), Some(joined));
    }
}
