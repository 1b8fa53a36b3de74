//! What the engine, swarm or the kernel do not take of what Compose passes on unseen: words that are no restart policy,
//! addresses that are none, names that cannot be names.
//!
//! Sources: moby (`daemon_unix.go`, `hostconfig*.go`), docker/cli `opts`, go-connections `nat.go`, Go's `net`, as
//! `reference::compose` has them. Only what is sure is told: drivers, runtimes and the like may be plug-ins. An empty text
//! means that the key is not set.

use super::{Mount, duration};
use crate::model::dockerfile::reference_flaw;
use crate::reference::compose::{Cast, Meaning, Scalar, Spelling, Value as Known, values};
use crate::reference::dockerfile::platform::{ARCHITECTURES, Platform, SYSTEMS};
use crate::reference::dockerfile::{SIGNALS, signal_number};
use crate::reference::suggest::suggest;
use std::net::IpAddr;
use std::ops::Range;

/// What a doubt is about; a rule answers each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A word or a small grammar of the engine's.
    Value,
    /// An IP address, a subnet, a hardware address.
    Address,
    Image,
    Hostname,
    Profile,
    Duration,
    /// A label that Compose keeps for itself.
    Label,
    /// A word of YAML 1.1 for true or false.
    Boolean,
}

/// A text that Compose passes on and that does not work then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rejection {
    pub range: Range<usize>,
    pub subject: Subject,
    /// A sentence without a full stop.
    pub message: String,
    /// What to write in place of the range.
    pub instead: Option<String>,
}

impl Rejection {
    fn new(range: Range<usize>, subject: Subject, message: String) -> Self {
        Rejection { range, subject, message, instead: None }
    }

    fn instead(mut self, text: Option<impl Into<String>>) -> Self {
        self.instead = text.map(Into::into);
        self
    }
}

/// Why the text of a scalar does not work, if it does not. `key` is the key that it belongs to.
pub(super) fn rejection(key: &str, scalar: &Scalar, text: &str) -> Option<Rejection> {
    if text.is_empty() {
        return match scalar.meaning {
            Meaning::Profile => Some(Rejection::new(0..0, Subject::Profile, "no profile has an empty name".to_owned())),
            _ => None,
        };
    }
    let all = 0..text.len();
    let value = |message: String| Some(Rejection::new(all.clone(), Subject::Value, message));
    if let Some(spelling) = scalar.engine {
        return unknown_word(key, scalar.values, spelling, text);
    }
    if scalar.cast == Some(Cast::Boolean) {
        return old_boolean(text);
    }
    match scalar.meaning {
        Meaning::Signal if signal_number(text).is_none() => {
            let near = suggest(text, SIGNALS.iter().map(|signal| signal.name));
            value(format!("`{text}` is no signal")).map(|rejection| rejection.instead(near))
        }
        Meaning::Capability => capability(text),
        Meaning::Platform => platform(text),
        Meaning::Image => image(text),
        Meaning::NetworkMode => network_mode(text),
        Meaning::ExposedPort if !is_exposed_port(text) => {
            value(format!("`{text}` is no port: a number or a range is, and a protocol behind a slash"))
        }
        Meaning::HostPort if port_range(text).is_none() => value(format!("`{text}` is no port and no range of ports")),
        Meaning::DevicePermissions if !is_permissions(text) => {
            value(format!("`{text}` are no permissions: some of the letters `r`, `w` and `m` are"))
        }
        Meaning::Device => device(text),
        Meaning::DeviceRule if !is_device_rule(text) => {
            value(format!("`{text}` is no rule for devices: `c 1:3 rwm` is one"))
        }
        Meaning::CpuSet if !is_cpu_set(text) => value(format!("`{text}` is no set of CPUs: `0-3` or `0,2` is")),
        Meaning::SecurityOption => security_option(text),
        Meaning::Sysctl => {
            let (name, _) = text.split_once('=')?;
            sysctl(name)
        }
        Meaning::Tmpfs => tmpfs(text),
        Meaning::Mount => mount(text),
        Meaning::IpAddress => address(key, text),
        Meaning::Subnet if !is_subnet(text) => {
            let message = format!("`{text}` is no subnet: an address, a slash and a length are, as in `172.28.0.0/16`");
            Some(Rejection::new(all, Subject::Address, message))
        }
        Meaning::MacAddress if !is_mac_address(text) => {
            let message = format!("`{text}` is no hardware address: six pairs of hexadecimal digits are");
            Some(Rejection::new(all, Subject::Address, message))
        }
        Meaning::Hostname => hostname(key, text),
        Meaning::Profile => profile(text),
        Meaning::Label => label(text.split('=').next().unwrap_or(text)),
        Meaning::Duration if scalar.cast == Some(Cast::Duration) && duration(text).is_some_and(|time| time < 0.0) => {
            let message = format!("`{text}` is less than no time");
            Some(Rejection::new(all, Subject::Duration, message).instead(text.strip_prefix('-')))
        }
        Meaning::Constraint if !text.contains("==") && !text.contains("!=") => {
            value(format!("`{text}` compares nothing: a constraint has `==` or `!=`"))
        }
        _ => None,
    }
}

