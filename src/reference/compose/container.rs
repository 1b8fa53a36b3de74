//! What describes a container, wherever one is described: in a service, in a job, in a step that runs before a service.

use super::meaning::Meaning;
use super::page::Page;
use super::pattern::Pattern;
use super::section::Section;
use super::shape::{Cast, Free, Key, Kinds, List, Map, Shape, Spelling};
use super::{common, config, devices, mounts, network, secret, values};

const fn key(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key::new(Page::Services, name, shape, doc)
}

pub(super) static KEYS: [Key; 72] = [
    // What it is made of.
    key(
        "image",
        Shape::text(Meaning::Image),
        "The image to run, pulled if it is not at hand. Beside `build` it is the name that the built image gets. Without a \
         tag `latest` is meant, which is whatever was pushed last: pin a version, or a digest to have the same bytes \
         everywhere.",
    ),
    key(
        "platform",
        Shape::text(Meaning::Platform).known(values::PLATFORMS),
        "The platform to pull, build and run for. A foreign one runs under emulation, slowly and with the odd crash; without \
         it the engine takes its own.",
    )
    .since("1.21.0")
    .default("the engine's own"),
    key(
        "pull_policy",
        Shape::text(Meaning::Word).known(values::PULL_POLICIES).matching(Pattern::PullPolicy),
        "When to ask the registry for the image. `missing` never renews a tag that is at hand; `daily` is a good middle for \
         tags that move.",
    )
    .since("1.27.0")
    .default("missing"),
    key(
        "pull_refresh_after",
        Shape::text(Meaning::Word),
        "How old an image may be before `pull_policy: refresh` renews it, by the schema. Compose reads neither: it treats \
         `refresh` as `missing`, so write `pull_policy: every_12h` instead.",
    )
    .since("2.34.0")
    .under("pull_policy"),
    // What it runs.
    key(
        "command",
        common::COMMAND,
        "What to run in place of the image's `CMD`; the `ENTRYPOINT` stays and gets it as arguments. A text is split into \
         words but *not* given to a shell: for `&&` or variables of the container write `sh -c '…'` and `$$`. Null keeps the \
         image's, `[]` clears it.",
    ),
    key(
        "entrypoint",
        common::COMMAND,
        "What to run in place of the image's `ENTRYPOINT`. It also drops the image's `CMD`, so repeat that under `command` \
         if it is wanted. Null keeps the image's, `[]` clears it.",
    ),
    key(
        "working_dir",
        Shape::text(Meaning::ContainerPath),
        "The directory in which the command starts, in place of the image's `WORKDIR`. It is made if missing, owned by root.",
    ),
    key(
        "user",
        Shape::text(Meaning::User),
        "Whom the process runs as: a name that the image knows, or numbers as `\"1000:1000\"`. Bare numbers are refused, so \
         quote them; files in volumes keep the owner they have.",
    )
    .default("the image's USER, else root"),
    key(
        "group_add",
        Shape::list(&List::unique(Shape::integer(Meaning::Group))),
        "More groups for the process, by name in the image or by number. Numbers are what matches a group of the host, such \
         as the owner of a device or socket.",
    )
    .since("1.9.0"),
    key(
        "environment",
        common::ENVIRONMENT,
        "Variables for the process, as a mapping or as a list of `NAME=value`. They win over `env_file` and over the image's \
         `ENV`, and anyone who can inspect the container can read them: passwords belong in `secrets`.",
    ),
    key(
        "env_file",
        Shape::text(Meaning::File).or_list(&List::of(Shape::text(Meaning::File).or_map(&ENV_FILE))),
        "Files of `NAME=value` lines for the process's environment, later ones winning. They are not read when this file's own \
         `${…}` are replaced: that is what `.env` beside the Compose file is for.",
    ),
    key(
        "init",
        Shape::flag(),
        "Whether a small init runs as process 1 and the command below it. It passes signals on and clears dead children away, \
         which a program that was not written to be process 1 does not.",
    )
    .since("1.13.0")
    .default("false"),
    // When it runs.
    key(
        "stop_signal",
        Shape::text(Meaning::Signal).known(values::SIGNALS),
        "The signal that asks the process to end. A program behind a shell-form command may never see it, because the shell \
         is process 1 and does not pass it on.",
    )
    .default("the image's STOPSIGNAL, else SIGTERM"),
    key(
        "stop_grace_period",
        Shape::duration(),
        "How long the process may take to end before it is killed. Databases need more than the default to write everything \
         out.",
    )
    .since("1.10.0")
    .default("10s"),
    // How it is reached.
    key(
        "networks",
        network::ATTACHMENTS,
        "The networks that the service joins, as a list, or as a mapping with details for each. Once given, the service no \
         longer joins `default`; it excludes `network_mode`.",
    )
    .since("1.6.0"),
    key(
        "network_mode",
        Shape::text(Meaning::NetworkMode).known(values::NETWORK_MODES),
        "Another network stack than one of the container's own: the host's, another container's, none. It excludes \
         `networks`, and with `host` published ports mean nothing.",
    )
    .since("1.6.0"),
    key(
        "hostname",
        Shape::text(Meaning::Hostname),
        "What the container calls itself, in at most 64 bytes. Others need not use it: they reach the service by its own \
         name, which also covers all containers of a scaled one, or by its network `aliases`.",
    )
    .default("the container's id"),
    key(
        "domainname",
        Shape::text(Meaning::Hostname),
        "The domain that the container believes to be in. Only programs that ask for their full name see it; it has no part \
         in how containers find each other.",
    ),
    key(
        "dns",
        common::text_or_list(Meaning::IpAddress, &List::distinct(Shape::text(Meaning::IpAddress))),
        "DNS servers for names outside. On networks of one's own the engine's resolver still answers first and asks these for \
         the rest.",
    )
    .default("the host's"),
    key(
        "dns_opt",
        Shape::list(&List::distinct(Shape::text(Meaning::Word).known(values::DNS_OPTIONS))),
        "Options for the resolver, as in `resolv.conf`. `ndots:1` cures slow look-ups where search domains are tried first.",
    )
    .since("1.12.0"),
    key(
        "dns_search",
        common::text_or_list(Meaning::Hostname, &List::distinct(Shape::text(Meaning::Hostname))),
        "Domains to try after a short name. `.` means none, also not the host's.",
    )
    .default("the host's"),
    key(
        "extra_hosts",
        common::EXTRA_HOSTS,
        "Names and addresses for the container's `/etc/hosts`, as `name=address` or as a mapping. \
         `host.docker.internal=host-gateway` lets a Linux container reach the host, as Docker Desktop does by itself.",
    ),
    key(
        "mac_address",
        Shape::text(Meaning::MacAddress),
        "The hardware address of the container. Engines from 25.0 want it per network: set it under `networks.<name>` \
         instead.",
    ),
    // What it may read and keep.
    key(
        "volumes",
        Shape::list(&List::distinct(mounts::MOUNT)),
        "What is mounted into the container, `source:target:options` in the short form: a source that begins with `.`, `/` or \
         `~` is a path of the host, any other a declared volume. A mount hides what the image has there.",
    ),
    key(
        "volumes_from",
        Shape::list(&List::unique(Shape::text(Meaning::VolumesFrom))),
        "Services or containers all of whose mounts this one gets too, `:ro` for reading only. Where they go is decided \
         there, so a named volume in both says more.",
    ),
    key(
        "tmpfs",
        common::text_or_list(Meaning::Tmpfs, &List::distinct(Shape::text(Meaning::Tmpfs))),
        "Directories kept in memory and gone when the container stops, each with options after a colon: `/run:size=64m`. They \
         go well with `read_only`; programs cannot be run from them unless `exec` is given.",
    )
    .since("1.6.0"),
    key(
        "read_only",
        Shape::flag(),
        "Whether the container's root file system is read-only; volumes and `tmpfs` stay writable. A cheap and strong \
         protection, once the few places where the program writes are known.",
    )
    .default("false"),
    key(
        "secrets",
        secret::GRANTS,
        "The top-level secrets that the service may read, under `/run/secrets/<name>`. Many images take the path in a variable \
         that ends in `_FILE`.",
    )
    .since("1.11.0"),
    key(
        "configs",
        config::GRANTS,
        "The top-level configs that the service may read. Without a `target` each is a file in the root directory under its \
         own name, so mostly the long form is wanted.",
    )
    .since("1.14.0"),
    key(
        "models",
        Shape::list(&List::unique(Shape::text(Meaning::Reference(Section::Models)))).or_map(
            &Map::named(&Free {
                pattern: Pattern::ResourceName,
                meaning: Meaning::Reference(Section::Models),
                known: &[],
                shape: Shape::map(&MODEL).or_null(),
                doc: "A top-level model that the service uses. Its address and identifier arrive as variables named after \
                      the key, unless named here.",
            })
            .open(),
        ),
        "The top-level models that the service uses. For a model `llm` it gets `LLM_URL` and `LLM_MODEL`; the mapping gives \
         the variables other names.",
    )
    .since("2.38.0"),
    key(
        "storage_opt",
        common::STORAGE_OPTIONS,
        "Options of the engine's storage driver for the container's writable layer. Only `size` exists, and only on some file \
         systems; elsewhere the container cannot be created.",
    )
    .since("1.15.0"),
    // What it may do.
    key(
        "privileged",
        Shape::flag(),
        "Whether the container has every capability and device and no filter on system calls: root in it is root on the host. \
         A single capability under `cap_add`, or one entry under `devices`, is mostly what was needed.",
    )
    .default("false"),
    key(
        "cap_add",
        Shape::list(&List::distinct(Shape::text(Meaning::Capability).known(values::CAPABILITIES))),
        "Capabilities beyond the fourteen that every container has, with or without `CAP_`. One that is also under `cap_drop` \
         ends up added; `privileged` makes both lists moot.",
    ),
    key(
        "cap_drop",
        Shape::list(&List::distinct(Shape::text(Meaning::Capability).known(values::CAPABILITIES))),
        "Capabilities to take away. `ALL`, with the few that are needed under `cap_add`, is the good habit: a server that does \
         not change users needs none.",
    ),
    key(
        "security_opt",
        Shape::list(&List::unique(Shape::text(Meaning::SecurityOption).known(values::SECURITY_OPTIONS))),
        "Options of SELinux, AppArmor and the system-call filter. `no-new-privileges:true` costs nothing for most services and \
         takes the sting out of set-uid binaries; the `…=unconfined` forms switch protection off.",
    ),
    key(
        "userns_mode",
        Shape::text(Meaning::Word).engine(values::HOST_ONLY, Spelling::Exact),
        "Whether the container leaves the user namespace that the daemon is set up with. Without `userns-remap` in the daemon \
         it has no effect.",
    )
    .since("1.10.0"),
    key(
        "pid",
        Shape::text(Meaning::Namespace).or_null().engine(values::PID_MODES, Spelling::Exact),
        "Whose processes the container sees: its own, the host's, or another container's. `host` lets it signal and, with one \
         more capability, read every process of the machine.",
    )
    .default("its own"),
    key(
        "ipc",
        Shape::text(Meaning::Namespace).engine(values::IPC_MODES, Spelling::Exact),
        "Whose shared memory the container uses. Programs that share memory across containers need `shareable` on one side and \
         `service:` on the other; large `/dev/shm` alone is `shm_size`.",
    ),
    key(
        "uts",
        Shape::text(Meaning::Word).engine(values::HOST_ONLY, Spelling::Exact),
        "Whether the container shares the host's name and domain. It may then change them for the whole machine, and excludes \
         `hostname`.",
    )
    .since("2.15.1"),
    key(
        "cgroup",
        Shape::text(Meaning::Word).only(values::CGROUP_MODES),
        "Whether the container sees the host's cgroup tree or its own part as the root. The daemon decides where it is not \
         given: `private` on cgroup v2.",
    )
    .since("2.16.0"),
    key(
        "cgroup_parent",
        Shape::text(Meaning::Text),
        "The cgroup under which the container's own is made. With the systemd driver, which is usual, it must be a slice: \
         `limited.slice`.",
    ),
    key(
        "devices",
        Shape::list(&List::distinct(Shape::text(Meaning::Device).or_map(&DEVICE))),
        "Devices of the host that the container may use, `host:container:rwm` in the short form, or a name of the Container \
         Device Interface. What is plugged in later does not appear.",
    ),
    key(
        "device_cgroup_rules",
        Shape::list(&List::unique(Shape::text(Meaning::DeviceRule))),
        "Kinds of devices that the container may use, by major and minor number: `c 189:* rmw`. It only permits; the device \
         node itself must come through a mount.",
    )
    .since("1.20.0"),
    key(
        "gpus",
        devices::GPUS,
        "Graphics processors for the service: `all`, or a list of requests. The host needs its driver and the vendor's \
         container toolkit, or the container cannot be created.",
    )
    .since("2.30.0"),
    key(
        "use_api_socket",
        Shape::scalar(Kinds::BOOLEAN, Meaning::Boolean),
        "Whether the container gets the engine's socket and the credentials of whoever runs Compose. That is control of the \
         host, for tools that drive Docker; a quoted text is refused here.",
    )
    .since("2.37.2")
    .default("false"),
    key(
        "credential_spec",
        Shape::map(&CREDENTIAL_SPEC),
        "Which managed service account a Windows container runs with. Exactly one of its keys is meant to be given.",
    )
    .swarm()
    .since("1.14.0"),
    key(
        "sysctls",
        Shape::map(&Map::named(&Free {
            pattern: Pattern::SomeText,
            meaning: Meaning::Sysctl,
            known: values::SYSCTLS,
            shape: common::loose(Meaning::Sysctl),
            doc: "A kernel parameter of the container's own namespaces. Those of the whole machine, such as `vm.*`, cannot be \
                  set here.",
        }))
        .or_list(&List::distinct(Shape::text(Meaning::Sysctl))),
        "Kernel parameters for the container, as a mapping or as a list of `name=value`. Only those that a namespace keeps \
         apart can be set: `net.*` and some of `kernel.*`; `vm.max_map_count` must be set on the host.",
    )
    .since("1.10.0"),
    key(
        "isolation",
        Shape::text(Meaning::Word).engine(values::ISOLATION, Spelling::AnyCase),
        "How the container is separated from the host on Windows. On Linux there is only `default`.",
    )
    .since("1.9.0"),
    key(
        "runtime",
        Shape::text(Meaning::Word).known(values::RUNTIMES),
        "The program that runs the container, by a name that the daemon is configured with. One that it does not know fails \
         when the container is created.",
    )
    .since("1.19.0")
    .default("runc"),
    // What it may use.
    key(
        "cpus",
        Shape::number(Meaning::Number).cast(Cast::Number),
        "How many processors' worth of time the container may use, such as `1.5`. It must agree with \
         `deploy.resources.limits.cpus` where that block is given.",
    )
    .since("1.14.0")
    .default("0, no limit"),
    key(
        "cpuset",
        Shape::text(Meaning::CpuSet),
        "On which processors the container may run, such as `0-3` or `0,2`; quote a single number, because a bare one is \
         refused. It pins work to places, while `cpus` bounds the amount.",
    ),
    key(
        "cpu_shares",
        Shape::number(Meaning::Integer).cast(Cast::Integer),
        "The container's weight against others when processors are short; idle ones are free to all. Twice the number is twice \
         the time.",
    )
    .default("1024"),
    key(
        "cpu_quota",
        Shape::number(Meaning::Integer).cast(Cast::Integer),
        "How many microseconds of processor time the container may use in each `cpu_period`. `cpus` says the same without \
         arithmetic, and the two exclude each other.",
    ),
    key(
        "cpu_period",
        Shape::number(Meaning::Integer).cast(Cast::Integer),
        "The length of the scheduler's period, in microseconds, that `cpu_quota` refers to. It lies between 1000 and 1000000.",
    )
    .since("1.21.0")
    .default("100000"),
    key(
        "cpu_count",
        Shape::scalar(Kinds::STRING.and(Kinds::INTEGER), Meaning::Integer).within(0, i64::MAX).cast(Cast::Integer),
        "How many processors a Windows container may use. On Linux use `cpus`.",
    )
    .since("1.14.0"),
    key(
        "cpu_percent",
        Shape::scalar(Kinds::STRING.and(Kinds::INTEGER), Meaning::Number).within(0, 100).cast(Cast::Number),
        "Which percentage of the processors a Windows container may use, a whole number. On Linux use `cpus`.",
    )
    .since("1.14.0"),
    key(
        "cpu_rt_period",
        Shape::number(Meaning::Microseconds).cast(Cast::Integer),
        "The period for real-time scheduling, in microseconds. The schema allows a duration, but Compose reads the text as a \
         whole number first and refuses `1400us`.",
    )
    .since("1.21.0"),
    key(
        "cpu_rt_runtime",
        Shape::number(Meaning::Microseconds).cast(Cast::Integer),
        "How much of `cpu_rt_period` real-time tasks may use, in microseconds. It needs a kernel with real-time groups and the \
         capability `SYS_NICE`.",
    )
    .since("1.21.0"),
    key(
        "mem_limit",
        Shape::number(Meaning::Bytes).cast(Cast::Bytes),
        "How much memory the container may use before the kernel ends it, as bytes or with a unit: `512m`. At least 6 MB; as \
         much swap again comes on top unless `memswap_limit` says otherwise.",
    )
    .default("no limit"),
    key(
        "mem_reservation",
        Shape::integer(Meaning::Bytes).cast(Cast::Bytes),
        "How much memory the container keeps when the host runs short. It is a soft limit, below `mem_limit`, and no promise.",
    )
    .since("1.12.0"),
    key(
        "mem_swappiness",
        Shape::integer(Meaning::Integer).cast(Cast::Bytes),
        "How readily the kernel swaps the container's memory out, from 0 to 100. Compose drops a `0`, and cgroup v2 does not \
         know the setting.",
    )
    .since("1.9.0"),
    key(
        "memswap_limit",
        Shape::number(Meaning::Bytes).cast(Cast::Bytes),
        "How much memory and swap *together* the container may use; it needs `mem_limit`. The same number as there means no \
         swap at all, `-1` means no limit.",
    )
    .default("twice mem_limit"),
    key(
        "oom_kill_disable",
        Shape::flag(),
        "Whether the kernel spares the container when it is out of memory. Without `mem_limit` it then ends other processes of \
         the host instead; cgroup v2 does not know the setting.",
    )
    .since("1.18.0")
    .default("false"),
    key(
        "oom_score_adj",
        Shape::scalar(Kinds::STRING.and(Kinds::INTEGER), Meaning::Integer).within(-1000, 1000).cast(Cast::Integer),
        "How soon the kernel ends the container when the *host* is out of memory, from -1000 (never) to 1000 (first). It does \
         not matter for the container's own limit.",
    )
    .since("1.9.0")
    .default("0"),
    key(
        "pids_limit",
        Shape::number(Meaning::Integer).cast(Cast::Integer),
        "How many processes and threads the container may have; `-1` lifts the limit. It must agree with \
         `deploy.resources.limits.pids` where that block is given.",
    )
    .since("1.12.0"),
    key(
        "shm_size",
        Shape::number(Meaning::Bytes).cast(Cast::Bytes),
        "The size of `/dev/shm`. Browsers and PostgreSQL outgrow the default and fail with odd messages; it counts against the \
         memory limit.",
    )
    .default("64m"),
    key(
        "ulimits",
        ULIMITS,
        "Resource limits of the container's processes, by the kernel's names: `nofile`, `memlock`. A number sets both bounds, \
         a mapping sets `soft` and `hard`; a name that the kernel lacks fails only at start.",
    ),
    key(
        "blkio_config",
        Shape::map(&BLKIO),
        "How the container shares disks with others: weights, and bounds per device. Weights work only with some disk \
         schedulers, and are ignored with others.",
    )
    .since("1.16.0"),
    // What is known of it.
    key(
        "labels",
        common::LABELS,
        "Labels of the containers, as a mapping or as a list of `key=value`. Proxies and updaters read them; the prefix \
         `com.docker.compose` is Compose's own.",
    ),
    key(
        "label_file",
        Shape::text(Meaning::File).or_list(&List::of(Shape::text(Meaning::File))),
        "Files of `key=value` lines with labels, later ones winning and `labels` over all. Unlike an `env_file` they cannot be \
         optional.",
    )
    .since("2.32.0"),
    key(
        "annotations",
        common::LABELS,
        "Annotations of the container, as a mapping or as a list of `key=value`. They reach the runtime below the engine, \
         which labels do not.",
    )
    .since("2.18.0"),
    key(
        "logging",
        Shape::map(&LOGGING),
        "Where the container's output goes. The engine's default keeps all of it in a file that grows without bound: \
         `max-size` and `max-file` stop that.",
    )
    .since("1.6.0"),
];

