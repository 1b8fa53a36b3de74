//! A build argument that the Dockerfile does not know.

use crate::model::compose::has_variable;
use crate::reference::dockerfile::argument;
use crate::reference::suggest::suggest;
use crate::rules::prelude::*;

rule! {
    /// A build is given an argument that its Dockerfile does not declare.
    ///
    /// The value goes nowhere: the builder only remarks that the argument was not consumed. It needs an `ARG` of that name,
    /// spelt alike, in the stage that uses it. Predefined arguments such as `HTTP_PROXY` need none.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     build:
    ///       context: .
    ///       args:
    ///         NODE_VERSOIN: "24"
    /// ```
    /// ```text
    /// Dockerfile
    ///     ARG NODE_VERSION=22
    ///     FROM node:${NODE_VERSION}-slim
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     build:
    ///       context: .
    ///       args:
    ///         NODE_VERSION: "24"
    /// ```
    "undeclared-build-argument", Warning, Ask,
    groups: [Correctness],
    concerns: ["build-arg-undeclared"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let arguments = service.build_entries("args");
        if arguments.is_empty() {
            continue;
        }
        let Some(build) = file.build_of(service) else { continue };
        let Some(dockerfile) = build.dockerfile().filter(|dockerfile| dockerfile.is_for_docker()) else { continue };
        let declared = dockerfile.declared_arguments();
        for given in arguments {
            let reserved = argument(given.name).is_some() || given.name.starts_with("BUILDKIT_");
            if reserved || has_variable(given.name) || declared.contains(&given.name) {
                continue;
            }
            let message = format!("{} has no ARG {}: the value goes nowhere", build.place(), given.name);
            let finding = report.at(given.span, message);
            let free = declared.iter().copied().filter(|name| service.build_argument(name).is_none());
            if let Some(near) = suggest(given.name, free) {
                finding.fix(format!("Change to `{near}`"), replace(given.span, near)).declares(&[Change::Model]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings_among;

    #[test]
    fn an_argument_is_declared_anywhere_in_the_file() {
        let compose = "services:\n  a: {build: {context: ., args: [A=1, B=2, C, HTTP_PROXY, NO]}}\n";
        let files = [("Dockerfile", "ARG A\nFROM x\nARG B=1 C\nONBUILD ARG D\n")];
        let found = findings_among("undeclared-build-argument", &files, compose);
        let marked: Vec<_> = found.iter().map(|finding| finding.span.of(compose)).collect();
        assert_eq!(marked, ["NO"]);
    }
}
