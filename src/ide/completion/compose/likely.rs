//! What people write most: the order in which keys and values of one place are offered.
//!
//! The lists follow how often things occur in public Compose files. What is not listed comes after them, in the order of the
//! reference table. A place is named by its path, `*` standing for a name that the author chose.

/// Keys by the place of their mapping, the likeliest first.
const KEYS: [(&str, &[&str]); 22] = [
    ("", &["services", "volumes", "networks", "secrets", "configs", "name", "include", "models"]),
    (
        "services.*",
        &[
            "image",
            "build",
            "environment",
            "ports",
            "volumes",
            "depends_on",
            "restart",
            "healthcheck",
            "command",
            "networks",
            "env_file",
            "container_name",
            "entrypoint",
            "user",
            "working_dir",
            "secrets",
            "configs",
            "deploy",
            "logging",
            "labels",
            "expose",
            "profiles",
            "pull_policy",
            "platform",
            "init",
            "hostname",
            "extra_hosts",
            "network_mode",
            "cap_add",
            "cap_drop",
            "security_opt",
            "read_only",
            "privileged",
            "shm_size",
            "stop_grace_period",
            "stop_signal",
            "ulimits",
            "tmpfs",
            "extends",
            "develop",
            "stdin_open",
            "tty",
            "devices",
            "sysctls",
            "gpus",
            "dns",
            "pid",
        ],
    ),
    ("services.*.build", &["context", "dockerfile", "args", "target", "cache_from", "additional_contexts", "secrets"]),
    (
        "services.*.healthcheck",
        &["test", "interval", "timeout", "retries", "start_period", "start_interval", "disable"],
    ),
    ("services.*.depends_on.*", &["condition", "restart", "required"]),
    ("services.*.volumes.[]", &["type", "source", "target", "read_only", "bind", "volume", "tmpfs"]),
    ("services.*.ports.[]", &["target", "published", "host_ip", "protocol", "mode", "name"]),
    ("services.*.env_file.[]", &["path", "required", "format"]),
    ("services.*.secrets.[]", &["source", "target", "mode", "uid", "gid"]),
    ("services.*.configs.[]", &["source", "target", "mode", "uid", "gid"]),
    ("services.*.networks.*", &["aliases", "ipv4_address", "ipv6_address", "priority"]),
    ("services.*.logging", &["driver", "options"]),
    ("services.*.logging.options", &["max-size", "max-file", "tag", "labels", "compress"]),
    ("services.*.deploy", &["resources", "replicas", "restart_policy", "update_config", "placement", "mode", "labels"]),
    ("services.*.deploy.resources", &["limits", "reservations"]),
    ("services.*.deploy.resources.limits", &["memory", "cpus", "pids"]),
    ("services.*.deploy.resources.reservations", &["memory", "cpus", "devices"]),
    ("services.*.develop.watch.[]", &["action", "path", "target", "ignore", "initial_sync"]),
    ("services.*.extends", &["service", "file"]),
    ("networks.*", &["driver", "external", "name", "ipam", "internal", "driver_opts"]),
    ("volumes.*", &["driver", "external", "name", "driver_opts", "labels"]),
    ("secrets.*", &["file", "environment", "external", "name"]),
];

/// Values of keys whose table is in another order, the likeliest first.
const VALUES: [(&str, &[&str]); 12] = [
    ("restart", &["unless-stopped", "always", "on-failure"]),
    ("pull_policy", &["always", "missing", "build", "never", "daily"]),
    ("condition", &["service_healthy", "service_started", "service_completed_successfully"]),
    ("network_mode", &["host", "service:", "none", "bridge"]),
    ("type", &["bind", "volume", "tmpfs"]),
    ("driver", &["bridge", "json-file", "local", "overlay"]),
    ("action", &["sync", "rebuild", "sync+restart", "restart"]),
    ("stop_signal", &["SIGTERM", "SIGINT", "SIGQUIT", "SIGUSR1", "SIGHUP"]),
    ("cap_add", &["NET_ADMIN", "SYS_PTRACE", "NET_BIND_SERVICE", "CHOWN", "SETUID", "SETGID"]),
    ("cap_drop", &["ALL"]),
    ("ipc", &["host", "shareable", "service:"]),
    ("pid", &["host", "service:"]),
];

/// The keys of the mapping at a place, the likeliest first; nothing where no order is known.
pub(super) fn keys(place: &str) -> &'static [&'static str] {
    KEYS.iter().find(|(known, _)| *known == place).map_or(&[], |(_, keys)| keys)
}

/// How far down a value of a key stands: smaller is likelier.
pub(super) fn value_rank(key: &str, value: &str, position: usize) -> u16 {
    let order = VALUES.iter().find(|(known, _)| *known == key).map_or(&[][..], |(_, values)| values);
    rank(order, value, position)
}

/// The place of a word in an order; those that are not in it come after, as they stand in the table.
pub(super) fn rank(order: &[&str], word: &str, position: usize) -> u16 {
    let at = order.iter().position(|known| *known == word).unwrap_or(order.len() + position);
    u16::try_from(at).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::compose::{self, Step};

    #[test]
    fn every_place_and_key_is_in_the_table() {
        for (place, keys) in KEYS {
            let path: Vec<Step> = place
                .split('.')
                .filter(|part| !part.is_empty())
                .map(|part| match part {
                    "[]" => Step::Item,
                    "*" => Step::Key("name"),
                    key => Step::Key(key),
                })
                .collect();
            let map = compose::resolve(&path).and_then(|place| place.shape.map).expect(place);
            let logging = compose::values::logging_options("").map(|option| option.text).collect::<Vec<_>>();
            for key in keys {
                let is_known = map.key(key).is_some_and(|key| key.deprecated.is_none()) || logging.contains(key);
                assert!(is_known, "{place}: {key}");
            }
        }
    }
}
