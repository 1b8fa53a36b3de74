//! An entry of a service's `ports`.

use super::meaning::Meaning;
use super::page::Page;
use super::shape::{Cast, Key, Map, Shape, Spelling};
use super::values;

/// A number, a text in the short form, or a mapping.
pub(super) const PORT: Shape = Shape::integer(Meaning::PublishedPort).cast(Cast::PublishedPort).or_map(&LONG);

const fn key(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key::new(Page::Services, name, shape, doc).since("1.12.0").under("ports")
}

const LONG: Map = Map::of(&[
    key(
        "target",
        Shape::integer(Meaning::Port).cast(Cast::Integer),
        "The port that the program listens on in the container. One port only: ranges are for the short form.",
    )
    .required(),
    key(
        "published",
        Shape::integer(Meaning::HostPort),
        "The port on the host, or a range such as `8080-8090` of which the engine takes a free one. Without it the engine \
         picks any; `docker compose port` tells which.",
    ),
    key(
        "host_ip",
        Shape::text(Meaning::IpAddress).cast(Cast::IpAddress),
        "The address of the host to publish on. Without it that is every interface, and the engine's own firewall rules \
         let traffic past a host firewall such as ufw: say `127.0.0.1` for what only this machine needs.",
    )
    .since("2.0.0")
    .default("0.0.0.0 and ::"),
    key(
        "protocol",
        Shape::text(Meaning::Word).engine(values::PROTOCOLS, Spelling::AnyCase),
        "The transport protocol. One entry publishes one protocol: DNS or HTTP/3 need two.",
    )
    .default("tcp"),
    key(
        "app_protocol",
        Shape::text(Meaning::Word).known(values::APP_PROTOCOLS),
        "What is spoken on the port, as a hint for tools that read the file. Compose itself does nothing with it.",
    )
    .since("2.26.0"),
    key(
        "mode",
        Shape::text(Meaning::Word).engine(values::PORT_MODES, Spelling::Exact),
        "Whether swarm's routing mesh publishes the port or each node for itself. Compose on a single engine does not act \
         on it.",
    )
    .default("ingress"),
    key(
        "name",
        Shape::text(Meaning::Text),
        "A name for the port, for people and for tools that read the file. Compose itself does nothing with it.",
    )
    .since("2.25.0"),
]);
