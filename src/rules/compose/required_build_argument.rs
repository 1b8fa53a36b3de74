//! A build without an argument that the Dockerfile cannot do without.

use crate::rules::amend::{self, Yaml};
use crate::rules::prelude::*;

rule! {
    /// A build lacks the argument that names its base image.
    ///
    /// The `FROM` of the Dockerfile takes its image from an `ARG` without a default. Nothing else can set it when Compose
    /// builds, so the build is refused.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     build:
    ///       context: .
    /// ```
    /// ```text
    /// Dockerfile
    ///     ARG BASE
    ///     FROM $BASE
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     build:
    ///       context: .
    ///       args:
    ///         BASE: ${BASE:?}
    /// ```
    "required-build-argument", Warning, Ask,
    groups: [Correctness],
    concerns: ["build-arg-required-missing"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let (Some(entry), Some(build)) = (service.entry("build"), file.build_of(service)) else { continue };
        let Some(dockerfile) = build.dockerfile() else { continue };
        let needed = dockerfile.awaited_by_bases();
        if service.extends_elsewhere() || needed.is_empty() {
            continue;
        }
        let mut names: Vec<&str> = needed.iter().map(|it| it.name.as_str()).collect();
        names.dedup();
        for name in names.into_iter().filter(|name| service.build_argument(name).is_none()) {
            let message =
                format!("{} needs the argument {name} for its base image, and this build gives none", build.place());
            let value = Yaml::text(format!("${{{name}:?}}"));
            let edit = match entry.value.get("args") {
                Some(arguments) if arguments.is_mapping() => amend::add_last(file, arguments, name, &value),
                Some(arguments) => amend::add_item(file, arguments, &Yaml::text(name)),
                None if entry.value.is_mapping() => {
                    amend::add_last(file, entry.value, "args", &Yaml::map([(name, value)]))
                }
                None => None,
            };
            report
                .at(entry.key.span(), message)
                .awaits(entry.span)
                .fix(format!("Take {name} from the environment"), edit)
                .declares(&[Change::Model]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings_among;

    #[test]
    fn what_has_a_default_or_is_given_is_not_needed() {
        let told = |dockerfile: &str, arguments: &str| {
            let compose = format!("services:\n  a: {{build: {{context: ., args: {arguments}}}}}\n");
            findings_among("required-build-argument", &[("Dockerfile", dockerfile)], &compose).len()
        };
        assert_eq!(told("ARG B\nFROM $B\n", "{B: x}"), 0);
        assert_eq!(told("ARG B\nFROM $B\n", "[B]"), 0);
        assert_eq!(told("ARG B=alpine\nFROM $B\n", "{}"), 0);
        assert_eq!(told("ARG B\nFROM $B\nFROM $B\n", "{A: x}"), 1);
    }
}
