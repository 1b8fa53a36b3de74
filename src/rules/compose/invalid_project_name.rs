//! A project that Compose cannot name.

use super::head;
use crate::model::compose::has_variable;
use crate::model::compose::project::NameFault;
use crate::rules::prelude::*;

rule! {
    /// The project has no name that Compose takes.
    ///
    /// A name has small letters, digits, `_` and `-`, a letter or digit first. Of what `name:` or the folder say, Compose takes the
    /// characters that may stand, and refuses the project where none is left. `COMPOSE_PROJECT_NAME` it takes as it is, or not at
    /// all.
    ///
    /// ```yaml
    /// name: "___"
    /// services:
    ///   web:
    ///     image: nginx:1.27
    /// ```
    /// Use instead:
    /// ```yaml
    /// name: shop
    /// services:
    ///   web:
    ///     image: nginx:1.27
    /// ```
    "invalid-project-name", Error,
    groups: [Correctness],
    concerns: ["project-name-empty", "project-name-invalid"],
}

pub fn check(file: &Compose, report: &mut Report) {
    match &file.setting().name_fault {
        None => {}
        Some(NameFault::NotNormal(name)) => {
            let message = format!("`COMPOSE_PROJECT_NAME` is `{name}`; a name has small letters, digits, `_` and `-`");
            report.at(head(file), message).environment();
        }
        Some(NameFault::Empty(given)) => {
            let name = file.at(&["name"]).filter(|name| !name.is_null());
            let message = match name {
                Some(_) => format!("Of the name `{given}` nothing is left: it needs a letter from a to z, or a digit"),
                None => format!("The folder's name, `{given}`, is none for a project: give one with `name:`"),
            };
            let finding = report.at(name.map_or_else(|| head(file), |name| name.span()), message);
            if name.is_none_or(|name| name.text().is_some_and(has_variable)) {
                finding.environment();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings_among;

    #[test]
    fn a_name_from_outside_must_be_one() {
        let source = "services: {a: {image: x}}\n";
        let named = |name: &str| {
            findings_among("invalid-project-name", &[(".env", &format!("COMPOSE_PROJECT_NAME={name}\n"))], source).len()
        };
        assert_eq!((named("shop"), named("Shop"), named("_a")), (0, 1, 1));
    }
}
