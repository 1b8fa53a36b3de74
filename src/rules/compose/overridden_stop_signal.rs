//! A stop signal that the image had chosen for a reason.

use crate::reference::images::Confidence;
use crate::rules::prelude::*;

rule! {
    /// `stop_signal` brings back a signal that the image had replaced.
    ///
    /// Some programs do not stop well on SIGTERM: PostgreSQL waits for its clients to leave, nginx and PHP-FPM drop their
    /// connections, Apache its requests. Their images set the signal that stops them well, and the file need not say any.
    ///
    /// ```yaml
    /// services:
    ///   db:
    ///     image: postgres:17
    ///     stop_signal: SIGTERM
    ///     restart: always
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   db:
    ///     image: postgres:17
    ///     restart: always
    /// ```
    "overridden-stop-signal", Warning, Ask,
    groups: [Correctness],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let Some(pair) = service.entry("stop_signal") else { continue };
        let image = service.known_image().filter(|image| image.confidence != Confidence::Memory);
        let Some((image, wanted)) = image.and_then(|image| Some((image, image.stop_signal?))) else { continue };
        if wanted != "SIGTERM" && matches!(pair.value.text(), Some("SIGTERM" | "TERM" | "15")) {
            report
                .at(pair.span, format!("`{}` stops well on {wanted}, which its image has set", image.name))
                .fix("Remove `stop_signal`", amend::remove_entry(file, service.value, pair))
                .declares(&[Change::Model]);
        }
    }
}
