//! A top-level job: a container that runs to its end, on demand or by the clock.

use super::key::join;
use super::meaning::Meaning;
use super::page::Page;
use super::shape::{Key, List, Map, Shape};
use super::{container, values, workload};

const fn key(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key::new(Page::Jobs, name, shape, doc).since("5.6.0")
}

pub(super) static JOB: Map = Map::of(&KEYS);

static KEYS: [Key; OWN.len() + workload::KEYS.len() + container::KEYS.len()] =
    join(&[&OWN, &workload::KEYS, &container::KEYS]);

static OWN: [Key; 2] = [
    key(
        "triggers",
        Shape::map(&TRIGGERS),
        "When the job runs: on demand, on a schedule, or both. At least one of `manual` and `schedule` must be given, and \
         where only a schedule is, the job can be run by hand too.",
    )
    .required(),
    key(
        "profiles",
        Shape::list(&List::unique(Shape::text(Meaning::Profile))),
        "Names under which the job can be switched on with `--profile` or `COMPOSE_PROFILES`; without any it is always on. \
         Running it by name switches its profiles on by itself.",
    ),
];

static TRIGGERS: Map = Map::of(&[
    key(
        "manual",
        Shape::flag(),
        "Whether `docker compose run` may start the job. Only `false` says something new: beside a `schedule`, `true` is \
         refused, and a job with `false` and no schedule never runs.",
    )
    .default("true"),
    key(
        "schedule",
        Shape::list(&List::of(Shape::text(Meaning::Cron).or_map(&SCHEDULE))),
        "When the engine starts the job by itself, as a crontab line or a mapping; one entry is all it takes. The engine needs \
         its experimental jobs extension, and finds fault with a line only when `up` or `run` hands it over.",
    ),
])
.with_any_of(&["manual", "schedule"]);

static SCHEDULE: Map = Map::of(&[
    key(
        "cron",
        Shape::text(Meaning::Cron),
        "Minute, hour, day of the month, month and day of the week, with lists, ranges and steps. Names such as `mon` and \
         short forms such as `@daily` are not understood; days of the month and of the week add up where both are given.",
    )
    .required(),
    key(
        "timezone",
        Shape::text(Meaning::TimeZone),
        "The time zone that the crontab line is meant in, by its IANA name. Without it that is UTC, not the host's own.",
    )
    .default("UTC"),
    key(
        "concurrency",
        Shape::text(Meaning::Word).only(values::SCHEDULE_CONCURRENCY),
        "What happens when the time comes while the last run still goes on. Neither choice lets two run side by side.",
    )
    .default("forbid"),
    key(
        "missed_fires",
        Shape::text(Meaning::Word).only(values::MISSED_FIRES),
        "What happens after the engine was down when the time came. However many were missed, at most one is made up for.",
    )
    .default("one"),
]);
