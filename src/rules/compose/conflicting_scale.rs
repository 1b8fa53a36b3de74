//! How many containers a service has, said twice or impossibly.

use super::told_for;
use crate::model::compose::{Resolved, Value};
use crate::rules::prelude::*;

rule! {
    /// The number of containers is said twice, or cannot be.
    ///
    /// `scale` and `deploy.replicas` mean the same and must agree; neither can be negative; and a service with a
    /// `container_name` has one container at most, since names are unique.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     container_name: web
    ///     scale: 2
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     scale: 2
    /// ```
    "conflicting-scale", Error,
    groups: [Correctness],
    concerns: ["scale-vs-replicas", "scale-negative", "container-name-and-scale"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let scale = service.get("scale").and_then(|value| Some((value, number(value)?)));
        let replicas = service.get("deploy").and_then(|deploy| deploy.get("replicas"));
        let replicas = replicas.and_then(|value| Some((value, number(value)?)));
        for (value, number) in [scale, replicas].into_iter().flatten() {
            if number < 0 {
                told_for(service, report.at(value.span(), format!("There cannot be {number} containers")));
            }
        }
        if let (Some((scale, first)), Some((replicas, second))) = (scale, replicas)
            && first != second
        {
            let message = format!("`scale` is {first} and `deploy.replicas` {second}; they mean the same");
            told_for(service, report.at(scale.span(), message)).related(replicas.span(), "the replicas");
        }
        let Some((value, number)) = scale.or(replicas).filter(|(_, number)| *number > 1) else { continue };
        if let Some(name) = service.entry("container_name").filter(|name| name.value.as_str() != Some("")) {
            let message = format!("{number} containers cannot share one `container_name`");
            told_for(service, report.at(value.span(), message)).related(name.span, "the name");
        }
    }
}

fn number(value: Value<'_>) -> Option<i128> {
    match value.resolved()? {
        Resolved::Integer(number) => Some(number),
        Resolved::Text => value.text()?.parse().ok(),
        _ => None,
    }
}
