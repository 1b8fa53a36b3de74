//! `FROM --platform=linux/amd64`.

use crate::reference::dockerfile::platform::Platform;
use crate::rules::edits::with_blanks_after;
use crate::rules::prelude::*;

rule! {
    /// A `FROM` is nailed to one platform.
    ///
    /// The stage is then built for it wherever the file is built: under emulation on other machines, and `--platform` of the
    /// build has no say. Without the flag the stage follows the build; a stage that compiles for others stands on
    /// `$BUILDPLATFORM`. A stage that names the platform in its own name (`AS build-amd64`) means it.
    ///
    /// ```dockerfile
    /// FROM --platform=linux/amd64 node:24-slim
    /// CMD ["node", "server.js"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:24-slim
    /// CMD ["node", "server.js"]
    /// ```
    "constant-platform", Info, Ask,
    groups: [Correctness],
    aka: ["hadolint:DL3029", "buildkit:FromPlatformFlagConstDisallowed", "kics:b16e8501"],
    concerns: ["from-platform-constant"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for stage in &file.stages {
        let from = &file.instructions[stage.range.start];
        let Some(flag) = from.flag("platform") else { continue };
        let Some(value) = flag.value.as_ref().filter(|value| !value.text.contains('$')) else { continue };
        let Some(platform) = Platform::parse(&value.text) else { continue };
        let name = stage.name.as_ref().map(|name| name.text.to_lowercase()).unwrap_or_default();
        let says = |part: &str| !part.is_empty() && name.contains(part);
        if says(&platform.os) || says(&platform.architecture) {
            continue;
        }
        report
            .at(flag.span, format!("The stage is built for {} wherever the build runs", value.text))
            .fix("Follow the build", delete(with_blanks_after(file, flag.span)));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn a_name_that_says_the_platform_means_it() {
        let source =
            "FROM --platform=amd64 a\nFROM --platform=linux/arm64 b AS x-arm64\nFROM --platform=$BUILDPLATFORM c\n";
        assert_eq!(marked("constant-platform", source), ["--platform=amd64"]);
    }
}
