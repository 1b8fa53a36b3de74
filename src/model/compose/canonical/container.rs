//! What every container has: that of a service, of a job, and of a step that runs before a service.

use super::reading::Kind::{
    By, Command, Distinct, Fields, Flag, From, GivenDuration, GivenFlag, Named, Pairs, Paths, Share, Size, Text, Texts,
    Whole,
};
use super::reading::{Field, field};
use super::{devices, environment, files, limits, networks, service, volumes};

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
