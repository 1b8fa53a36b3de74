//! What the text of a scalar says. The grammars themselves live with whoever checks them; here they are only told apart.

use super::section::Section;

/// What the text of a scalar says: the grammar it follows and what it may point at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Meaning {
    /// Prose, or a word with no grammar of its own.
    Text,
    /// A word of a fixed or open vocabulary.
    Word,
    /// `true` or `false`; most places also take them quoted.
    Boolean,
    Integer,
    /// May have a fraction.
    Number,
    /// A number with its unit, or several: `1m30s`. A bare number is refused.
    Duration,
    /// A size in bytes, bare or with a unit in powers of 1024: `512m`.
    Bytes,
    /// Microseconds; the text may be a duration.
    Microseconds,
    /// A published port in its short form: `127.0.0.1:8080:80/tcp`.
    PublishedPort,
    /// A port or range in the container: `8080`, `3000-3005/udp`.
    ExposedPort,
    /// A port in the container, one number.
    Port,
    /// A port or a range of ports on the host.
    HostPort,
    /// A mount in its short form: `./data:/var/lib/data:ro`.
    Mount,
    /// A mount's source, which is a host path, a volume or an image by the mount's `type`.
    MountSource,
    /// A container path with tmpfs options: `/run:size=64m`.
    Tmpfs,
    /// A device mapping: `/dev/ttyUSB0:/dev/ttyUSB0:rwm`.
    Device,
    /// A rule of the device cgroup: `c 1:3 mr`.
    DeviceRule,
    /// Some of the letters `r`, `w` and `m`.
    DevicePermissions,
    /// An image reference.
    Image,
    /// An operating system, architecture and variant: `linux/arm64/v8`.
    Platform,
    /// A command line, split into words as a shell would but without expansion; in a list, one word of it.
    Command,
    /// The check of a `healthcheck`: in a list, its head `CMD`, `CMD-SHELL` or `NONE`, then words.
    HealthCheck,
    /// A file on the host, relative to the project directory.
    File,
    /// A directory on the host.
    Directory,
    /// A file or directory on the host.
    Path,
    /// A Compose file: a path, or the address of a remote one.
    ComposeFile,
    /// A path in the container.
    ContainerPath,
    /// A path inside a volume or image.
    Subpath,
    /// Ignore-file patterns: `node_modules/`.
    PathPattern,
    /// A build context: a directory, a Git address, an archive's address.
    BuildContext,
    /// `name=context`, or the context alone as the value of a mapping.
    NamedContext,
    /// A Dockerfile, relative to the build context.
    Dockerfile,
    /// The text of a Dockerfile.
    DockerfileText,
    /// The name of a stage of the Dockerfile.
    Stage,
    /// `NAME=value` or `NAME` of an `ARG`, or the value alone in a mapping.
    BuildArgument,
    /// `type=registry,ref=…` or a bare image reference.
    Cache,
    /// `default`, or `id=path` of a key or agent socket.
    SshKey,
    /// `true`, `false` or the attributes of an attestation.
    Attestation,
    /// A set of CPUs: `0-3`, `0,2`.
    CpuSet,
    Signal,
    /// Permission bits in octal.
    FileMode,
    /// A user or group, by name or number.
    User,
    Group,
    Capability,
    /// A security option: `no-new-privileges:true`.
    SecurityOption,
    /// `name=value` of a kernel parameter, or the value alone in a mapping.
    Sysctl,
    UlimitName,
    IpAddress,
    /// A subnet: `172.28.0.0/16`.
    Subnet,
    MacAddress,
    Hostname,
    /// `name=address` of a host, or the address alone in a mapping; `host-gateway` is an address.
    HostAddress,
    /// `NAME=value` or `NAME` of an environment variable, or the value alone in a mapping.
    EnvironmentEntry,
    /// The name of an environment variable.
    VariableName,
    /// `key=value` of a label or annotation, or the value alone in a mapping.
    Label,
    /// `key=value` of a driver's or plug-in's option, or the value alone in a mapping.
    DriverOption,
    /// A namespace to join: a word, or `service:NAME` or `container:NAME`.
    Namespace,
    /// A network to join, as [`Meaning::Namespace`], or a network's name.
    NetworkMode,
    /// A constraint on nodes: `node.role == manager`.
    Constraint,
    /// A service and an alias: `db` or `db:database`.
    Link,
    /// A container and an alias: `legacy_db:db`.
    ExternalLink,
    /// A service or container whose mounts to take: `app:ro`, `container:old`.
    VolumesFrom,
    Profile,
    /// The name of something that a top-level section declares.
    Reference(Section),
    /// The key that declares such a name.
    Declaration(Section),
    /// A name that the engine, not Compose, knows.
    EngineName,
    /// Five fields of a crontab line: `*/10 * * * *`.
    Cron,
    /// A time zone by its IANA name: `Europe/Paris`.
    TimeZone,
}

