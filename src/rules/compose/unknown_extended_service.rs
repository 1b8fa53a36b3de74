//! A service to extend that its file does not have.

use super::neighbour;
use crate::model::compose::project::ProblemKind;
use crate::rules::prelude::*;

rule! {
    /// A service extends one that the other file does not have, or does not say which one.
    ///
    /// `extends` with a file takes a service of just that file: what that file includes is not looked at, nor what its override
    /// says.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     extends:
    ///       file: common.yaml
    ///       service: bse
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     extends:
    ///       file: common.yaml
    ///       service: base
    /// ```
    ///
    /// Around it lies:
    /// ```text
    /// common.yaml
    ///     services: {base: {image: "nginx:1.27"}}
    /// ```
    "unknown-extended-service", Error,
    lacks: Continuation,
    groups: [Correctness],
    concerns: ["extends-no-services"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let Some(extends) = service.get("extends").filter(|extends| extends.get("file").is_none()) else { continue };
        let name = if extends.is_mapping() { extends.get("service") } else { Some(extends) };
        if name.is_none_or(|name| name.as_str() == Some("")) {
            let span = name.unwrap_or(extends).span();
            report.at(span, format!("Say which service `{}` is to extend", service.name));
        }
    }
    let Some(project) = file.shared_project() else { return };
    for problem in &project.problems {
        let message = match &problem.kind {
            ProblemKind::NoSuchService { service, path } => {
                format!("`{}` has no service `{service}`", neighbour(file, path))
            }
            ProblemKind::NoServices { path } => format!("`{}` has no services", neighbour(file, path)),
            ProblemKind::NoServiceNamed { path } => format!("Say with `service:` which service of `{path}` to extend"),
            _ => continue,
        };
        let Some(span) = project.in_first_file(problem.at) else { continue };
        report.at(span, message);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn which_service_to_extend_must_be_said() {
        for extends in ["{}", "''", "{service: ''}"] {
            let source = format!("services: {{web: {{image: x, extends: {extends}}}}}\n");
            assert_eq!(marked("unknown-extended-service", &source).len(), 1, "{extends}");
        }
        let source = "services: {web: {image: x}, api: {extends: web}, job: {extends: {service: web}}}\n";
        assert!(marked("unknown-extended-service", source).is_empty());
    }
}
