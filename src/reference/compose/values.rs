//! The words that keys of a Compose file take, with what each of them means.
//!
//! Some are the whole of what Compose's schema accepts; most are an open set: what the engine, swarm or the kernel
//! accept, gathered from their sources, worth offering and worth checking against. Which of the two a set is, the shape
//! that refers to it says. A word may be only the beginning of a value, such as `service:`; [`Value::rest`] tells what
//! follows.

use super::meaning::Meaning;
use super::section::Section;
use crate::reference::dockerfile;

/// One word that a key takes, or the name of an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value {
    pub text: &'static str,
    /// What it means, in Markdown: a sentence or two.
    pub doc: &'static str,
    /// What must follow the text, where the text is only a beginning.
    pub rest: Option<Meaning>,
}

const fn value(text: &'static str, doc: &'static str) -> Value {
    Value { text, doc, rest: None }
}

const fn beginning(text: &'static str, rest: Meaning, doc: &'static str) -> Value {
    Value { text, doc, rest: Some(rest) }
}

/// What `restart` takes (moby, `hostconfig.go`).
pub const RESTART: &[Value] = &[
    value("no", "The container stays down once it exits. Bare `no` is text here; `false` is refused."),
    value(
        "always",
        "Started again after every exit, and when the engine starts, even if it had been stopped by hand before.",
    ),
    value("on-failure", "Started again only after an exit status other than zero, without end."),
    beginning(
        "on-failure:",
        Meaning::Integer,
        "As `on-failure`, but given up after this many attempts; `0` means without end.",
    ),
    value(
        "unless-stopped",
        "As `always`, except that a container stopped by hand stays stopped when the engine starts again.",
    ),
];

/// What `deploy.restart_policy.condition` takes (moby, swarm types).
pub const RESTART_CONDITIONS: &[Value] = &[
    value("none", "Never restarted."),
    value("on-failure", "Restarted after an exit status other than zero."),
    value("any", "Restarted whatever the exit status."),
];

/// What `network_mode` takes (moby, `hostconfig_unix.go`; compose-go, `types.go`).
pub const NETWORK_MODES: &[Value] = &[
    value("bridge", "The engine's default bridge: no name resolution between containers."),
    value(
        "host",
        "The host's own network stack. Published ports are dropped with a warning, and every port that the process \
         opens is open on the host.",
    ),
    value("none", "A loopback interface and nothing else."),
    beginning(
        "service:",
        Meaning::Reference(Section::Services),
        "The network stack of another service's container: both share addresses and ports, and ports are published \
         there, not here.",
    ),
    beginning(
        "container:",
        Meaning::EngineName,
        "The network stack of a container that exists already, by name or id.",
    ),
];

/// What `ipc` takes (moby, `hostconfig.go`).
pub const IPC_MODES: &[Value] = &[
    value("private", "Shared memory of its own, closed to others."),
    value("shareable", "Shared memory of its own that other containers may join."),
    value("host", "The host's shared memory: any process there can be reached."),
    value("none", "Its own namespace, with no `/dev/shm` mounted."),
    beginning("service:", Meaning::Reference(Section::Services), "The shared memory of a service that is `shareable`."),
    beginning("container:", Meaning::EngineName, "The shared memory of an existing container that is `shareable`."),
];

/// What `pid` takes (moby, `hostconfig.go`).
pub const PID_MODES: &[Value] = &[
    value("host", "The host's process tree: every process of the machine can be seen and signalled."),
    beginning("service:", Meaning::Reference(Section::Services), "The process tree of another service's container."),
    beginning("container:", Meaning::EngineName, "The process tree of an existing container."),
];

/// What `uts` and `userns_mode` take beside nothing.
pub const HOST_ONLY: &[Value] = &[value("host", "The host's own namespace, instead of one for the container.")];

/// What `cgroup` takes; the schema accepts nothing else.
pub const CGROUP_MODES: &[Value] = &[
    value("host", "The host's cgroup tree is visible in the container."),
    value("private", "The container sees its own cgroup as the root of the tree."),
];

/// What `isolation` takes (moby, `isolation.go`).
pub const ISOLATION: &[Value] = &[
    value("default", "What the daemon is set to; the only choice on Linux."),
    value("process", "Windows: shares the host's kernel, separated by namespaces."),
    value("hyperv", "Windows: a small virtual machine around each container."),
];

/// What `pull_policy` takes (compose-go, `types.go`); Compose refuses anything else.
pub const PULL_POLICIES: &[Value] = &[
    value("always", "Asks the registry on every `up`, even when the image is at hand."),
    value("never", "Uses what is on the machine, and fails without it."),
    value("missing", "Pulls only what is not on the machine; the default."),
    value("if_not_present", "An older name of `missing`."),
    value("build", "Builds the image, also when one is at hand."),
    value("daily", "Pulls when the last pull was more than a day ago."),
    value("weekly", "Pulls when the last pull was more than seven days ago."),
    beginning(
        "every_",
        Meaning::Duration,
        "Pulls when the last pull is older than the period, in `w d h m s`: `every_12h`.",
    ),
    value("refresh", "Accepted, but treated as `missing`."),
];

