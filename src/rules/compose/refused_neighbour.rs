//! Another file of the project that Compose refuses.

use super::{head, neighbour};
use crate::model::Language;
use crate::model::compose::project::ProblemKind;
use crate::rules::prelude::*;

rule! {
    /// Another file of the project has a mistake for which Compose refuses the project.
    ///
    /// What a file includes, extends or has beside it is read with it. Of a file that services are extended from, only those
    /// services count.
    ///
    /// ```yaml
    /// include: [common.yaml]
    /// services:
    ///   web:
    ///     image: nginx:1.27
    /// ```
    /// Use instead:
    /// ```yaml
    /// include: [cache.yaml]
    /// services:
    ///   web:
    ///     image: nginx:1.27
    /// ```
    ///
    /// Around it lies:
    /// ```text
    /// common.yaml
    ///     services: {cache: {imgae: "redis:7"}}
    /// cache.yaml
    ///     services: {cache: {image: "redis:7"}}
    /// ```
    "refused-neighbour", Error,
    groups: [Correctness],
}

pub fn check(file: &Compose, report: &mut Report) {
    let Some(project) = file.shared_project() else { return };
    for problem in &project.problems {
        let (path, line, message, is_unset) = match &problem.kind {
            ProblemKind::Refused { path, line, message, while_unset } => (path, line, message.as_str(), *while_unset),
            ProblemKind::BrokenFile { path, line } => (path, line, "this is no YAML", false),
            _ => continue,
        };
        // What stands beside this file under a name of Compose's is looked at by itself.
        let by_itself = path.file_name().is_some_and(|name| Language::of_name(&name.to_string_lossy()).is_some());
        let span = project.in_first_file(problem.at).or_else(|| (!by_itself).then(|| head(file)));
        let Some(span) = span else { continue };
        let told = format!("Compose refuses `{}`, line {}: {message}", neighbour(file, path), line + 1);
        let finding = report.at(span, told);
        if is_unset {
            finding.environment();
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings_among;

    fn messages(files: &[(&str, &str)], source: &str) -> Vec<String> {
        findings_among("refused-neighbour", files, source).into_iter().map(|it| it.message).collect()
    }

    #[test]
    fn of_an_extended_file_only_the_service_counts() {
        let source = "services: {web: {extends: {file: o.yaml, service: a}}}\n";
        assert!(messages(&[("o.yaml", "services: {a: {image: n}, b: {foo: 1}}\nbar: 2\n")], source).is_empty());
        let refused = messages(&[("o.yaml", "services:\n  a: {image: n, foo: 1}\n")], source);
        assert_eq!(refused, ["Compose refuses `o.yaml`, line 2: there is no key `foo` here"]);
    }

    #[test]
    fn files_that_a_variable_lists_are_read() {
        let files = [(".env", "COMPOSE_FILE=compose.yaml:b.yaml\n"), ("b.yaml", "services: {a: {foo: 1}}\n")];
        assert_eq!(messages(&files, "services: {a: {image: n}}\n").len(), 1);
    }
}
