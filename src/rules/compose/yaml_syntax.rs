//! Text that is no YAML.

use super::capitalized;
use crate::model::compose::ProblemKind;
use crate::rules::prelude::*;

rule! {
    /// The file is not YAML.
    ///
    /// Compose reads nothing of a file that its YAML reader cannot read to the end. The usual causes: a tab in the
    /// indentation, a text that holds `: ` or starts with `@`, `%` or a backtick and has no quotes, a quote or bracket that
    /// is never closed, a backslash in double quotes that starts no escape. Compose's reader knows YAML 1.1, so it also
    /// refuses a `%YAML 1.2` header. Each broken line is told by itself; the rest of the file is still checked.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     command: echo note: done
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     command: "echo note: done"
    /// ```
    "yaml-syntax", Error,
    lacks: Continuation,
    groups: [Syntax],
    concerns: ["yaml-syntax"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for problem in file.view().problems() {
        let message = match &problem.kind {
            ProblemKind::Syntax { message } => message.as_str(),
            ProblemKind::YamlVersion => {
                "Compose reads no YAML but 1.1, and refuses a file that asks for another version"
            }
            ProblemKind::TagContradicts => "The tag before this value says that it is something else",
            ProblemKind::NotFinite => "Compose cannot hold a number that is infinite or none",
            _ => continue,
        };
        let finding = report.at(problem.span, capitalized(message)).awaits(problem.span);
        if problem.kind == ProblemKind::YamlVersion {
            finding.ask("Remove the version", delete(file.whole_lines(problem.span)));
        }
    }
}