/// What `depends_on.<service>.condition` takes; the schema accepts nothing else.
pub const DEPENDENCY_CONDITIONS: &[Value] = &[
    value("service_started", "The container has been started; it need not answer yet. What the short form means."),
    value(
        "service_healthy",
        "The health check has passed. Without a health check in the service or its image this never comes.",
    ),
    value(
        "service_completed_successfully",
        "The container has exited with status 0: for migrations and other one-off jobs.",
    ),
];

/// What `develop.watch[].action` takes; the schema accepts nothing else.
pub const WATCH_ACTIONS: &[Value] = &[
    value("sync", "Copies changed files to `target` in the running container, for programs that reload by themselves."),
    value("rebuild", "Builds the image anew and replaces the container; the service needs a `build`."),
    value(
        "restart",
        "Restarts the container without copying anything; for files that are bind-mounted. Compose 2.32.0.",
    ),
    value("sync+restart", "Copies changed files, then restarts the container; for configuration read at start."),
    value("sync+exec", "Copies changed files, then runs the command of `exec` in the container. Compose 2.32.0."),
];

/// What `volumes[].type` takes; the schema accepts nothing else.
pub const MOUNT_TYPES: &[Value] = &[
    value("volume", "Storage that the engine keeps: a declared volume by name, or an anonymous one without `source`."),
    value("bind", "A file or directory of the host, at the path in `source`."),
    value("tmpfs", "Memory, gone when the container stops; takes no `source`."),
    value("image", "The read-only file system of an image."),
    value("npipe", "A named pipe of a Windows host. Linux engines refuse it."),
    value("cluster", "A swarm cluster (CSI) volume. An ordinary container cannot have it."),
];

/// What the third part of a short mount takes, separated by commas (moby, `linux_parser.go`). Compose drops others unseen.
pub const MOUNT_OPTIONS: &[Value] = &[
    value("ro", "Read-only in the container."),
    value("rw", "Read and write; the default."),
    value("z", "Relabelled for SELinux so that several containers may use it."),
    value("Z", "Relabelled for SELinux for this container alone. On a system directory this can lock the host out."),
    value("nocopy", "A new volume stays empty instead of taking what the image has at that path."),
    value("rprivate", "Mounts made later on either side stay there; the default."),
    value("private", "As `rprivate`, without what is mounted below."),
    value("rshared", "Mounts made later show on both sides, below too."),
    value("shared", "As `rshared`, without what is mounted below."),
    value("rslave", "Mounts made later on the host show in the container, below too, not the reverse."),
    value("slave", "As `rslave`, without what is mounted below."),
];

/// What `bind.propagation` takes (moby, `mount.go`).
pub const PROPAGATION: &[Value] = &[
    value("rprivate", "Mounts made later on either side stay there; the default."),
    value("private", "As `rprivate`, without what is mounted below."),
    value("rshared", "Mounts made later show on both sides, below too."),
    value("shared", "As `rshared`, without what is mounted below."),
    value("rslave", "Mounts made later on the host show in the container, below too, not the reverse."),
    value("slave", "As `rslave`, without what is mounted below."),
];

/// What `bind.recursive` takes; the schema accepts nothing else.
pub const BIND_RECURSION: &[Value] = &[
    value("enabled", "Mounts below the source come along; made read-only too where the kernel can do it."),
    value("disabled", "Mounts below the source do not come along."),
    value("writable", "Mounts below the source come along and stay writable even in a read-only mount."),
    value("readonly", "Mounts below the source come along read-only; fails on kernels that cannot do it."),
];

/// What `bind.selinux` takes; the schema accepts nothing else.
pub const SELINUX: &[Value] = &[
    value("z", "Relabels the host's files so that several containers may use them."),
    value("Z", "Relabels the host's files for this container alone."),
];

/// What `consistency` takes (moby, `mount.go`). None has an effect on Linux.
pub const CONSISTENCY: &[Value] = &[
    value("consistent", "Host and container always see the same."),
    value("cached", "The host's view is authoritative; the container may lag."),
    value("delegated", "The container's view is authoritative; the host may lag."),
    value("default", "What the engine does by itself."),
];

/// What `ports[].protocol` takes.
pub const PROTOCOLS: &[Value] = &[
    value("tcp", "The default."),
    value("udp", "Published apart from a TCP port of the same number."),
    value("sctp", "Needs SCTP support in the host's kernel."),
];

/// What `ports[].mode` takes (swarm).
pub const PORT_MODES: &[Value] = &[
    value("ingress", "Swarm's routing mesh answers on every node and spreads the load; the default."),
    value("host", "Each node answers only for its own tasks."),
];

/// What `ports[].app_protocol` is commonly set to; a hint that Compose itself does not act on.
pub const APP_PROTOCOLS: &[Value] = &[
    value("http", "HTTP/1.1."),
    value("https", "HTTP over TLS."),
    value("http2", "HTTP/2."),
    value("grpc", "gRPC, over HTTP/2."),
    value("mysql", "MySQL's protocol."),
    value("postgresql", "PostgreSQL's protocol."),
    value("redis", "Redis's protocol."),
];

/// What `deploy.mode` takes (swarm).
pub const DEPLOY_MODES: &[Value] = &[
    value("replicated", "As many tasks as `replicas` says, anywhere; the default."),
    value("global", "One task on every node that meets the constraints."),
    value("replicated-job", "As many tasks as `replicas` says, each run until it succeeds."),
    value("global-job", "One task on every node, run until it succeeds."),
];

