//! The users that a distribution brings before anybody adds one.
//!
//! Sources: `/etc/passwd` of Debian's base-passwd, Alpine's alpine-baselayout, Fedora's setup, BusyBox' image and
//! distroless, each in its releases since 2016: what some release has is listed, so that absence means absence.

use super::Image;

const DEBIAN: [&str; 24] = [
    "root",
    "daemon",
    "bin",
    "sys",
    "sync",
    "games",
    "man",
    "lp",
    "mail",
    "news",
    "uucp",
    "proxy",
    "www-data",
    "backup",
    "list",
    "irc",
    "gnats",
    "nobody",
    "_apt",
    "systemd-network",
    "systemd-resolve",
    "systemd-timesync",
    "systemd-bus-proxy",
    "messagebus",
];

const ALPINE: [&str; 27] = [
    "root",
    "bin",
    "daemon",
    "adm",
    "lp",
    "sync",
    "shutdown",
    "halt",
    "mail",
    "news",
    "uucp",
    "operator",
    "man",
    "postmaster",
    "cron",
    "ftp",
    "sshd",
    "at",
    "squid",
    "xfs",
    "games",
    "cyrus",
    "vpopmail",
    "ntp",
    "smmsp",
    "guest",
    "nobody",
];

const FEDORA: [&str; 21] = [
    "root",
    "bin",
    "daemon",
    "adm",
    "lp",
    "sync",
    "shutdown",
    "halt",
    "mail",
    "operator",
    "games",
    "ftp",
    "nobody",
    "dbus",
    "tss",
    "systemd-network",
    "systemd-resolve",
    "systemd-coredump",
    "systemd-oom",
    "systemd-timesync",
    "nfsnobody",
];

const BUSYBOX: [&str; 9] = ["root", "daemon", "bin", "sys", "sync", "mail", "www-data", "operator", "nobody"];

const DISTROLESS: [&str; 3] = ["root", "nobody", "nonroot"];

/// The users of a distribution, by the name that the table gives it; `None` where they were not looked up.
fn of_distribution(distribution: &str) -> Option<&'static [&'static str]> {
    Some(match distribution {
        "debian" | "ubuntu" => &DEBIAN,
        "alpine" => &ALPINE,
        "busybox" => &BUSYBOX,
        "distroless-debian" => &DISTROLESS,
        "amazonlinux" | "centos" | "centos-stream" | "fedora" | "rocky" | "almalinux" => &FEDORA,
        _ => return None,
    })
}

impl Image {
    /// Whether the image has a user of that name; `None` where its users are not known.
    pub fn has_user(&self, name: &str) -> Option<bool> {
        let is_its_own = self.accounts.iter().any(|account| account.name == name);
        if is_its_own || self.default_user.split(':').next() == Some(name) {
            return Some(true);
        }
        // An image with programs of its own may have users that nobody would write behind USER, and so are not listed.
        let has_service = !self.volumes.is_empty() || !self.ports.is_empty() || self.drops_root;
        let known = of_distribution(self.distribution).filter(|_| !has_service)?;
        Some(known.contains(&name))
    }
}

#[cfg(test)]
mod tests {
    use crate::reference::images::lookup;

    #[test]
    fn users_come_from_the_image_and_its_distribution() {
        let has = |image: &str, user: &str| lookup(image).expect("a known image").has_user(user);
        assert_eq!(has("node:24", "node"), Some(true));
        assert_eq!(has("node:24-alpine", "www-data"), Some(false));
        assert_eq!(has("python:3.13-slim", "www-data"), Some(true));
        assert_eq!(has("gcr.io/distroless/static", "app"), Some(false));
        assert_eq!(has("nginx", "app"), None);
    }
}
