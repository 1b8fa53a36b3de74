//! A build with two Dockerfiles.

use super::told_for;
use crate::rules::prelude::*;

rule! {
    /// A build has both a Dockerfile and the text of one.
    ///
    /// `dockerfile` names a file, `dockerfile_inline` holds the text itself; Compose refuses both at once.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     build:
    ///       context: .
    ///       dockerfile: Dockerfile
    ///       dockerfile_inline: FROM nginx:1.27
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     build:
    ///       context: .
    ///       dockerfile_inline: FROM nginx:1.27
    /// ```
    "dockerfile-and-inline", Error,
    groups: [Correctness],
    concerns: ["dockerfile-and-inline"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let Some(build) = service.build() else { continue };
        let (Some(named), Some(inline)) = (build.entry("dockerfile"), build.entry("dockerfile_inline")) else {
            continue;
        };
        let says_something = |text: Option<&str>| text.is_some_and(|text| !text.is_empty() && !text.starts_with('$'));
        if says_something(named.value.as_str()) && says_something(inline.value.as_str()) {
            let message = "`dockerfile_inline` stands here, and with it no other Dockerfile";
            told_for(service, report.at(named.span, message)).related(inline.key.span(), "the text of a Dockerfile");
        }
    }
}
