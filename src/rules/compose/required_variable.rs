//! A variable that must be set.

use super::neighbour;
use crate::model::compose::project::ProblemKind;
use crate::model::compose::project::substitute::substitute;
use crate::rules::prelude::*;
use std::collections::HashSet;

rule! {
    /// A variable must be set, and is set nowhere.
    ///
    /// `${NAME:?why}` refuses the project where `NAME` is unset or empty, `${NAME?why}` where it is unset. Here neither the
    /// environment nor a `.env` beside the file sets it.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:${NGINX:?say which one}
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:${NGINX:-1.27}
    /// ```
    ///
    /// Around it lies:
    /// ```text
    /// .env
    ///     PORT=80
    /// ```
    "required-variable", Error,
    groups: [Correctness],
    concerns: ["interp-required"],
}

pub fn check(file: &Compose, report: &mut Report) {
    let setting = file.setting();
    if !setting.knows_environment {
        return;
    }
    in_other_files(file, report);
    if !file.source().contains('?') {
        return;
    }
    let mut told: HashSet<String> = HashSet::new();
    for value in file.values().filter(|value| value.as_str().is_some_and(|text| text.contains('$'))) {
        let (Some(text), Some(joined)) = (value.text(), value.joined()) else { continue };
        for (name, why, range) in substitute(text, &|name| setting.environment.get(name)).required {
            // One cure is enough for all of its places.
            if !told.insert(name.clone()) {
                continue;
            }
            let why = if why.is_empty() { why } else { format!(": {why}") };
            let message = format!("`{name}` must have a value, and has none{why}");
            report.at(joined.span(range), message).environment();
        }
    }
}

/// What other files demand is told where this one brings them in.
fn in_other_files(file: &Compose, report: &mut Report) {
    let Some(project) = file.shared_project() else { return };
    for problem in project.problems.iter().filter(|problem| problem.at.file != 0) {
        let ProblemKind::Required { name, .. } = &problem.kind else { continue };
        let Some(span) = project.in_first_file(problem.at) else { continue };
        let Some(path) = project.files[problem.at.file].path.as_deref() else { continue };
        let message = format!("`{}` demands a value for `{name}`, and it has none", neighbour(file, path));
        report.at(span, message).environment();
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings_among;

    #[test]
    fn an_extended_file_demands_variables_of_this_project() {
        let source = "services: {web: {extends: {file: s/o.yaml, service: a}}}\n";
        let files = [("s/.env", "T=1\n"), ("s/o.yaml", "services: {a: {image: 'n:${T:?x}'}}\n")];
        let found = findings_among("required-variable", &files, source);
        assert_eq!(found.iter().map(|it| it.span.of(source)).collect::<Vec<_>>(), ["s/o.yaml"]);
    }
}
