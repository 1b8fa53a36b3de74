//! An entry of the top-level `include`. Compose reads it before its schema looks, and lets nulls pass.

use super::common;
use super::meaning::Meaning;
use super::page::Page;
use super::shape::{Key, List, Map, Shape};

/// A path, or a mapping that says more.
pub(super) const ENTRY: Shape = Shape::text(Meaning::ComposeFile).or_null().or_map(&INCLUDE);

const fn key(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key::new(Page::Include, name, shape, doc).since("2.20.0")
}

static INCLUDE: Map = Map::of(&[
    key(
        "path",
        common::text_or_list(Meaning::ComposeFile, &List::unique(Shape::text(Meaning::ComposeFile))).or_null(),
        "The file to include, or several that are merged as with `-f` before they are included as one. A Git address or an \
         OCI artifact will do too, which means that what you run is decided elsewhere.",
    ),
    key(
        "project_directory",
        Shape::integer(Meaning::Directory).or_null(),
        "The directory that paths in the included file are relative to. Without it, that is the directory of the first \
         path.",
    )
    .default("the included file's directory"),
    key(
        "env_file",
        common::text_or_list(Meaning::File, &List::unique(Shape::text(Meaning::File))).or_null(),
        "Files of variables for the included file, in place of the `.env` beside it. The including project's own variables \
         win over them; `/dev/null` means none.",
    )
    .default(".env"),
])
.without_extensions();
