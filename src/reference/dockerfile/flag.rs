//! The flags between an instruction's name and its arguments.

use super::value::{NETWORKS, PLATFORMS, SECURITY_MODES};
use super::{Choice, Snippet, choice, snippet};

/// What a flag's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlagKind {
    /// `--flag`, `--flag=true` or `--flag=false`, in any case; `1` and `yes` are refused.
    Boolean,
    /// One of the flag's values, in exactly that case.
    OneOf,
    /// A platform, or a variable that holds one.
    Platform,
    /// A stage's name or index, a named context, or an image.
    Origin,
    /// `user[:group]`, names or numbers.
    Owner,
    /// Octal digits, or symbolic as `chmod` takes them.
    Permissions,
    /// A pattern of paths.
    Pattern,
    /// `sha256:…`, or a commit for a Git repository.
    Checksum,
    /// Keys and values joined by commas; see the table of mounts.
    Mount,
    /// The name of a device, and whether it must be there.
    Device,
    /// A duration as Go writes it: `1m30s`.
    Duration,
    /// A whole number, zero or more, that fits 32 bits.
    Integer,
}

/// One flag. Several instructions may share it.
#[derive(Debug, PartialEq, Eq)]
pub struct Flag {
    /// Without its dashes.
    pub name: &'static str,
    pub instructions: &'static [&'static str],
    pub kind: FlagKind,
    /// It may be given more than once; any other is refused the second time.
    pub repeatable: bool,
    /// What holds without it; empty where nothing does.
    pub default: &'static str,
    /// The version of the Dockerfile syntax that brought it; empty for those older than the numbering.
    pub since: &'static str,
    /// It exists only in the labs variant of the syntax.
    pub labs_only: bool,
    /// Variables in its value are replaced.
    pub expanded: bool,
    /// The values of a closed set, or those worth offering.
    pub values: &'static [Choice],
    pub doc: &'static str,
    pub snippet: Snippet,
}

impl Flag {
    /// Its section of the official reference, or that of the instruction where it has none.
    pub fn link(&self, instruction: &str) -> String {
        let instruction = instruction.to_ascii_lowercase();
        match instruction.as_str() {
            "from" | "healthcheck" => super::link(&instruction),
            _ => super::link(&format!("{instruction}---{}", self.name)),
        }
    }
}

/// The flag of that name, without dashes, if the instruction has it. Names of flags are in lower case, those of
/// instructions in any.
pub fn flag(instruction: &str, name: &str) -> Option<&'static Flag> {
    flags_of(instruction).find(|flag| flag.name == name)
}

/// The flags of an instruction, the useful ones first.
pub fn flags_of(instruction: &str) -> impl Iterator<Item = &'static Flag> {
    FLAGS.iter().filter(move |flag| flag.instructions.iter().any(|known| known.eq_ignore_ascii_case(instruction)))
}

const BOOLEAN: &[Choice] =
    &[choice("true", "Switches it on, as the bare flag does."), choice("false", "Switches it off.")];

/// Durations as examples; any other is as good.
const INTERVALS: &[Choice] = &[
    choice("5s", "Five seconds."),
    choice("10s", "Ten seconds."),
    choice("30s", "Half a minute."),
    choice("1m", "A minute."),
    choice("5m", "Five minutes."),
];

