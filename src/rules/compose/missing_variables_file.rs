//! A file of variables or labels that is not there.

use super::neighbour;
use crate::model::compose::project::{ProblemKind, Role};
use crate::model::surroundings::FileKind;
use crate::rules::prelude::*;

rule! {
    /// A file of variables or labels is not there.
    ///
    /// Compose refuses the project where a file that `env_file` or `label_file` names is missing, or is a folder. Such files are
    /// often kept out of a repository: then say in `required: false` that the service can do without, or commit an example.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     env_file: web.env
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     env_file:
    ///       - path: web.env
    ///         required: false
    /// ```
    ///
    /// Around it lies:
    /// ```text
    /// README.md
    /// ```
    "missing-variables-file", Error,
    groups: [Correctness],
    concerns: ["env-file-missing", "label-file-missing", "include-env-file-missing"],
}

pub fn check(file: &Compose, report: &mut Report) {
    let Some(files) = &file.surroundings().files else { return };
    for named in file.variable_files().into_iter().filter(|named| named.is_required && named.is_on) {
        let message = match files.kind(&named.path) {
            None => format!("There is no `{}`", neighbour(file, &named.path)),
            Some(FileKind::Folder) => format!("`{}` is a folder", neighbour(file, &named.path)),
            Some(_) => continue,
        };
        report.at(named.span, message).environment();
    }
    let Some(project) = file.shared_project() else { return };
    for problem in &project.problems {
        let ProblemKind::Unreadable { role: Role::Variables, path, .. } = &problem.kind else { continue };
        let Some(span) = project.in_first_file(problem.at) else { continue };
        report.at(span, format!("There is no `{}`", neighbour(file, path))).environment();
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings_among;

    fn marked(files: &[(&str, &str)], source: &str) -> Vec<String> {
        let found = findings_among("missing-variables-file", files, source);
        assert!(found.iter().all(|finding| finding.environment));
        found.into_iter().map(|finding| finding.span.of(source).to_owned()).collect()
    }

    #[test]
    fn only_services_that_are_on_need_their_files() {
        let source = "services:\n  a: {image: x, env_file: [a, {path: b}, {path: c, required: false}, '$D'], label_file: l}\n  \
                      b: {image: x, profiles: [p], env_file: e}\n";
        assert_eq!(marked(&[("x", "")], source), ["a", "b", "l"]);
        assert_eq!(
            marked(&[("a", ""), (".env", "COMPOSE_PROFILES=p\nD=d\n"), ("l", ""), ("b/c", "")], source),
            ["b", "'$D'", "e"]
        );
    }

    #[test]
    fn an_include_needs_its_variables() {
        let source = "include: [{path: b.yaml, env_file: no.env}]\n";
        assert_eq!(marked(&[("b.yaml", "services: {a: {image: x}}\n")], source), ["no.env"]);
    }
}
