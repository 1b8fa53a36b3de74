//! A top-level config, and what a service is granted of it.

use super::common;
use super::meaning::Meaning;
use super::page::Page;
use super::section::Section;
use super::shape::{Key, List, Map, Shape};

const fn key(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key::new(Page::Configs, name, shape, doc).since("1.14.0").under("")
}

pub(super) static CONFIG: Map = Map::of(&[
    key(
        "file",
        Shape::text(Meaning::File),
        "The file that holds the configuration, relative to the project directory. Compose bind-mounts it, so an editor \
         that replaces the file rather than writing into it leaves the container with the old one.",
    ),
    key(
        "content",
        Shape::text(Meaning::Text),
        "The configuration itself, best as a `|` block. Variables in it are replaced by Compose before the container sees \
         them: write `$$` for a dollar that is meant for the program.",
    )
    .since("2.23.1"),
    key(
        "environment",
        Shape::text(Meaning::VariableName),
        "The environment variable whose value is the configuration, by name: `APP_CONFIG`, not `$APP_CONFIG`. An unset \
         variable goes unnoticed until the container is created.",
    )
    .since("2.23.1"),
    key(
        "external",
        Shape::flag().or_map(&EXTERNAL),
        "Whether the platform has the config already. That is a thing of swarm: an engine on its own keeps no configs, so \
         `docker compose up` cannot use one.",
    )
    .default("false"),
    key(
        "name",
        Shape::text(Meaning::EngineName),
        "The config's name on the platform, taken as it stands. Without it the project's name is put in front.",
    )
    .since("1.18.0")
    .default("<project>_<key>"),
    key(
        "labels",
        common::STRICT_LABELS,
        "Labels of the config, as a mapping or as a list of `key=value`. Only swarm keeps them.",
    )
    .swarm(),
    key(
        "template_driver",
        Shape::text(Meaning::Word).known(super::values::TEMPLATE_DRIVERS),
        "How swarm fills in placeholders in the config, such as the node's name; `golang` is the one there is. Compose on a \
         single engine does not act on it.",
    )
    .since("1.25.5"),
]);

const EXTERNAL: Map = Map::of(&[key(
    "name",
    Shape::text(Meaning::EngineName),
    "The name of the existing config, in the form of old file formats. Compose still reads it, with a warning, and refuses \
     the file where it differs from the `name` beside `external`.",
)
.deprecated("Write `external: true` and put `name` beside it.")])
.without_extensions()
.open();

/// What a service is granted: names, or mappings that say where the file goes.
pub(super) const GRANTS: Shape =
    Shape::list(&List::of(Shape::text(Meaning::Reference(Section::Configs)).or_map(&GRANT)));

const fn grant(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key::new(Page::Services, name, shape, doc).since("1.14.0").under("configs")
}

const GRANT: Map = Map::of(&[
    grant(
        "source",
        Shape::text(Meaning::Reference(Section::Configs)),
        "Which config, by its key under the top-level `configs`. Its name in the engine, or the path of its file, is not \
         meant.",
    ),
    grant(
        "target",
        Shape::text(Meaning::ContainerPath),
        "The path of the file in the container. Without it the file stands in the root directory under the config's own \
         name, where few programs look.",
    )
    .default("/<source>"),
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
