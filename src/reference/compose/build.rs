//! A service's `build`.

use super::meaning::Meaning;
use super::page::Page;
use super::pattern::Pattern;
use super::shape::{Cast, Free, Key, Kinds, List, Map, Shape, Spelling};
use super::{common, secret, values};

/// A build context alone, or a mapping that says more.
pub(super) const BUILD: Shape = Shape::text(Meaning::BuildContext).or_map(&LONG);

const fn key(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key::new(Page::Build, name, shape, doc)
}

const LONG: Map = Map::of(&[
    key(
        "context",
        Shape::text(Meaning::BuildContext),
        "The directory whose files the Dockerfile may copy, relative to the project directory, or the address of a Git \
         repository. Everything in it that `.dockerignore` does not leave out may be sent to the builder.",
    )
    .since("1.6.0")
    .default("."),
    key(
        "dockerfile",
        Shape::text(Meaning::Dockerfile),
        "Which Dockerfile to build, relative to the *context*, not to the Compose file. It excludes `dockerfile_inline`.",
    )
    .since("1.6.0")
    .default("Dockerfile"),
    key(
        "dockerfile_inline",
        Shape::text(Meaning::DockerfileText),
        "The Dockerfile itself, best as a `|` block; it excludes `dockerfile`. Compose replaces variables in it first, so a \
         `$NAME` meant for the Dockerfile must be written `$$NAME`.",
    )
    .since("2.17.0"),
    key(
        "target",
        Shape::text(Meaning::Stage),
        "The stage to build, by name or number. Stages that it does not need are skipped, so one Dockerfile can serve \
         development and production.",
    )
    .since("1.16.0")
    .default("the last stage"),
    key(
        "args",
        Shape::map(&Map::named(&Free {
            pattern: Pattern::SomeText,
            meaning: Meaning::BuildArgument,
            known: &[],
            shape: common::loose(Meaning::BuildArgument),
            doc: "A value for the `ARG` of this name in the Dockerfile. Without a value it takes the one of Compose's own \
                  environment.",
        }))
        .or_list(&List::distinct(Shape::text(Meaning::BuildArgument))),
        "Values for the Dockerfile's `ARG`s, as a mapping or as a list of `NAME=value`. They exist during the build only, \
         and they stay readable in the image's history: pass secrets through `secrets`.",
    )
    .since("1.6.0"),
    key(
        "additional_contexts",
        Shape::map(&Map::named(&Free {
            pattern: Pattern::SomeText,
            meaning: Meaning::Stage,
            known: &[],
            shape: Shape::text(Meaning::NamedContext).known(values::NAMED_CONTEXTS),
            doc: "A name that `FROM`, `COPY --from` and `RUN --mount=from` in the Dockerfile understand. It takes precedence \
                  over an image or stage of the same name.",
        }))
        .or_list(&List::distinct(Shape::text(Meaning::NamedContext).cast(Cast::Pair))),
        "More sources for the Dockerfile beside the context, each under a name: directories, images, Git repositories. \
         `service:other` is the image that another service builds, which is then built first.",
    )
    .since("2.17.0"),
    key(
        "secrets",
        secret::BUILD_GRANTS,
        "Which top-level secrets `RUN --mount=type=secret` may read. They leave no trace in the image, unlike build \
         arguments and copied files.",
    )
    .since("2.5.0"),
    key(
        "ssh",
        Shape::map(&Map::named(&Free {
            pattern: Pattern::SomeText,
            meaning: Meaning::SshKey,
            known: values::SSH_KEYS,
            shape: common::loose(Meaning::SshKey),
            doc: "An id for `RUN --mount=type=ssh,id=…`, with the path of a key or of an agent's socket. Only `default` may \
                  stand without a path.",
        }))
        .or_list(&List::unique(Shape::text(Meaning::SshKey).known(values::SSH_KEYS).cast(Cast::SshKey))),
        "Which SSH agent or keys `RUN --mount=type=ssh` may use, to clone private repositories without a key in the image. \
         The ids that it speaks of are those of the Dockerfile.",
    )
    .since("2.4.0"),
    key(
        "cache_from",
        Shape::list(&List::of(Shape::text(Meaning::Cache).known(values::CACHE_SOURCES))),
        "Where to look for layers of earlier builds, on a machine that has none of its own such as a CI runner. A source \
         that is missing or unreadable is passed over without an error.",
    )
    .since("1.12.0"),
    key(
        "cache_to",
        Shape::list(&List::of(Shape::text(Meaning::Cache).known(values::CACHE_TARGETS))),
        "Where to leave the layers of this build for the next. Without `mode=max` only the last stage's are kept, which \
         helps little with several stages; most types need another builder than the default one.",
    )
    .since("2.4.0"),
    key(
        "no_cache",
        Shape::flag(),
        "Whether every instruction runs again, whatever the cache holds. It says nothing of base images: `pull` renews \
         those.",
    )
    .since("2.4.0")
    .default("false"),
    key(
        "no_cache_filter",
        common::text_or_list(Meaning::Stage, &List::unique(Shape::text(Meaning::Stage))),
        "The stages whose instructions run again, by name, while the rest comes from the cache. A name that the Dockerfile \
         lacks does nothing.",
    )
    .since("5.0.0")
    .under("no_cache"),
    key(
        "pull",
        Shape::flag(),
        "Whether the registry is asked for newer versions of the base images on every build. Without it an old `latest` \
         that is at hand stays in use.",
    )
    .since("2.4.0")
    .default("false"),
    key(
        "platforms",
        Shape::list(&List::of(Shape::text(Meaning::Platform).known(values::PLATFORMS))),
        "The platforms to build for. More than one needs an image store that keeps several; the service's own `platform` \
         must be among them, compared as text.",
    )
    .since("2.10.0")
    .default("the service's platform"),
    key(
        "tags",
        Shape::list(&List::distinct(Shape::text(Meaning::Image))),
        "More names for the built image beside the service's `image`. `docker compose push` pushes them too.",
    )
    .since("2.5.1"),
    key(
        "labels",
        common::LABELS,
        "Labels of the built image, as a mapping or as a list of `key=value`. Those of the Dockerfile stay unless they have \
         the same key; containers get them from the image.",
    )
    .since("1.14.0"),
    key(
        "network",
        Shape::text(Meaning::Word).known(values::BUILD_NETWORKS),
        "The network of `RUN` instructions. `none` proves that a build needs nothing from outside; a network of this file \
         cannot be joined with BuildKit.",
    )
    .since("1.15.0")
    .default("default"),
    key(
        "extra_hosts",
        common::EXTRA_HOSTS,
        "Names and addresses for `/etc/hosts` while `RUN` instructions run, as `name=address` or as a mapping. They are not \
         in the image afterwards; the service has an `extra_hosts` of its own.",
    )
    .since("1.18.0"),
    key(
        "entitlements",
        Shape::list(&List::of(Shape::text(Meaning::Word).known(values::ENTITLEMENTS))),
        "Rights beyond the usual that the build may use. The builder must be set up to grant them too, or the build fails.",
    )
    .since("2.27.0"),
    key(
        "privileged",
        Shape::flag(),
        "Whether the build may use `RUN --security=insecure`, as the entitlement `security.insecure` says. Each `RUN` must \
         still ask for it.",
    )
    .since("2.15.0")
    .default("false"),
    key(
        "provenance",
        Shape::scalar(Kinds::STRING.and(Kinds::BOOLEAN), Meaning::Attestation).known(values::PROVENANCE),
        "Whether the image carries a statement of how it was built, and how much that tells. With `mode=max` it holds the \
         build arguments, secret ones too.",
    )
    .since("2.39.0"),
    key(
        "sbom",
        Shape::scalar(Kinds::STRING.and(Kinds::BOOLEAN), Meaning::Attestation).known(values::SBOM),
        "Whether the image carries a list of the packages in it, and which scanner makes the list. It costs time in every \
         build and needs an image store that keeps attestations.",
    )
    .since("2.39.0"),
    key(
        "shm_size",
        Shape::integer(Meaning::Bytes).cast(Cast::Bytes),
        "The size of `/dev/shm` for `RUN` instructions, as bytes or with a unit. Browsers and databases that run in a build \
         are what needs more.",
    )
    .since("1.17.0")
    .default("64m"),
    key(
        "ulimits",
        ULIMITS,
        "Resource limits for `RUN` instructions. Unlike a service's, a number must stand here without quotes.",
    )
    .since("2.23.1"),
    key(
        "isolation",
        Shape::text(Meaning::Word).engine(values::ISOLATION, Spelling::AnyCase),
        "How `RUN` instructions are separated from the host on Windows. On Linux there is only `default`.",
    )
    .since("1.21.0"),
]);

/// The limits of a build, which Compose does not cast from text.
const ULIMITS: Shape = Shape::map(
    &Map::named(&Free {
        pattern: Pattern::UlimitName,
        meaning: Meaning::UlimitName,
        known: values::ULIMITS,
        shape: Shape::scalar(Kinds::INTEGER, Meaning::Integer).or_map(&ULIMIT),
        doc: "One resource limit for the build, as a number for both its bounds or as a mapping of `soft` and `hard`. The \
              builder checks the name and refuses one that it does not know.",
    })
    .open(),
);

const fn limit(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    key(name, shape, doc).since("2.23.1").under("ulimits")
}

/// Both bounds of a resource limit of a build.
const ULIMIT: Map = Map::of(&[
    limit(
        "soft",
        Shape::scalar(Kinds::INTEGER, Meaning::Integer),
        "The limit that holds. A process may raise it itself as far as `hard`.",
    )
    .required(),
    limit(
        "hard",
        Shape::scalar(Kinds::INTEGER, Meaning::Integer),
        "How far a process may raise the limit. It cannot be below `soft`.",
    )
    .required(),
]);