/// Why the name of an entry that the author chose does not work, if it does not.
pub(super) fn name_rejection(meaning: Meaning, name: &str) -> Option<Rejection> {
    match meaning {
        Meaning::UlimitName if !values::ULIMITS.iter().any(|known| known.text == name) => {
            let near = suggest(name, words(values::ULIMITS));
            let message = format!("there is no limit `{name}`");
            Some(Rejection::new(0..name.len(), Subject::Value, message).instead(near))
        }
        Meaning::Sysctl => sysctl(name),
        Meaning::Label => label(name),
        _ => None,
    }
}

fn words(known: &'static [Known]) -> impl Iterator<Item = &'static str> {
    known.iter().map(|value| value.text)
}

fn unknown_word(key: &str, known: &'static [Known], spelling: Spelling, text: &str) -> Option<Rejection> {
    let same = |word: &str| match spelling {
        Spelling::Exact => word == text,
        Spelling::AnyCase => word.eq_ignore_ascii_case(text),
    };
    let fits = |value: &Known| match value.rest {
        None => same(value.text),
        Some(Meaning::Integer) => text.strip_prefix(value.text).is_some_and(|rest| rest.parse::<u32>().is_ok()),
        Some(_) => text.strip_prefix(value.text).is_some_and(|rest| !rest.is_empty()),
    };
    // Compose itself turns these two into policies.
    if known.iter().any(fits) || (key == "restart" && matches!(text, "none" | "any")) {
        return None;
    }
    let (head, tail) = text.split_once(':').map_or((text, None), |(head, tail)| (head, Some(tail)));
    let near = match tail {
        None => {
            suggest(text, known.iter().filter(|value| value.rest.is_none()).map(|value| value.text)).map(str::to_owned)
        }
        Some(tail) => {
            let beginnings = known.iter().filter(|value| value.rest.is_some()).map(|value| value.text);
            let near = suggest(&format!("{head}:"), beginnings).filter(|near| !near.starts_with(head));
            near.filter(|_| !tail.is_empty()).map(|near| format!("{near}{tail}"))
        }
    };
    let accepted: Vec<String> = known
        .iter()
        .map(|value| match value.rest {
            Some(_) => format!("`{}…`", value.text),
            None => format!("`{}`", value.text),
        })
        .collect();
    let listed = match accepted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => return None,
    };
    let message = format!("`{key}` does not take `{text}`: it takes {listed}");
    Some(Rejection::new(0..text.len(), Subject::Value, message).instead(near))
}

/// Compose takes the words of YAML 1.1 with a warning.
fn old_boolean(text: &str) -> Option<Rejection> {
    let meant = match text.to_ascii_lowercase().as_str() {
        "y" | "yes" | "on" => "true",
        "n" | "no" | "off" => "false",
        _ => return None,
    };
    let message = format!("`{text}` is a word of YAML 1.1: Compose takes it for `{meant}`, with a warning");
    Some(Rejection::new(0..text.len(), Subject::Boolean, message).instead(Some(meant)))
}

fn capability(text: &str) -> Option<Rejection> {
    let upper = text.to_ascii_uppercase();
    let bare = upper.strip_prefix("CAP_").unwrap_or(&upper);
    let known = words(values::CAPABILITIES).any(|known| known == bare && (known != "ALL" || upper == "ALL"));
    (!known).then(|| {
        let message = format!("`{text}` is no capability of Linux");
        Rejection::new(0..text.len(), Subject::Value, message).instead(suggest(bare, words(values::CAPABILITIES)))
    })
}

/// What runs WebAssembly by a shim of containerd.
const WEB_ASSEMBLY: [&str; 2] = ["wasi", "wasip1"];