static ENV_FILE: Map = Map::of(&[
    key(
        "path",
        Shape::text(Meaning::File),
        "The file, relative to the project directory. It must exist, unless `required: false` says that it need not.",
    )
    .since("2.24.0")
    .required()
    .under("env_file"),
    key(
        "required",
        Shape::flag(),
        "Whether a missing file is an error. `false` suits a file of local changes that is not in the repository.",
    )
    .since("2.24.0")
    .default("true"),
    key(
        "format",
        Shape::text(Meaning::Word).known(values::ENV_FILE_FORMATS),
        "How lines are read. Without it, quotes, comments and variables are understood; `raw` takes each line as it stands, \
         and anything else is refused.",
    )
    .since("2.30.0"),
])
.without_extensions();

static MODEL: Map = Map::of(&[
    key(
        "endpoint_var",
        Shape::text(Meaning::VariableName),
        "The variable that holds the address of the model's API. It speaks OpenAI's protocol, so `OPENAI_BASE_URL` is a common \
         choice.",
    )
    .since("2.38.0")
    .default("<NAME>_URL")
    .under("models"),
    key(
        "model_var",
        Shape::text(Meaning::VariableName),
        "The variable that holds the model's identifier. Programs send it along with each request.",
    )
    .since("2.38.1")
    .default("<NAME>_MODEL")
    .under("models"),
]);

