//! A config that nothing declares.

use crate::model::compose::Section;
use crate::rules::prelude::*;
use crate::rules::undeclared;

rule! {
    /// A service uses a config that the file does not declare.
    ///
    /// Each config is declared with its source: `file`, `environment`, `content`, or `external: true`.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     configs: [site]
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     configs: [site]
    /// configs:
    ///   site:
    ///     file: ./site.conf
    /// ```
    "undefined-config", Error, Ask,
    groups: [Correctness],
    concerns: ["undefined-config"],
}

pub fn check(file: &Compose, report: &mut Report) {
    undeclared::check(file, report, Section::Configs);
}
