//! A project that is named after its folder.

use crate::model::compose::Section;
use crate::rules::prelude::*;

rule! {
    /// The file does not name its project.
    ///
    /// Compose then takes the name of the folder, and the names of containers, networks and volumes follow. Who clones the
    /// project elsewhere gets other names, and with them empty volumes; two projects in folders of one name get in each other's
    /// way. The fix writes down the name that the folder gives.
    ///
    /// ```text
    /// compose.yaml
    /// ```
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    /// ```
    /// Use instead:
    /// ```yaml
    /// name: project
    ///
    /// services:
    ///   web:
    ///     image: example/web:1
    /// ```
    "missing-project-name", Hint, Ask,
    default: off,
    groups: [Pedantic],
    aka: ["dclint:require-project-name-field"],
    concerns: ["project-name-missing"],
}

pub fn check(file: &Compose, report: &mut Report) {
    let Some(root) = file.documents().next() else { return };
    let complete = file.services().into_iter().any(|service| service.is_complete());
    if file.at(&["name"]).is_some() || !complete || file.view().is_partial() {
        return;
    }
    let services = file.documents().find_map(|root| root.entry(Section::Services.key()));
    let Some(services) = services.filter(|_| !root.is_flow()) else { return };
    let finding = report.at(services.key.span(), "The project is named after its folder");
    let first = root.own_entries().next().map(|pair| file.whole_lines(pair.key.span()).start);
    if let (Some(name), Some(first)) = (folder_name(file), first) {
        let line = insert(first, format!("name: {name}\n\n"));
        finding.fix(format!("Name it `{name}`"), line).declares(&[Change::Model]);
    }
}

/// The name that Compose makes from that of the folder.
///
/// Source: compose-go, `NormalizeProjectName`: lower case, only letters, digits, `_` and `-`, no `_` or `-` in front.
fn folder_name(file: &Compose) -> Option<String> {
    let folder = file.surroundings().folder()?.file_name()?.to_str()?.to_lowercase();
    let kept: String =
        folder.chars().filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-')).collect();
    let name = kept.trim_start_matches(['_', '-']).to_owned();
    name.starts_with(|first: char| first.is_ascii_lowercase()).then_some(name)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, marked};

    #[test]
    fn a_part_of_a_project_has_no_name() {
        assert!(marked("missing-project-name", "services:\n  a: {ports: [\"80\"]}\n").is_empty());
        assert!(marked("missing-project-name", "name: x\nservices:\n  a: {image: x}\n").is_empty());
        let found = findings("missing-project-name", "services:\n  a: {image: x}\n");
        assert!(found[0].fixes.is_empty(), "without a folder there is no name");
    }
}