/// What `deploy.endpoint_mode` takes (swarm).
pub const ENDPOINT_MODES: &[Value] = &[
    value("vip", "One virtual address for the service, balanced by the kernel; the default."),
    value(
        "dnsrr",
        "The name resolves to the tasks' own addresses in turn; ports cannot be published through the mesh.",
    ),
];

/// What `deploy.update_config.failure_action` takes (swarm).
pub const UPDATE_FAILURE_ACTIONS: &[Value] = &[
    value("pause", "Stops the update where it is; the default."),
    value("continue", "Goes on with the next tasks."),
    value("rollback", "Goes back to the previous version by the rules of `rollback_config`."),
];

/// What `deploy.rollback_config.failure_action` takes (swarm).
pub const ROLLBACK_FAILURE_ACTIONS: &[Value] = &[
    value("pause", "Stops the rollback where it is; the default."),
    value("continue", "Goes on with the next tasks."),
];

/// What `order` takes in updates and rollbacks; the schema accepts nothing else.
pub const UPDATE_ORDER: &[Value] = &[
    value("stop-first", "The old task is stopped before the new one starts; the default."),
    value(
        "start-first",
        "The new task starts first, so both run for a moment. Not for what holds a lock or a host port.",
    ),
];

/// Beginnings of placement constraints (swarm), to be followed by `==` or `!=` and a value.
pub const CONSTRAINTS: &[Value] = &[
    value("node.role == manager", "Only nodes that manage the swarm."),
    value("node.role == worker", "Only nodes that do not manage it."),
    beginning("node.hostname == ", Meaning::Hostname, "One node by its host name."),
    beginning("node.id == ", Meaning::EngineName, "One node by its id."),
    beginning("node.labels.", Meaning::Label, "Nodes with a label that `docker node update` gave them."),
    beginning("engine.labels.", Meaning::Label, "Nodes whose daemon is configured with a label."),
    beginning("node.platform.os == ", Meaning::Word, "Nodes of an operating system."),
    beginning("node.platform.arch == ", Meaning::Word, "Nodes of an architecture."),
];

/// What `build.network` takes.
pub const BUILD_NETWORKS: &[Value] = &[
    value("default", "The builder's own network."),
    value("host", "The host's network; the builder must grant `network.host`."),
    value("none", "No network: every `RUN` works offline."),
];

/// What `build.entitlements` takes (BuildKit).
pub const ENTITLEMENTS: &[Value] = &[
    value("network.host", "Lets `RUN --network=host` reach the host's network."),
    value("security.insecure", "Lets `RUN --security=insecure` run with every capability."),
    value("device", "Lets `RUN --device` use devices of the builder; `device=NAME` grants one."),
];

/// Beginnings of what `build.ssh` takes.
pub const SSH_KEYS: &[Value] =
    &[value("default", "The agent behind `SSH_AUTH_SOCK`, under the id that `--mount=type=ssh` uses by itself.")];

/// What `build.provenance` takes (BuildKit).
pub const PROVENANCE: &[Value] = &[
    value("true", "A minimal attestation."),
    value("false", "Adds nothing to the request; the builder's default holds."),
    value("mode=min", "What was built from which sources, without build arguments."),
    value("mode=max", "Everything, build arguments included: do not pass secrets as arguments."),
];

/// What `build.sbom` takes (BuildKit).
pub const SBOM: &[Value] = &[
    value("true", "A list of packages, made by the builder's default scanner."),
    value("false", "Adds nothing to the request; the builder's default holds."),
    beginning("generator=", Meaning::Image, "A list of packages, made by this scanner image."),
];

/// Beginnings of what `build.cache_from` takes (BuildKit); a bare image reference means `type=registry`.
pub const CACHE_SOURCES: &[Value] = &[
    beginning("type=registry,ref=", Meaning::Image, "A cache image in a registry."),
    beginning("type=local,src=", Meaning::Directory, "A directory of the machine that runs Compose."),
    value("type=gha", "The cache of GitHub Actions; works only within a workflow."),
    beginning("type=s3,", Meaning::DriverOption, "A bucket; `bucket` and `region` are needed."),
    beginning("type=azblob,", Meaning::DriverOption, "Azure blob storage; `account_url` is needed."),
];

/// Beginnings of what `build.cache_to` takes (BuildKit).
pub const CACHE_TARGETS: &[Value] = &[
    value("type=inline", "Kept within the image itself; only what the last stage needs."),
    beginning(
        "type=registry,ref=",
        Meaning::Image,
        "An image in a registry. `mode=max` keeps every stage, not only the last.",
    ),
    beginning("type=local,dest=", Meaning::Directory, "A directory, which grows with every build: old entries stay."),
    value("type=gha,mode=max", "The cache of GitHub Actions, every stage."),
    beginning("type=s3,", Meaning::DriverOption, "A bucket; `bucket` and `region` are needed."),
    beginning("type=azblob,", Meaning::DriverOption, "Azure blob storage; `account_url` is needed."),
];

