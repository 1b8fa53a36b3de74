//! Two files where Compose reads one.

use super::head;
use crate::rules::prelude::*;

rule! {
    /// The folder has several files of which Compose reads one.
    ///
    /// Compose looks for `compose.yaml`, `compose.yml`, `docker-compose.yml` and `docker-compose.yaml`, in this order, and reads the
    /// first that it finds; likewise for one override file. The others it leaves alone, with a warning.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    /// ```
    ///
    /// Around it lies:
    /// ```text
    /// docker-compose.yml
    ///     services: {web: {image: "nginx:1.20"}}
    /// ```
    "several-project-files", Warning,
    groups: [Correctness],
    concerns: ["several-config-files", "several-override-files"],
}

pub fn check(file: &Compose, report: &mut Report) {
    let rivals = &file.setting().rivals;
    let (Some(path), [first, others @ ..]) = (&file.surroundings().path, rivals.as_slice()) else { return };
    let is_first = path.file_name().is_some_and(|name| name == *first);
    let message = match is_first {
        true => format!("Compose reads this file, and not `{}` beside it", others.join("`, `")),
        false => format!("Compose reads `{first}` in this folder, and not this file"),
    };
    report.at(head(file), message);
}