static DEVICE: Map = Map::of(&[
    key(
        "source",
        Shape::text(Meaning::Path),
        "The device on the host, such as `/dev/ttyUSB0`, or a name of the Container Device Interface. It must exist when the \
         container is created.",
    )
    .since("2.29.3")
    .required()
    .under("devices"),
    key(
        "target",
        Shape::text(Meaning::ContainerPath),
        "Where it appears in the container. A stable path here spares the program the number that the host happens to give.",
    )
    .since("2.29.3")
    .required()
    .under("devices"),
    key(
        "permissions",
        Shape::text(Meaning::DevicePermissions).known(values::DEVICE_PERMISSIONS),
        "What the container may do with it: `r` read, `w` write, `m` make nodes. `rw` is enough for nearly everything.",
    )
    .since("2.29.3")
    .default("rwm")
    .under("devices"),
]);

static CREDENTIAL_SPEC: Map = Map::of(&[
    key(
        "config",
        Shape::text(Meaning::Reference(Section::Configs)),
        "A config that holds the credential specification, by its key under the top-level `configs`. Only swarm keeps configs, \
         so this form needs one.",
    )
    .since("1.25.5")
    .under("credential_spec"),
    key(
        "file",
        Shape::text(Meaning::EngineName),
        "A file with the credential specification, below `CredentialSpecs` in the daemon's data directory. The path is the \
         engine's, not the project's.",
    )
    .since("1.14.0")
    .under("credential_spec"),
    key(
        "registry",
        Shape::text(Meaning::EngineName),
        "A value of the Windows registry of the daemon's host that holds the credential specification. It is the value's name \
         only, without the path of keys.",
    )
    .since("1.14.0")
    .under("credential_spec"),
]);

