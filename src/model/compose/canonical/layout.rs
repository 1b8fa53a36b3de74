//! Every key of the canonical model, in Compose's order, and how its value is read.
//!
//! Source: the answers of Compose 5.6 to files in which each key occurs. A service, a job and a step that runs before a
//! service share what a container is.

use super::reading::Field;
use super::reading::Kind;
use super::reading::Kind::{
    Always, By, Command, Distinct, Duration, Each, Fields, Flag, From, GivenDuration, GivenFlag, GivenWhole, Named,
    OptOut, Pairs, Path, Paths, Share, Size, Text, Texts, Variables, Whole,
};
use super::{
    build, dependencies, deploy, devices, environment, files, limits, networks, ports, service, steps, volumes,
};

const fn field(name: &'static str, kind: Kind) -> Field {
    Field { name, kind }
}

/// What only a service has.
pub(super) static SERVICE: &[Field] = &[
    field("profiles", Distinct),
    field("provider", Fields(PROVIDER)),
    field("deploy", From(deploy::of_service)),
    field("develop", Fields(DEVELOP)),
    field("restart", Text),
    field("scale", GivenWhole),
    field("attach", GivenFlag),
    field("container_name", Text),
    field("external_links", Texts),
    field("links", Distinct),
    field("pre_start", From(steps::of_service)),
    field("post_start", Each(HOOK)),
    field("pre_stop", Each(HOOK)),
];

/// What only a job has.
pub(super) static JOB: &[Field] = &[field("profiles", Distinct), field("triggers", Fields(TRIGGERS))];

/// What only a step has.
pub(super) static STEP: &[Field] = &[field("per_replica", Flag)];

/// What every container has.
pub(super) static CONTAINER: &[Field] = &[
    field("annotations", Pairs),
    field("blkio_config", Fields(BLKIO)),
    field("cap_add", Distinct),
    field("cap_drop", Distinct),
    field("cgroup_parent", Text),
    field("cgroup", Text),
    field("cpu_count", Whole),
    field("cpu_percent", Share),
    field("cpu_period", Whole),
    field("cpu_quota", Whole),
    field("cpu_rt_period", Whole),
    field("cpu_rt_runtime", Whole),
    field("cpus", Share),
    field("cpuset", Text),
    field("cpu_shares", Whole),
    field("command", Command),
    field("configs", By(files::configs)),
    field("credential_spec", Fields(CREDENTIAL_SPEC)),
    field("device_cgroup_rules", Texts),
    field("devices", By(devices::mapped)),
    field("dns", By(networks::resolvers)),
    field("dns_opt", Distinct),
    field("dns_search", Distinct),
    field("domainname", Text),
    field("entrypoint", Command),
    field("environment", From(environment::variables)),
    field("env_file", By(environment::files)),
    field("extra_hosts", By(networks::hosts)),
    field("group_add", Texts),
    field("gpus", By(devices::gpus)),
    field("hostname", Text),
    field("image", Text),
    field("init", GivenFlag),
    field("ipc", Text),
    field("isolation", Text),
    field("labels", From(environment::labels)),
    field("label_file", Paths),
    field("logging", Fields(LOGGING)),
    field("mem_limit", Size),
    field("mem_reservation", Size),
    field("memswap_limit", Size),
    field("mem_swappiness", Size),
    field("mac_address", Text),
    field("models", Named(SERVICE_MODEL)),
    field("network_mode", Text),
    field("networks", From(networks::of_container)),
    field("oom_kill_disable", Flag),
    field("oom_score_adj", Whole),
    field("pid", Text),
    field("pids_limit", Whole),
    field("platform", Text),
    field("privileged", Flag),
    field("pull_policy", By(service::pull_policy)),
    field("pull_refresh_after", Text),
    field("read_only", Flag),
    field("runtime", Text),
    field("secrets", By(files::secrets)),
    field("security_opt", Texts),
    field("shm_size", Size),
    field("stop_grace_period", GivenDuration),
    field("stop_signal", Text),
    field("storage_opt", Pairs),
    field("sysctls", Pairs),
    field("tmpfs", Distinct),
    field("ulimits", By(limits::ulimits)),
    field("use_api_socket", Flag),
    field("user", Text),
    field("userns_mode", Text),
    field("uts", Text),
    field("volumes", By(volumes::mounts)),
    field("volumes_from", Texts),
    field("working_dir", Text),
];

