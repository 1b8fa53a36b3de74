//! Labels that Compose sets itself.

use super::tell_doubts;
use crate::model::compose::Subject;
use crate::rules::prelude::*;

rule! {
    /// A label is set that Compose keeps for itself.
    ///
    /// Compose finds its containers, networks and volumes by the labels `com.docker.compose.*`, and writes its own over what the
    /// file says, or mistakes the container for another.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     labels:
    ///       com.docker.compose.project: shop
    ///       team: web
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     labels:
    ///       team: web
    /// ```
    "reserved-label", Warning,
    groups: [Correctness],
    concerns: ["reserved-label"],
}

pub fn check(file: &Compose, report: &mut Report) {
    tell_doubts(file, report, Subject::Label);
}
