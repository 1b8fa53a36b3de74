//! A file to include or to extend from that is not there.

use super::neighbour;
use crate::model::compose::project::{ProblemKind, Role};
use crate::model::surroundings::Unreadable;
use crate::rules::prelude::*;

rule! {
    /// A file that the project includes or extends from is not there.
    ///
    /// `include` and `extends` name other Compose files, from the folder of the file that names them. Compose refuses the project
    /// where one cannot be read.
    ///
    /// ```yaml
    /// include: [common.yaml]
    /// services:
    ///   web:
    ///     image: nginx:1.27
    /// ```
    /// Use instead:
    /// ```yaml
    /// include: [shared/common.yaml]
    /// services:
    ///   web:
    ///     image: nginx:1.27
    /// ```
    ///
    /// Around it lies:
    /// ```text
    /// shared/common.yaml
    ///     services: {cache: {image: "redis:7"}}
    /// ```
    "missing-project-file", Error,
    groups: [Correctness],
    concerns: ["extends-file-missing", "include-missing"],
}

pub fn check(file: &Compose, report: &mut Report) {
    if file.surroundings().files.is_none() {
        return;
    }
    let Some(project) = file.shared_project() else { return };
    for problem in &project.problems {
        let ProblemKind::Unreadable { role, path, why } = &problem.kind else { continue };
        if *role == Role::Variables {
            continue;
        }
        let Some(span) = project.in_first_file(problem.at) else { continue };
        let span = if span.is_empty() { super::head(file) } else { span };
        let name = neighbour(file, path);
        let message = match why {
            Unreadable::Missing => format!("There is no `{name}`"),
            Unreadable::Folder => format!("`{name}` is a folder, not a file"),
            Unreadable::NotText => format!("`{name}` is no text"),
            // Nothing that Compose minds.
            Unreadable::TooLarge | Unreadable::Refused => continue,
        };
        let finding = report.at(span, message);
        if *role == Role::Override {
            finding.environment();
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings_among;

    #[test]
    fn the_words_that_name_the_file_are_marked() {
        let source = "include: [{path: [a.yaml, b.yaml]}]\nservices: {a: {extends: {file: no/c.yaml, service: x}}}\n";
        let found = findings_among("missing-project-file", &[("a.yaml", "services: {}\n")], source);
        let found: Vec<_> = found.iter().map(|it| (it.span.of(source), it.message.as_str())).collect();
        assert_eq!(found, [("b.yaml", "There is no `b.yaml`"), ("no/c.yaml", "There is no `no/c.yaml`")]);
    }
}
