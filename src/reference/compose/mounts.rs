//! An entry of a service's `volumes`.

use super::meaning::Meaning;
use super::page::Page;
use super::shape::{Cast, Key, Kinds, Map, Shape, Spelling};
use super::{common, values};

/// A text in the short form, or a mapping.
pub(super) const MOUNT: Shape = Shape::text(Meaning::Mount).cast(Cast::Mount).or_map(&LONG);

const fn key(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key::new(Page::Services, name, shape, doc).since("1.12.0").under("volumes")
}

static LONG: Map = Map::of(&[
    key(
        "type",
        Shape::text(Meaning::Word).only(values::MOUNT_TYPES),
        "What is mounted: the engine's storage, a path of the host, memory, an image. The blocks `bind`, `volume`, `tmpfs` \
         and `image` belong to one type each, and one that does not fit is ignored with a warning.",
    )
    .required(),
    key(
        "source",
        Shape::text(Meaning::MountSource),
        "What to mount: a path of the host for `bind`, a declared volume for `volume`, a reference for `image`. A `volume` \
         without it is anonymous and new for each container; a `tmpfs` must have none.",
    ),
    key(
        "target",
        Shape::text(Meaning::ContainerPath),
        "Where it appears in the container, as an absolute path other than `/`. What the image has there is hidden, except \
         that a new, empty volume is first filled with it.",
    )
    .required(),
    key(
        "read_only",
        Shape::flag(),
        "Whether the container may only read. For configuration and source that it has no business changing, this is the \
         safe choice.",
    )
    .default("false"),
    key(
        "consistency",
        Shape::text(Meaning::Word).engine(values::CONSISTENCY, Spelling::Exact),
        "How closely host and container must agree, a remedy for slow file sharing on old Docker Desktop. It has no effect \
         on Linux and none on current Desktop releases.",
    )
    .since("1.14.0"),
    key(
        "bind",
        Shape::map(&BIND),
        "How a path of the host is mounted. It counts only with `type: bind`.",
    ),
    key(
        "volume",
        Shape::map(&VOLUME),
        "How a volume is mounted. It counts only with `type: volume`.",
    ),
    key(
        "tmpfs",
        Shape::map(&TMPFS),
        "How large a file system in memory is and who may use it. It counts only with `type: tmpfs`.",
    )
    .since("1.20.0"),
    key(
        "image",
        Shape::map(&IMAGE),
        "Which part of an image is mounted. It counts only with `type: image`, which needs engine 28.0.",
    )
    .since("2.35.0"),
]);

static BIND: Map = Map::of(&[
    key(
        "propagation",
        Shape::text(Meaning::Word).engine(values::PROPAGATION, Spelling::Exact),
        "Whether mounts made later below the path show on the other side. Only programs that mount for others, such as \
         storage plug-ins, need anything but the default.",
    )
    .default("rprivate"),
    key(
        "create_host_path",
        Shape::flag(),
        "Whether a missing path is made on the host, as a directory owned by root. A misspelt file name so becomes a \
         directory and a puzzling error in the container: say `false` for files.",
    )
    .since("2.0.0")
    .default("true"),
    key(
        "recursive",
        Shape::text(Meaning::Word).only(values::BIND_RECURSION),
        "What becomes of mounts below the path. It matters for read-only mounts, where a mount below would stay writable on \
         older kernels.",
    )
    .since("2.30.0")
    .default("enabled"),
    key(
        "selinux",
        Shape::text(Meaning::Word).only(values::SELINUX),
        "How the host's files are relabelled so that SELinux lets the container use them. The labels stay on the host \
         afterwards: never do that to `/home` or `/usr`.",
    )
    .since("2.3.0"),
]);

static VOLUME: Map = Map::of(&[
    key(
        "nocopy",
        Shape::flag(),
        "Whether a new volume stays empty rather than being filled with what the image has at the target. It counts only \
         the first time, when the volume is empty.",
    )
    .default("false"),
    key(
        "subpath",
        Shape::text(Meaning::Subpath),
        "A directory of the volume to mount in place of all of it. It must exist already, which it never does in a new \
         volume; it needs engine 26.0.",
    )
    .since("2.25.0"),
    key(
        "labels",
        common::STRICT_LABELS,
        "Labels of the volume that is made for this mount. They matter for anonymous volumes; a declared one has `labels` \
         of its own.",
    )
    .since("2.35.0"),
]);

static TMPFS: Map = Map::of(&[
    key(
        "size",
        Shape::integer(Meaning::Bytes).within(0, i64::MAX).cast(Cast::Bytes),
        "How much it may hold. Without it that is half of the host's memory, and all of it counts against the container's \
         own limit.",
    )
    .since("1.20.0"),
    key(
        "mode",
        Shape::scalar(Kinds::NUMBER, Meaning::FileMode),
        "The permissions of its root directory, in octal and without quotes: `0o1770`. Everyone may write by default, with the \
         sticky bit, as in `/tmp`.",
    )
    .since("2.14.0")
    .default("1777"),
]);

static IMAGE: Map = Map::of(&[key(
    "subpath",
    Shape::text(Meaning::Subpath),
    "A directory of the image to mount in place of its whole root. It must exist in the image.",
)
.since("2.35.0")]);
