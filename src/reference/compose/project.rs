//! The top level of a Compose file.

use super::meaning::Meaning;
use super::page::Page;
use super::pattern::Pattern;
use super::section::Section;
use super::shape::{Free, Key, List, Map, Shape};
use super::{config, include, job, model, network, secret, service, volume};

/// The root of a Compose file.
pub(super) static ROOT: Map = Map::of(&[
    Key::new(
        Page::VersionAndName,
        "name",
        Shape::text(Meaning::Text),
        "The project's name, which prefixes containers, networks and volumes, so that two checkouts do not share them by \
         accident. It yields to `-p` and `COMPOSE_PROJECT_NAME`; upper case is lowered and characters other than letters, \
         digits, `_` and `-` are dropped without a word.",
    )
    .since("2.3.0")
    .default("the directory's name")
    .under("name-top-level-element"),
    Key::new(
        Page::Services,
        "services",
        Shape::map(&SERVICES),
        "The containers that the application consists of, each under a name of its own, which is also its host name on \
         the networks that it joins. An `x-…` key is no extension here: it fits the pattern of names and becomes a \
         service.",
    )
    .under(""),
    Key::new(
        Page::Jobs,
        "jobs",
        Shape::map(&JOBS),
        "Containers that run to their end, such as migrations and backups, started by `docker compose run` or by the clock. \
         They are experimental: the engine must have its jobs extension switched on, and no name may be both a job's and a \
         service's.",
    )
    .since("5.6.0")
    .under(""),
    Key::new(
        Page::Networks,
        "networks",
        Shape::map(&NETWORKS),
        "The networks that services join. Without any, all services share one called `default`, which may be declared \
         here to change its driver or name.",
    )
    .since("1.6.0")
    .under(""),
    Key::new(
        Page::Volumes,
        "volumes",
        Shape::map(&VOLUMES),
        "Named storage that outlives containers and can be shared between services. Every volume that a service mounts by \
         name must stand here, if only as `name:` with nothing after it; `docker compose down` keeps them and `down -v` \
         does not.",
    )
    .since("1.6.0")
    .under(""),
    Key::new(
        Page::Secrets,
        "secrets",
        Shape::map(&SECRETS),
        "Sensitive data that services and builds are granted by name, mounted under `/run/secrets`. Better than the \
         environment, which `docker inspect` shows and child processes inherit; but outside swarm they are plain bind \
         mounts, not encrypted at rest.",
    )
    .since("1.11.0")
    .under(""),
    Key::new(
        Page::Configs,
        "configs",
        Shape::map(&CONFIGS),
        "Files of configuration that services are granted by name, without building them into an image. Their content \
         comes from a file, from an environment variable or from the Compose file itself.",
    )
    .since("1.14.0")
    .under(""),
    Key::new(
        Page::Models,
        "models",
        Shape::map(&MODELS),
        "Language models that Compose pulls and has served by Docker's model runner. A service that names one gets its \
         address and its identifier as environment variables.",
    )
    .since("2.38.0")
    .under(""),
    Key::new(
        Page::Include,
        "include",
        Shape::list(&List::of(include::ENTRY)).or_null(),
        "Other Compose files to load as projects of their own: paths in them are relative to themselves, unlike those of \
         `-f` and `extends`. What they declare joins this file, and where both declare something the two are merged, this \
         file winning.",
    )
    .since("2.20.0")
    .under(""),
    Key::new(
        Page::VersionAndName,
        "version",
        Shape::text(Meaning::Text),
        "The version of a file format that no longer exists. Compose reads every file by its latest schema.",
    )
    .since("1.6.0")
    .deprecated("Compose ignores it and warns: remove the line.")
    .under("version-top-level-element-obsolete"),
]);

static SERVICES: Map = Map::named(&Free {
    pattern: Pattern::ResourceName,
    meaning: Meaning::Declaration(Section::Services),
    known: &[],
    shape: Shape::map(&service::SERVICE),
    doc: "A service: one image and how to run it, in one container or several. It needs an `image`, a `build` or a \
          `provider`.",
});

static JOBS: Map = Map::named(&Free {
    pattern: Pattern::ResourceName,
    meaning: Meaning::Declaration(Section::Jobs),
    known: &[],
    shape: Shape::map(&job::JOB),
    doc: "A job: a container that runs to its end. It needs `triggers`, which say when.",
});

static NETWORKS: Map = Map::named(&Free {
    pattern: Pattern::ResourceName,
    meaning: Meaning::Declaration(Section::Networks),
    known: &[],
    shape: Shape::map(&network::NETWORK).or_null(),
    doc: "A network. With nothing below the name it is a bridge of its own, named after the project.",
});

static VOLUMES: Map = Map::named(&Free {
    pattern: Pattern::ResourceName,
    meaning: Meaning::Declaration(Section::Volumes),
    known: &[],
    shape: Shape::map(&volume::VOLUME).or_null(),
    doc: "A volume. With nothing below the name the engine keeps it in a directory of its own, named after the project.",
});

static SECRETS: Map = Map::named(&Free {
    pattern: Pattern::ResourceName,
    meaning: Meaning::Declaration(Section::Secrets),
    known: &[],
    shape: Shape::map(&secret::SECRET),
    doc: "A secret. It needs exactly one source, `file` or `environment`, unless it is `external`.",
});

static CONFIGS: Map = Map::named(&Free {
    pattern: Pattern::ResourceName,
    meaning: Meaning::Declaration(Section::Configs),
    known: &[],
    shape: Shape::map(&config::CONFIG),
    doc: "A config. It needs exactly one source, `file`, `environment` or `content`, unless it is `external`.",
});

static MODELS: Map = Map::named(&Free {
    pattern: Pattern::ResourceName,
    meaning: Meaning::Declaration(Section::Models),
    known: &[],
    shape: Shape::map(&model::MODEL),
    doc: "A language model. It needs `model`, the artifact to pull.",
});
