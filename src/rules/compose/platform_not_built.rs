//! A service for a platform that its build leaves out.

use super::told_for;
use crate::model::compose::has_variable;
use crate::rules::prelude::*;

rule! {
    /// A service runs on a platform that its build does not build for.
    ///
    /// Where both `platform` and `build.platforms` are set, the first must be among the second.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     platform: linux/arm64
    ///     build:
    ///       context: .
    ///       platforms: [linux/amd64]
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     platform: linux/arm64
    ///     build:
    ///       context: .
    ///       platforms: [linux/amd64, linux/arm64]
    /// ```
    "platform-not-built", Error,
    groups: [Correctness],
    concerns: ["platform-not-in-platforms", "rt-platform-build"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let Some(platform) = service.get("platform") else { continue };
        let Some(name) = platform.as_str().filter(|name| !name.is_empty() && !has_variable(name)) else { continue };
        let Some(platforms) = service.build().and_then(|build| build.get("platforms")) else { continue };
        let mut built = platforms.items().filter_map(|item| item.text()).peekable();
        if built.peek().is_some() && built.all(|built| built != name && !has_variable(built)) {
            let message = format!("The build has no `{name}` among its platforms");
            told_for(service, report.at(platform.span(), message)).related(platforms.span(), "the platforms");
        }
    }
}
