//! What an extending service takes over without a word.

use crate::rules::prelude::*;

rule! {
    /// A service takes over profiles, a container name or ports of the one that it extends.
    ///
    /// `extends` takes over everything. A service that inherits profiles is off where the other is off; a second container of the
    /// same name, or on the same port of the host, does not start. `!reset` takes a key away.
    ///
    /// ```yaml
    /// services:
    ///   base:
    ///     image: nginx:1.27
    ///     profiles: [debug]
    ///   web:
    ///     extends: base
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   base:
    ///     image: nginx:1.27
    ///     profiles: [debug]
    ///   web:
    ///     extends: base
    ///     profiles: !reset []
    /// ```
    "inherited-profile", Hint,
    groups: [Correctness],
    concerns: ["extends-inherits-profile"],
}

const KEYS: [&str; 3] = ["profiles", "container_name", "ports"];

pub fn check(file: &Compose, report: &mut Report) {
    if !file.source().contains("extends") {
        return;
    }
    for service in file.services() {
        let Some(extends) = service.value.entry("extends") else { continue };
        let Some(merged) = file.project().root.at(&["services", service.name]) else { continue };
        let is_taken = |key: &&str| merged.get(key).is_some() && service.value.get(key).is_none();
        let taken: Vec<&str> = KEYS.into_iter().filter(is_taken).collect();
        if !taken.is_empty() {
            let taken = taken.join("`, `");
            report.at(
                extends.key.span(),
                format!("`{}` takes over `{taken}` of the service that it extends", service.name),
            );
        }
    }
}
