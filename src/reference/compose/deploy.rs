//! A service's `deploy`: how many containers, what they may use, and how swarm places and updates them.

use super::meaning::Meaning;
use super::page::Page;
use super::shape::{Cast, Key, List, Map, Shape, Spelling};
use super::{common, devices, values};

const fn key(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key::new(Page::Deploy, name, shape, doc).since("1.10.0")
}

pub(super) static DEPLOY: Map = Map::of(&[
    key(
        "mode",
        Shape::text(Meaning::Word).engine(values::DEPLOY_MODES, Spelling::Exact),
        "Whether swarm runs a number of tasks, one on every node, or jobs that end. Compose on a single engine does not act \
         on it, and a misspelt mode goes unnoticed until `docker stack deploy`.",
    )
    .swarm()
    .default("replicated"),
    key(
        "replicas",
        Shape::integer(Meaning::Integer).cast(Cast::Integer),
        "How many containers of the service run. Compose honours it too; it must agree with `scale` where both are given, \
         and more than one excludes `container_name` and collides on a fixed host port.",
    )
    .default("1"),
    key(
        "endpoint_mode",
        Shape::text(Meaning::Word).engine(values::ENDPOINT_MODES, Spelling::Exact),
        "How swarm lets clients find the service: one virtual address, or the tasks' own by DNS. Compose on a single engine \
         does not act on it.",
    )
    .swarm()
    .since("1.12.0")
    .default("vip"),
    key(
        "labels",
        common::LABELS,
        "Labels of the swarm *service*, not of its containers. For what reads container labels, such as Traefik outside \
         swarm, put them under the service's own `labels`.",
    )
    .swarm(),
    key(
        "resources",
        Shape::map(&RESOURCES),
        "What each container may use at most and is promised at least. Compose honours it outside swarm too, and it is the \
         form that works in both.",
    ),
    key(
        "restart_policy",
        Shape::map(&RESTART_POLICY),
        "When to start a container again, in place of the service's `restart`, which then does not count at all. Outside \
         swarm Compose reads only `condition` and `max_attempts`.",
    ),
    key(
        "update_config",
        Shape::map(&UPDATE_CONFIG),
        "How swarm replaces tasks when the service changes: how many at once, how fast, and what if one fails. Compose on a \
         single engine does not act on it.",
    )
    .swarm(),
    key(
        "rollback_config",
        Shape::map(&ROLLBACK_CONFIG),
        "How swarm goes back to the previous version, by hand or after a failed update. Compose on a single engine does not \
         act on it.",
    )
    .swarm()
    .since("1.22.0"),
    key(
        "placement",
        Shape::map(&PLACEMENT),
        "Which nodes of a swarm may run the service, and how its tasks spread over them. Compose on a single engine does \
         not act on it.",
    )
    .swarm(),
]);

static RESOURCES: Map = Map::of(&[
    key(
        "limits",
        Shape::map(&LIMITS),
        "What a container may use at most. Beside this block the older `cpus`, `mem_limit` and `pids_limit` must repeat its \
         numbers: a field missing here counts as 0 and makes Compose refuse the file.",
    )
    .under("resources"),
    key(
        "reservations",
        Shape::map(&RESERVATIONS),
        "What a container is promised at least. Swarm places tasks by it; on a single engine memory becomes a soft limit \
         and processor time is not held back for anyone.",
    )
    .under("resources"),
]);

static LIMITS: Map = Map::of(&[
    key(
        "cpus",
        Shape::number(Meaning::Number).cast(Cast::Number),
        "How many processors' worth of time a container may use, such as `0.5`. It is a ceiling on time, not a choice of \
         cores: programs still see all of them and may start too many threads.",
    ),
    key(
        "memory",
        Shape::text(Meaning::Bytes).cast(Cast::Bytes),
        "How much memory a container may use before the kernel ends it, as a text with its unit: `512M`. A bare number is \
         refused here, unlike in `mem_limit`; swap comes on top unless `memswap_limit` says otherwise.",
    ),
    key(
        "pids",
        Shape::integer(Meaning::Integer).cast(Cast::Integer),
        "How many processes and threads a container may have. It stops fork bombs, but a Java or Go server needs hundreds \
         of threads.",
    )
    .since("2.3.0"),
]);

static RESERVATIONS: Map = Map::of(&[
    key(
        "cpus",
        Shape::number(Meaning::Number).cast(Cast::Number),
        "How many processors' worth of time swarm sets aside on a node before it places a task there. On a single engine it \
         has no effect.",
    ),
    key(
        "memory",
        Shape::text(Meaning::Bytes).cast(Cast::Bytes),
        "How much memory swarm sets aside on a node, as a text with its unit. On a single engine it is a soft limit that \
         counts only when the host runs short.",
    ),
    key(
        "devices",
        Shape::list(&List::of(Shape::map(&devices::RESERVATION))),
        "Devices that the container gets, such as graphics processors, by what they can do. The service's `gpus` says the \
         same in fewer words since Compose 2.30.",
    )
    .since("1.28.0"),
    key(
        "generic_resources",
        Shape::list(&List::of(Shape::map(&GENERIC_RESOURCE))),
        "Resources that swarm nodes advertise under names of their own, and that swarm only counts. A single engine has \
         none.",
    )
    .since("1.18.0")
    .under("resources"),
]);

static GENERIC_RESOURCE: Map = Map::of(&[key(
    "discrete_resource_spec",
    Shape::map(&DISCRETE_RESOURCE),
    "A resource that comes in whole pieces. It is the only sort that a Compose file can ask for.",
)
.since("1.18.0")
.under("resources")]);

