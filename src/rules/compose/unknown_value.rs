//! A value that is none of those its key takes.

use super::tell_violation;
use crate::model::compose::ViolationKind;
use crate::reference::suggest::suggest;
use crate::rules::prelude::*;

rule! {
    /// The value is none of those that its key takes.
    ///
    /// Some keys take one of a few words, a number within bounds, or a text of a certain pattern. Compose refuses the file
    /// where the value is something else.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     depends_on:
    ///       db:
    ///         condition: service_helthy
    ///   db:
    ///     image: postgres:17
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     depends_on:
    ///       db:
    ///         condition: service_healthy
    ///   db:
    ///     image: postgres:17
    /// ```
    "unknown-value", Error, Ask,
    groups: [Correctness],
    concerns: ["schema-enum", "schema-pattern", "schema-range", "watch-path-blank"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for violation in file.violations() {
        let key = &violation.key;
        match &violation.kind {
            ViolationKind::NotAccepted { text, accepted } => {
                let message = format!("`{key}` does not take `{text}`: it takes {}", one_of(accepted));
                let finding = tell_violation(report, violation, message);
                let written = !violation.while_unset && !file.text(violation.span).starts_with(['"', '\'']);
                if let Some(near) = suggest(text, accepted.iter().copied()).filter(|_| written) {
                    finding
                        .fix(format!("Change to `{near}`"), replace(violation.span, near))
                        .declares(&[Change::Model]);
                }
            }
            ViolationKind::BadText { text, wanted } => {
                tell_violation(report, violation, format!("`{key}` does not take `{text}`: it must be {wanted}"));
            }
            ViolationKind::OutOfRange { least, greatest } => {
                let bounds =
                    if *greatest == i64::MAX { format!("{least} or more") } else { format!("{least} to {greatest}") };
                tell_violation(report, violation, format!("`{key}` takes a number from {bounds}"));
            }
            _ => {}
        }
    }
}

fn one_of(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match words.as_slice() {
        [] => "nothing".to_owned(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
