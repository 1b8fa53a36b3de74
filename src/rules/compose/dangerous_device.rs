//! A device of the host that is as good as the host.

use crate::rules::prelude::*;

rule! {
    /// A service gets a device that gives the host away.
    ///
    /// Whoever may open `/dev/mem`, `/dev/kmem` or `/dev/port` reads and writes the memory of the machine; whoever has a disk
    /// (`/dev/sda`, `/dev/nvme0n1`, `/dev/mapper/…`) has every file on it, whatever the permissions say.
    ///
    /// ```yaml
    /// services:
    ///   imager:
    ///     image: example/imager:1
    ///     devices:
    ///       - /dev/sda:/dev/sda
    /// ```
    "dangerous-device", Warning,
    groups: [Security],
    aka: ["compose-lint:CL-0016"],
    concerns: ["dangerous-device"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        for item in service.get("devices").into_iter().flat_map(|devices| devices.items()) {
            let path =
                if item.is_mapping() { item.get("source").and_then(|source| source.text()) } else { item.text() };
            let Some(path) = path.map(|path| path.split(':').next().unwrap_or("")) else { continue };
            let Some(name) = path.strip_prefix("/dev/") else { continue };
            if matches!(name, "mem" | "kmem" | "port" | "kcore") {
                report.at(item.span(), format!("`{path}` is the memory of the host"));
            } else if is_disk(name) {
                report.at(item.span(), format!("`{path}` is a disk of the host, with every file on it"));
            } else if name.is_empty() {
                report.at(item.span(), "All devices of the host, its disks among them");
            }
        }
    }
}

/// Whether a name below `/dev` is that of a disk or a part of one.
fn is_disk(name: &str) -> bool {
    let lettered = ["sd", "hd", "vd", "xvd"].iter().any(|kind| {
        name.strip_prefix(kind).is_some_and(|rest| {
            rest.starts_with(|c: char| c.is_ascii_lowercase()) && rest[1..].bytes().all(|byte| byte.is_ascii_digit())
        })
    });
    let numbered = ["nvme", "mmcblk", "md", "dm-"]
        .iter()
        .any(|kind| name.strip_prefix(kind).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())));
    // `nvme0` alone is the controller, which answers questions about health.
    let controller = name.strip_prefix("nvme").is_some_and(|rest| !rest.contains('n'));
    lettered || (numbered && !controller) || (name.starts_with("mapper/") && name != "mapper/control")
}

#[cfg(test)]
mod tests {
    use super::is_disk;

    #[test]
    fn disks_are_known_by_their_names() {
        for name in ["sda", "sdb1", "vda", "nvme0n1", "nvme0n1p2", "md0", "dm-1", "mapper/root", "mmcblk0"] {
            assert!(is_disk(name), "{name}");
        }
        for name in ["snd", "dri", "net/tun", "ttyUSB0", "fuse", "kvm", "video0", "nvme0", "sda-tool", "mapper/control"]
        {
            assert!(!is_disk(name), "{name}");
        }
    }
}
