//! A limit said twice, differently.

use super::told_for;
use crate::model::compose::{Resolved, Value, bytes};
use crate::rules::prelude::*;

rule! {
    /// A limit is said twice, and not alike.
    ///
    /// `cpus`, `mem_limit`, `mem_reservation` and `pids_limit` mean the same as their counterparts in `deploy.resources`, and
    /// Compose refuses a service where the two differ. A `limits` block that lacks the counterpart counts as a limit of 0.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     mem_limit: 1g
    ///     deploy:
    ///       resources:
    ///         limits:
    ///           memory: 2g
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     deploy:
    ///       resources:
    ///         limits:
    ///           memory: 2g
    /// ```
    "conflicting-limits", Error,
    groups: [Correctness],
    concerns: ["limits-vs-deploy"],
}

/// The key of the service, the block of `deploy.resources`, and the key there.
const PAIRS: [(&str, &str, &str); 4] = [
    ("cpus", "limits", "cpus"),
    ("mem_limit", "limits", "memory"),
    ("mem_reservation", "reservations", "memory"),
    ("pids_limit", "limits", "pids"),
];

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        for (key, block, counterpart) in PAIRS {
            let Some(own) = service.get(key) else { continue };
            let Some(amount) = amount(own).filter(|amount| *amount != 0.0) else { continue };
            let block_path = ["deploy", "resources", block];
            let Some(limits) = service.value.at(&block_path).filter(|limits| limits.is_mapping()) else { continue };
            let other = limits.get(counterpart);
            let place = format!("deploy.resources.{block}.{counterpart}");
            let (message, related) = match other {
                None => (format!("`{key}` is set and `{place}` is not, which counts as 0"), limits.span()),
                Some(value) => match self::amount(value) {
                    Some(other) if (other as f32) != (amount as f32) => {
                        (format!("`{key}` and `{place}` differ; they mean the same"), value.span())
                    }
                    _ => continue,
                },
            };
            told_for(service, report.at(own.span(), message)).related(file.first_line(related), "the other limit");
        }
    }
}

fn amount(value: Value<'_>) -> Option<f64> {
    match value.resolved()? {
        Resolved::Integer(number) => Some(number as f64),
        Resolved::Float(number) => Some(number),
        Resolved::Text => value.text()?.parse().ok().or_else(|| bytes(value.text()?)),
        _ => None,
    }
}
