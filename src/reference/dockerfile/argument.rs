//! Build arguments that exist without being declared.
//!
//! Source: BuildKit `dockerfile2llb/platform.go`, `dockerui/config.go`, `docs/reference.md`.

/// Where an argument comes from, which decides where it can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArgumentKind {
    /// Set by the builder in the global scope: usable in `FROM`, and in a stage after `ARG NAME`.
    Platform,
    /// Passed by the caller; reaches every `RUN` without `ARG`, and stays out of history and cache key unless declared.
    Proxy,
    /// Passed by the caller, read by the builder itself.
    Builder,
    /// Declared in the file, read by the builder, never a variable.
    Attestation,
}

/// One predefined argument.
#[derive(Debug, PartialEq, Eq)]
pub struct Argument {
    pub name: &'static str,
    pub kind: ArgumentKind,
    /// The version of the Dockerfile syntax that brought it; empty where it is old or not recorded.
    pub since: &'static str,
    /// What a value looks like.
    pub example: &'static str,
    pub doc: &'static str,
}

impl Argument {
    /// Its section of the official reference.
    pub fn link(&self) -> String {
        super::link(match self.kind {
            ArgumentKind::Platform => "automatic-platform-args-in-the-global-scope",
            ArgumentKind::Proxy => "predefined-args",
            ArgumentKind::Builder => "buildkit-built-in-build-args",
            ArgumentKind::Attestation => "arg",
        })
    }
}

/// The argument of exactly that name.
pub fn argument(name: &str) -> Option<&'static Argument> {
    ARGUMENTS.iter().find(|argument| argument.name == name)
}

const fn platform(name: &'static str, since: &'static str, example: &'static str, doc: &'static str) -> Argument {
    Argument { name, kind: ArgumentKind::Platform, since, example, doc }
}

const fn proxy(name: &'static str, example: &'static str, doc: &'static str) -> Argument {
    Argument { name, kind: ArgumentKind::Proxy, since: "", example, doc }
}

const fn builder(name: &'static str, since: &'static str, example: &'static str, doc: &'static str) -> Argument {
    Argument { name, kind: ArgumentKind::Builder, since, example, doc }
}

const HTTP: &str = "Proxy for plain HTTP. Reaches every `RUN` without `ARG`; declaring it would put its value, perhaps with \
                    a password, into the image's history.";
const HTTPS: &str = "Proxy for HTTPS. Reaches every `RUN` without `ARG`; declaring it would put its value, perhaps with a \
                     password, into the image's history.";
const FTP: &str = "Proxy for FTP. Reaches every `RUN` without `ARG`.";
const ALL: &str = "Proxy for every protocol that has none of its own. Reaches every `RUN` without `ARG`.";
const NO: &str = "Hosts to be reached directly, separated by commas. Reaches every `RUN` without `ARG`.";