static LOGGING: Map = Map::of(&[
    key(
        "driver",
        Shape::text(Meaning::Word).known(values::LOGGING_DRIVERS),
        "Which driver takes the output; another than the built-in ones is a plug-in. An override file with another driver \
         drops the options given for the first.",
    )
    .since("1.6.0")
    .default("the daemon's, mostly json-file")
    .under("logging"),
    key(
        "options",
        Shape::map(
            &Map::named(&Free {
                pattern: Pattern::OneLine,
                meaning: Meaning::DriverOption,
                known: &[],
                shape: Shape::scalar(Kinds::STRING.and(Kinds::NUMBER).and(Kinds::NULL), Meaning::DriverOption),
                doc: "An option of the logging driver. One that the driver does not know fails when the container is created, \
                      not before.",
            })
            .open(),
        ),
        "Options for the driver, by name; which there are depends on it. Booleans must be quoted, because a bare one is \
         refused here.",
    )
    .since("1.6.0")
    .under("logging"),
]);

/// Limits on what a process may use, by the kernel's names in lower case.
const ULIMITS: Shape = Shape::map(
    &Map::named(&Free {
        pattern: Pattern::UlimitName,
        meaning: Meaning::UlimitName,
        known: values::ULIMITS,
        shape: Shape::integer(Meaning::Integer).cast(Cast::Integer).or_map(&ULIMIT),
        doc: "One resource limit, as a number for both its bounds or as a mapping of `soft` and `hard`. `-1` lifts the \
              limit, as far as the engine itself is allowed to go.",
    })
    .open(),
);

