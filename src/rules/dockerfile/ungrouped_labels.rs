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
        let length = run_at(file, index);
        if length > 1 {
            let run = &file.instructions[index..index + length];
            report
                .at(run[0].name.span, format!("{length} LABEL instructions in a row could be one"))
                .fix("Join them", run.windows(2).filter_map(|two| join(file, two)).collect::<Vec<Edit>>())
                .declares(&[Change::Instructions]);
        }
        index += length.max(1);
    }
}

/// How many instructions from this one on are labels that can be joined.
fn run_at(file: &Dockerfile, index: usize) -> usize {
    let is_first = file.instructions[index].is(Keyword::Label);
    let joined = file.instructions[index..].windows(2).take_while(|two| join(file, two).is_some()).count();
    if is_first { joined + 1 } else { 0 }
}

/// Puts the labels of the second behind those of the first.
fn join(file: &Dockerfile, two: &[Instruction]) -> Option<Edit> {
    let [first, second] = two else { return None };
    let gap = Span::new(pairs(first)?.last()?.value.span.end, pairs(second)?.first()?.key.span.start);
    let holds_comment = file.comments.iter().any(|comment| comment.overlaps(gap));
    let escape = file.escape.character();
    (!holds_comment).then(|| replace(gap, format!(" {escape}\n      ")))
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
