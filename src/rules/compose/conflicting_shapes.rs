//! A list over a mapping.

use super::neighbour;
use crate::model::compose::project::ProblemKind;
use crate::rules::prelude::*;

rule! {
    /// A file gives a key another shape than the file under it.
    ///
    /// What an override file, a later document or an extending service says goes over what was there: mapping over mapping, list
    /// over list. Where the one has a list and the other a mapping, Compose refuses the project, save for keys that know both forms.
    /// `!override` puts the new value in the place of the old one.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     security_opt: ["no-new-privileges:true"]
    /// ---
    /// services:
    ///   web:
    ///     security_opt: {no-new-privileges: true}
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     security_opt: ["no-new-privileges:true"]
    /// ---
    /// services:
    ///   web:
    ///     security_opt: ["label:disable"]
    /// ```
    "conflicting-shapes", Error,
    groups: [Correctness],
    concerns: ["override-shape"],
}

pub fn check(file: &Compose, report: &mut Report) {
    let Some(project) = file.shared_project() else { return };
    for problem in &project.problems {
        let ProblemKind::OtherShape { path, base } = &problem.kind else { continue };
        let Some(span) = project.in_first_file(problem.at) else { continue };
        let under = base.and_then(|base| project.files.get(base.file)).and_then(|file| file.path.as_deref());
        let under = under.map(|under| format!(" in `{}`", neighbour(file, under))).unwrap_or_default();
        let finding =
            report.at(span, format!("`{path}` has another shape{under}: lists go over lists, mappings over mappings"));
        if let Some(base) = base.filter(|base| base.file == 0) {
            finding.related(base.span, "What it goes over");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings_among;

    #[test]
    fn the_file_that_goes_over_is_to_blame() {
        let over = ("compose.override.yaml", "services: {a: {security_opt: {b: c}}}\n");
        let source = "services: {a: {image: x, security_opt: [b]}}\n";
        // The mistake is told in the file that makes it.
        assert!(findings_among("conflicting-shapes", &[over], source).is_empty());
    }
}
