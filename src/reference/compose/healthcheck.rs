//! A service's `healthcheck`.

use super::meaning::Meaning;
use super::page::Page;
use super::shape::{Cast, Key, List, Map, Shape};
use super::values;

const fn key(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key::new(Page::Services, name, shape, doc).since("1.10.0").under("healthcheck")
}

pub(super) static HEALTHCHECK: Map = Map::of(&[
    key(
        "test",
        Shape::text(Meaning::HealthCheck)
            .or_list(&List::of(Shape::text(Meaning::HealthCheck).known(values::HEALTH_CHECK_HEADS))),
        "The command that tells whether the service works, by its exit status: 0 is healthy, anything else is not. A text \
         runs in the image's shell; a list starts with `CMD` (no shell), `CMD-SHELL` or `NONE`. It runs *inside* the \
         container, so the tool must be in the image, and `$$` is needed for a variable of the container.",
    ),
    key(
        "interval",
        Shape::duration(),
        "The time between two checks, counted from the end of one to the start of the next. Half a minute is long for \
         something that others wait for; `start_interval` makes only the beginning faster.",
    )
    .default("30s"),
    key(
        "timeout",
        Shape::duration(),
        "How long one check may take before it counts as failed and is killed. Keep it below what a stuck service would \
         need to answer, or a hanging one stays healthy for minutes.",
    )
    .default("30s"),
    key(
        "retries",
        Shape::number(Meaning::Integer).cast(Cast::Integer),
        "How many checks in a row must fail before the container is unhealthy. The engine does not restart an unhealthy \
         container by itself; swarm does.",
    )
    .default("3"),
    key(
        "start_period",
        Shape::duration(),
        "How long a container may take to come up: failures in this time do not count, but a first success ends it. Set it \
         to the slowest start you have seen, not to the usual one.",
    )
    .since("1.16.0")
    .default("0s"),
    key(
        "start_interval",
        Shape::duration(),
        "The time between checks during `start_period`, so that what waits for this service starts sooner. Without \
         `start_period` the engine refuses it when the container is created, although `config` lets it pass; it needs \
         engine 25.0.",
    )
    .since("2.20.2")
    .default("5s"),
    key(
        "disable",
        Shape::flag(),
        "Switches off the health check that the image brings, as `test: [NONE]` does. A service that waits for this one \
         with `service_healthy` then waits in vain.",
    )
    .default("false"),
]);
