//! A top-level secret, and what a service or a build is granted of it.

use super::common;
use super::meaning::Meaning;
use super::page::Page;
use super::section::Section;
use super::shape::{Key, List, Map, Shape};

const fn key(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key::new(Page::Secrets, name, shape, doc).under("")
}

pub(super) static SECRET: Map = Map::of(&[
    key(
        "file",
        Shape::text(Meaning::File),
        "The file that holds the secret, relative to the project directory. Compose bind-mounts it, so the file's own owner \
         and mode hold in the container; keep it out of the repository and of the build context.",
    )
    .since("1.11.0"),
    key(
        "environment",
        Shape::text(Meaning::VariableName),
        "The environment variable whose value is the secret, by name: `DB_PASSWORD`, not `$DB_PASSWORD`. Compose copies the \
         value into the container when it is created; an unset variable goes unnoticed until then.",
    )
    .since("2.6.0"),
    key(
        "external",
        Shape::flag().or_map(&EXTERNAL),
        "Whether the platform has the secret already. That is a thing of swarm: an engine on its own keeps no secrets, so \
         `docker compose up` cannot use one.",
    )
    .since("1.11.0")
    .default("false"),
    key(
        "name",
        Shape::text(Meaning::EngineName),
        "The secret's name on the platform, taken as it stands. Without it the project's name is put in front.",
    )
    .since("1.18.0")
    .default("<project>_<key>"),
    key(
        "labels",
        common::STRICT_LABELS,
        "Labels of the secret, as a mapping or as a list of `key=value`. Only swarm keeps them.",
    )
    .swarm()
    .since("1.11.0"),
    key(
        "driver",
        Shape::text(Meaning::Word),
        "A plug-in that fetches the secret from elsewhere. Only swarm has such plug-ins; with a driver no `file` or \
         `environment` is asked for.",
    )
    .since("1.25.5"),
    key(
        "driver_opts",
        common::DRIVER_OPTIONS,
        "Options for the secret's driver, passed on as they are. Without a `driver` they mean nothing.",
    )
    .swarm()
    .since("1.25.5"),
    key(
        "template_driver",
        Shape::text(Meaning::Word).known(super::values::TEMPLATE_DRIVERS),
        "How swarm fills in placeholders in the secret, such as the node's name; `golang` is the one there is. Compose on a \
         single engine does not act on it.",
    )
    .since("1.25.5"),
]);

const EXTERNAL: Map = Map::of(&[key(
    "name",
    Shape::text(Meaning::EngineName),
    "The name of the existing secret, in the form of old file formats. Compose still reads it, with a warning, and refuses \
     the file where it differs from the `name` beside `external`.",
)
.since("1.11.0")
.deprecated("Write `external: true` and put `name` beside it.")])
.without_extensions()
.open();

/// What a service is granted: names, or mappings that say where the file goes.
pub(super) const GRANTS: Shape =
    Shape::list(&List::of(Shape::text(Meaning::Reference(Section::Secrets)).or_map(&GRANT)));

/// What a build is granted.
pub(super) const BUILD_GRANTS: Shape =
    Shape::list(&List::of(Shape::text(Meaning::Reference(Section::Secrets)).or_map(&BUILD_GRANT)));

const fn grant(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key::new(Page::Services, name, shape, doc).since("1.11.0").under("secrets")
}

const GRANT: Map = Map::of(&[
    grant(
        "source",
        Shape::text(Meaning::Reference(Section::Secrets)),
        "Which secret, by its key under the top-level `secrets`. Its name in the engine, or the path of its file, is not \
         meant.",
    ),
    grant(
        "target",
        Shape::text(Meaning::ContainerPath),
        "Where the secret appears: a file name under `/run/secrets`, or a whole path elsewhere. Two secrets with one target \
         replace each other without a word.",
    )
    .default("/run/secrets/<source>"),
    grant(
        "uid",
        Shape::text(Meaning::User),
        "The numeric owner of the file, in quotes: a bare number is refused. Only swarm honours it: elsewhere Compose warns, \
         and the file keeps the owner that it has.",
    )
    .swarm(),
    grant(
        "gid",
        Shape::text(Meaning::Group),
        "The numeric group of the file, in quotes: a bare number is refused. Only swarm honours it: elsewhere Compose warns, \
         and the file keeps the group that it has.",
    )
    .swarm(),
    grant(
        "mode",
        common::FILE_MODE,
        "The file's permissions in octal, `0o440` bare or `\"0440\"` quoted; `\"0o440\"` quoted is refused. Only swarm honours \
         it: elsewhere Compose warns, and the file keeps the permissions that it has.",
    )
    .swarm()
    .default("0444"),
]);

const fn build_grant(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key::new(Page::Build, name, shape, doc).since("2.5.0").under("secrets")
}

const BUILD_GRANT: Map = Map::of(&[
    build_grant(
        "source",
        Shape::text(Meaning::Reference(Section::Secrets)),
        "Which secret, by its key under the top-level `secrets`. It reaches only the `RUN` instructions that mount it, and \
         no layer of the image.",
    ),
    build_grant(
        "target",
        Shape::text(Meaning::Text),
        "The id by which the Dockerfile asks for the secret: `RUN --mount=type=secret,id=…`. Unlike in a service it is no \
         path.",
    )
    .default("<source>"),
    build_grant(
        "uid",
        Shape::text(Meaning::User),
        "The numeric owner, in quotes. The builder goes by what `RUN --mount` says instead, so set `uid=` there.",
    ),
    build_grant(
        "gid",
        Shape::text(Meaning::Group),
        "The numeric group, in quotes. The builder goes by what `RUN --mount` says instead, so set `gid=` there.",
    ),
    build_grant(
        "mode",
        common::FILE_MODE,
        "Permissions in octal. The builder goes by what `RUN --mount` says instead, so set `mode=` there.",
    ),
]);