/// Any names pass for system and architecture, but no image has those that Go does not know.
fn platform(text: &str) -> Option<Rejection> {
    let Some(platform) = Platform::parse(text) else {
        let message = format!("`{text}` is no platform: `linux/amd64` is one");
        let near = suggest(text, words(values::PLATFORMS));
        return Some(Rejection::new(0..text.len(), Subject::Value, message).instead(near));
    };
    let unknown = if !SYSTEMS.contains(&platform.os.as_str()) && !WEB_ASSEMBLY.contains(&platform.os.as_str()) {
        format!("there is no operating system `{}`", platform.os)
    } else if !platform.architecture.is_empty() && !ARCHITECTURES.contains(&platform.architecture.as_str()) {
        format!("there is no architecture `{}`", platform.architecture)
    } else {
        return None;
    };
    let near = suggest(text, words(values::PLATFORMS));
    Some(Rejection::new(0..text.len(), Subject::Value, unknown).instead(near))
}

fn image(text: &str) -> Option<Rejection> {
    // An image may be named by its id.
    let is_id = text.strip_prefix("sha256:").unwrap_or(text);
    if is_id.len() == 64 && is_id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let (range, message) = reference_flaw(text)?;
    let lower = text[range.clone()].to_ascii_lowercase();
    let fixed = format!("{}{lower}{}", &text[..range.start], &text[range.end..]);
    let instead = (lower != text[range.clone()] && reference_flaw(&fixed).is_none()).then_some(lower);
    let range = if range.is_empty() { 0..text.len() } else { range };
    Some(Rejection::new(range, Subject::Image, message).instead(instead))
}

/// Any other word is the name of a network.
fn network_mode(text: &str) -> Option<Rejection> {
    let known = ["bridge", "host", "none", "default"];
    let all = 0..text.len();
    if let Some((head, tail)) = text.split_once(':') {
        let message = match head {
            "service" | "container" if tail.is_empty() => format!("`{text}` names no {head}"),
            "service" | "container" | "ns" | "pasta" | "slirp4netns" => return None,
            _ => format!("`network_mode` does not take `{text}`: `service:…` or `container:…` it does"),
        };
        let near = suggest(head, ["service", "container"]).filter(|near| *near != head);
        let instead = near.map(|near| format!("{near}:{tail}"));
        return Some(Rejection::new(all, Subject::Value, message).instead(instead));
    }
    let near = suggest(text, known).filter(|near| !known.contains(&text) && near.len().abs_diff(text.len()) < 2)?;
    let message = format!("`{text}` is no mode, so it is taken for a network of the engine's");
    Some(Rejection::new(all, Subject::Value, message).instead(Some(near)))
}

fn port_range(text: &str) -> Option<(u16, u16)> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let range = (first.parse().ok()?, last.parse().ok()?);
    (range.0 <= range.1).then_some(range)
}

fn is_exposed_port(text: &str) -> bool {
    let (port, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    port_range(port).is_some() && words(values::PROTOCOLS).any(|known| known.eq_ignore_ascii_case(protocol))
}

fn is_permissions(text: &str) -> bool {
    (1..=3).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b'r' | b'w' | b'm'))
}

fn device(text: &str) -> Option<Rejection> {
    let mut parts = text.splitn(3, ':');
    let permissions = parts.nth(2).filter(|permissions| !is_permissions(permissions))?;
    let message = format!("`{permissions}` are no permissions: some of the letters `r`, `w` and `m` are");
    Some(Rejection::new(text.len() - permissions.len()..text.len(), Subject::Value, message))
}

fn is_device_rule(text: &str) -> bool {
    let number = |text: &str| text == "*" || !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = text.split(' ').collect();
    let [kind, numbers, permissions] = parts.as_slice() else { return false };
    let numbers = numbers.split_once(':').is_some_and(|(major, minor)| number(major) && number(minor));
    matches!(*kind, "a" | "b" | "c") && numbers && is_permissions(permissions)
}

fn is_cpu_set(text: &str) -> bool {
    text.split(',').all(|part| port_range(part.trim()).is_some())
}