impl Meaning {
    /// What it is called, with an example where that says more, to follow "takes" or "must be".
    pub const fn description(self) -> &'static str {
        match self {
            Meaning::Text => "a text",
            Meaning::Word => "a word",
            Meaning::Boolean => "`true` or `false`",
            Meaning::Integer => "a whole number",
            Meaning::Number => "a number",
            Meaning::Duration => "a duration such as `1m30s`",
            Meaning::Bytes => "a size such as `512m`",
            Meaning::Microseconds => "a number of microseconds",
            Meaning::PublishedPort => "a port such as `8080:80`",
            Meaning::ExposedPort => "a port such as `8080` or `53/udp`",
            Meaning::Port => "a port in the container",
            Meaning::HostPort => "a port of the host, or a range",
            Meaning::Mount => "a mount such as `./data:/data:ro`",
            Meaning::MountSource => "a path, a volume or an image",
            Meaning::Tmpfs => "a path such as `/run:size=64m`",
            Meaning::Device => "a device such as `/dev/ttyUSB0:/dev/ttyUSB0`",
            Meaning::DeviceRule => "a rule such as `c 1:3 mr`",
            Meaning::DevicePermissions => "letters among `r`, `w` and `m`",
            Meaning::Image => "an image reference such as `nginx:1.29`",
            Meaning::Platform => "a platform such as `linux/arm64`",
            Meaning::Command => "a command",
            Meaning::HealthCheck => "a command, in a list after `CMD`, `CMD-SHELL` or `NONE`",
            Meaning::File => "the path of a file",
            Meaning::Directory => "the path of a directory",
            Meaning::Path => "a path on the host",
            Meaning::ComposeFile => "the path of a Compose file",
            Meaning::ContainerPath => "a path in the container",
            Meaning::Subpath => "a path inside the mount",
            Meaning::PathPattern => "a pattern such as `node_modules/`",
            Meaning::BuildContext => "a directory, or the address of a Git repository",
            Meaning::NamedContext => "a context such as `name=./directory`",
            Meaning::Dockerfile => "the path of a Dockerfile in the context",
            Meaning::DockerfileText => "the text of a Dockerfile",
            Meaning::Stage => "the name of a stage",
            Meaning::BuildArgument => "a build argument such as `NAME=value`",
            Meaning::Cache => "a cache such as `type=registry,ref=example.com/app:cache`",
            Meaning::SshKey => "`default`, or a key such as `id=~/.ssh/id_ed25519`",
            Meaning::Attestation => "`true`, `false` or attributes such as `mode=max`",
            Meaning::CpuSet => "processors such as `0-3` or `0,2`",
            Meaning::Signal => "a signal such as `SIGTERM`",
            Meaning::FileMode => "permissions in octal such as `0440`",
            Meaning::User => "a user such as `\"1000:1000\"`",
            Meaning::Group => "a group",
            Meaning::Capability => "a capability such as `NET_ADMIN`",
            Meaning::SecurityOption => "an option such as `no-new-privileges:true`",
            Meaning::Sysctl => "a kernel parameter such as `net.core.somaxconn=1024`",
            Meaning::UlimitName => "a resource limit such as `nofile`",
            Meaning::IpAddress => "an IP address",
            Meaning::Subnet => "a subnet such as `172.28.0.0/16`",
            Meaning::MacAddress => "a MAC address such as `02:42:ac:11:00:02`",
            Meaning::Hostname => "a host name",
            Meaning::HostAddress => "a host such as `name=192.0.2.1`",
            Meaning::EnvironmentEntry => "a variable such as `NAME=value`",
            Meaning::VariableName => "the name of a variable",
            Meaning::Label => "a label such as `com.example.team=web`",
            Meaning::DriverOption => "an option",
            Meaning::Namespace => "`host`, `service:NAME` or `container:NAME`",
            Meaning::NetworkMode => "`host`, `none`, `service:NAME` or `container:NAME`",
            Meaning::Constraint => "a constraint such as `node.role == manager`",
            Meaning::Link => "a service such as `db` or `db:alias`",
            Meaning::ExternalLink => "a container such as `legacy_db:db`",
            Meaning::VolumesFrom => "a service such as `app:ro`, or `container:NAME`",
            Meaning::Profile => "a profile",
            Meaning::Reference(section) | Meaning::Declaration(section) => match section {
                Section::Services => "the name of a service",
                Section::Networks => "the name of a network",
                Section::Volumes => "the name of a volume",
                Section::Secrets => "the name of a secret",
                Section::Configs => "the name of a config",
                Section::Models => "the name of a model",
                Section::Jobs => "the name of a job",
            },
            Meaning::EngineName => "a name",
            Meaning::Cron => "a crontab line such as `0 3 * * *`",
            Meaning::TimeZone => "a time zone such as `Europe/Paris`",
        }
    }
}
