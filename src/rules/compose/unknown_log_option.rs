//! Logging drivers and options that the engine does not know.

use crate::model::compose::has_variable;
use crate::reference::compose::values::{LOGGING_DRIVERS, logging_options};
use crate::reference::suggest::suggest;
use crate::rules::prelude::*;

rule! {
    /// A logging driver does not know an option, or is not known itself.
    ///
    /// Compose passes both on. The engine refuses to create a container whose logging driver it does not have, or with an
    /// option that the driver does not know. Other drivers come with plug-ins: only names close to a known one are told.
    /// Of `json-file`, `max-file` does nothing without `max-size`.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     logging:
    ///       driver: json-file
    ///       options:
    ///         max_size: 10m
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     logging:
    ///       driver: json-file
    ///       options:
    ///         max-size: 10m
    /// ```
    "unknown-log-option", Warning, Ask,
    groups: [Correctness],
    concerns: ["log-driver-value", "log-driver-option"],
}

pub fn check(file: &Compose, report: &mut Report) {
    if !file.source().contains("logging") {
        return;
    }
    for service in file.services() {
        let Some(logging) = service.get("logging") else { continue };
        let driver = logging.get("driver");
        let name = driver.and_then(|driver| driver.text()).unwrap_or("");
        if has_variable(name) {
            continue;
        }
        let is_known = name.is_empty() || LOGGING_DRIVERS.iter().any(|known| known.text == name);
        if !is_known {
            let near = suggest(name, LOGGING_DRIVERS.iter().map(|known| known.text));
            if let (Some(driver), Some(near)) = (driver, near) {
                let finding = report.at(driver.span(), format!("There is no logging driver `{name}`"));
                finding.fix(format!("Change to `{near}`"), replace(driver.span(), near)).declares(&[Change::Model]);
            }
            continue;
        }
        let Some(options) = logging.get("options").filter(|_| name != "none") else { continue };
        // Without a driver the daemon's own is used, which may be another.
        for pair in options.entries().into_iter().filter(|_| !name.is_empty()) {
            let Some(option) =
                pair.key.text().filter(|option| !logging_options(name).any(|known| known.text == *option))
            else {
                continue;
            };
            // The engine's cache of logs is for any driver that cannot be read (moby, `loggerutils/cache`).
            if option.starts_with("cache-") || option.starts_with("x-") {
                continue;
            }
            let finding = report.at(pair.key.span(), format!("`{name}` has no option `{option}`"));
            if let Some(near) = suggest(option, logging_options(name).map(|known| known.text)) {
                finding.fix(format!("Change to `{near}`"), replace(pair.key.span(), near)).declares(&[Change::Model]);
            }
        }
        let files = options.entry("max-file").filter(|_| matches!(name, "json-file" | ""));
        if let Some(files) = files.filter(|_| options.get("max-size").is_none()) {
            report.at(files.key.span(), "Without `max-size` no file is ever full, so `max-file` does nothing");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn each_driver_has_its_options() {
        let with = |logging: &str| {
            marked("unknown-log-option", &format!("services: {{a: {{image: x, logging: {{{logging}}}}}}}\n"))
        };
        assert_eq!(with("driver: json-files"), ["json-files"]);
        assert_eq!(with("driver: journald, options: {max-size: 1m}"), ["max-size"]);
        assert_eq!(with("driver: json-file, options: {max-file: \"3\"}"), ["max-file"]);
        for silent in [
            "driver: loki, options: {loki-url: x}",
            "driver: $D, options: {a: b}",
            "driver: local, options: {max-file: \"3\", mode: non-blocking}",
            "driver: none, options: {a: b}",
            "options: {max-size: 1m}",
        ] {
            assert!(with(silent).is_empty(), "{silent}");
        }
    }
}