static DISCRETE_RESOURCE: Map = Map::of(&[
    key(
        "kind",
        Shape::text(Meaning::Word),
        "The resource's name, as the nodes' daemons advertise it under `node-generic-resources`. Case counts.",
    )
    .since("1.18.0")
    .under("resources"),
    key(
        "value",
        Shape::number(Meaning::Integer).cast(Cast::Integer),
        "How many pieces a task needs. A task waits unplaced while no node has as many free.",
    )
    .since("1.18.0")
    .under("resources"),
]);

static RESTART_POLICY: Map = Map::of(&[
    key(
        "condition",
        Shape::text(Meaning::Word).engine(values::RESTART_CONDITIONS, Spelling::Exact),
        "After which exits a container is started again. Swarm takes `any` where it is missing, but Compose on a single \
         engine then does not restart at all: always say it.",
    )
    .default("any")
    .under("restart_policy"),
    key(
        "delay",
        Shape::duration(),
        "How long swarm waits between attempts. Compose on a single engine does not act on it; there the engine waits \
         longer after each failure by itself.",
    )
    .default("5s")
    .under("restart_policy"),
    key(
        "max_attempts",
        Shape::integer(Meaning::Integer).cast(Cast::Integer),
        "How many attempts before the container stays down. Without it there is no end.",
    )
    .default("unlimited")
    .under("restart_policy"),
    key(
        "window",
        Shape::duration(),
        "How long a container must have run for swarm to call the attempt a success. Compose on a single engine does not \
         act on it.",
    )
    .under("restart_policy"),
]);

const fn update(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    key(name, shape, doc).under("update_config")
}

static UPDATE_CONFIG: Map = Map::of(&[
    update(
        "parallelism",
        Shape::integer(Meaning::Integer).cast(Cast::Integer),
        "How many tasks are replaced at a time. `0` replaces all at once, which is an outage for as long as they take to \
         start.",
    )
    .default("1"),
    update(
        "delay",
        Shape::duration(),
        "The pause between one batch and the next. It gives a fault time to show before everything runs it.",
    )
    .default("0s"),
    update(
        "failure_action",
        Shape::text(Meaning::Word).engine(values::UPDATE_FAILURE_ACTIONS, Spelling::Exact),
        "What happens when too many tasks fail. `rollback` is what an unattended update wants; the default leaves the \
         service half updated until someone looks.",
    )
    .default("pause"),
    update(
        "monitor",
        Shape::duration(),
        "How long a new task is watched for failure. Make it longer than the service takes to start, or failures come too \
         late to count.",
    )
    .default("5s"),
    update(
        "max_failure_ratio",
        Shape::number(Meaning::Number).cast(Cast::Number),
        "Which share of the tasks may fail, from 0 to 1, before `failure_action` is taken. The default tolerates none.",
    )
    .default("0"),
    update(
        "order",
        Shape::text(Meaning::Word).only(values::UPDATE_ORDER),
        "Whether the old task ends before the new one starts, or after. `start-first` avoids the gap but needs room for \
         both, and a service that bears to run twice.",
    )
    .since("1.17.0")
    .default("stop-first"),
]);

const fn rollback(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    key(name, shape, doc).since("1.22.0").under("rollback_config")
}

static ROLLBACK_CONFIG: Map = Map::of(&[
    rollback(
        "parallelism",
        Shape::integer(Meaning::Integer).cast(Cast::Integer),
        "How many tasks go back at a time. `0` takes all at once, which is the quickest way out of a bad release.",
    )
    .default("1"),
    rollback(
        "delay",
        Shape::duration(),
        "The pause between one batch and the next. A rollback is mostly in a hurry, so none is a fair choice.",
    )
    .default("0s"),
    rollback(
        "failure_action",
        Shape::text(Meaning::Word).engine(values::ROLLBACK_FAILURE_ACTIONS, Spelling::Exact),
        "What happens when tasks fail on the way back. There is nothing further to roll back to: pause, or go on.",
    )
    .default("pause"),
    rollback(
        "monitor",
        Shape::duration(),
        "How long a task is watched for failure after it went back. Make it longer than the service takes to start.",
    )
    .default("5s"),
    rollback(
        "max_failure_ratio",
        Shape::number(Meaning::Number).cast(Cast::Number),
        "Which share of the tasks may fail on the way back, from 0 to 1. The default tolerates none.",
    )
    .default("0"),
    rollback(
        "order",
        Shape::text(Meaning::Word).only(values::UPDATE_ORDER),
        "Whether the failed task ends before the old one starts, or after. It is separate from the order of updates: set \
         both where the gap matters.",
    )
    .default("stop-first"),
]);

static PLACEMENT: Map = Map::of(&[
    key(
        "constraints",
        Shape::list(&List::of(Shape::text(Meaning::Constraint).known(values::CONSTRAINTS))),
        "What a node must be to run a task, each with `==` or `!=`, all of them to be met. A task that no node suits stays \
         pending without an error.",
    ),
    key(
        "preferences",
        Shape::list(&List::of(Shape::map(&PREFERENCE))),
        "Along which labels tasks are spread, the first first: across data centres, then across racks. They are wishes; \
         `constraints` are demands.",
    )
    .since("1.14.0"),
    key(
        "max_replicas_per_node",
        Shape::integer(Meaning::Integer).cast(Cast::Integer),
        "How many tasks one node may run. With fewer nodes than that needs, the rest stay pending.",
    )
    .since("1.25.5")
    .default("0, no limit")
    .under("placement"),
]);

static PREFERENCE: Map = Map::of(&[key(
    "spread",
    Shape::text(Meaning::Word),
    "The node label over whose values tasks are spread evenly, such as `node.labels.zone`. Nodes without the label form a \
     group of their own and get their share too.",
)
.since("1.14.0")
.under("preferences")]);
