//! What a service and a job have in common beyond a container: how it is built, whom it waits for, how it is reached.

use super::meaning::Meaning;
use super::page::Page;
use super::pattern::Pattern;
use super::section::Section;
use super::shape::{Free, Key, List, Map, Shape};
use super::{build, healthcheck, ports, values};

const fn key(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key::new(Page::Services, name, shape, doc)
}

pub(super) static KEYS: [Key; 7] = [
    key(
        "build",
        build::BUILD,
        "How to build the image from source: a context directory alone, or a mapping that says more. An image that exists is \
         *not* rebuilt when files change unless `up --build` or `pull_policy: build` asks for it.",
    ),
    key(
        "tty",
        Shape::flag(),
        "Whether the process has a terminal. Logs then mix both streams and carry colours; together with `stdin_open` it makes \
         `docker attach` usable.",
    )
    .default("false"),
    key(
        "stdin_open",
        Shape::flag(),
        "Whether the input stays open with nobody attached. A shell as the command exits at once without it.",
    )
    .default("false"),
    key(
        "depends_on",
        Shape::list(&List::unique(Shape::text(Meaning::Reference(Section::Services)))).or_map(&DEPENDENCIES),
        "Which services start before this one and stop after it. A list waits only until they are started, not until they \
         answer: for that use a mapping with `condition: service_healthy` and a `healthcheck` there.",
    )
    .since("1.6.0"),
    key(
        "healthcheck",
        Shape::map(&healthcheck::HEALTHCHECK),
        "How the engine finds out whether the service works, in place of the image's own `HEALTHCHECK`. Others wait for it \
         with `depends_on`; the engine alone does not restart what is unhealthy.",
    )
    .since("1.10.0"),
    key(
        "ports",
        Shape::list(&List::distinct(ports::PORT)),
        "Ports to publish on the host, `host:container` in the short form. Without an address that is every interface, past \
         most host firewalls: write `127.0.0.1:5432:5432` for what only this machine needs. Services of one network reach \
         each other without it.",
    ),
    key(
        "expose",
        Shape::list(&List::distinct(Shape::integer(Meaning::ExposedPort))),
        "Ports that the service listens on, as a note for people and tools. It opens nothing: containers of one network reach \
         every port of each other anyway.",
    ),
];

static DEPENDENCIES: Map = Map::named(&Free {
    pattern: Pattern::ResourceName,
    meaning: Meaning::Reference(Section::Services),
    known: &[],
    shape: Shape::map(&DEPENDENCY),
    doc: "A service that this one needs. The `condition` below it says how far it must have come.",
});

static DEPENDENCY: Map = Map::of(&[
    key(
        "condition",
        Shape::text(Meaning::Word).only(values::DEPENDENCY_CONDITIONS),
        "What to wait for: that the dependency is started, that it is healthy, or that it has done its work and exited. It \
         must be given in this form, even where it is only `service_started`.",
    )
    .since("1.10.0")
    .required()
    .under("depends_on"),
    key(
        "required",
        Shape::flag(),
        "Whether this service fails without the dependency. With `false` a dependency whose profile is off is passed over; it \
         must still be declared somewhere.",
    )
    .since("2.20.0")
    .default("true")
    .under("depends_on"),
    key(
        "restart",
        Shape::flag(),
        "Whether this service is restarted when Compose restarts or replaces the dependency. A restart by the engine itself \
         does not count.",
    )
    .since("2.17.0")
    .default("false")
    .under("depends_on"),
]);
