//! A network that nothing declares.

use crate::model::compose::Section;
use crate::rules::prelude::*;
use crate::rules::undeclared;

rule! {
    /// A service joins a network that the file does not declare.
    ///
    /// Only the network `default` exists by itself. A network that the engine already has is declared with `external: true`.
    /// Nothing is said where another file could declare it: with `include`, or in a file that completes another.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     networks: [front]
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     networks: [front]
    /// networks:
    ///   front:
    /// ```
    "undefined-network", Error, Ask,
    groups: [Correctness],
    concerns: ["undefined-network", "extends-drops-toplevel"],
}

pub fn check(file: &Compose, report: &mut Report) {
    undeclared::check(file, report, Section::Networks);
}
