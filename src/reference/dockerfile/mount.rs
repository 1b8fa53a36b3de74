//! `RUN --mount`: the five types, and what each key means to each of them.
//!
//! Source: BuildKit `instructions/commands_runmount.go` and `dockerfile2llb/convert_{runmount,secrets,ssh}.go`. Names of
//! keys, and the values of `type` and `sharing`, are taken in any case. Keys are read from left to right and `type` starts
//! as `bind`, so `required` and `size` are refused in front of `type=`.

use super::value::SHARING_MODES;
use super::{Choice, Snippet, choice, snippet};

/// What becomes of a key in a mount of this type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Required,
    Optional,
    /// Accepted, and without any effect.
    Ignored,
    /// The builder refuses the file.
    Refused,
}

/// What a key's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// One of the key's values, in any case.
    OneOf,
    Path,
    /// A stage, a named context or an image. The one value in which variables are refused.
    Origin,
    /// Bare, or `1 t T TRUE true True 0 f F FALSE false False`.
    Boolean,
    /// A name of one's own.
    Name,
    /// Octal digits.
    Mode,
    /// A decimal number of 32 bits.
    Number,
    /// A number with an optional unit, in powers of 1024: `64m`.
    Bytes,
    /// A variable's name.
    Variable,
}

/// One key of one type of mount.
#[derive(Debug, PartialEq, Eq)]
pub struct Key {
    pub name: &'static str,
    pub aliases: &'static [&'static str],
    pub kind: KeyKind,
    pub role: Role,
    /// What holds without it; empty where nothing does.
    pub default: &'static str,
    pub doc: &'static str,
}

impl Key {
    /// The values of a closed set; empty for the rest.
    pub fn values(&self) -> &'static [Choice] {
        match self.name {
            "type" => TYPES,
            "sharing" => SHARING_MODES,
            _ => &[],
        }
    }
}

/// One type of mount.
#[derive(Debug, PartialEq, Eq)]
pub struct Mount {
    pub name: &'static str,
    pub doc: &'static str,
    /// The version of the Dockerfile syntax that brought mounts to the stable channel.
    pub since: &'static str,
    /// Every key that the builder knows, with its role here.
    pub keys: &'static [Key],
    pub snippet: Snippet,
}

impl Mount {
    /// Its section of the official reference.
    pub fn link(&self) -> String {
        super::link(&format!("run---mounttype{}", self.name))
    }
}

/// The type of that name, in any case.
pub fn mount(name: &str) -> Option<&'static Mount> {
    MOUNTS.iter().find(|mount| mount.name.eq_ignore_ascii_case(name))
}

/// Every key with its role in mounts of that type; none for an unknown type.
pub fn mount_keys(name: &str) -> &'static [Key] {
    mount(name).map_or(&[], |mount| mount.keys)
}

/// What a key, by any of its names and in any case, means to mounts of that type.
pub fn mount_key(name: &str, key: &str) -> Option<&'static Key> {
    let named = |known: &&str| known.eq_ignore_ascii_case(key);
    mount_keys(name).iter().find(|known| named(&known.name) || known.aliases.iter().any(named))
}

const TYPES: &[Choice] = &[
    choice("bind", "Files of the build context, a stage or an image; the default."),
    choice("cache", "A directory that survives from build to build, outside the image."),
    choice("secret", "A secret of the caller, as a file or a variable."),
    choice("ssh", "The caller's SSH agent or key."),
    choice("tmpfs", "An empty directory in memory."),
];

const fn key(
    name: &'static str,
    aliases: &'static [&'static str],
    kind: KeyKind,
    role: Role,
    default: &'static str,
    doc: &'static str,
) -> Key {
    Key { name, aliases, kind, role, default, doc }
}

const TYPE: Key = key(
    "type",
    &[],
    KeyKind::OneOf,
    Role::Optional,
    "bind",
    "The kind of mount. Put it first: keys are judged as they come, and until it stands there the mount is a `bind`.",
);