/// Beginnings of what an additional build context takes (BuildKit; `service:` is Compose's).
pub const NAMED_CONTEXTS: &[Value] = &[
    beginning("service:", Meaning::Reference(Section::Services), "The image that another service of this file builds."),
    beginning("docker-image://", Meaning::Image, "An image, pulled if need be."),
    beginning("oci-layout://", Meaning::Directory, "An image layout on disk."),
    beginning("target:", Meaning::EngineName, "Another target of the same build."),
    beginning("https://", Meaning::Text, "A Git repository or an archive."),
];

/// Platforms worth completing (containerd, `database.go`).
pub const PLATFORMS: &[Value] = &[
    value("linux/amd64", "64-bit Intel and AMD."),
    value("linux/arm64", "64-bit ARM: Apple silicon, Graviton, Raspberry Pi 4 and later."),
    value("linux/arm/v7", "32-bit ARM with hardware floating point."),
    value("linux/arm/v6", "32-bit ARM of the first Raspberry Pis."),
    value("linux/386", "32-bit Intel."),
    value("linux/ppc64le", "POWER, little-endian."),
    value("linux/s390x", "IBM Z."),
    value("linux/riscv64", "64-bit RISC-V."),
    value("linux/loong64", "64-bit LoongArch."),
    value("windows/amd64", "64-bit Windows; the build must suit the host's."),
];

/// What `runtime` is commonly set to; any name that the daemon is configured with will do.
pub const RUNTIMES: &[Value] = &[
    value("runc", "The engine's default."),
    value("io.containerd.runc.v2", "The same, by the name of its shim."),
    value("nvidia", "NVIDIA's container runtime; `gpus` is the newer way."),
    value("runsc", "gVisor: a kernel in user space between container and host."),
    value("kata", "Kata Containers: a small virtual machine around the container."),
];

/// What `security_opt` takes (moby, `daemon_unix.go`).
pub const SECURITY_OPTIONS: &[Value] = &[
    value("no-new-privileges:true", "set-uid binaries give no rights that the process lacks."),
    value("apparmor=unconfined", "Switches the AppArmor profile off."),
    beginning("apparmor=", Meaning::Word, "An AppArmor profile loaded on the host."),
    value("seccomp=unconfined", "Switches the system-call filter off."),
    value("seccomp=builtin", "The engine's own system-call filter, whatever the daemon is set to."),
    beginning("seccomp=", Meaning::File, "A system-call filter from a JSON file beside the Compose file."),
    value("label=disable", "Switches SELinux separation off for the container."),
    beginning("label=user:", Meaning::Word, "The SELinux user."),
    beginning("label=role:", Meaning::Word, "The SELinux role."),
    beginning("label=type:", Meaning::Word, "The SELinux type."),
    beginning("label=level:", Meaning::Word, "The SELinux level."),
    value("systempaths=unconfined", "Shows the parts of `/proc` and `/sys` that are masked otherwise."),
    value("writable-cgroups=true", "Makes the cgroup tree writable; recent engines."),
    beginning("credentialspec=", Meaning::Text, "Windows: a managed service account, `file://` or `registry://`."),
];

/// Drivers of `gpus` and device reservations (docker/cli, moby).
pub const DEVICE_DRIVERS: &[Value] = &[
    value("nvidia", "NVIDIA's devices."),
    value("amd", "AMD's devices."),
    value("cdi", "A device that the Container Device Interface describes, by its id."),
];

/// Capabilities of `gpus` and device reservations (moby, NVIDIA's runtime).
pub const DEVICE_CAPABILITIES: &[Value] = &[
    value("gpu", "Any graphics processor; `gpus` adds it by itself."),
    value("nvidia", "A processor of NVIDIA."),
    value("amd", "A processor of AMD."),
    value("compute", "CUDA and OpenCL."),
    value("utility", "`nvidia-smi` and the management library."),
    value("graphics", "OpenGL and Vulkan."),
    value("video", "Hardware encoding and decoding."),
    value("display", "X11 display."),
    value("compat32", "32-bit programs."),
];

/// What `count` of a device takes beside a number.
pub const DEVICE_COUNTS: &[Value] = &[value("all", "Every device that fits; also the default.")];

/// What `gpus` takes as a text; the schema accepts nothing else.
pub const GPUS: &[Value] = &[value("all", "Every graphics processor of the machine.")];

/// What `devices[].permissions` is made of.
pub const DEVICE_PERMISSIONS: &[Value] = &[
    value("rwm", "Read, write and make device nodes; the default."),
    value("rw", "Read and write."),
    value("r", "Read only."),
];

/// What `env_file[].format` takes; Compose refuses anything else.
pub const ENV_FILE_FORMATS: &[Value] =
    &[value("raw", "Lines as they stand: quotes, `$` and `#` are part of the value.")];

/// What an address in `extra_hosts` may be beside an IP address.
pub const HOST_ADDRESSES: &[Value] =
    &[value("host-gateway", "The machine that runs the engine, as the container reaches it.")];

/// Heads of a `healthcheck.test` list (compose-go, `healthcheck.go`); Compose refuses any other first word.
pub const HEALTH_CHECK_HEADS: &[Value] = &[
    value("CMD", "The words after it are run as they are, without a shell."),
    value("CMD-SHELL", "The one text after it is run by the image's shell, so `||` and `$$` work."),
    value("NONE", "Switches the image's health check off."),
];

