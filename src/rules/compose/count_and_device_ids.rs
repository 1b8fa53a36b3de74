//! Devices asked for by number and by name.

use crate::rules::prelude::*;

rule! {
    /// Devices are asked for by number and by name.
    ///
    /// `count` asks for any so many, `device_ids` for certain ones. Compose refuses both in one request.
    ///
    /// ```yaml
    /// services:
    ///   model:
    ///     image: example/model:1
    ///     gpus:
    ///       - count: 1
    ///         device_ids: ["0"]
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   model:
    ///     image: example/model:1
    ///     gpus:
    ///       - device_ids: ["0"]
    /// ```
    "count-and-device-ids", Error,
    groups: [Correctness],
    concerns: ["device-count-and-ids"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let reserved = service.value.at(&["deploy", "resources", "reservations", "devices"]);
        let lists = [service.get("gpus"), reserved].into_iter().flatten();
        for request in lists.flat_map(|list| list.items()) {
            if let (Some(count), Some(ids)) = (request.entry("count"), request.entry("device_ids")) {
                report
                    .at(count.key.span(), "`count` and `device_ids` exclude each other")
                    .related(ids.key.span(), "the devices by name");
            }
        }
    }
}
