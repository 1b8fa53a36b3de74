//! RUN lines in a row that could be one, whatever they do.

use crate::rules::prelude::*;

rule! {
    /// RUN lines follow one another.
    ///
    /// Each is a layer of its own, and what one leaves the next cannot take out of it. Whether that is a loss depends: steps
    /// that are cached apart are also built again apart, and a layer costs little. So this rule, for those who want every row of
    /// RUN lines to be one, is off by default. Those that a reviewer would join are told by `consecutive-runs`.
    ///
    /// A comment between two lines says that each is a matter of its own. Scripts in heredocs count; joined they would be one
    /// script, which is left to you.
    ///
    /// ```dockerfile
    /// FROM composer:2.10
    /// RUN composer install
    /// RUN php bin/console cache:warmup
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM composer:2.10
    /// RUN composer install \
    ///     && php bin/console cache:warmup
    /// ```
    "split-runs", Hint, Ask,
    default: off,
    groups: [Pedantic],
    aka: ["hadolint:DL3059"],
    concerns: ["run-heredoc"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let bonds = file.bonds();
    let mut start = 0;
    while start < file.instructions.len() {
        let mut end = start;
        while follows(file, end) {
            end += 1;
        }
        // A row that belongs together in every joint is told already.
        if bonds[start..end].iter().any(Option::is_none) {
            tell(file, start, end, report);
        }
        start = end + 1;
    }
}

fn tell(file: &Dockerfile, start: usize, end: usize, report: &mut Report) {
    let count = end + 1 - start;
    let finding = report
        .at(file.instructions[start + 1].name.span, format!("{count} RUN lines in a row, each a layer of its own"));
    for index in (start..=end).filter(|index| *index != start + 1) {
        finding.related(file.instructions[index].name.span, "This is one of them");
    }
    let Some(edits) = file.merge_runs(start..end + 1) else { return };
    let title = if count == 2 { "Merge with the RUN above".to_owned() } else { format!("Merge the {count} RUN lines") };
    finding.fix(title, edits).declares(&[Change::Instructions]);
}

/// Whether the instruction behind this RUN is another one that could be part of it.
fn follows(file: &Dockerfile, index: usize) -> bool {
    let (Some(first), Some(second)) = (file.instructions.get(index), file.instructions.get(index + 1)) else {
        return false;
    };
    if !first.is(Keyword::Run) || !second.is(Keyword::Run) {
        return false;
    }
    let from = file.comments.partition_point(|comment| comment.start < first.span.end);
    let is_divided = file.comments.get(from).is_some_and(|comment| comment.end <= second.span.start);
    let are_scripts = || {
        let is_script = |at: usize| matches!(file.shell_texts_of(at), [only] if only.is_heredoc);
        is_script(index) && is_script(index + 1) && first.flags.is_empty() && second.flags.is_empty()
    };
    !is_divided && (file.can_merge_runs(index..index + 2) || are_scripts())
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, marked};

    #[test]
    fn rows_are_told_once() {
        let rows = "FROM a\nRUN b\nRUN c\nRUN d\nUSER e\nRUN f\nRUN g\n";
        let said = findings("split-runs", rows);
        assert_eq!(said.iter().map(|it| (it.related.len(), it.fixes.len())).collect::<Vec<_>>(), [(2, 1), (1, 1)]);
    }

    #[test]
    fn scripts_count_and_are_not_merged() {
        let said = findings("split-runs", "FROM a\nRUN <<EOF\nb\nEOF\nRUN <<EOF\nc\nEOF\n");
        assert_eq!(said.iter().map(|it| it.fixes.len()).collect::<Vec<_>>(), [0]);
    }

    #[test]
    fn what_is_apart_for_a_reason_is_left_alone() {
        for rest in [
            "RUN b\n# why\nRUN c",
            "RUN b\nRUN --network=none c",
            "RUN b\nCOPY c d\nRUN e",
            // Told by another rule.
            "RUN apt-get update\nRUN apt-get install -y b",
        ] {
            assert!(marked("split-runs", &format!("FROM a\n{rest}\n")).is_empty(), "{rest}");
        }
    }
}
