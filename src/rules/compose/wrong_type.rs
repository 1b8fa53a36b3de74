//! A value of a kind that its key does not take.

use super::tell_violation;
use crate::model::compose::{Cast, Violation, ViolationKind};
use crate::rules::prelude::*;

rule! {
    /// The value is of another kind than its key takes.
    ///
    /// A list where a mapping belongs, a number where a text belongs: Compose refuses the file. `1000`, `true` and `3.8` are
    /// texts only in quotes; `yes` and `no` are texts without them.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     user: 1000
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     user: "1000"
    /// ```
    "wrong-type", Error, Ask,
    groups: [Correctness],
    concerns: ["schema-type", "services-not-mapping", "include-not-list", "list-entry-type", "number-invalid", "interp-cast"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for violation in file.violations() {
        match &violation.kind {
            ViolationKind::WrongKind { found, wanted } => {
                let message = format!("{} takes {wanted}, not {found}", subject(violation));
                let finding = tell_violation(report, violation, message);
                let text = file.text(violation.span);
                // A colon may be the middle of a text.
                if *found == "a mapping" {
                    finding.awaits(violation.span);
                }
                if violation.while_unset {
                    continue;
                }
                let takes_text = wanted.contains("a text");
                if takes_text && matches!(*found, "a number" | "a date") {
                    finding
                        .fix("Put the value in quotes", replace(violation.span, format!("\"{text}\"")))
                        .declares(&[Change::Model]);
                } else if takes_text && violation.key == "restart" && *found == "a boolean" && text == "false" {
                    finding.fix("Change to `\"no\"`", replace(violation.span, "\"no\"")).declares(&[Change::Model]);
                } else if wanted.ends_with("a list") && matches!(*found, "a text" | "a number") && !text.contains('\n')
                {
                    finding
                        .fix("Make it a list", replace(violation.span, format!("[{text}]")))
                        .declares(&[Change::Model]);
                }
            }
            ViolationKind::NotCast { text, cast } => {
                let wanted = match cast {
                    Cast::Boolean => "`true` or `false`",
                    Cast::Integer => "a whole number",
                    _ => "a number",
                };
                let given = if text.is_empty() { "an empty text".to_owned() } else { format!("`{text}`") };
                tell_violation(report, violation, format!("{} takes {wanted}, not {given}", subject(violation)));
            }
            _ => {}
        }
    }
}

fn subject(violation: &Violation) -> String {
    match violation.key.as_str() {
        "" => "this place".to_owned(),
        key => format!("`{key}`"),
    }
}