/// Providers that come with Docker; any CLI plug-in or program on the `PATH` will do.
pub const PROVIDERS: &[Value] = &[value("model", "Docker's model runner; top-level `models` is the newer way.")];

/// Kernel parameters that a container has to itself (docker/cli, `opts.go`).
pub const SYSCTLS: &[Value] = &[
    value("net.core.somaxconn", "How many connections may wait to be accepted."),
    value("net.ipv4.ip_unprivileged_port_start", "The first port that needs no privilege; the engine sets 0."),
    value("net.ipv4.ip_forward", "Whether packets are routed between interfaces."),
    value("net.ipv4.ip_local_port_range", "The ports for outgoing connections."),
    value("net.ipv4.tcp_keepalive_time", "Seconds of silence before a connection is probed."),
    value("net.ipv4.tcp_syncookies", "Protection against floods of half-open connections."),
    value(
        "net.ipv4.conf.all.src_valid_mark",
        "Lets marked packets through the reverse-path filter; WireGuard needs it.",
    ),
    value("net.ipv6.conf.all.disable_ipv6", "Switches IPv6 off in the container."),
    value("net.ipv6.conf.all.forwarding", "Whether IPv6 packets are routed between interfaces."),
    value("kernel.msgmax", "The largest System V message, in bytes."),
    value("kernel.msgmnb", "The size of a System V message queue."),
    value("kernel.msgmni", "How many System V message queues there may be."),
    value("kernel.sem", "Limits of System V semaphores."),
    value("kernel.shmall", "Shared memory in all, in pages."),
    value("kernel.shmmax", "The largest shared memory segment, in bytes."),
    value("kernel.shmmni", "How many shared memory segments there may be."),
    value("kernel.shm_rmid_forced", "Removes shared memory segments that nothing uses."),
    value("fs.mqueue.msg_max", "How many messages a POSIX queue holds."),
    value("fs.mqueue.msgsize_max", "The largest POSIX message."),
    value("fs.mqueue.queues_max", "How many POSIX queues there may be."),
];

/// Resource limits (docker/go-units, `ulimit.go`). `as` is not among them.
pub const ULIMITS: &[Value] = &[
    value("core", "Size of a core dump, in bytes; `0` for none."),
    value("cpu", "Processor time, in seconds."),
    value("data", "Size of the data segment."),
    value("fsize", "Size of a file that the process may write."),
    value("locks", "File locks; without effect on modern kernels."),
    value("memlock", "Memory that may be locked against swapping; `-1` for databases that lock all of theirs."),
    value("msgqueue", "Bytes in POSIX message queues."),
    value("nice", "How far the priority may be raised."),
    value(
        "nofile",
        "Open files and sockets. Too few shows as `too many open files`; far too many slows old daemons down.",
    ),
    value("nproc", "Processes of one user, counted across containers that share the user id."),
    value("rss", "Resident memory; without effect on modern kernels."),
    value("rtprio", "The highest real-time priority."),
    value("rttime", "Real-time processor time without a blocking call, in microseconds."),
    value("sigpending", "Signals that may wait."),
    value("stack", "Size of the stack, in bytes."),
];

/// Labels worth completing, from the Dockerfile's table of them.
pub const LABELS: &[Value] = &{
    let mut values = [value("", ""); dockerfile::LABELS.len()];
    let mut i = 0;
    while i < values.len() {
        values[i] = value(dockerfile::LABELS[i].key, dockerfile::LABELS[i].doc);
        i += 1;
    }
    values
};

/// Drivers of a network on Linux (moby, `libnetwork`).
pub const NETWORK_DRIVERS: &[Value] = &[
    value("bridge", "A switch on one host, with name resolution; the default."),
    value("overlay", "One network across the nodes of a swarm."),
    value("macvlan", "Addresses of the physical network, each container with a MAC address of its own."),
    value("ipvlan", "Addresses of the physical network behind the host's MAC address."),
    value("host", "The host's own network; only as an external network of that name."),
    value("none", "No network; only as an external network of that name."),
];

/// Drivers of a volume.
pub const VOLUME_DRIVERS: &[Value] =
    &[value("local", "A directory kept by the engine, or with `driver_opts` anything that `mount` can mount.")];

/// Options of the `local` volume driver (moby, `volume/local`); it refuses others.
pub const LOCAL_VOLUME_OPTIONS: &[Value] = &[
    value("type", "The file system, as for `mount -t`: `none` for a bind, `tmpfs`, `nfs`, `cifs`. Needs `device`."),
    value("device", "What to mount: a path, `:/export`, `//server/share`. Needs `type`."),
    value("o", "Mount options, separated by commas: `bind`, `addr=…`, `size=100m`. Needs `type` and `device`."),
    value("size", "A quota, on file systems that keep quotas."),
];

