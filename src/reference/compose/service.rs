//! A service: everything that stands under its name. What it shares with jobs is in `container` and `workload`.

use super::key::join;
use super::meaning::Meaning;
use super::page::Page;
use super::pattern::Pattern;
use super::section::Section;
use super::shape::{Cast, Free, Key, Kinds, List, Map, Shape, Spelling};
use super::{container, deploy, develop, hooks, values, workload};

const fn key(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key::new(Page::Services, name, shape, doc)
}

pub(super) static SERVICE: Map = Map::of(&KEYS);

static KEYS: [Key; OWN.len() + workload::KEYS.len() + container::KEYS.len()] =
    join(&[&OWN, &workload::KEYS, &container::KEYS]);

static OWN: [Key; 14] = [
    key(
        "provider",
        Shape::map(&PROVIDER),
        "A program that sets the service up in place of a container: a cloud database, a model runner. Services that depend \
         on it get what it answers as variables, prefixed with this service's name.",
    )
    .since("2.36.0"),
    key(
        "attach",
        Shape::flag(),
        "Whether `docker compose up` in the foreground shows this service's output. `docker compose logs` has it in any case.",
    )
    .since("2.20.0")
    .default("true"),
    key(
        "restart",
        Shape::text(Meaning::Word).engine(values::RESTART, Spelling::Exact),
        "Whether the engine starts the container again when it exits. `unless-stopped` suits services, `no` suits jobs; \
         `deploy.restart_policy` takes its place where given.",
    )
    .default("no"),
    key(
        "pre_start",
        Shape::list(&List::of(Shape::map(&hooks::PRE_START))),
        "Containers that run one after another and must all succeed before the service starts: migrations, preparing a \
         volume. A step that has succeeded does not run again until it or the service changes.",
    )
    .since("5.3.0"),
    key(
        "post_start",
        Shape::list(&List::of(Shape::map(&hooks::HOOK))),
        "Commands to run in the container after it has started, in order. The main process does not wait for them, and one \
         that fails makes `up` fail.",
    )
    .since("2.30.0"),
    key(
        "pre_stop",
        Shape::list(&List::of(Shape::map(&hooks::HOOK))),
        "Commands to run in the container before it is asked to end, such as leaving a cluster. They run when Compose stops \
         the container, not when the process ends by itself.",
    )
    .since("2.30.0"),
    key(
        "profiles",
        Shape::list(&List::distinct(Shape::text(Meaning::Profile))),
        "Names under which the service can be switched on with `--profile` or `COMPOSE_PROFILES`; without any it is always \
         on. A service that is on must not depend on one that is off, unless with `required: false`.",
    )
    .since("1.28.0"),
    key(
        "scale",
        Shape::integer(Meaning::Integer).cast(Cast::Integer),
        "How many containers of the service run. It must agree with `deploy.replicas` where both are given; more than one \
         excludes `container_name` and collides on a fixed host port.",
    )
    .since("1.13.0")
    .default("1"),
    key(
        "deploy",
        Shape::map(&deploy::DEPLOY).or_null(),
        "How many containers run, what they may use, and how swarm places and updates them. Compose on a single engine \
         honours `replicas`, `resources` and `restart_policy`, and ignores the rest, since 5.6 with a warning.",
    )
    .since("1.10.0"),
    key(
        "develop",
        Shape::map(&develop::DEVELOP).or_null(),
        "What `docker compose watch` does when files change: copy, rebuild, restart. It has no effect on a plain `up`, so it \
         can stay in a shared file.",
    )
    .since("2.22.0"),
    key(
        "extends",
        Shape::text(Meaning::Reference(Section::Services)).or_map(&EXTENDS),
        "Another service, of this file or another, to start from; what stands here is merged over it. Everything is \
         inherited, `ports`, `depends_on` and `profiles` too, and the networks and volumes it names must exist here.",
    ),
    key(
        "container_name",
        Shape::text(Meaning::EngineName).matching(Pattern::ContainerName),
        "A fixed name for the container. It is the same for every project on the machine, so a second checkout cannot start, \
         and the service cannot be scaled; other services reach it by the service's name anyway.",
    )
    .default("<project>-<service>-<number>"),
    key(
        "links",
        Shape::list(&List::distinct(Shape::text(Meaning::Link))),
        "Services to reach under another name, a device from before networks had names. Today every service is reached by its \
         own name: `depends_on` gives the order, and network `aliases` give names.",
    )
    .deprecated("Networks resolve service names: use `depends_on` for order and `aliases` for other names."),
    key(
        "external_links",
        Shape::list(&List::unique(Shape::text(Meaning::ExternalLink))),
        "Containers of other projects to reach by name, a device from before networks could be shared. An `external` network \
         that both projects join does the same.",
    )
    .deprecated("Join an `external` network that the other project is on."),
];

static PROVIDER: Map = Map::of(&[
    key(
        "type",
        Shape::text(Meaning::EngineName).known(values::PROVIDERS),
        "The program that does it: a plug-in of the Docker command line, or anything on the `PATH` that speaks the same \
         protocol. It runs on the machine of whoever calls Compose, so the name is a matter of trust.",
    )
    .since("2.36.0")
    .required()
    .under("type"),
    key(
        "options",
        Shape::map(
            &Map::named(&Free {
                pattern: Pattern::OneLine,
                meaning: Meaning::DriverOption,
                known: &[],
                shape: PROVIDER_OPTION.or_list(&List::of(PROVIDER_OPTION)),
                doc: "An option of the provider, which gets it as a flag. A list repeats the flag.",
            })
            .open(),
        ),
        "Options for the provider, each handed on as a flag. Compose does not know them and checks nothing.",
    )
    .since("2.36.0"),
]);

const PROVIDER_OPTION: Shape =
    Shape::scalar(Kinds::STRING.and(Kinds::NUMBER).and(Kinds::BOOLEAN), Meaning::DriverOption);

static EXTENDS: Map = Map::of(&[
    key(
        "service",
        Shape::text(Meaning::Reference(Section::Services)),
        "The service to start from. It may extend another in turn, but not in a circle.",
    )
    .required()
    .under("extends"),
    key(
        "file",
        Shape::text(Meaning::ComposeFile).or_null(),
        "The file that declares it, relative to this one. Only its services are looked at: its networks and volumes must be \
         declared here too, and an `.env` beside it is not read.",
    )
    .default("this file")
    .under("extends"),
])
.without_extensions();