/// What services and jobs have beyond their container.
pub(super) static WORKLOAD: &[Field] = &[
    field("build", By(build::build)),
    field("depends_on", From(dependencies::of_service)),
    field("expose", Distinct),
    field("healthcheck", Fields(HEALTHCHECK)),
    field("ports", By(ports::published)),
    field("stdin_open", Flag),
    field("tty", Flag),
];

static PROVIDER: &[Field] = &[field("type", Text), field("options", By(service::provider_options))];

static TRIGGERS: &[Field] = &[field("manual", GivenFlag), field("schedule", By(steps::schedule))];

pub(super) static SCHEDULE: &[Field] =
    &[field("cron", Text), field("timezone", Text), field("concurrency", Text), field("missed_fires", Text)];

static HOOK: &[Field] = &[
    field("command", Command),
    field("image", Text),
    field("user", Text),
    field("privileged", Flag),
    field("working_dir", Text),
    field("environment", Variables),
    field("per_replica", Flag),
];

static DEVELOP: &[Field] = &[field("watch", Each(WATCH))];

static WATCH: &[Field] = &[
    field("path", Path),
    field("action", Text),
    field("target", Text),
    field("exec", Always(HOOK)),
    field("include", Texts),
    field("ignore", Texts),
    field("initial_sync", Flag),
];

static BLKIO: &[Field] = &[
    field("weight", Whole),
    field("weight_device", By(limits::device_weights)),
    field("device_read_bps", By(limits::device_rates)),
    field("device_read_iops", By(limits::device_rates)),
    field("device_write_bps", By(limits::device_rates)),
    field("device_write_iops", By(limits::device_rates)),
];

static CREDENTIAL_SPEC: &[Field] = &[field("config", Text), field("file", Text), field("registry", Text)];

static LOGGING: &[Field] = &[field("driver", Text), field("options", Pairs)];

static SERVICE_MODEL: &[Field] = &[field("endpoint_var", Text), field("model_var", Text)];

pub(super) static SERVICE_NETWORK: &[Field] = &[
    field("aliases", Distinct),
    field("driver_opts", Pairs),
    field("gw_priority", Whole),
    field("interface_name", Text),
    field("ipv4_address", Text),
    field("ipv6_address", Text),
    field("link_local_ips", Distinct),
    field("mac_address", Text),
    field("priority", Whole),
];

static HEALTHCHECK: &[Field] = &[
    field("test", By(service::test)),
    field("timeout", GivenDuration),
    field("interval", GivenDuration),
    field("retries", GivenWhole),
    field("start_period", GivenDuration),
    field("start_interval", GivenDuration),
    field("disable", Flag),
];

pub(super) static PORT: &[Field] = &[
    field("name", Text),
    field("mode", Text),
    field("host_ip", Text),
    field("target", Whole),
    field("published", Text),
    field("protocol", Text),
    field("app_protocol", Text),
];

pub(super) static MOUNT: &[Field] = &[
    field("type", Text),
    field("source", Text),
    field("target", By(volumes::target)),
    field("read_only", Flag),
    field("consistency", Text),
    field("bind", Fields(BIND)),
    field("volume", Fields(VOLUME_MOUNT)),
    field("tmpfs", Fields(TMPFS)),
    field("image", Fields(IMAGE_MOUNT)),
];

static BIND: &[Field] =
    &[field("selinux", Text), field("propagation", Text), field("create_host_path", OptOut), field("recursive", Text)];

static VOLUME_MOUNT: &[Field] = &[field("labels", Pairs), field("nocopy", Flag), field("subpath", Text)];

static TMPFS: &[Field] = &[field("size", Size), field("mode", Whole)];

static IMAGE_MOUNT: &[Field] = &[field("subpath", Text)];

pub(super) static FILE: &[Field] = &[
    field("source", Text),
    field("target", Text),
    field("uid", Text),
    field("gid", Text),
    field("mode", By(files::mode)),
];

pub(super) static DEVICE: &[Field] = &[field("source", Text), field("target", Text), field("permissions", Text)];