/// Every flag of every instruction.
pub static FLAGS: [Flag; 19] = [
    Flag {
        name: "platform",
        instructions: &["FROM"],
        kind: FlagKind::Platform,
        repeatable: false,
        default: "the target platform of the build",
        since: "",
        labs_only: false,
        expanded: true,
        values: PLATFORMS,
        doc: "Which platform's variant of the image the stage starts from. `$BUILDPLATFORM` makes a stage run natively on \
              the machine that builds, for compilers that cross-compile; a constant ties the stage to one architecture.",
        snippet: snippet("--platform", "--platform=${1:\\$BUILDPLATFORM}"),
    },
    Flag {
        name: "from",
        instructions: &["COPY"],
        kind: FlagKind::Origin,
        repeatable: false,
        default: "the build context",
        since: "",
        labs_only: false,
        expanded: false,
        values: &[],
        doc: "Copies from an earlier stage (by name in any case, or by index from 0), a named context, or an image, instead \
              of the build context. Variables are refused in it; give the image a stage of its own and name that.",
        snippet: snippet("--from", "--from=${1:build}"),
    },
    Flag {
        name: "chown",
        instructions: &["COPY", "ADD"],
        kind: FlagKind::Owner,
        repeatable: false,
        default: "0:0",
        since: "",
        labs_only: false,
        expanded: true,
        values: &[],
        doc: "Owner and group of what is copied, by name or number. Without it everything belongs to `0:0`, whatever `USER` \
              says. Names are looked up in the image's own `/etc/passwd` and `/etc/group`; a lone number is also the group.",
        snippet: snippet("--chown", "--chown=${1:user}:${2:group}"),
    },
    Flag {
        name: "chmod",
        instructions: &["COPY", "ADD"],
        kind: FlagKind::Permissions,
        repeatable: false,
        default: "the source's mode; 0600 for a download, 0644 for a here-document",
        since: "1.2",
        labs_only: false,
        expanded: true,
        values: &[
            choice("755", "Everybody may read and run it, the owner may write."),
            choice("644", "Everybody may read it, the owner may write."),
            choice("600", "The owner alone may read and write."),
            choice("u=rwX,go=rX", "Symbolic, since 1.14: `X` runs only what is a directory or already runs."),
        ],
        doc: "Permissions of what is copied: octal up to `07777`, or symbolic (`u=rwX,go=rX`) since syntax 1.14. It spares a \
              `RUN chmod`, which would store the files a second time. Together with it `--link` has no effect.",
        snippet: snippet("--chmod", "--chmod=${1:755}"),
    },
    Flag {
        name: "link",
        instructions: &["COPY", "ADD"],
        kind: FlagKind::Boolean,
        repeatable: false,
        default: "false",
        since: "1.4",
        labs_only: false,
        expanded: false,
        values: BOOLEAN,
        doc: "Puts the files into a layer that does not depend on the layers below, so it stays cached when the base image \
              changes. Existing symbolic links in the destination's path are not followed, and together with `--chmod` the \
              flag is ignored.",
        snippet: snippet("--link", "--link"),
    },
    Flag {
        name: "parents",
        instructions: &["COPY"],
        kind: FlagKind::Boolean,
        repeatable: false,
        default: "false",
        since: "1.20",
        labs_only: false,
        expanded: false,
        values: BOOLEAN,
        doc: "Keeps the directories of each source's path below the destination, as `cp --parents` does. A `/./` in the \
              source says where the kept part starts, and `**` matches any depth.",
        snippet: snippet("--parents", "--parents"),
    },
    Flag {
        name: "exclude",
        instructions: &["COPY", "ADD"],
        kind: FlagKind::Pattern,
        repeatable: true,
        default: "",
        since: "1.19",
        labs_only: false,
        expanded: false,
        values: &[],
        doc: "Leaves out what the pattern matches, in addition to `.dockerignore`. It may be repeated; `**` matches any depth.",
        snippet: snippet("--exclude", "--exclude=${1:**/*.md}"),
    },
    Flag {
        name: "checksum",
        instructions: &["ADD"],
        kind: FlagKind::Checksum,
        repeatable: false,
        default: "",
        since: "1.6",
        labs_only: false,
        expanded: true,
        values: &[choice("sha256:", "The SHA-256 of the downloaded file, 64 hexadecimal digits.")],
        doc: "Fails the build unless what is fetched is what is expected: `sha256:…` for a download, the commit for a Git \
              repository. One source at a time, and never a local one.",
        snippet: snippet("--checksum", "--checksum=sha256:${1:digest}"),
    },
    Flag {
        name: "keep-git-dir",
        instructions: &["ADD"],
        kind: FlagKind::Boolean,
        repeatable: false,
        default: "false",
        since: "1.1",
        labs_only: false,
        expanded: false,
        values: BOOLEAN,
        doc: "Keeps the `.git` directory of a repository that is added. Needed by builds that ask Git for a version; \
              otherwise it is only weight.",
        snippet: snippet("--keep-git-dir", "--keep-git-dir"),
    },
    Flag {
        name: "unpack",
        instructions: &["ADD"],
        kind: FlagKind::Boolean,
        repeatable: false,
        default: "true for a local archive, false for a download",
        since: "1.17",
        labs_only: false,
        expanded: false,
        values: BOOLEAN,
        doc: "Whether a tar archive is unpacked into the destination. Without it a local archive is, and a downloaded one is \
              not.",
        snippet: snippet("--unpack", "--unpack=${1|true,false|}"),
    },
    Flag {
        name: "mount",
        instructions: &["RUN"],
        kind: FlagKind::Mount,
        repeatable: true,
        default: "",
        since: "1.2",
        labs_only: false,
        expanded: true,
        values: &[],
        doc: "Gives the command a directory, a cache, a secret or keys for the time that it runs; nothing of it stays in the \
              image. Keys are read from left to right and the type is `bind` until `type=` says otherwise, so `type` comes \
              first. Variables work in every value but that of `from`.",
        snippet: snippet("--mount", "--mount=type=${1|cache,secret,bind,ssh,tmpfs|},target=${2:path}"),
    },
    Flag {
        name: "network",
        instructions: &["RUN"],
        kind: FlagKind::OneOf,
        repeatable: false,
        default: "default",
        since: "1.3",
        labs_only: false,
        expanded: false,
        values: NETWORKS,
        doc: "Which network the command sees. `none` proves that a step needs nothing from outside; `host` must be allowed \
              by the builder and the call (entitlement `network.host`).",
        snippet: snippet("--network", "--network=${1|none,default,host|}"),
    },
    Flag {
        name: "security",
        instructions: &["RUN"],
        kind: FlagKind::OneOf,
        repeatable: false,
        default: "sandbox",
        since: "1.20",
        labs_only: false,
        expanded: false,
        values: SECURITY_MODES,
        doc: "Whether the command runs confined. `insecure` is what `--privileged` is for a container, and must be allowed by \
              the builder and the call (entitlement `security.insecure`).",
        snippet: snippet("--security", "--security=${1|insecure,sandbox|}"),
    },
    Flag {
        name: "device",
        instructions: &["RUN"],
        kind: FlagKind::Device,
        repeatable: true,
        default: "",
        since: "1.14-labs",
        labs_only: true,
        expanded: false,
        values: &[],
        doc: "Gives the command a device that the builder knows by the Container Device Interface, such as a GPU: \
              `vendor.tld/class=name`, with `,required` if the step fails without it. Only `docker/dockerfile:1-labs` takes \
              it, and entitlement `device` must be allowed.",
        snippet: snippet("--device", "--device=${1:nvidia.com/gpu=all}"),
    },
    Flag {
        name: "interval",
        instructions: &["HEALTHCHECK"],
        kind: FlagKind::Duration,
        repeatable: false,
        default: "30s",
        since: "",
        labs_only: false,
        expanded: false,
        values: INTERVALS,
        doc: "How long after a check the next one starts; the first runs this long after the container did. Units run from \
              `ns` to `h`: a bare `30` and days are refused, as is anything below `1ms`. `0` means the default.",
        snippet: snippet("--interval", "--interval=${1:30s}"),
    },
    Flag {
        name: "timeout",
        instructions: &["HEALTHCHECK"],
        kind: FlagKind::Duration,
        repeatable: false,
        default: "30s",
        since: "",
        labs_only: false,
        expanded: false,
        values: INTERVALS,
        doc: "A check that runs longer has failed, and its process is killed. The default of `30s` is long for most services; \
              units as for `--interval`.",
        snippet: snippet("--timeout", "--timeout=${1:3s}"),
    },
    Flag {
        name: "start-period",
        instructions: &["HEALTHCHECK"],
        kind: FlagKind::Duration,
        repeatable: false,
        default: "0s",
        since: "",
        labs_only: false,
        expanded: false,
        values: INTERVALS,
        doc: "Time for the service to start: failures in it do not count towards `--retries`, a success ends it. The default \
              is no such time; units as for `--interval`.",
        snippet: snippet("--start-period", "--start-period=${1:10s}"),
    },
    Flag {
        name: "start-interval",
        instructions: &["HEALTHCHECK"],
        kind: FlagKind::Duration,
        repeatable: false,
        default: "5s",
        since: "1.6",
        labs_only: false,
        expanded: false,
        values: INTERVALS,
        doc: "How often the check runs during the start period, so that a service counts as healthy soon after it is. Needs \
              Docker Engine 25.0, and has no effect without a `--start-period`.",
        snippet: snippet("--start-interval", "--start-interval=${1:2s}"),
    },
    Flag {
        name: "retries",
        instructions: &["HEALTHCHECK"],
        kind: FlagKind::Integer,
        repeatable: false,
        default: "3",
        since: "",
        labs_only: false,
        expanded: false,
        values: &[choice("3", "Three failures in a row, the default."), choice("5", "Five failures in a row.")],
        doc: "How many failures in a row make the container unhealthy. `0` means the default.",
        snippet: snippet("--retries", "--retries=${1:3}"),
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    /// The flags that BuildKit registers, `instructions/parse.go` and the `commands_run*.go` beside it.
    const BUILDKIT: [(&str, &[&str]); 5] = [
        ("ADD", &["checksum", "chmod", "chown", "exclude", "keep-git-dir", "link", "unpack"]),
        ("COPY", &["chmod", "chown", "exclude", "from", "link", "parents"]),
        ("FROM", &["platform"]),
        ("HEALTHCHECK", &["interval", "retries", "start-interval", "start-period", "timeout"]),
        ("RUN", &["device", "mount", "network", "security"]),
    ];

    #[test]
    fn each_instruction_has_the_flags_of_buildkit() {
        for (instruction, expected) in BUILDKIT {
            let mut names: Vec<_> = flags_of(instruction).map(|flag| flag.name).collect();
            names.sort_unstable();
            assert_eq!(names, expected, "{instruction}");
        }
        let instructions = FLAGS.iter().flat_map(|flag| flag.instructions);
        assert!(instructions.into_iter().all(|name| BUILDKIT.iter().any(|(known, _)| known == name)));
    }

    #[test]
    fn every_flag_is_documented_and_its_snippet_gives_it() {
        for flag in &FLAGS {
            assert!(flag.doc.len() > 60 && flag.doc.ends_with('.'), "{}", flag.name);
            assert!(flag.snippet.body.starts_with(&format!("--{}", flag.name)), "{}", flag.name);
            assert!(flag.values.iter().all(|choice| choice.doc.ends_with('.')), "{}", flag.name);
            let closed = matches!(flag.kind, FlagKind::OneOf | FlagKind::Boolean);
            assert!(!closed || !flag.values.is_empty(), "{}", flag.name);
        }
    }

    #[test]
    fn a_flag_is_found_for_its_instruction_only() {
        assert_eq!(flag("copy", "from").map(|flag| flag.kind), Some(FlagKind::Origin));
        assert!(flag("ADD", "from").is_none() && flag("COPY", "FROM").is_none());
        assert_eq!(flag("HEALTHCHECK", "interval").map(|flag| flag.default), Some("30s"));
    }

    #[test]
    fn links_reach_the_section_of_the_flag() {
        let link = |instruction, name| flag(instruction, name).map(|flag| flag.link(instruction)).unwrap_or_default();
        assert!(link("COPY", "chown").ends_with("/dockerfile/#copy---chown"));
        assert!(link("add", "chown").ends_with("/dockerfile/#add---chown"));
        assert!(link("HEALTHCHECK", "retries").ends_with("/dockerfile/#healthcheck"));
    }
}
