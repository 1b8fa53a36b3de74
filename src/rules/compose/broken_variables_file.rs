//! A file of variables that Compose cannot read.

use super::{head, neighbour};
use crate::model::compose::project::ProblemKind;
use crate::model::compose::project::dotenv::{self, Fault};
use crate::rules::prelude::*;

rule! {
    /// A file of variables has a mistake in it.
    ///
    /// `.env`, and what `env_file` and `label_file` name, hold `NAME=value` a line. A name has no blanks, a quote that is opened
    /// must be closed, and variables in values are read as in the Compose file; a file with `format: raw` is taken as it is, and
    /// there is no other format. Compose refuses the whole project for one broken line.
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
    ///         format: raw
    /// ```
    ///
    /// Around it lies:
    /// ```text
    /// web.env
    ///     GREETING='it's a day
    /// ```
    "broken-variables-file", Error,
    groups: [Correctness],
    concerns: ["dotenv-syntax", "env-file-syntax", "env-file-format"],
}

pub fn check(file: &Compose, report: &mut Report) {
    let setting = file.setting();
    let shared = file.shared_project().map_or(&setting.problems, |project| &project.problems);
    for problem in shared {
        let ProblemKind::BrokenVariables { path, line, message } = &problem.kind else { continue };
        let place = file.shared_project().map_or(Some(problem.at.span), |project| project.in_first_file(problem.at));
        let span = place.filter(|span| !span.is_empty()).unwrap_or_else(|| head(file));
        let told = format!("Compose cannot read `{}`, line {}: {message}", neighbour(file, path), line + 1);
        report.at(span, told).environment();
    }
    let Some(files) = &file.surroundings().files else { return };
    for named in file.variable_files() {
        if let Some(format) = named.format.filter(|format| !matches!(format.text(), Some("" | "raw") | None)) {
            let finding = report.at(format.span(), "There is no format but `raw`");
            if !named.is_on {
                finding.environment();
            }
            continue;
        }
        if named.format.is_some_and(|format| format.text() == Some("raw")) {
            continue;
        }
        let Ok(text) = files.read(&named.path) else { continue };
        let service = named.service.environment();
        let outside = |name: &str| {
            let own = || service.iter().find(|variable| variable.name == name)?.value;
            setting.environment.get(name).or_else(own)
        };
        if let Err(Fault { span, message }) = dotenv::read(&text, &outside) {
            let line = text[..span.start].matches('\n').count() + 1;
            let told = format!("Compose cannot read `{}`, line {line}: {message}", neighbour(file, &named.path));
            report.at(named.span, told).environment();
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings_among;

    fn messages(files: &[(&str, &str)], source: &str) -> Vec<String> {
        findings_among("broken-variables-file", files, source).into_iter().map(|it| it.message).collect()
    }

    #[test]
    fn every_file_of_variables_is_read() {
        let source = "services: {a: {image: x, env_file: [a.env, {path: no.env, required: false}], label_file: l}}\n";
        assert!(messages(&[("a.env", "A=1\n"), ("l", "a.b=c\n")], source).is_empty());
        let files = [("a.env", "A=1\nB C=2\n"), ("l", "x='y\n"), (".env", "D=1\nE=${F?}\n")];
        assert_eq!(
            messages(&files, source),
            [
                "Compose cannot read `.env`, line 2: F must be set and is not",
                "Compose cannot read `a.env`, line 2: the name of a variable holds no blank",
                "Compose cannot read `l`, line 1: the ' that opens here is never closed",
            ]
        );
    }

    #[test]
    fn there_is_one_format() {
        let source = "services: {a: {image: x, env_file: [{path: a, format: yaml}]}}\n";
        assert_eq!(messages(&[("a", "A=1")], source), ["There is no format but `raw`"]);
    }
}
