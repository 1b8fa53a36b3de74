//! A top-level network, and how a service joins one.

use super::meaning::Meaning;
use super::page::Page;
use super::pattern::Pattern;
use super::section::Section;
use super::shape::{Free, Key, Kinds, List, Map, Shape};
use super::{common, values};

const fn key(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key::new(Page::Networks, name, shape, doc).since("1.6.0")
}

pub(super) static NETWORK: Map = Map::of(&[
    key(
        "driver",
        Shape::text(Meaning::Word).known(values::NETWORK_DRIVERS),
        "Which driver makes the network. On a single engine that is `bridge`; `overlay` needs a swarm, and `macvlan` or \
         `ipvlan` put containers straight onto the physical network, where the host itself cannot reach them.",
    )
    .default("bridge"),
    key(
        "driver_opts",
        common::NETWORK_OPTIONS,
        "Options for the driver, such as the bridge's name or the MTU. A change makes Compose replace the network, and with \
         it stop what is attached.",
    ),
    key(
        "ipam",
        Shape::map(&IPAM),
        "Which addresses the network hands out. Without it the engine takes the next free range from its pools, which may \
         collide with a VPN or an office network.",
    ),
    key(
        "external",
        Shape::flag().or_map(&EXTERNAL),
        "Whether the network exists already and belongs to someone else, such as a reverse proxy's project. Compose then \
         neither creates nor removes it, and stops if it is missing; other keys beside `name` are ignored without a word.",
    )
    .default("false"),
    key(
        "internal",
        Shape::flag(),
        "Whether the network is cut off from the outside. Containers on it reach each other and nothing else, and \
         publishing their ports has no effect unless they join another network too.",
    )
    .since("1.9.0")
    .default("false"),
    key(
        "attachable",
        Shape::flag(),
        "Whether containers outside the swarm's services may join an overlay network. Networks of a single engine can be \
         joined by anyone in any case.",
    )
    .since("1.12.0")
    .default("false"),
    key(
        "enable_ipv4",
        Shape::flag(),
        "Whether containers get IPv4 addresses. Switching it off makes a network of IPv6 only, which older engines refuse.",
    )
    .since("2.33.1")
    .default("true"),
    key(
        "enable_ipv6",
        Shape::flag(),
        "Whether containers get IPv6 addresses too. Since engine 27.0 a range is found by itself; older ones need a subnet \
         under `ipam`.",
    )
    .since("1.9.0")
    .default("false"),
    key(
        "labels",
        common::LABELS,
        "Labels of the network, as a mapping or as a list of `key=value`. They are set when the network is created.",
    )
    .since("1.9.0"),
    key(
        "name",
        Shape::text(Meaning::EngineName),
        "The network's name in the engine, taken as it stands. Without it the project's name is put in front; give one \
         where other projects should join it as `external`.",
    )
    .since("1.18.0")
    .default("<project>_<key>"),
]);

const EXTERNAL: Map = Map::of(&[key(
    "name",
    Shape::text(Meaning::EngineName),
    "The name of the existing network, in the form of old file formats. Compose still reads it, with a warning, and refuses \
     the file where it differs from the `name` beside `external`.",
)
.deprecated("Write `external: true` and put `name` beside it.")
.under("external")]);

const fn ipam(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    key(name, shape, doc).under("ipam")
}

static IPAM: Map = Map::of(&[
    ipam(
        "driver",
        Shape::text(Meaning::Word).known(values::IPAM_DRIVERS),
        "Who hands out addresses: the engine itself, or a plug-in. A plug-in must be installed before the network is made.",
    )
    .default("default"),
    ipam(
        "config",
        Shape::list(&List::of(Shape::map(&IPAM_CONFIG))),
        "The ranges of addresses, at most one for IPv4 and one for IPv6 on most drivers. Override files are matched with it \
         by `subnet`.",
    ),
    ipam(
        "options",
        Shape::map(&Map::named(&Free {
            pattern: Pattern::OneLine,
            meaning: Meaning::DriverOption,
            known: &[],
            shape: Shape::text(Meaning::DriverOption),
            doc: "An option of the address driver, as text: quote numbers. Compose hands it on unseen.",
        })),
        "Options for the address driver, as texts. The engine's own has none that matter here.",
    )
    .since("1.13.0"),
]);