fn security_option(text: &str) -> Option<Rejection> {
    let reject = |message: String| Some(Rejection::new(0..text.len(), Subject::Value, message));
    let Some(at) = text.find(['=', ':']) else {
        return match text {
            "no-new-privileges" => None,
            "writable-cgroups" => reject("`writable-cgroups` needs a value: `writable-cgroups=true`".to_owned())
                .map(|rejection| rejection.instead(Some("writable-cgroups=true"))),
            _ => {
                let near = suggest(text, ["no-new-privileges"]);
                reject(format!("`{text}` is no security option: all but `no-new-privileges` have a value"))
                    .map(|rejection| rejection.instead(near))
            }
        };
    };
    let (name, rest) = (&text[..at], &text[at + 1..]);
    match name {
        "no-new-privileges" | "writable-cgroups" if rest.parse::<bool>().is_err() => {
            reject(format!("`{name}` takes `true` or `false`, not `{rest}`"))
        }
        "systempaths" if rest != "unconfined" => reject(format!("`systempaths` takes only `unconfined`, not `{rest}`")),
        "no-new-privileges" | "writable-cgroups" | "systempaths" | "label" | "apparmor" | "seccomp"
        | "credentialspec" => None,
        _ => {
            let near = suggest(name, ["no-new-privileges", "label", "apparmor", "seccomp", "systempaths"]);
            let near = near.map(|near| format!("{near}{}", &text[at..]));
            reject(format!("there is no security option `{name}`")).map(|rejection| rejection.instead(near))
        }
    }
}

fn sysctl(name: &str) -> Option<Rejection> {
    let known = ["net.", "fs.mqueue."].iter().any(|prefix| name.starts_with(prefix))
        || words(values::SYSCTLS).any(|known| known == name);
    (!known && !name.is_empty()).then(|| {
        let message = format!("`{name}` belongs to the whole host: a container cannot set it");
        Rejection::new(0..name.len(), Subject::Value, message)
    })
}

/// The flags of a tmpfs mount, and the options that take a value (moby, `flags_unix.go`).
const TMPFS_FLAGS: [&str; 34] = [
    "defaults",
    "ro",
    "rw",
    "suid",
    "nosuid",
    "dev",
    "nodev",
    "exec",
    "noexec",
    "sync",
    "async",
    "dirsync",
    "remount",
    "mand",
    "nomand",
    "atime",
    "noatime",
    "diratime",
    "nodiratime",
    "bind",
    "rbind",
    "private",
    "rprivate",
    "shared",
    "rshared",
    "slave",
    "rslave",
    "unbindable",
    "runbindable",
    "relatime",
    "norelatime",
    "strictatime",
    "nostrictatime",
    "noswap",
];
const TMPFS_SIZES: [&str; 7] = ["size", "mode", "uid", "gid", "nr_inodes", "nr_blocks", "mpol"];

/// What old Docker Desktop took for slow file sharing; it is dropped too, and nobody misses it.
const OLD_CONSISTENCY: [&str; 3] = ["cached", "delegated", "consistent"];

/// Compose drops the options of a mount that it does not know, without a word.
fn mount(text: &str) -> Option<Rejection> {
    let options = Mount::parse(text).ok()?.options?;
    let mut at = options.start;
    for option in text[options].split(',') {
        if !words(values::MOUNT_OPTIONS).any(|known| known == option) && !OLD_CONSISTENCY.contains(&option) {
            let near = suggest(option, words(values::MOUNT_OPTIONS));
            let message = format!("Compose drops `{option}`, which is no option of a mount");
            return Some(Rejection::new(at..at + option.len(), Subject::Value, message).instead(near));
        }
        at += option.len() + 1;
    }
    None
}

fn tmpfs(text: &str) -> Option<Rejection> {
    let (path, options) = text.split_once(':')?;
    let mut at = path.len() + 1;
    for option in options.split(',') {
        let name = option.split_once('=').map_or(option, |(name, _)| name);
        let known = match option.contains('=') {
            true => TMPFS_SIZES.contains(&name),
            false => TMPFS_FLAGS.contains(&name),
        };
        if !known && !option.is_empty() {
            let candidates: &[&str] = if option.contains('=') { &TMPFS_SIZES } else { &TMPFS_FLAGS };
            let near = suggest(name, candidates.iter().copied());
            let message = format!("a tmpfs has no option `{option}`");
            return Some(Rejection::new(at..at + name.len(), Subject::Value, message).instead(near));
        }
        at += option.len() + 1;
    }
    None
}

fn address(key: &str, text: &str) -> Option<Rejection> {
    let wanted = match key {
        "ipv4_address" => "an IPv4 address",
        "ipv6_address" => "an IPv6 address",
        _ => "an IP address",
    };
    let fits = match (key, text.parse::<IpAddr>()) {
        ("ipv4_address", parsed) => matches!(parsed, Ok(IpAddr::V4(_))),
        ("ipv6_address", parsed) => matches!(parsed, Ok(IpAddr::V6(_))),
        (_, parsed) => parsed.is_ok(),
    };
    (!fits).then(|| Rejection::new(0..text.len(), Subject::Address, format!("`{text}` is not {wanted}")))
}