/// Options of the network drivers on Linux (moby, `libnetwork`), all in one; [`network_options`] sorts them.
pub const NETWORK_OPTIONS: &[Value] = &[
    value("com.docker.network.bridge.name", "bridge: the name of the interface on the host."),
    value("com.docker.network.bridge.enable_icc", "bridge: whether containers on it may talk to each other."),
    value(
        "com.docker.network.bridge.enable_ip_masquerade",
        "bridge: whether outgoing packets take the host's address.",
    ),
    value("com.docker.network.bridge.host_binding_ipv4", "bridge: the address that ports are published on by default."),
    value("com.docker.network.bridge.gateway_mode_ipv4", "bridge: `nat`, `nat-unprotected`, `routed` or `isolated`."),
    value("com.docker.network.bridge.gateway_mode_ipv6", "bridge: `nat`, `nat-unprotected`, `routed` or `isolated`."),
    value("com.docker.network.bridge.inhibit_ipv4", "bridge: leaves the bridge itself without an IPv4 address."),
    value(
        "com.docker.network.bridge.trusted_host_interfaces",
        "bridge: interfaces of the host, separated by `:`, that may reach containers directly.",
    ),
    value(
        "com.docker.network.container_iface_prefix",
        "bridge: how interfaces in containers are named, in place of `eth`.",
    ),
    value("com.docker.network.host_ipv4", "bridge: the source address of outgoing IPv4."),
    value("com.docker.network.host_ipv6", "bridge: the source address of outgoing IPv6."),
    value(
        "com.docker.network.driver.mtu",
        "bridge, overlay: the largest packet. Lower it under a VPN that drops large ones.",
    ),
    value("parent", "macvlan, ipvlan: the host's interface; `eth0.10` makes a VLAN."),
    value("macvlan_mode", "macvlan: `bridge`, `private`, `vepa` or `passthru`."),
    value("ipvlan_mode", "ipvlan: `l2`, `l3` or `l3s`."),
    value("ipvlan_flag", "ipvlan: `bridge`, `private` or `vepa`."),
    value("encrypted", "overlay: encrypts the traffic between nodes. Its presence counts, whatever its value."),
    value("com.docker.network.driver.overlay.vxlanid_list", "overlay: the VXLAN ids to use."),
];

/// The options that a network driver knows; of an unknown driver, none.
pub fn network_options(driver: &str) -> impl Iterator<Item = &'static Value> {
    NETWORK_OPTIONS.iter().filter(move |option| {
        let drivers = option.doc.split_once(':').map_or("", |(drivers, _)| drivers);
        drivers.split(", ").any(|known| known == driver)
    })
}

/// Drivers of logs (moby, `daemon/logger`).
pub const LOGGING_DRIVERS: &[Value] = &[
    value("json-file", "Files on the host, without bound unless `max-size` is set; the engine's default."),
    value("local", "Files on the host in a compact form, rotated by themselves: five of 20 MB."),
    value("journald", "The host's journal."),
    value("syslog", "A syslog daemon, here or elsewhere."),
    value(
        "fluentd",
        "A Fluentd or Fluent Bit collector. Without `fluentd-async` the container does not start when none answers.",
    ),
    value("gelf", "Graylog's format, over UDP or TCP."),
    value("awslogs", "Amazon CloudWatch."),
    value("splunk", "Splunk's HTTP event collector."),
    value("gcplogs", "Google Cloud Logging."),
    value("etwlogs", "Event tracing of Windows."),
    value("none", "Nothing is kept; `docker compose logs` stays empty."),
];

/// Options that every logging driver but `none` knows.
const COMMON_LOGGING_OPTIONS: &[Value] = &[
    value(
        "mode",
        "`blocking` (the default) holds the program until a line is written; `non-blocking` drops lines instead.",
    ),
    value(
        "max-buffer-size",
        "How much `non-blocking` holds in memory before it drops lines. Refused in the other mode.",
    ),
];

/// What the engine adds to each line where the driver can carry it.
const LOG_ATTRIBUTES: &[Value] = &[
    value("labels", "Labels of the container to add to each line, by name, separated by commas."),
    value("labels-regex", "As `labels`, by regular expression."),
    value("env", "Environment variables to add to each line, by name, separated by commas."),
    value("env-regex", "As `env`, by regular expression."),
    value("tag", "A template for the name of the source: `{{.Name}}`."),
];

const FILE_OPTIONS: &[Value] = &[
    value("max-size", "The size at which a file is rotated, in decimal units: `10m` is ten million bytes."),
    value("max-file", "How many files are kept."),
    value("compress", "Whether rotated files are compressed."),
];

const SYSLOG_OPTIONS: &[Value] = &[
    value("syslog-address", "Where to: `udp://host:514`, `tcp+tls://…`, `unix:///dev/log`."),
    value("syslog-facility", "`daemon`, `local0` and so on."),
    value("syslog-format", "`rfc3164`, `rfc5424` or `rfc5424micro`."),
    value("syslog-tls-ca-cert", "The certificate authority of the server."),
    value("syslog-tls-cert", "The certificate to show."),
    value("syslog-tls-key", "The key of that certificate."),
    value("syslog-tls-skip-verify", "Whether to trust any server."),
];

const GELF_OPTIONS: &[Value] = &[
    value("gelf-address", "Where to: `udp://host:12201` or `tcp://…`. Required."),
    value("gelf-compression-type", "`gzip`, `zlib` or `none`; UDP only."),
    value("gelf-compression-level", "From -1 to 9; UDP only."),
    value("gelf-tcp-max-reconnect", "How often to reconnect; TCP only."),
    value("gelf-tcp-reconnect-delay", "Seconds between attempts; TCP only."),
];

