//! Requests for devices such as graphics processors: `gpus` of a service and the reservations of `deploy`.

use super::meaning::Meaning;
use super::page::Page;
use super::shape::{Cast, Key, List, Map, Shape};
use super::{common, values};

const CAPABILITIES: Shape = Shape::list(&List::unique(Shape::text(Meaning::Word).known(values::DEVICE_CAPABILITIES)));
const COUNT: Shape = Shape::integer(Meaning::Integer).known(values::DEVICE_COUNTS).cast(Cast::DeviceCount);
const IDS: Shape = Shape::list(&List::unique(Shape::text(Meaning::EngineName)));
const DRIVER: Shape = Shape::text(Meaning::Word).known(values::DEVICE_DRIVERS);

const fn gpu(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key::new(Page::Services, name, shape, doc).since("2.30.0").under("gpus")
}

/// Every graphics processor, or a list of requests.
pub(super) const GPUS: Shape = Shape::text(Meaning::Word).only(values::GPUS).or_list(&List::of(Shape::map(&GPU)));

/// The schema's `additionalProperties` stands at the list here, where it does nothing: unknown keys pass.
const GPU: Map = Map::of(&[
    gpu(
        "driver",
        DRIVER,
        "Whose device driver to ask. Without it the engine takes the first that offers the capabilities.",
    ),
    gpu(
        "count",
        COUNT,
        "How many processors, as a number or `all`. It excludes `device_ids`; without either, the service gets all.",
    )
    .default("all"),
    gpu(
        "device_ids",
        IDS,
        "Which processors, by index or by id as `nvidia-smi -L` lists them, in quotes. It excludes `count`.",
    ),
    gpu(
        "capabilities",
        CAPABILITIES,
        "What the driver must be able to do, all of it. `gpu` is added by itself; `utility` brings `nvidia-smi`, `compute` \
         brings CUDA.",
    ),
    gpu(
        "options",
        common::STRICT_OPTIONS,
        "Options for the device driver, passed on as they are. A quoted text is safest: what the driver expects is text.",
    ),
])
.without_extensions()
.open();

const fn device(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key::new(Page::Deploy, name, shape, doc).since("1.28.0")
}

/// An entry of `deploy.resources.reservations.devices`.
pub(super) static RESERVATION: Map = Map::of(&[
    device(
        "capabilities",
        CAPABILITIES,
        "What the device must be able to do, all of it; `[gpu]` is the usual request. It is required here, unlike in \
         `gpus`.",
    )
    .required(),
    device(
        "driver",
        DRIVER,
        "Whose device driver to ask. Without it the engine takes the first that offers the capabilities.",
    ),
    device(
        "count",
        COUNT,
        "How many devices, as a number or `all`. It excludes `device_ids`; without either, the service gets all.",
    )
    .default("all"),
    device(
        "device_ids",
        IDS,
        "Which devices, by index or by id as `nvidia-smi -L` lists them, in quotes. It excludes `count`.",
    ),
    device(
        "options",
        common::STRICT_OPTIONS,
        "Options for the device driver, passed on as they are. A quoted text is safest: what the driver expects is text.",
    ),
]);
