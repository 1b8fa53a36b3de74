//! A file to include or to extend from that is not there.

use super::neighbour;
use crate::model::compose::project::{ProblemKind, Role};
use crate::model::surroundings::Unreadable;
use crate::rules::prelude::*;

rule! {
    /// A file that the project includes or extends from is not there.
    ///
    /// `include` and `extends` name other Compose files, from the folder of the file that names them. Compose refuses the project
    /// where one cannot be read. One in a repository or a registry is fetched, which is not tried here; but where the variables
    /// `COMPOSE_EXPERIMENTAL_GIT_REMOTE` or `COMPOSE_EXPERIMENTAL_OCI_REMOTE` forbid it, Compose refuses the project as well.
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
        if let ProblemKind::NotFetched { path, variable, value } = &problem.kind {
            let span = project.in_first_file(problem.at).unwrap_or_else(|| super::head(file));
            report.at(span, format!("Compose does not fetch `{path}` while `{variable}` is `{value}`")).environment();
        }
        let ProblemKind::Unreadable { role, path, why } = &problem.kind else { continue };
        if *role == Role::Variables {
            continue;
        }
        let Some(span) = project.in_first_file(problem.at) else { continue };
        let span = if span.is_empty() { super::head(file) } else { span };
        let name = neighbour(file, path);
        let written = project.text(problem.at).trim_matches(['"', '\'']);
        let message = match why {
            Unreadable::Missing if written.contains("://") => {
                format!("`{written}` is not the address of a repository (`….git`), and there is no such file")
            }
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

    #[test]
    fn what_would_be_fetched_is_missed_only_where_fetching_is_off() {
        let source = "include: [https://git.test/x.git, oci://git.test/y]\nservices: {}\n";
        let told = |variables: &str| {
            let found = findings_among("missing-project-file", &[(".env", variables)], source);
            assert!(found.iter().all(|finding| finding.environment));
            found.into_iter().map(|finding| finding.span.of(source)).collect::<Vec<_>>()
        };
        let (git, oci) = ("COMPOSE_EXPERIMENTAL_GIT_REMOTE", "COMPOSE_EXPERIMENTAL_OCI_REMOTE");
        assert!(told(&format!("{git}=true\n{oci}=\n")).is_empty());
        assert_eq!(told(&format!("{git}=no\n")), ["https://git.test/x.git"]);
        assert_eq!(told(&format!("{oci}=F\n")), ["oci://git.test/y"]);
    }

    #[test]
    fn an_address_that_is_no_repository_is_a_path() {
        let source = "include: [https://web.test/compose.yaml]\nservices: {}\n";
        let found = findings_among("missing-project-file", &[], source);
        let messages: Vec<_> = found.iter().map(|finding| finding.message.as_str()).collect();
        let expected =
            "`https://web.test/compose.yaml` is not the address of a repository (`….git`), and there is no such file";
        assert_eq!(messages, [expected]);
    }
}