const fn limit(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    key(name, shape, doc).under("ulimits")
}

const ULIMIT: Map = Map::of(&[
    limit(
        "soft",
        Shape::integer(Meaning::Integer).cast(Cast::Integer),
        "The limit that holds. A process may raise it itself as far as `hard`; Compose reads `0` as not given.",
    )
    .required(),
    limit(
        "hard",
        Shape::integer(Meaning::Integer).cast(Cast::Integer),
        "How far a process may raise the limit. It cannot be below `soft`; Compose reads `0` as not given.",
    )
    .required(),
]);

const fn blkio(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    key(name, shape, doc).since("1.16.0")
}

static BLKIO: Map = Map::of(&[
    blkio(
        "weight",
        Shape::scalar(Kinds::INTEGER, Meaning::Integer),
        "The container's share of disk time against others, from 10 to 1000. It works only with schedulers that know weights, \
         such as BFQ.",
    )
    .default("500")
    .under("weight"),
    blkio(
        "weight_device",
        Shape::list(&List::of(Shape::map(&BLKIO_WEIGHT))),
        "The container's share of time on single devices, in place of `weight`. As there, only some schedulers know weights.",
    ),
    blkio(
        "device_read_bps",
        Shape::list(&List::of(Shape::map(&BLKIO_BYTES))),
        "How many bytes a second the container may read from single devices. Reads that the page cache answers do not count.",
    )
    .under("device_read_bps-device_write_bps"),
    blkio(
        "device_write_bps",
        Shape::list(&List::of(Shape::map(&BLKIO_BYTES))),
        "How many bytes a second the container may write to single devices. On cgroup v1 only direct writes count, so buffered \
         ones pass the bound.",
    )
    .under("device_read_bps-device_write_bps"),
    blkio(
        "device_read_iops",
        Shape::list(&List::of(Shape::map(&BLKIO_OPERATIONS))),
        "How many reads a second the container may ask of single devices. Reads that the page cache answers do not count.",
    )
    .under("device_read_iops-device_write_iops"),
    blkio(
        "device_write_iops",
        Shape::list(&List::of(Shape::map(&BLKIO_OPERATIONS))),
        "How many writes a second the container may ask of single devices. On cgroup v1 only direct writes count.",
    )
    .under("device_read_iops-device_write_iops"),
])
.without_extensions();

