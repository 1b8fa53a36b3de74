//! Spans of time that run backwards.

use super::tell_doubts;
use crate::model::compose::Subject;
use crate::rules::prelude::*;

rule! {
    /// A span of time is less than nothing.
    ///
    /// Compose reads a minus before a duration without a word. The engine refuses a negative interval, and a negative grace period
    /// kills at once.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     stop_grace_period: -30s
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     stop_grace_period: 30s
    /// ```
    "negative-duration", Warning, Ask,
    groups: [Correctness],
    concerns: ["negative-duration"],
}

pub fn check(file: &Compose, report: &mut Report) {
    tell_doubts(file, report, Subject::Duration);
}
