//! Services that extend each other.

use crate::model::compose::project::ProblemKind;
use crate::rules::prelude::*;

rule! {
    /// A service extends itself, through others or at once.
    ///
    /// What is extended must be complete before it can be extended; Compose refuses a circle.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     extends: base
    ///   base:
    ///     image: nginx:1.27
    ///     extends: base
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     extends: base
    ///   base:
    ///     image: nginx:1.27
    /// ```
    "extends-cycle", Error,
    groups: [Correctness],
    concerns: ["extends-cycle"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let mut way = vec![service.name];
        let mut next = service.extends_here();
        while let Some(base) = next.filter(|base| !way.contains(&base.name) && way.len() < 100) {
            way.push(base.name);
            next = base.extends_here();
        }
        // Each circle is told once, at its first service.
        let Some(base) = next.filter(|base| base.name == service.name) else { continue };
        let first = way.iter().filter_map(|name| file.service(name)).map(|service| service.key.start).min();
        if first != Some(service.key.start) {
            continue;
        }
        let Some(extends) = service.entry("extends") else { continue };
        let message = match way.len() {
            1 => format!("`{}` extends itself", base.name),
            _ => format!("These extend each other in a circle: {} → {}", way.join(" → "), way[0]),
        };
        report.at(extends.span, message);
    }
    let Some(project) = file.shared_project() else { return };
    for problem in &project.problems {
        let ProblemKind::ExtendsCycle { service } = &problem.kind else { continue };
        let Some(span) = project.in_first_file(problem.at) else { continue };
        report
            .at(span, format!("What this extends comes back to `{service}`: the files extend each other in a circle"));
    }
}
