//! A container that keeps every capability that the engine grants.

use crate::model::compose::Value;
use crate::rules::prelude::*;

rule! {
    /// A service keeps the default capabilities.
    ///
    /// The engine grants fourteen of them, `NET_RAW` and `SETUID` among them, and most services need none. Drop all and add
    /// back what is missing: `CHOWN`, `SETGID` and `SETUID` for an image that starts as root and gives its rights up, and
    /// `NET_BIND_SERVICE` for ports below 1024.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     cap_drop:
    ///       - ALL
    /// ```
    "default-capabilities", Info, Ask,
    default: off,
    groups: [Hardening],
    aka: ["compose-lint:CL-0006"],
    concerns: ["cap-drop-missing"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services().into_iter().filter(|service| service.is_complete()) {
        let dropped = service.get("cap_drop");
        let is_all =
            |item: Value<'_>| item.text().is_some_and(|text| text.eq_ignore_ascii_case("all") || text.starts_with('$'));
        if dropped.into_iter().flat_map(Value::items).any(is_all) || service.flag("privileged") == Some(true) {
            continue;
        }
        let edit = match dropped {
            Some(list) => amend::add_item(file, list, &Yaml::text("ALL")),
            None => amend::add_to_service(file, service, "cap_drop", &Yaml::List(vec![Yaml::text("ALL")])),
        };
        report
            .at(service.key, format!("`{}` keeps capabilities that it hardly needs", service.name))
            .fix("Drop all capabilities", edit)
            .declares(&[Change::Model]);
    }
}