const BLKIO_PATH: Key = blkio(
    "path",
    Shape::text(Meaning::Path),
    "The device on the host, such as `/dev/sda`. It must be the whole disk: a partition is refused.",
)
.under("blkio_config");

static BLKIO_WEIGHT: Map = Map::of(&[
    BLKIO_PATH,
    blkio(
        "weight",
        Shape::scalar(Kinds::INTEGER, Meaning::Integer),
        "The share on this device, from 10 to 1000. Twice the number is twice the time when both want it.",
    )
    .under("weight_device"),
])
.without_extensions();

static BLKIO_BYTES: Map = Map::of(&[
    BLKIO_PATH,
    blkio(
        "rate",
        Shape::integer(Meaning::Bytes).cast(Cast::Bytes),
        "Bytes a second, as a number or with a unit: `12mb`. Units are powers of 1024.",
    )
    .under("device_read_bps-device_write_bps"),
])
.without_extensions();

static BLKIO_OPERATIONS: Map = Map::of(&[
    BLKIO_PATH,
    blkio(
        "rate",
        Shape::integer(Meaning::Integer).cast(Cast::Bytes),
        "Operations a second, as a plain number. How much each of them moves does not matter.",
    )
    .under("device_read_iops-device_write_iops"),
])
.without_extensions();
