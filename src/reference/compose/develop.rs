//! A service's `develop`: what `docker compose watch` does when files change.

use super::meaning::Meaning;
use super::page::Page;
use super::pattern::Pattern;
use super::shape::{Key, Kinds, List, Map, Shape};
use super::{common, hooks, values};

const fn key(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key::new(Page::Develop, name, shape, doc).since("2.22.0")
}

pub(super) static DEVELOP: Map = Map::of(&[key(
    "watch",
    Shape::list(&List::of(Shape::map(&WATCH))),
    "What to do when files change, as a list of rules that are tried for each file. It takes effect with `docker compose \
     watch` or `up --watch` only; a plain `up` ignores it.",
)]);

const PATTERNS: List = List::unique(Shape::text(Meaning::PathPattern));

static WATCH: Map = Map::of(&[
    key(
        "path",
        Shape::text(Meaning::Path).matching(Pattern::SomeText),
        "The file or directory to watch, relative to the project directory, with everything below. An empty text is \
         refused; what `.dockerignore` of the build leaves out is not watched.",
    )
    .required(),
    key(
        "action",
        Shape::text(Meaning::Word).only(values::WATCH_ACTIONS),
        "What to do. Copying is quick but needs a program that reloads; rebuilding is right for a list of dependencies or \
         a Dockerfile.",
    )
    .required(),
    key(
        "target",
        Shape::text(Meaning::ContainerPath),
        "Where changed files go in the container; the path below `path` is kept. Every action that copies needs it, and \
         the container's user must be allowed to write there.",
    ),
    key(
        "ignore",
        common::text_or_list(Meaning::PathPattern, &PATTERNS),
        "What to leave out, in the grammar of `.dockerignore` and relative to `path`. Patterns of `.dockerignore` count \
         already; `node_modules/` is the usual addition.",
    ),
    key(
        "include",
        common::text_or_list(Meaning::PathPattern, &PATTERNS),
        "What alone to watch, in the grammar of `.dockerignore` and relative to `path`. A pattern that begins with `*` \
         needs quotes, because a bare `*` is an alias in YAML.",
    )
    .since("2.34.0"),
    key(
        "exec",
        Shape::map(&hooks::EXEC),
        "The command for `sync+exec`, run in the container after the files are there. With any other action it does \
         nothing.",
    )
    .since("2.32.0"),
    key(
        "initial_sync",
        Shape::scalar(Kinds::BOOLEAN, Meaning::Boolean),
        "Whether a new session first brings the container up to date with everything below `path`. Without it, what \
         changed while nobody watched stays old in the container until it changes again.",
    )
    .since("2.39.4")
    .default("false"),
]);
