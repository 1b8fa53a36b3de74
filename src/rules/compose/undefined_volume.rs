//! A volume that nothing declares.

use crate::model::compose::Section;
use crate::rules::prelude::*;
use crate::rules::undeclared;

rule! {
    /// A service mounts a volume that the file does not declare.
    ///
    /// The source of a mount is the name of a volume unless it starts with `.`, `/` or `~`: `data:/d` is a volume, and so is
    /// `src/data:/d`, which was mostly meant as `./src/data:/d`.
    ///
    /// ```yaml
    /// services:
    ///   db:
    ///     image: postgres:17
    ///     volumes: ["data:/var/lib/postgresql/data"]
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   db:
    ///     image: postgres:17
    ///     volumes: ["data:/var/lib/postgresql/data"]
    /// volumes:
    ///   data:
    /// ```
    "undefined-volume", Error, Ask,
    groups: [Correctness],
    concerns: ["undefined-volume", "host-path-without-dot"],
}

pub fn check(file: &Compose, report: &mut Report) {
    undeclared::check(file, report, Section::Volumes);
}