const fn target(role: Role, default: &'static str, doc: &'static str) -> Key {
    key("target", &["dst", "destination"], KeyKind::Path, role, default, doc)
}

const fn source(role: Role, default: &'static str, doc: &'static str) -> Key {
    key("source", &["src"], KeyKind::Path, role, default, doc)
}

const fn from(role: Role, default: &'static str, doc: &'static str) -> Key {
    key("from", &[], KeyKind::Origin, role, default, doc)
}

const fn readonly(role: Role, default: &'static str, doc: &'static str) -> Key {
    key("readonly", &["ro"], KeyKind::Boolean, role, default, doc)
}

const fn readwrite(role: Role, default: &'static str, doc: &'static str) -> Key {
    key("readwrite", &["rw"], KeyKind::Boolean, role, default, doc)
}

const fn refused(name: &'static str, kind: KeyKind, doc: &'static str) -> Key {
    key(name, &[], kind, Role::Refused, "", doc)
}

const fn ignored(name: &'static str, kind: KeyKind, doc: &'static str) -> Key {
    key(name, &[], kind, Role::Ignored, "", doc)
}

const NO_SHARING: Key = refused("sharing", KeyKind::OneOf, "Only a cache can be shared between builds; refused here.");
const NO_SIZE: Key = refused("size", KeyKind::Bytes, "Only a `tmpfs` mount has a size; refused here.");
const NO_MODE: Key = refused("mode", KeyKind::Mode, "Nothing is created whose permissions could be set; refused here.");
const NO_UID: Key = refused("uid", KeyKind::Number, "Nothing is created that could belong to somebody; refused here.");
const NO_GID: Key = refused("gid", KeyKind::Number, "Nothing is created that could belong to a group; refused here.");
const NO_REQUIRED: Key =
    refused("required", KeyKind::Boolean, "Only secrets and SSH agents can be missing; refused here.");
const NO_ENV: Key = ignored("env", KeyKind::Variable, "Only a secret can become a variable; it has no effect here.");
const NO_ID: Key = ignored("id", KeyKind::Name, "Only caches, secrets and agents have a name; it has no effect here.");
const UID: Key = key("uid", &[], KeyKind::Number, Role::Optional, "0", "The user that owns it, as a number.");
const GID: Key = key("gid", &[], KeyKind::Number, Role::Optional, "0", "The group that it belongs to, as a number.");

const TARGET_DOC: &str = "Where it appears for the command. A relative path starts at `WORKDIR`; `/` is refused.";

