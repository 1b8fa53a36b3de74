//! A secret or config that comes from nowhere, or from two places.

use crate::model::compose::{Resolved, Section, Value};
use crate::rules::prelude::*;

rule! {
    /// A secret or config has no source, or more than one.
    ///
    /// A secret comes from a `file` or from an `environment` variable, a config also from `content`; exactly one of them
    /// stands there, unless the engine has it already: `external: true`.
    ///
    /// ```yaml
    /// services:
    ///   db:
    ///     image: postgres:17
    ///     secrets: [password]
    /// secrets:
    ///   password: {}
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   db:
    ///     image: postgres:17
    ///     secrets: [password]
    /// secrets:
    ///   password:
    ///     file: ./password.txt
    /// ```
    "resource-without-source", Error,
    groups: [Correctness],
    concerns: ["config-source-exclusive", "config-source-missing", "secret-driver-only"],
}

pub fn check(file: &Compose, report: &mut Report) {
    // A file that completes another may say only a part.
    if !file.stands_alone() {
        return;
    }
    for (section, sources) in
        [(Section::Secrets, &["file", "environment"][..]), (Section::Configs, &["file", "environment", "content"][..])]
    {
        for resource in file.declarations(section).iter().filter(|resource| resource.value.is_mapping()) {
            if file.is_torn(resource.span) {
                continue;
            }
            let external = resource.value.get("external");
            let given: Vec<&str> = sources.iter().copied().filter(|key| resource.value.get(key).is_some()).collect();
            let entry = section.entry();
            match (external, given.as_slice()) {
                (Some(external), _) if section == Section::Configs || is_external(external) => {}
                (_, []) => {
                    let choices = sources.join("`, `");
                    let message = format!("The {entry} `{}` needs a source: one of `{choices}`", resource.name);
                    report.at(resource.key, message).awaits(resource.key);
                }
                (None, [first, second, ..]) => {
                    let message = format!("The {entry} `{}` has two sources, `{first}` and `{second}`", resource.name);
                    report.at(resource.key, message);
                }
                _ => {}
            }
        }
    }
}

/// Whether the resource is external, or a variable may make it so.
fn is_external(external: Value<'_>) -> bool {
    external.resolved() != Some(Resolved::Boolean(false)) && external.text() != Some("false")
}
