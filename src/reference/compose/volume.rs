//! A top-level volume.

use super::meaning::Meaning;
use super::page::Page;
use super::shape::{Key, Map, Shape};
use super::{common, values};

const fn key(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key::new(Page::Volumes, name, shape, doc)
}

pub(super) static VOLUME: Map = Map::of(&[
    key(
        "driver",
        Shape::text(Meaning::Word).known(values::VOLUME_DRIVERS),
        "Which driver keeps the data. Another than `local` must be installed as a plug-in, or creating the volume fails.",
    )
    .since("1.6.0")
    .default("local"),
    key(
        "driver_opts",
        common::VOLUME_OPTIONS,
        "Options for the driver. With `local` they are those of `mount`: `type`, `device` and `o` make an NFS share or a \
         host directory a volume. They count only when the volume is created; later changes need it removed first.",
    )
    .since("1.6.0"),
    key(
        "external",
        Shape::flag().or_map(&EXTERNAL),
        "Whether the volume exists already and belongs to someone else. Compose then neither creates nor removes it, stops \
         if it is missing, and refuses every other key but `name` beside this one.",
    )
    .since("1.6.0")
    .default("false"),
    key(
        "name",
        Shape::text(Meaning::EngineName),
        "The volume's name in the engine, taken as it stands. Without it the project's name is put in front, which keeps \
         two projects apart; with it they share the data.",
    )
    .since("1.16.0")
    .default("<project>_<key>"),
    key(
        "labels",
        common::STRICT_LABELS,
        "Labels of the volume, as a mapping or as a list of `key=value`. They are set when the volume is created and never \
         changed afterwards.",
    )
    .since("1.9.0"),
]);

const EXTERNAL: Map = Map::of(&[key(
    "name",
    Shape::text(Meaning::EngineName),
    "The name of the existing volume, in the form of old file formats. Compose still reads it, with a warning, and refuses \
     the file where it differs from the `name` beside `external`.",
)
.since("1.6.0")
.deprecated("Write `external: true` and put `name` beside it.")
.under("external")]);