static IPAM_CONFIG: Map = Map::of(&[
    ipam(
        "subnet",
        Shape::text(Meaning::Subnet),
        "The network's range, such as `172.28.0.0/16`. A service can have a fixed address only in a network that names its \
         subnet; two networks with overlapping ones cannot both exist.",
    ),
    ipam(
        "ip_range",
        Shape::text(Meaning::Subnet),
        "The part of the subnet from which addresses are handed out. Keep fixed addresses outside it, or another container \
         may already have them.",
    )
    .default("the subnet"),
    ipam(
        "gateway",
        Shape::text(Meaning::IpAddress),
        "The address of the bridge on the host, which is the containers' way out. It must lie in the subnet.",
    )
    .default("the subnet's first address"),
    ipam(
        "aux_addresses",
        Shape::map(&Map::named(&Free {
            pattern: Pattern::OneLine,
            meaning: Meaning::Hostname,
            known: &[],
            shape: Shape::text(Meaning::IpAddress),
            doc: "An address that the engine must not hand out, under a name that only people read. A router that has it \
                  already is the usual case.",
        })),
        "Addresses of the subnet that something else has, so that no container gets them. The names are for people only.",
    ),
]);

/// The networks of a service: names, or a mapping from names to how it joins them.
pub(super) const ATTACHMENTS: Shape = Shape::list(&List::unique(Shape::text(Meaning::Reference(Section::Networks))))
    .or_map(&Map::named(&Free {
        pattern: Pattern::ResourceName,
        meaning: Meaning::Reference(Section::Networks),
        known: &[],
        shape: Shape::map(&ATTACHMENT).or_null(),
        doc: "A network that the service joins, by its key under the top-level `networks`. `default` needs no declaration.",
    }));

const fn attachment(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key::new(Page::Services, name, shape, doc).since("1.6.0")
}

const ATTACHMENT: Map = Map::of(&[
    attachment(
        "aliases",
        Shape::list(&List::distinct(Shape::text(Meaning::Hostname))),
        "More names for the service on this network. Several services may share one, and then which of them answers is \
         left to chance.",
    ),
    attachment(
        "ipv4_address",
        Shape::text(Meaning::IpAddress),
        "A fixed IPv4 address. The network must name a subnet that holds it, and the service cannot be scaled; a service \
         name does the same without either.",
    )
    .under("ipv4_address-ipv6_address"),
    attachment(
        "ipv6_address",
        Shape::text(Meaning::IpAddress),
        "A fixed IPv6 address. The network must have IPv6 switched on and name a subnet that holds it.",
    )
    .under("ipv4_address-ipv6_address"),
    attachment(
        "link_local_ips",
        Shape::list(&List::distinct(Shape::text(Meaning::IpAddress))),
        "Link-local addresses to add to the interface. Hardly anything but special hardware and cloud metadata services \
         needs them.",
    )
    .since("1.9.0"),
    attachment(
        "mac_address",
        Shape::text(Meaning::MacAddress),
        "The interface's hardware address on this network. Two containers with one on the same network cannot both be \
         reached.",
    )
    .since("2.23.2"),
    attachment(
        "interface_name",
        Shape::text(Meaning::Word),
        "The interface's name in the container, such as `eth0`. Without it the order decides, which is no promise; it needs \
         engine 28.1.",
    )
    .since("2.36.0"),
    attachment(
        "driver_opts",
        common::ENDPOINT_OPTIONS,
        "Options for the driver about this one attachment. `com.docker.network.endpoint.sysctls` sets kernel parameters of \
         the interface, with `IFNAME` in place of its name.",
    )
    .since("2.27.1"),
    attachment(
        "priority",
        Shape::scalar(Kinds::NUMBER, Meaning::Number),
        "In which order the service is connected to its networks, the highest first. It does not choose the default \
         gateway: that is `gw_priority`.",
    )
    .since("1.19.0")
    .default("0"),
    attachment(
        "gw_priority",
        Shape::scalar(Kinds::NUMBER, Meaning::Number),
        "Which network is the way out: the one with the highest number. Without it the engine chooses, and adding a network \
         may change the choice; it needs engine 28.0.",
    )
    .since("2.33.0")
    .default("0"),
]);