/// All of them: platforms, proxies, settings of the builder.
pub static ARGUMENTS: [Argument; 32] = [
    platform(
        "TARGETPLATFORM",
        "",
        "linux/arm64",
        "The platform that the image is built for: system, architecture, variant. Inside a stage it needs `ARG TARGETPLATFORM`.",
    ),
    platform(
        "TARGETOS",
        "",
        "linux",
        "The operating system that the image is built for. Inside a stage it needs `ARG TARGETOS`.",
    ),
    platform(
        "TARGETARCH",
        "",
        "arm64",
        "The architecture that the image is built for, in Go's names: `amd64`, not `x86_64`. Inside a stage it needs `ARG TARGETARCH`.",
    ),
    platform(
        "TARGETVARIANT",
        "",
        "v7",
        "The variant of the target's architecture, often empty. Inside a stage it needs `ARG TARGETVARIANT`.",
    ),
    platform(
        "TARGETOSVERSION",
        "1.13",
        "10.0.20348.2527",
        "The version of the target's operating system, set for Windows. Inside a stage it needs `ARG TARGETOSVERSION`.",
    ),
    platform(
        "BUILDPLATFORM",
        "",
        "linux/amd64",
        "The platform of the machine that builds. `FROM --platform=$BUILDPLATFORM` runs a stage natively.",
    ),
    platform(
        "BUILDOS",
        "",
        "linux",
        "The operating system of the machine that builds. Inside a stage it needs `ARG BUILDOS`.",
    ),
    platform(
        "BUILDARCH",
        "",
        "amd64",
        "The architecture of the machine that builds, in Go's names. Inside a stage it needs `ARG BUILDARCH`.",
    ),
    platform(
        "BUILDVARIANT",
        "",
        "v8",
        "The variant of the architecture of the machine that builds. Inside a stage it needs `ARG BUILDVARIANT`.",
    ),
    platform(
        "BUILDOSVERSION",
        "1.13",
        "10.0.20348.2527",
        "The version of the operating system of the machine that builds. Inside a stage it needs `ARG BUILDOSVERSION`.",
    ),
    platform(
        "TARGETSTAGE",
        "1.11",
        "release",
        "The name of the stage that was asked for by `--target`. Inside a stage it needs `ARG TARGETSTAGE`.",
    ),
    proxy("HTTP_PROXY", "http://proxy.example.com:3128", HTTP),
    proxy("http_proxy", "http://proxy.example.com:3128", HTTP),
    proxy("HTTPS_PROXY", "http://proxy.example.com:3128", HTTPS),
    proxy("https_proxy", "http://proxy.example.com:3128", HTTPS),
    proxy("FTP_PROXY", "http://proxy.example.com:3128", FTP),
    proxy("ftp_proxy", "http://proxy.example.com:3128", FTP),
    proxy("NO_PROXY", "localhost,.example.com", NO),
    proxy("no_proxy", "localhost,.example.com", NO),
    proxy("ALL_PROXY", "socks5://proxy.example.com:1080", ALL),
    proxy("all_proxy", "socks5://proxy.example.com:1080", ALL),
    builder("BUILDKIT_BUILD_NAME", "", "nightly", "The name under which the build appears in histories."),
    builder(
        "BUILDKIT_CACHE_MOUNT_NS",
        "",
        "team-a",
        "A prefix for the ids of all cache mounts, so that builds do not share them.",
    ),
    builder(
        "BUILDKIT_CONTEXT_KEEP_GIT_DIR",
        "",
        "1",
        "Keeps the `.git` directory when the build context is a Git repository.",
    ),
    builder(
        "BUILDKIT_INLINE_CACHE",
        "",
        "1",
        "Writes cache information into the image, so that it can serve as `--cache-from`.",
    ),
    builder(
        "BUILDKIT_MULTI_PLATFORM",
        "",
        "1",
        "Gives the result the form of a multi-platform image even for one platform.",
    ),
    builder(
        "BUILDKIT_SANDBOX_HOSTNAME",
        "",
        "build",
        "The host name that `RUN` steps see; `buildkitsandbox` if not set.",
    ),
    builder(
        "BUILDKIT_SYNTAX",
        "",
        "docker/dockerfile:1",
        "The front end that reads the file, in place of its `# syntax=` line.",
    ),
    builder("BUILDKIT_DOCKERFILE_CHECK", "1.8", "skip=all", "Settings of the build checks, as in `# check=`."),
    builder(
        "SOURCE_DATE_EPOCH",
        "1.5",
        "1700000000",
        "Seconds since 1970 that image and files get as their time, for builds that can be reproduced.",
    ),
    Argument {
        name: "BUILDKIT_SBOM_SCAN_CONTEXT",
        kind: ArgumentKind::Attestation,
        since: "",
        example: "true",
        doc: "Declared in the file: whether the list of materials covers the build context too. It never becomes a variable.",
    },
    Argument {
        name: "BUILDKIT_SBOM_SCAN_STAGE",
        kind: ArgumentKind::Attestation,
        since: "",
        example: "true",
        doc: "Declared in a stage, or globally for all: whether the list of materials covers the stage, or which stages it \
              covers. It never becomes a variable.",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_argument_is_documented_once() {
        for argument in &ARGUMENTS {
            assert!(argument.doc.ends_with('.') && !argument.example.is_empty(), "{}", argument.name);
            assert_eq!(ARGUMENTS.iter().filter(|other| other.name == argument.name).count(), 1, "{}", argument.name);
        }
    }

    #[test]
    fn names_are_taken_exactly() {
        assert_eq!(argument("TARGETARCH").map(|found| found.kind), Some(ArgumentKind::Platform));
        assert_eq!(argument("https_proxy").map(|found| found.kind), Some(ArgumentKind::Proxy));
        assert!(argument("targetarch").is_none() && argument("Http_Proxy").is_none());
    }
}
