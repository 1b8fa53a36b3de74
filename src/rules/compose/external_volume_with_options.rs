//! A volume that exists already, and is told how to be made.

use crate::model::compose::{Resolved, Section};
use crate::rules::prelude::*;

rule! {
    /// An external volume has options of a new one.
    ///
    /// `external` says that the engine has the volume already, so nothing is created that a driver, its options or labels
    /// could apply to. Compose refuses the file.
    ///
    /// ```yaml
    /// services:
    ///   db:
    ///     image: postgres:17
    ///     volumes: ["data:/var/lib/postgresql/data"]
    /// volumes:
    ///   data:
    ///     external: true
    ///     driver: local
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   db:
    ///     image: postgres:17
    ///     volumes: ["data:/var/lib/postgresql/data"]
    /// volumes:
    ///   data:
    ///     external: true
    /// ```
    "external-volume-with-options", Error, Ask,
    groups: [Correctness],
    concerns: ["external-with-config"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for volume in file.declarations(Section::Volumes) {
        let Some(external) = volume.value.get("external") else { continue };
        if external.resolved() != Some(Resolved::Boolean(true)) && !external.is_mapping() {
            continue;
        }
        for key in ["driver", "driver_opts", "labels"] {
            let Some(option) = volume.value.entry(key) else { continue };
            let message = format!("The volume exists already: `{key}` has nothing to apply to");
            let finding = report.at(option.key.span(), message).related(external.span(), "external");
            let lines = file.whole_lines(option.span);
            if file.text(lines).trim() == file.text(option.span) && !option.merged && !volume.value.is_flow() {
                finding.fix(format!("Remove `{key}`"), delete(lines)).declares(&[Change::Model]);
            }
        }
    }
}