/// The types, the most used ones first.
pub static MOUNTS: [Mount; 5] = [
    Mount {
        name: "cache",
        doc: "A directory that the builder keeps between builds and never puts into the image: for the downloads of package \
              managers and the intermediate files of compilers. The step must also work when it is empty, because the \
              builder may clear it, and another build may have written to it.",
        since: "1.2",
        keys: &[
            TYPE,
            target(Role::Required, "", TARGET_DOC),
            key(
                "id",
                &[],
                KeyKind::Name,
                Role::Optional,
                "the target path",
                "Tells caches apart. Two mounts with one id see the same files, whatever their targets; put the platform or \
                 version into it where files do not fit together.",
            ),
            key(
                "sharing",
                &[],
                KeyKind::OneOf,
                Role::Optional,
                "shared",
                "What happens when two steps use the cache at once: `shared` lets both write, `private` gives the second a \
                 new one, `locked` lets it wait.",
            ),
            readwrite(Role::Optional, "true", "The command may write; that is the default of a cache."),
            readonly(Role::Optional, "false", "The command may only read what earlier builds left."),
            from(
                Role::Optional,
                "an empty directory",
                "Stage, named context or image whose files a new cache starts with. Variables are refused in it.",
            ),
            source(Role::Optional, "the root of `from`", "Directory in `from` that a new cache starts with."),
            key(
                "mode",
                &[],
                KeyKind::Mode,
                Role::Optional,
                "0755",
                "Permissions of a newly made cache directory, in octal.",
            ),
            key(
                "uid",
                &[],
                KeyKind::Number,
                Role::Optional,
                "0",
                "Owner of a newly made cache directory, as a number. A step that does not run as root needs its own here to \
                 write.",
            ),
            key(
                "gid",
                &[],
                KeyKind::Number,
                Role::Optional,
                "0",
                "Group of a newly made cache directory, as a number.",
            ),
            NO_SIZE,
            NO_REQUIRED,
            NO_ENV,
        ],
        snippet: snippet("cache", "--mount=type=cache,target=${1:/root/.cache}"),
    },
    Mount {
        name: "secret",
        doc: "A password, token or key that the caller hands over with `docker build --secret`; it reaches neither the image \
              nor the cache. It appears as a file under `/run/secrets`, or as a variable with `env`. One of `id`, `source` \
              and `target` must be there.",
        since: "1.2",
        keys: &[
            TYPE,
            key(
                "id",
                &[],
                KeyKind::Name,
                Role::Optional,
                "the last part of `target`",
                "The name under which the caller hands it over: `--secret id=…`. Not together with `source`.",
            ),
            target(
                Role::Optional,
                "/run/secrets/<id>; no file at all when `env` is set",
                "Where the file appears. With `env` it is written only if this is given.",
            ),
            key(
                "env",
                &[],
                KeyKind::Variable,
                Role::Optional,
                "",
                "Name of an environment variable that holds the secret while the command runs, since syntax 1.10.",
            ),
            key(
                "required",
                &[],
                KeyKind::Boolean,
                Role::Optional,
                "false",
                "Fail the step when the caller handed nothing over; otherwise the command runs without the secret.",
            ),
            key("mode", &[], KeyKind::Mode, Role::Optional, "0400", "Permissions of the file, in octal."),
            key(
                "uid",
                &[],
                KeyKind::Number,
                Role::Optional,
                "0",
                "Owner of the file, as a number. A step that does not run as root cannot read it without this.",
            ),
            GID,
            source(Role::Optional, "", "Another word for `id`; refused together with it."),
            key(
                "from",
                &[],
                KeyKind::Origin,
                Role::Refused,
                "",
                "A secret comes from the caller, not from a stage; refused here.",
            ),
            NO_SHARING,
            NO_SIZE,
            readonly(Role::Ignored, "true", "A secret is read-only anyway."),
            readwrite(Role::Ignored, "", "A secret is read-only; it has no effect here."),
        ],
        snippet: snippet("secret", "--mount=type=secret,id=${1:token}"),
    },
    Mount {
        name: "bind",
        doc: "Files of the build context, another stage or an image, in place for one command without a copy in a layer. \
              Read-only unless told otherwise, and what is written then is thrown away when the step ends.",
        since: "1.2",
        keys: &[
            TYPE,
            target(Role::Required, "", TARGET_DOC),
            source(Role::Optional, "the root of `from`", "What to mount: a path in the build context or in `from`."),
            from(
                Role::Optional,
                "the build context",
                "Stage, named context or image to take it from. Variables are refused in it.",
            ),
            readwrite(Role::Optional, "false", "The command may write; what it writes is lost when the step ends."),
            readonly(Role::Optional, "true", "The command may only read; that is the default of a bind mount."),
            NO_ID,
            NO_SHARING,
            NO_SIZE,
            NO_MODE,
            NO_UID,
            NO_GID,
            NO_REQUIRED,
            NO_ENV,
        ],
        snippet: snippet("bind", "--mount=type=bind,source=${1:.},target=${2:/src}"),
    },
    Mount {
        name: "ssh",
        doc: "The SSH agent or key that the caller offers with `docker build --ssh`, for cloning private repositories. The \
              key never enters the image. `SSH_AUTH_SOCK` is set while the command runs; the server must be in \
              `known_hosts`.",
        since: "1.2",
        keys: &[
            TYPE,
            key(
                "id",
                &[],
                KeyKind::Name,
                Role::Optional,
                "default",
                "Which of the caller's agents: the name in `--ssh name=path`.",
            ),
            target(Role::Optional, "/run/buildkit/ssh_agent.N", "Where the agent's socket appears."),
            key(
                "required",
                &[],
                KeyKind::Boolean,
                Role::Optional,
                "false",
                "Fail the step when the caller offers no agent; otherwise the command runs without one.",
            ),
            key("mode", &[], KeyKind::Mode, Role::Optional, "0600", "Permissions of the socket, in octal."),
            UID,
            GID,
            source(Role::Refused, "", "The agent comes from the caller; a source is refused here."),
            from(Role::Ignored, "", "The agent comes from the caller; it has no effect here."),
            NO_SHARING,
            NO_SIZE,
            readonly(Role::Ignored, "", "It has no effect on a socket."),
            readwrite(Role::Ignored, "", "It has no effect on a socket."),
            NO_ENV,
        ],
        snippet: snippet("ssh", "--mount=type=ssh"),
    },
    Mount {
        name: "tmpfs",
        doc: "An empty directory in memory for the time of the command. Nothing of it reaches the image, and it counts \
              against the memory of the machine that builds.",
        since: "1.2",
        keys: &[
            TYPE,
            target(Role::Required, "", TARGET_DOC),
            key(
                "size",
                &[],
                KeyKind::Bytes,
                Role::Optional,
                "no limit",
                "The most that it may hold, as `64m` or `1g`; units are powers of 1024, percentages are refused.",
            ),
            readwrite(Role::Optional, "true", "The command may write; that is the default."),
            readonly(Role::Optional, "false", "The command may only read an empty directory, so this is of no use."),
            source(Role::Ignored, "", "It starts empty; a source has no effect here."),
            from(Role::Ignored, "", "It starts empty; an origin has no effect here."),
            NO_ID,
            NO_SHARING,
            NO_MODE,
            NO_UID,
            NO_GID,
            NO_REQUIRED,
            NO_ENV,
        ],
        snippet: snippet("tmpfs", "--mount=type=tmpfs,target=${1:/tmp}"),
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    /// BuildKit `commands_runmount.go`, the list behind "unexpected key".
    const BUILDKIT: [&str; 19] = [
        "destination",
        "dst",
        "env",
        "from",
        "gid",
        "id",
        "mode",
        "readonly",
        "readwrite",
        "required",
        "ro",
        "rw",
        "sharing",
        "size",
        "source",
        "src",
        "target",
        "type",
        "uid",
    ];

    #[test]
    fn every_type_knows_every_key_of_buildkit_once() {
        for mount in &MOUNTS {
            let mut names: Vec<_> =
                mount.keys.iter().flat_map(|key| key.aliases.iter().copied().chain([key.name])).collect();
            names.sort_unstable();
            assert_eq!(names, BUILDKIT, "{}", mount.name);
        }
    }

    #[test]
    fn every_key_and_type_is_documented() {
        for mount in &MOUNTS {
            assert!(mount.doc.ends_with('.') && mount.doc.len() > 80, "{}", mount.name);
            assert!(TYPES.iter().any(|choice| choice.value == mount.name), "{}", mount.name);
            for key in mount.keys {
                assert!(key.doc.ends_with('.') && key.doc.len() > 20, "{} {}", mount.name, key.name);
                assert!(key.kind != KeyKind::OneOf || !key.values().is_empty(), "{} {}", mount.name, key.name);
            }
        }
    }

    #[test]
    fn roles_differ_by_type() {
        let role = |mount, key| mount_key(mount, key).map(|key| key.role);
        assert_eq!(role("cache", "sharing"), Some(Role::Optional));
        assert_eq!(role("BIND", "Sharing"), Some(Role::Refused));
        assert_eq!(role("tmpfs", "size"), Some(Role::Optional));
        assert_eq!(role("secret", "dst"), Some(Role::Optional));
        assert_eq!(role("secret", "from"), Some(Role::Refused));
        assert_eq!(role("cache", "env"), Some(Role::Ignored));
        assert_eq!(role("cache", "colour"), None);
        assert!(mount_keys("volume").is_empty());
    }
}
