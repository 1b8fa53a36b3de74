//! A working directory that belongs to the system.

use crate::rules::prelude::*;

rule! {
    /// The working directory is one of the system's own.
    ///
    /// A relative path in a later step then writes among the programs and settings of the distribution, and whoever lists or
    /// clears the folder meets them. Give the application a folder of its own: `/app`, `/srv`, `/opt/name`.
    ///
    /// ```dockerfile
    /// FROM debian:13-slim
    /// WORKDIR /usr/bin
    /// COPY tool .
    /// ```
    "system-workdir", Info,
    groups: [Correctness],
    aka: ["trivy:DS-0030"],
    concerns: ["workdir-on-system-dir"],
}

/// Folders that hold what the distribution put there.
const SYSTEM: [&str; 17] = [
    "/bin",
    "/boot",
    "/etc",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/run",
    "/sbin",
    "/usr",
    "/usr/bin",
    "/usr/lib",
    "/usr/lib64",
    "/usr/sbin",
    "/var",
    "/var/lib",
    "/var/run",
];

/// Folders that the kernel makes up: nothing written there is part of an image.
const KERNEL: [&str; 3] = ["/dev", "/proc", "/sys"];

pub fn check(file: &Dockerfile, report: &mut Report) {
    for workdir in file.all(Keyword::Workdir) {
        let Arguments::Text(word) = &workdir.arguments else { continue };
        let path = word.text.trim_matches(['"', '\'']).trim_end_matches('/');
        let is_below =
            |folder: &&str| path.strip_prefix(*folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if KERNEL.iter().any(is_below) {
            report.at(word.span, format!("`{path}` belongs to the kernel: what is written there is not kept"));
        } else if is_systems(path) {
            report.at(word.span, format!("`{path}` belongs to the system, not to the application"));
        }
    }
}

/// Whether the path, without a slash at its end, is a folder of the system's own.
pub(super) fn is_systems(path: &str) -> bool {
    SYSTEM.contains(&path)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn folders_below_are_the_applications() {
        let source =
            "FROM a\nWORKDIR /usr/src/app\nWORKDIR /etc/nginx\nWORKDIR /var/www\nWORKDIR /etc/\nWORKDIR /proc/self\n";
        assert_eq!(marked("system-workdir", source), ["/etc/", "/proc/self"]);
    }
}
