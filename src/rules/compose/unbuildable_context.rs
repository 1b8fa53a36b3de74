//! An additional context from a service that is not built.

use super::told_for;
use crate::rules::prelude::*;

rule! {
    /// A build takes its context from a service that is not built.
    ///
    /// `service:NAME` means the image that Compose builds for that service, so the service must have a `build`. An image from a
    /// registry goes by `docker-image://`.
    ///
    /// ```yaml
    /// services:
    ///   base:
    ///     image: example/base:1
    ///   web:
    ///     build:
    ///       context: .
    ///       additional_contexts:
    ///         base: service:base
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   base:
    ///     image: example/base:1
    ///   web:
    ///     build:
    ///       context: .
    ///       additional_contexts:
    ///         base: docker-image://example/base:1
    /// ```
    "unbuildable-context", Error, Ask,
    groups: [Correctness],
    concerns: ["nonbuildable-additional-context"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        for context in service.build_entries("additional_contexts") {
            let Some((value, span)) = context.value.zip(context.value_span) else { continue };
            let Some(name) = value.strip_prefix("service:") else { continue };
            let Some(other) = file.service(name) else { continue };
            if other.build().is_some() || other.get("extends").is_some() {
                continue;
            }
            let finding = told_for(service, report.at(span, format!("`{name}` is not built, so it is no context")));
            if let Some(image) = other.text("image") {
                finding
                    .fix("Take its image", replace(span, format!("docker-image://{image}")))
                    .declares(&[Change::Model]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn what_is_built_or_inherits_is_a_context() {
        let with = |other: &str| {
            let build = "web: {build: {context: ., additional_contexts: ['x=service:a']}}";
            marked("unbuildable-context", &format!("services: {{a: {{{other}}}, b: {{image: x}}, {build}}}\n"))
        };
        assert!(with("build: .").is_empty());
        assert!(with("extends: b").is_empty());
        assert_eq!(with("image: x"), ["service:a"]);
    }
}