const FLUENTD_OPTIONS: &[Value] = &[
    value("fluentd-address", "Where to: `host:24224`, `tls://…` or `unix:///…`. The local collector by default."),
    value("fluentd-async", "Connects in the background, so that the container starts without a collector."),
    value("fluentd-async-reconnect-interval", "How often the background connection is renewed, from 100ms to 10s."),
    value("fluentd-buffer-limit", "How much is held while no collector answers."),
    value("fluentd-max-retries", "How often to try."),
    value("fluentd-request-ack", "Whether to wait for acknowledgements."),
    value("fluentd-retry-wait", "The pause between attempts."),
    value("fluentd-sub-second-precision", "Whether times are finer than a second."),
    value("fluentd-write-timeout", "How long a write may take."),
    value("fluentd-read-timeout", "How long an acknowledgement may take."),
];

const AWSLOGS_OPTIONS: &[Value] = &[
    value("awslogs-group", "The log group. Required."),
    value("awslogs-region", "The region; by default the machine's own."),
    value("awslogs-stream", "The stream; by default the container's id."),
    value("awslogs-create-group", "Whether to create the group."),
    value("awslogs-create-stream", "Whether to create the stream."),
    value("awslogs-endpoint", "Another address of the service."),
    value("awslogs-credentials-endpoint", "Where credentials come from."),
    value("awslogs-datetime-format", "How a new event's date looks; excludes `awslogs-multiline-pattern`."),
    value("awslogs-multiline-pattern", "How a new event's first line looks; excludes `awslogs-datetime-format`."),
    value("awslogs-force-flush-interval-seconds", "How often events are sent."),
    value("awslogs-max-buffered-events", "How many events are held."),
    value("awslogs-format", "`json/emf` for embedded metrics."),
    value("tag", "A template for the name of the stream: `{{.Name}}`."),
];

const SPLUNK_OPTIONS: &[Value] = &[
    value("splunk-token", "The collector's token."),
    value("splunk-url", "The collector's address."),
    value("splunk-source", "The event source."),
    value("splunk-sourcetype", "The type of source."),
    value("splunk-index", "The index."),
    value("splunk-capath", "The certificate authority's file."),
    value("splunk-caname", "The name that the certificate must bear."),
    value("splunk-insecureskipverify", "Whether to trust any server."),
    value("splunk-format", "`inline`, `json` or `raw`."),
    value("splunk-verify-connection", "Whether to try the connection before the container starts."),
    value("splunk-gzip", "Whether to compress."),
    value("splunk-gzip-level", "From -1 to 9."),
    value("splunk-index-acknowledgment", "Whether to wait until the index has the event."),
];

const GCPLOGS_OPTIONS: &[Value] = &[
    value("gcp-project", "The project; by default the machine's own."),
    value("gcp-log-cmd", "Whether to log the container's command line."),
    value("gcp-meta-zone", "The zone of the machine."),
    value("gcp-meta-name", "The name of the machine."),
    value("gcp-meta-id", "The id of the machine."),
];

/// The options of `logging.options` that a driver knows; an empty name stands for the engine's default, `json-file`.
/// An unknown driver, which is a plug-in, and `none` have none of their own.
pub fn logging_options(driver: &str) -> impl Iterator<Item = &'static Value> {
    let attributes = LOG_ATTRIBUTES;
    let (own, attributes): (&[Value], &[Value]) = match driver {
        "" | "json-file" | "local" => (FILE_OPTIONS, attributes),
        "journald" => (&[], attributes),
        "syslog" => (SYSLOG_OPTIONS, attributes),
        "gelf" => (GELF_OPTIONS, attributes),
        "fluentd" => (FLUENTD_OPTIONS, attributes),
        "awslogs" => (AWSLOGS_OPTIONS, &[]),
        "splunk" => (SPLUNK_OPTIONS, attributes),
        "gcplogs" => (GCPLOGS_OPTIONS, &attributes[..4]),
        _ => (&[], &[]),
    };
    let common: &[Value] = if driver == "none" { &[] } else { COMMON_LOGGING_OPTIONS };
    own.iter().chain(attributes).chain(common)
}

/// The signals of Linux by name, from the Dockerfile's table of them. A name may lack `SIG` and be in any case; any number
/// but 0 will do too.
pub const SIGNALS: &[Value] = &{
    let mut values = [value("", ""); dockerfile::SIGNALS.len()];
    let mut i = 0;
    while i < values.len() {
        values[i] = value(dockerfile::SIGNALS[i].name, dockerfile::SIGNALS[i].doc);
        i += 1;
    }
    values
};

