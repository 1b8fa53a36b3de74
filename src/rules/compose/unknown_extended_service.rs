//! A service to extend that its file does not have.

use super::neighbour;
use crate::model::compose::project::ProblemKind;
use crate::rules::prelude::*;

rule! {
    /// A service extends one that the other file does not have.
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
    groups: [Correctness],
    concerns: ["extends-no-services"],
}

pub fn check(file: &Compose, report: &mut Report) {
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