fn is_subnet(text: &str) -> bool {
    let Some((address, length)) = text.split_once('/') else { return false };
    let longest = match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(_)) => 32,
        Ok(IpAddr::V6(_)) => 128,
        Err(_) => return false,
    };
    length.bytes().all(|byte| byte.is_ascii_digit()) && length.parse::<u8>().is_ok_and(|length| length <= longest)
}

/// Source: Go's `net.ParseMAC`, for six bytes.
fn is_mac_address(text: &str) -> bool {
    let made_of = |separator: char, parts: usize, digits: usize| {
        let found: Vec<&str> = text.split(separator).collect();
        found.len() == parts
            && found.iter().all(|part| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    made_of(':', 6, 2) || made_of('-', 6, 2) || made_of('.', 3, 4)
}

/// Underscores are no part of a host's name, and work nevertheless.
fn hostname(key: &str, text: &str) -> Option<Rejection> {
    let reject = |message: String| Some(Rejection::new(0..text.len(), Subject::Hostname, message));
    if key == "dns_search" && text == "." {
        return None;
    }
    if let Some(odd) = text.chars().find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-' | '_')) {
        return match odd {
            ' ' | '\t' | '\n' => reject(format!("`{text}` has a blank, and names of hosts have none")),
            _ => reject(format!("`{odd}` cannot stand in the name of a host")),
        };
    }
    if text.starts_with('-') {
        return reject(format!("`{text}` starts with a dash, and names of hosts start with a letter or digit"));
    }
    if key == "hostname" && text.len() > 64 {
        return reject("the name is longer than the 64 characters that Linux takes".to_owned());
    }
    let part = text.split('.').find(|part| part.len() > 63)?;
    reject(format!("the part `{part}` is longer than the 63 characters that DNS takes"))
}

fn profile(text: &str) -> Option<Rejection> {
    let message = if text.contains(',') {
        "`COMPOSE_PROFILES` separates profiles with commas, so one with a comma cannot be chosen there"
    } else if text.trim() != text {
        "the name of the profile has a blank at its end"
    } else if text == "*" {
        "`*` chooses every profile, so one of that name cannot be chosen alone"
    } else {
        return None;
    };
    Some(Rejection::new(0..text.len(), Subject::Profile, message.to_owned()))
}

fn label(key: &str) -> Option<Rejection> {
    key.starts_with("com.docker.compose.").then(|| {
        let message = format!("`{key}` is a label that Compose sets by itself");
        Rejection::new(0..key.len(), Subject::Label, message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_grammars_of_the_engine() {
        for (good, bad) in [("80-90/udp", "90-80"), ("53/UDP", "http"), ("80", "80/foo")] {
            assert!(is_exposed_port(good) && !is_exposed_port(bad), "{good} {bad}");
        }
        for (good, bad) in [("c 1:3 mr", "c 1:3"), ("a *:* rwm", "c 1:3  r")] {
            assert!(is_device_rule(good) && !is_device_rule(bad), "{good} {bad}");
        }
        for (good, bad) in [("10.0.0.0/8", "10.0.0.0"), ("fd00::/64", "10.0.0.0/33")] {
            assert!(is_subnet(good) && !is_subnet(bad), "{good} {bad}");
        }
        for (good, bad) in [("02:42:ac:11:00:02", "02:42:ac:11:00"), ("0242.ac11.0002", "0242ac110002")] {
            assert!(is_mac_address(good) && !is_mac_address(bad), "{good} {bad}");
        }
    }

    #[test]
    fn what_is_near_is_told() {
        let near = |rejection: Option<Rejection>| rejection.and_then(|rejection| rejection.instead);
        assert_eq!(near(capability("CAP_NET_ADMN")).as_deref(), Some("NET_ADMIN"));
        assert_eq!(near(tmpfs("/run:noexce,size=1m")).as_deref(), Some("noexec"));
        assert_eq!(near(network_mode("hots")).as_deref(), Some("host"));
        assert_eq!(near(image("Nginx:1.27")).as_deref(), Some("nginx"));
        assert_eq!(near(security_option("seccmp:unconfined")).as_deref(), Some("seccomp:unconfined"));
        assert_eq!(network_mode("my-network"), None);
        assert_eq!(image(&"a".repeat(64)), None);
        assert_eq!(tmpfs("/run:mode=755,uid=0,,exec"), None);
    }
}
