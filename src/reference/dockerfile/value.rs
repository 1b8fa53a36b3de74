//! Closed sets of values, and the notes that belong to no single flag.

use super::{Choice, choice};

/// `RUN --network`. Lower case only.
pub static NETWORKS: &[Choice] = &[
    choice("default", "The network that the build has, as without the flag."),
    choice("none", "No network but the command's own loopback."),
    choice("host", "The network of the machine that builds; needs the entitlement `network.host`."),
];

/// `RUN --security`. Lower case only.
pub static SECURITY_MODES: &[Choice] = &[
    choice("sandbox", "Confined as usual, as without the flag."),
    choice("insecure", "All privileges, as a privileged container has; needs the entitlement `security.insecure`."),
];

/// `sharing` of a cache mount, in any case.
pub static SHARING_MODES: &[Choice] = &[
    choice("shared", "Several steps may write at the same time; the default."),
    choice("private", "A second writer gets a new, empty cache."),
    choice("locked", "A second writer waits until the first has finished: right for apt and others that lock."),
];

/// After the slash of `EXPOSE`. Any case is accepted, lower case is expected.
pub static PROTOCOLS: &[Choice] = &[
    choice("tcp", "Streams; the default."),
    choice("udp", "Datagrams: DNS, QUIC, syslog."),
    choice("sctp", "Message streams of telephony; the kernel of the host must support it."),
];

/// `FROM --platform`: what is worth offering. Any other platform is as valid.
pub static PLATFORMS: &[Choice] = &[
    choice("$BUILDPLATFORM", "The machine that builds: compilers run natively and cross-compile."),
    choice("$TARGETPLATFORM", "The platform that is built for. The default, so naming it is redundant."),
    choice("linux/amd64", "64-bit x86."),
    choice("linux/arm64", "64-bit ARM: Apple silicon, Graviton, Raspberry Pi 4."),
    choice("linux/arm/v7", "32-bit ARM, version 7."),
    choice("linux/arm/v6", "32-bit ARM, version 6: the first Raspberry Pi and the Zero."),
    choice("linux/386", "32-bit x86."),
    choice("linux/ppc64le", "64-bit POWER, little-endian."),
    choice("linux/s390x", "IBM Z."),
    choice("linux/riscv64", "64-bit RISC-V."),
    choice("linux/loong64", "64-bit LoongArch."),
    choice("windows/amd64", "Windows on 64-bit x86."),
];

/// Names that a stage should not have.
pub static RESERVED_STAGE_NAMES: &[Choice] = &[
    choice("scratch", "The empty image: `FROM scratch` would no longer mean it."),
    choice("context", "Reserved for the build context."),
];

/// What `COPY` and `ADD` do with their sources, case by case.
pub static COPY_NOTES: &[Choice] = &[
    choice("directory", "Its content is copied, the directory itself is not."),
    choice("several sources", "The destination must be a directory, so it ends in `/`."),
    choice("wildcard", "`*`, `?` and `[…]` match within one name; `**` only with `--parents`. No match is no error."),
    choice("leading / or ../", "Dropped: a source never leaves the build context."),
    choice("missing source", "Fails when the step runs; the build checks do not notice."),
    choice("local archive", "`ADD` unpacks it unless told `--unpack=false`; `COPY` never does."),
    choice("download", "`ADD` only. Mode 0600, named after the URL's last part, not unpacked."),
    choice("Git repository", "`ADD` only: `….git#ref:folder`, without `.git` unless told `--keep-git-dir`."),
    choice("here-document", "The text becomes a file of mode 0644; variables are replaced unless the word is quoted."),
];

/// `PATH` where the base image sets none. Source: BuildKit, `util/system/path.go`.
pub const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
