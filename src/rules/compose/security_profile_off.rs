//! A protection of the engine, switched off.

use crate::rules::prelude::*;

rule! {
    /// A service runs without one of the engine's protections.
    ///
    /// seccomp keeps some forty dangerous system calls from containers, AppArmor and SELinux keep them from the host's files,
    /// and some paths below `/proc` and `/sys` are masked. `unconfined` lifts that for good. A profile that allows the one call
    /// that is missing does less harm.
    ///
    /// ```yaml
    /// services:
    ///   browser:
    ///     image: example/browser:1
    ///     security_opt:
    ///       - seccomp=unconfined
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   browser:
    ///     image: example/browser:1
    /// ```
    "security-profile-off", Warning, Ask,
    groups: [Security],
    aka: ["kics:default_seccomp_profile_disabled", "compose-lint:CL-0009"],
    concerns: ["security-profile-off"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let Some(options) = service.entry("security_opt") else { continue };
        for option in options.value.items() {
            let Some((name, value)) = option.text().and_then(|text| text.split_once([':', '='])) else { continue };
            let (message, severity) = match (name, value) {
                ("seccomp", "unconfined") => ("Without seccomp every system call is open to the container", Warning),
                ("apparmor", "unconfined") => {
                    ("Without AppArmor nothing but permissions guards the host's files", Warning)
                }
                ("systempaths", "unconfined") => {
                    ("Masked parts of `/proc` and `/sys` are open to the container", Warning)
                }
                // With SELinux, a container that needs a socket or a home directory has little choice.
                ("label", "disable" | "type:spc_t") => ("SELinux does not guard the host against this container", Info),
                _ => continue,
            };
            let edit = amend::remove_item_or_entry(file, service.value, options, option);
            report
                .at(option.span(), message)
                .severity(severity)
                .fix("Remove the option", edit)
                .declares(&[Change::Model]);
        }
    }
}
