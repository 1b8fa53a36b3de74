//! Files that include each other.

use super::neighbour;
use crate::model::compose::project::ProblemKind;
use crate::rules::prelude::*;

rule! {
    /// A file includes itself, at once or through others.
    ///
    /// What is included is read to its end before the file that includes it; Compose refuses a circle.
    ///
    /// ```yaml
    /// include: [compose.yaml]
    /// services:
    ///   web:
    ///     image: nginx:1.27
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    /// ```
    ///
    /// Around it lies:
    /// ```text
    /// README.md
    /// ```
    "include-cycle", Error,
    groups: [Correctness],
    concerns: ["include-cycle"],
}

pub fn check(file: &Compose, report: &mut Report) {
    let Some(project) = file.shared_project() else { return };
    for problem in &project.problems {
        let ProblemKind::IncludeCycle { path } = &problem.kind else { continue };
        let Some(span) = project.in_first_file(problem.at) else { continue };
        report.at(
            span,
            format!("This includes `{}`, which is being read: the files include each other", neighbour(file, path)),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings_among;

    #[test]
    fn a_circle_through_another_file_is_told_where_it_starts() {
        let source = "include: [b.yaml]\n";
        let found = findings_among("include-cycle", &[("b.yaml", "include: [compose.yaml]\n")], source);
        assert_eq!(found.iter().map(|it| it.span.of(source)).collect::<Vec<_>>(), ["b.yaml"]);
    }
}
