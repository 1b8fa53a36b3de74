//! `FROM --platform` that the image cannot have.

use crate::reference::dockerfile::platform::Platform;
use crate::rules::prelude::*;

rule! {
    /// The image is not built for the platform that `FROM` asks for.
    ///
    /// Some images say in their name what they run on: `arm64v8/` and its like hold the official images for one architecture
    /// each, `mcr.microsoft.com/windows/` those of Windows. BuildKit takes such an image whatever `--platform` says, warns,
    /// and `RUN` fails with an "exec format error", or it finds no image at all. Other images are not looked at: what they are
    /// built for only their registry knows.
    ///
    /// ```dockerfile
    /// FROM --platform=linux/amd64 arm64v8/alpine:3.22
    /// RUN apk add --no-cache git
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM --platform=linux/amd64 alpine:3.22
    /// RUN apk add --no-cache git
    /// ```
    "mismatched-platform", Warning,
    groups: [Correctness],
    aka: ["buildkit:InvalidBaseImagePlatform", "tally:tally/platform-mismatch"],
    concerns: ["from-platform-mismatch"],
}

/// The names under which the official images for one architecture stand, each with its platform. Source:
/// docker-library/official-images, "Architectures other than amd64?".
const NAMESPACES: [(&str, &str); 11] = [
    ("amd64/", "linux/amd64"),
    ("arm32v5/", "linux/arm/v5"),
    ("arm32v6/", "linux/arm/v6"),
    ("arm32v7/", "linux/arm/v7"),
    ("arm64v8/", "linux/arm64"),
    ("i386/", "linux/386"),
    ("mips64le/", "linux/mips64le"),
    ("ppc64le/", "linux/ppc64le"),
    ("riscv64/", "linux/riscv64"),
    ("s390x/", "linux/s390x"),
    ("winamd64/", "windows/amd64"),
];

/// Distributions of Linux whose official image exists for nothing else.
const LINUX: [&str; 9] =
    ["almalinux", "alpine", "amazonlinux", "archlinux", "centos", "debian", "fedora", "rockylinux", "ubuntu"];

pub fn check(file: &Dockerfile, report: &mut Report) {
    for stage in &file.stages {
        let Base::Image(image) = &stage.base else { continue };
        let Some(flag) = file.instructions[stage.range.start].flag("platform") else { continue };
        let Some(value) = flag.value.as_ref().filter(|value| !value.text.contains('$')) else { continue };
        let Some(asked) = Platform::parse(&value.text) else { continue };
        let name = image.name.strip_prefix("docker.io/").unwrap_or(&image.name);
        let Some(built) = platform_of(name.strip_prefix("library/").unwrap_or(name)) else { continue };
        let differs = built.os != asked.os
            || [&built.architecture, &asked.architecture].iter().all(|it| !it.is_empty())
                && built.architecture != asked.architecture;
        if differs {
            let system = [built.os, built.architecture].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
            report.at(
                flag.span,
                format!("The image {} is built for {}, not for {}", image.name, system.join("/"), value.text),
            );
        }
    }
}

/// What an image's name says about its platform.
fn platform_of(name: &str) -> Option<Platform> {
    let namespace = NAMESPACES.iter().find(|(prefix, _)| name.starts_with(prefix)).map(|(_, platform)| *platform);
    let windows = name.starts_with("mcr.microsoft.com/windows/").then_some("windows");
    let linux = LINUX.contains(&name).then_some("linux");
    Platform::parse(namespace.or(windows).or(linux)?)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn only_what_a_name_says_is_believed() {
        let source = "FROM --platform=linux/arm64/v8 arm64v8/node AS a\nFROM --platform=windows/amd64 golang\n\
                      FROM --platform=linux/amd64 mcr.microsoft.com/windows/nanoserver:ltsc2025\n\
                      FROM --platform=$P arm64v8/node\nFROM --platform=windows/amd64 docker.io/library/alpine\n\
                      FROM --platform=linux/riscv64 debian\n";
        assert_eq!(marked("mismatched-platform", source), ["--platform=linux/amd64", "--platform=windows/amd64"]);
    }
}