/// The capabilities of Linux (`capability.h`, 0 to 40) and `ALL`. `CAP_` in front and lower case are fine too. A
/// description that begins with "Default:" marks the fourteen that every container has (moby, `daemon/pkg/oci/caps`).
pub const CAPABILITIES: &[Value] = &[
    value("ALL", "Every capability. In `cap_drop` the safe start: drop all, then add what is needed."),
    value(
        "NET_ADMIN",
        "Interfaces, routes, firewall rules of the container's network; with `network_mode: host`, of the host's.",
    ),
    value("SYS_ADMIN", "Mounting, namespaces and dozens of other things: nearly root on the host."),
    value("SYS_PTRACE", "Reading and steering other processes; debuggers need it, and an intruder likes it."),
    value("SYS_NICE", "Priorities and processor affinity of any process."),
    value("SYS_TIME", "The clock, which is the host's."),
    value("SYS_MODULE", "Loading kernel modules: root on the host."),
    value("SYS_RAWIO", "Ports and raw memory of the machine: root on the host."),
    value("SYS_RESOURCE", "Going beyond resource limits and disk quotas."),
    value("SYS_BOOT", "Rebooting, and loading another kernel."),
    value("SYS_PACCT", "Process accounting."),
    value("SYS_TTY_CONFIG", "Terminals of the host."),
    value("SYSLOG", "The kernel's log, with addresses in it."),
    value("IPC_LOCK", "Locking memory against swapping; Vault and Elasticsearch ask for it."),
    value("IPC_OWNER", "Ignoring permissions of shared memory."),
    value("DAC_READ_SEARCH", "Reading any file, also by handle, which leads out of the container."),
    value("LINUX_IMMUTABLE", "The immutable and append-only marks of files."),
    value("LEASE", "Leases on any file."),
    value("NET_BROADCAST", "Broadcasts; the kernel does not use it."),
    value("MAC_ADMIN", "Changing the mandatory access policy."),
    value("MAC_OVERRIDE", "Ignoring the mandatory access policy."),
    value("AUDIT_CONTROL", "Switching the kernel's audit on and off."),
    value("AUDIT_READ", "Reading the audit log."),
    value("BLOCK_SUSPEND", "Keeping the machine awake."),
    value("WAKE_ALARM", "Timers that wake the machine."),
    value("BPF", "Loading BPF programs."),
    value("PERFMON", "Performance counters and tracing of the whole machine."),
    value("CHECKPOINT_RESTORE", "Freezing and restoring processes."),
    value("AUDIT_WRITE", "Default: writing to the audit log."),
    value("CHOWN", "Default: giving files to other users."),
    value("DAC_OVERRIDE", "Default: ignoring read, write and execute permissions."),
    value("FOWNER", "Default: acting as the owner of any file."),
    value("FSETID", "Default: keeping set-uid bits when a file changes."),
    value("KILL", "Default: signalling processes of other users."),
    value("MKNOD", "Default: making device nodes."),
    value("NET_BIND_SERVICE", "Default: ports below 1024; the engine opens these to everyone in the container anyway."),
    value("NET_RAW", "Default: raw packets, as `ping` once needed; also lets an intruder forge them."),
    value("SETFCAP", "Default: giving files capabilities."),
    value("SETGID", "Default: changing group."),
    value("SETPCAP", "Default: passing capabilities on."),
    value("SETUID", "Default: changing user, as `gosu` and `su-exec` do."),
    value("SYS_CHROOT", "Default: changing the root directory."),
];

/// What `template_driver` of secrets and configs takes (swarm).
pub const TEMPLATE_DRIVERS: &[Value] = &[value("golang", "Go's templates: `{{.Node.Hostname}}`, `{{env \"NAME\"}}`.")];

/// What `storage_opt` takes (moby, graph drivers).
pub const STORAGE_OPTIONS: &[Value] =
    &[value("size", "How large the container's writable layer may grow; overlay2 needs XFS with project quotas.")];

/// What `ipam.driver` takes.
pub const IPAM_DRIVERS: &[Value] = &[
    value("default", "The engine's own."),
    value("null", "Hands out nothing: for networks that have their own DHCP."),
];

/// Options of one attachment to a network (moby, `netlabel`).
pub const ENDPOINT_OPTIONS: &[Value] = &[
    value(
        "com.docker.network.endpoint.sysctls",
        "Kernel parameters of the interface, separated by commas: `net.ipv4.conf.IFNAME.log_martians=1`.",
    ),
    value(
        "com.docker.network.endpoint.ifname",
        "The interface's name in the container; `interface_name` is the plain way.",
    ),
];

/// What `dns_opt` takes (`resolv.conf`).
pub const DNS_OPTIONS: &[Value] = &[
    beginning("ndots:", Meaning::Integer, "Names with fewer dots than this are tried with the search domains first."),
    beginning("timeout:", Meaning::Integer, "Seconds to wait for an answer."),
    beginning("attempts:", Meaning::Integer, "How often to ask."),
    value("rotate", "Asks the servers in turn rather than the first first."),
    value("use-vc", "Asks over TCP."),
    value("edns0", "Allows large answers over UDP."),
    value("single-request", "Asks for IPv4 and IPv6 one after the other, for servers that choke on both at once."),
    value("no-tld-query", "Does not look names without a dot up as top-level domains."),
];

/// What `triggers.schedule[].concurrency` of a job takes; the schema accepts nothing else.
pub const SCHEDULE_CONCURRENCY: &[Value] = &[
    value("forbid", "The new run is left out; the default."),
    value("queue", "One new run follows when the last has ended."),
];

/// What `triggers.schedule[].missed_fires` of a job takes; the schema accepts nothing else.
pub const MISSED_FIRES: &[Value] = &[
    value("one", "One run when the engine is back, however many were missed; the default."),
    value("skip", "Nothing until the next time."),
];
