//! Commands around the life of a container: `pre_start`, `post_start`, `pre_stop`, and `exec` of a watch rule.

use super::key::join;
use super::meaning::Meaning;
use super::page::Page;
use super::shape::{Key, Map, Shape};
use super::{common, container};

const fn key(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key::new(Page::Services, name, shape, doc).since("2.30.0").under("post_start")
}

/// A command in the running container.
pub(super) static HOOK: Map = Map::of(&[
    key(
        "command",
        common::COMMAND,
        "What to run in the container, as a text split into words or as a list. There is no shell: for `&&`, pipes or \
         variables of the container say `sh -c '…'` and write `$$`.",
    )
    .required(),
    key(
        "user",
        Shape::text(Meaning::User),
        "Whom the command runs as, in quotes where it is a number. That is the point of many hooks: `root` for a `chown`, \
         while the service itself stays unprivileged.",
    )
    .default("the service's user"),
    key(
        "privileged",
        Shape::flag(),
        "Whether the command has every capability and device of the host. It does not need the service to be privileged, \
         which makes it easy to overlook.",
    )
    .default("false"),
    key(
        "working_dir",
        Shape::text(Meaning::ContainerPath),
        "The directory in which the command starts. It must exist in the container.",
    )
    .default("the service's working directory"),
    key(
        "environment",
        common::HOOK_ENVIRONMENT,
        "Variables for the command, added to the service's own and winning over them. As a list, one entry twice is \
         refused.",
    ),
]);

const fn exec(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key::new(Page::Develop, name, shape, doc).since("2.32.0").under("exec")
}

/// The command of a watch rule.
pub(super) static EXEC: Map = Map::of(&[
    exec(
        "command",
        common::COMMAND,
        "What to run in the container once the files are there: tell a server to reload, run a migration. There is no \
         shell, so pipes and `&&` need `sh -c '…'`.",
    )
    .required(),
    exec(
        "user",
        Shape::text(Meaning::User),
        "Whom the command runs as, in quotes where it is a number. Without it, whom the service runs as.",
    )
    .default("the service's user"),
    exec(
        "privileged",
        Shape::flag(),
        "Whether the command has every capability and device of the host. A reload hardly ever needs that.",
    )
    .default("false"),
    exec(
        "working_dir",
        Shape::text(Meaning::ContainerPath),
        "The directory in which the command starts. It must exist in the container.",
    )
    .default("the service's working directory"),
    exec(
        "environment",
        common::HOOK_ENVIRONMENT,
        "Variables for the command, added to the service's own and winning over them. As a list, one entry twice is \
         refused.",
    ),
]);

const fn init(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key::new(Page::Services, name, shape, doc).since("5.3.0").under("pre_start")
}

/// A container of its own that must succeed before the service starts. Since Compose 5.6.0 it takes what any container takes.
pub(super) static PRE_START: Map = Map::of(&PRE_START_KEYS);

static PRE_START_KEYS: [Key; container::KEYS.len() + 1] = join(&[&PRE_START_OWN, &container::KEYS]);

static PRE_START_OWN: [Key; 7] = [
    init(
        "command",
        common::COMMAND,
        "What to run, as a text split into words or as a list. It may be left out where the image's entrypoint does the \
         work already.",
    ),
    init(
        "image",
        Shape::text(Meaning::Image),
        "The image to run it in. A small one with the right tool spares putting the tool into the service's own image.",
    )
    .default("the service's image"),
    init(
        "user",
        Shape::text(Meaning::User),
        "Whom the command runs as, in quotes where it is a number. With an `image` of its own the default is that image's \
         user, not the service's.",
    ),
    init(
        "privileged",
        Shape::flag(),
        "Whether the command has every capability and device of the host. A `chown` of a volume needs only `user: root`.",
    )
    .default("false"),
    init(
        "working_dir",
        Shape::text(Meaning::ContainerPath),
        "The directory in which the command starts. Another `image` may lack the service's directory, so name one that it \
         has.",
    )
    .default("the service's working directory"),
    init(
        "environment",
        common::HOOK_ENVIRONMENT,
        "Variables for the command, added to the service's own and winning over them. As a list, one entry twice is \
         refused.",
    ),
    init(
        "per_replica",
        Shape::flag(),
        "Whether the step runs once for each container of a scaled service. By default it runs once for all of them, and \
         then only mounts that the containers share can be prepared.",
    )
    .default("false"),
];
