//! Shapes that occur in several places: options, labels, variables, hosts, limits.

use super::meaning::Meaning;
use super::pattern::Pattern;
use super::shape::{Cast, Free, Kinds, List, Map, Shape};
use super::values;

/// Permissions in octal. The schema lets fractions pass, Compose does not.
pub(super) const FILE_MODE: Shape = Shape::integer(Meaning::FileMode).cast(Cast::FileMode);

/// Any scalar, as the value of a variable or label: Compose turns numbers and booleans into text.
pub(super) const fn loose(meaning: Meaning) -> Shape {
    Shape::scalar(Kinds::ANY, meaning)
}

/// A text or a number.
const OPTION: Shape = Shape::number(Meaning::DriverOption);

/// One text, or a list of texts without repeats.
pub(super) const fn text_or_list(meaning: Meaning, list: &'static List) -> Shape {
    Shape::text(meaning).or_list(list)
}

const ENVIRONMENT_MAP: Map = Map::named(&Free {
    pattern: Pattern::SomeText,
    meaning: Meaning::VariableName,
    known: &[],
    shape: loose(Meaning::EnvironmentEntry),
    doc: "A variable of the container's environment. Without a value it takes the one of Compose's own environment or of \
          `.env`, and is left out where neither has it.",
});

/// The environment of a service.
pub(super) const ENVIRONMENT: Shape =
    Shape::map(&ENVIRONMENT_MAP).or_list(&List::distinct(Shape::text(Meaning::EnvironmentEntry)));

/// The environment of a hook; here the schema refuses repeats.
pub(super) const HOOK_ENVIRONMENT: Shape =
    Shape::map(&ENVIRONMENT_MAP).or_list(&List::unique(Shape::text(Meaning::EnvironmentEntry)));

const LABEL_MAP: Map = Map::named(&Free {
    pattern: Pattern::SomeText,
    meaning: Meaning::Label,
    known: values::LABELS,
    shape: loose(Meaning::Label),
    doc: "A label and its text. An unquoted number is read as a number first, so `1.10` arrives as `1.1`: quote what must \
          stay as it is.",
});

/// Labels or annotations, where Compose lets the last of several entries for one key win.
pub(super) const LABELS: Shape = Shape::map(&LABEL_MAP).or_list(&List::distinct(Shape::text(Meaning::Label)));

/// Labels where the schema refuses an entry that occurs twice.
pub(super) const STRICT_LABELS: Shape = Shape::map(&LABEL_MAP).or_list(&List::unique(Shape::text(Meaning::Label)));

/// Options of a secret's driver, by name. The schema lets fractions pass, Compose does not.
pub(super) const DRIVER_OPTIONS: Shape = Shape::map(
    &Map::named(&Free {
        pattern: Pattern::OneLine,
        meaning: Meaning::DriverOption,
        known: &[],
        shape: Shape::integer(Meaning::DriverOption),
        doc: "An option of the driver. Compose hands it on unseen; the driver refuses what it does not know when the \
              resource is created.",
    })
    .open(),
);

/// Options of a network's driver, or of one attachment to it.
pub(super) const NETWORK_OPTIONS: Shape = Shape::map(
    &Map::named(&Free {
        pattern: Pattern::OneLine,
        meaning: Meaning::DriverOption,
        known: values::NETWORK_OPTIONS,
        shape: OPTION,
        doc: "An option of the network driver. Compose hands it on unseen, and the driver refuses a value that it cannot \
              read when the network is created.",
    })
    .open(),
);

/// Options of a volume's driver.
pub(super) const VOLUME_OPTIONS: Shape = Shape::map(
    &Map::named(&Free {
        pattern: Pattern::OneLine,
        meaning: Meaning::DriverOption,
        known: values::LOCAL_VOLUME_OPTIONS,
        shape: OPTION,
        doc: "An option of the volume driver. The `local` driver knows `type`, `device`, `o` and `size` and refuses \
              anything else when the volume is created.",
    })
    .open(),
);

/// Names and addresses for `/etc/hosts`.
pub(super) const EXTRA_HOSTS: Shape = Shape::map(&Map::named(&Free {
    pattern: Pattern::SomeText,
    meaning: Meaning::Hostname,
    known: &[],
    shape: Shape::text(Meaning::HostAddress)
        .known(values::HOST_ADDRESSES)
        .or_list(&List::of(Shape::text(Meaning::HostAddress).known(values::HOST_ADDRESSES))),
    doc: "A name for the container's `/etc/hosts`, with one address or a list of them. `host-gateway` stands for the \
          machine that runs the engine.",
}))
.or_list(&List::unique(Shape::text(Meaning::HostAddress).cast(Cast::HostAddress)));

/// A command line as a text, as a list of words, or nothing.
pub(super) const COMMAND: Shape =
    Shape::text(Meaning::Command).cast(Cast::Command).or_null().or_list(&List::of(Shape::text(Meaning::Command)));

/// Options as a mapping or as a list of `key=value` without repeats.
pub(super) const STRICT_OPTIONS: Shape = Shape::map(&Map::named(&Free {
    pattern: Pattern::SomeText,
    meaning: Meaning::DriverOption,
    known: &[],
    shape: loose(Meaning::DriverOption),
    doc: "An option of the driver, passed on unseen. Numbers and booleans become text on the way.",
}))
.or_list(&List::unique(Shape::text(Meaning::DriverOption)));

/// What `storage_opt` knows; the schema says nothing of its names.
pub(super) const STORAGE_OPTIONS: Shape = Shape::map(
    &Map::named(&Free {
        pattern: Pattern::Anything,
        meaning: Meaning::DriverOption,
        known: values::STORAGE_OPTIONS,
        shape: Shape::ANY,
        doc: "An option of the engine's storage driver. `size` is the only one that containers take.",
    })
    .open(),
);

/// Options of one attachment to a network.
pub(super) const ENDPOINT_OPTIONS: Shape = Shape::map(
    &Map::named(&Free {
        pattern: Pattern::OneLine,
        meaning: Meaning::DriverOption,
        known: values::ENDPOINT_OPTIONS,
        shape: OPTION,
        doc: "An option of the driver for this attachment alone. Compose hands it on unseen.",
    })
    .open(),
);
