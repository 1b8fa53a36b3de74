//! Reservations of devices that no driver serves.

use crate::model::compose::{Value, has_variable};
use crate::reference::compose::values::DEVICE_CAPABILITIES;
use crate::rules::prelude::*;

rule! {
    /// A reservation of devices asks for what no driver has.
    ///
    /// The engine chooses a driver by `driver` or by the capabilities: `gpu`, `nvidia`, `compute`, `utility`, `graphics`, `video`,
    /// `display`, `amd` and a few more. Where none fits, the container does not start.
    ///
    /// ```yaml
    /// services:
    ///   model:
    ///     image: example/model:1
    ///     deploy:
    ///       resources:
    ///         reservations:
    ///           devices:
    ///             - capabilities: [gpus]
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   model:
    ///     image: example/model:1
    ///     deploy:
    ///       resources:
    ///         reservations:
    ///           devices:
    ///             - capabilities: [gpu]
    /// ```
    "unknown-device-capability", Warning, Ask,
    groups: [Correctness],
    concerns: ["gpu-capability"],
}

pub fn check(file: &Compose, report: &mut Report) {
    if !file.source().contains("capabilities") {
        return;
    }
    for service in file.services() {
        let devices = service.value.at(&["deploy", "resources", "reservations", "devices"]);
        let devices = devices.into_iter().chain(service.get("gpus")).flat_map(Value::items);
        for device in devices.filter(|device| device.get("driver").is_none_or(|driver| driver.text() == Some("nvidia")))
        {
            let capabilities = device.get("capabilities").into_iter().flat_map(Value::items);
            for capability in capabilities {
                let Some(text) = capability.text().filter(|text| !has_variable(text)) else { continue };
                if DEVICE_CAPABILITIES.iter().any(|known| known.text == text) {
                    continue;
                }
                let finding = report.at(capability.span(), format!("No driver of devices has the capability `{text}`"));
                let known = DEVICE_CAPABILITIES.iter().map(|known| known.text);
                if let Some(near) = crate::reference::suggest::suggest(text, known) {
                    finding
                        .fix(format!("Change to `{near}`"), replace(capability.span(), near))
                        .declares(&[Change::Model]);
                }
            }
        }
    }
}
