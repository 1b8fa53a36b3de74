//! What people often write where anything of a kind may stand: spans of time, sizes, numbers, addresses.
//!
//! These are starting points, not a vocabulary: each is right for many services and wrong for none.

use super::{File, Menu};
use crate::ide::CompletionKind;
use crate::reference::compose::Meaning;
use crate::text::Span;

/// Samples by the key that takes them; those of a kind of value further down are for keys that are not here.
const BY_KEY: [(&str, &[&str]); 40] = [
    ("interval", &["30s", "10s", "5s", "1m"]),
    ("timeout", &["5s", "10s", "3s"]),
    ("start_period", &["30s", "10s", "1m"]),
    ("start_interval", &["5s", "1s"]),
    ("retries", &["3", "5", "10"]),
    ("stop_grace_period", &["30s", "1m", "5m"]),
    ("delay", &["5s", "10s"]),
    ("window", &["2m"]),
    ("monitor", &["30s"]),
    ("max_attempts", &["3", "5"]),
    ("parallelism", &["1", "2"]),
    ("replicas", &["2", "3"]),
    ("scale", &["2", "3"]),
    ("memory", &["256M", "512M", "1G", "2G"]),
    ("mem_limit", &["512m", "1g", "2g"]),
    ("mem_reservation", &["256m", "512m"]),
    ("memswap_limit", &["1g", "2g", "-1"]),
    ("shm_size", &["128m", "256m", "1g"]),
    ("cpus", &["0.5", "1.0", "2.0"]),
    ("cpuset", &["0-1", "0-3"]),
    ("pids", &["100", "200"]),
    ("pids_limit", &["100", "200"]),
    ("max-size", &["10m", "50m", "100m"]),
    ("max-file", &["3", "5"]),
    ("compress", &["true"]),
    ("max-buffer-size", &["4m"]),
    ("tag", &["{{.Name}}", "{{.ImageName}}/{{.Name}}"]),
    ("nofile", &["65536"]),
    ("soft", &["65536", "-1"]),
    ("hard", &["65536", "-1"]),
    ("memlock", &["-1"]),
    ("host_ip", &["127.0.0.1"]),
    ("dns", &["1.1.1.1", "8.8.8.8", "9.9.9.9"]),
    ("working_dir", &["/app", "/workspace"]),
    ("user", &["1000:1000", "65534:65534"]),
    ("gateway", &["172.28.0.1"]),
    ("size", &["64m", "128m"]),
    ("cron", &["0 3 * * *", "*/15 * * * *"]),
    ("o", &["bind", "rw", "addr=192.0.2.1,nfsvers=4"]),
    ("oom_score_adj", &["-500", "500"]),
];

/// Samples by what the value says.
const BY_MEANING: [(Meaning, &[&str]); 9] = [
    (Meaning::Duration, &["10s", "30s", "1m"]),
    (Meaning::Bytes, &["64m", "256m", "512m", "1g"]),
    (Meaning::Subnet, &["172.28.0.0/16", "10.5.0.0/24"]),
    (Meaning::FileMode, &["0440", "0400", "0444"]),
    (Meaning::Tmpfs, &["/tmp", "/run", "/var/run", "/tmp:size=64m"]),
    (
        Meaning::Device,
        &[
            "/dev/dri:/dev/dri",
            "/dev/net/tun:/dev/net/tun",
            "/dev/kvm:/dev/kvm",
            "/dev/fuse:/dev/fuse",
            "/dev/snd:/dev/snd",
        ],
    ),
    (Meaning::Cron, &["0 3 * * *", "*/15 * * * *"]),
    (Meaning::TimeZone, &["UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo"]),
    (Meaning::HostAddress, &["host.docker.internal:host-gateway"]),
];

/// Samples for one kind of network or volume driver's options.
const BY_OPTION: [(&str, &[&str]); 6] = [
    ("type", &["none", "tmpfs", "nfs", "cifs"]),
    ("com.docker.network.bridge.enable_icc", &["false", "true"]),
    ("com.docker.network.bridge.enable_ip_masquerade", &["false", "true"]),
    ("com.docker.network.driver.mtu", &["1450", "1400"]),
    ("macvlan_mode", &["bridge", "private", "vepa", "passthru"]),
    ("ipvlan_mode", &["l2", "l3", "l3s"]),
];

impl File<'_> {
    pub(super) fn samples(&mut self, meaning: Meaning, word: Span) {
        let key = self.last_key();
        let of = |table: &[(&'static str, &'static [&'static str])]| {
            table.iter().find(|(known, _)| *known == key).map(|(_, samples)| *samples)
        };
        let option = of(&BY_OPTION).filter(|_| meaning == Meaning::DriverOption);
        let log_mode: Option<&[&str]> =
            (self.way().ends_with(&["logging", "options", "mode"])).then_some(&["non-blocking", "blocking"]);
        let by_meaning = || BY_MEANING.iter().find(|(known, _)| *known == meaning).map(|(_, samples)| *samples);
        // A list of hosts has names and addresses, a mapping addresses alone.
        if meaning == Meaning::HostAddress && !self.is_listed() {
            return;
        }
        let is_free = matches!(meaning, Meaning::Text | Meaning::Word | Meaning::EnvironmentEntry | Meaning::Label);
        let by_key = || of(&BY_KEY).filter(|_| !is_free);
        let Some(samples) = option.or(log_mode).or_else(by_key).or_else(by_meaning) else { return };
        let listed: Vec<String> = self.listed().into_iter().map(str::to_owned).collect();
        let mut menu = Menu::new(word);
        for (rank, sample) in (40..).zip(samples).filter(|(_, sample)| !listed.iter().any(|it| it == *sample)) {
            menu.plain(CompletionKind::Value, sample, rank).insert(&self.scalar(word, sample)).detail("for example");
        }
        self.take(menu);
    }
}