pub(super) static DEVICE_REQUEST: &[Field] = &[
    field("capabilities", Texts),
    field("driver", Text),
    field("count", From(devices::count)),
    field("device_ids", Texts),
    field("options", Pairs),
];

pub(super) static BUILD: &[Field] = &[
    field("context", From(build::context)),
    field("dockerfile", From(build::dockerfile)),
    field("dockerfile_inline", Text),
    field("entitlements", Texts),
    field("args", By(build::arguments)),
    field("provenance", Text),
    field("sbom", Text),
    field("ssh", By(build::ssh)),
    field("labels", Pairs),
    field("cache_from", Texts),
    field("cache_to", Texts),
    field("no_cache", Flag),
    field("no_cache_filter", Texts),
    field("additional_contexts", By(build::additional_contexts)),
    field("pull", Flag),
    field("extra_hosts", By(networks::hosts)),
    field("isolation", Text),
    field("network", Text),
    field("target", Text),
    field("secrets", By(files::of_build)),
    field("shm_size", Size),
    field("tags", Distinct),
    field("ulimits", By(limits::ulimits)),
    field("platforms", Texts),
    field("privileged", Flag),
];

pub(super) static DEPLOY: &[Field] = &[
    field("mode", Text),
    field("replicas", GivenWhole),
    field("labels", Pairs),
    field("update_config", Fields(UPDATE)),
    field("rollback_config", Fields(UPDATE)),
    field("resources", Always(RESOURCES)),
    field("restart_policy", Fields(RESTART_POLICY)),
    field("placement", Always(PLACEMENT)),
    field("endpoint_mode", Text),
];

static UPDATE: &[Field] = &[
    field("parallelism", GivenWhole),
    field("delay", Duration),
    field("failure_action", Text),
    field("monitor", Duration),
    field("max_failure_ratio", Share),
    field("order", Text),
];

static RESOURCES: &[Field] = &[field("limits", Fields(RESOURCE)), field("reservations", Fields(RESOURCE))];

static RESOURCE: &[Field] = &[
    field("cpus", Share),
    field("memory", Size),
    field("pids", Whole),
    field("devices", Each(DEVICE_REQUEST)),
    field("generic_resources", Each(GENERIC_RESOURCE)),
];

static GENERIC_RESOURCE: &[Field] = &[field("discrete_resource_spec", Fields(DISCRETE_RESOURCE))];

static DISCRETE_RESOURCE: &[Field] = &[field("kind", Text), field("value", GivenWhole)];

static RESTART_POLICY: &[Field] = &[
    field("condition", Text),
    field("delay", GivenDuration),
    field("max_attempts", GivenWhole),
    field("window", GivenDuration),
];

static PLACEMENT: &[Field] =
    &[field("constraints", Texts), field("preferences", Each(PREFERENCE)), field("max_replicas_per_node", Whole)];

static PREFERENCE: &[Field] = &[field("spread", Text)];

/// A network, after its name.
pub(super) static NETWORK: &[Field] = &[
    field("driver", Text),
    field("driver_opts", Pairs),
    field("ipam", Always(IPAM)),
    field("external", By(files::external)),
    field("internal", Flag),
    field("attachable", Flag),
    field("labels", Pairs),
    field("enable_ipv4", GivenFlag),
    field("enable_ipv6", GivenFlag),
];

static IPAM: &[Field] = &[field("driver", Text), field("config", Each(POOL)), field("options", Pairs)];

static POOL: &[Field] =
    &[field("subnet", Text), field("gateway", Text), field("ip_range", Text), field("aux_addresses", Pairs)];

/// A volume, after its name.
pub(super) static VOLUME: &[Field] = &[
    field("driver", Text),
    field("driver_opts", From(volumes::driver_options)),
    field("external", By(files::external)),
    field("labels", Pairs),
];

/// A secret or a config, after its name.
pub(super) static SOURCE: &[Field] = &[
    field("file", By(files::file)),
    field("environment", Text),
    field("content", From(files::content)),
    field("external", By(files::external)),
    field("labels", Pairs),
    field("driver", Text),
    field("driver_opts", Pairs),
    field("template_driver", Text),
];
