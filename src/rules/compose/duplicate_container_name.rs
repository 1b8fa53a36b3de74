//! Two services that want one container name.

use super::told_for;
use crate::model::compose::has_variable;
use crate::rules::prelude::*;
use std::collections::HashMap;

rule! {
    /// Two services have the same container name.
    ///
    /// Container names are unique on a machine; Compose refuses to give one twice. Without `container_name`, Compose names
    /// containers after the project and the service.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     container_name: shop
    ///   api:
    ///     image: example/api:1
    ///     container_name: shop
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     container_name: shop
    ///   api:
    ///     image: example/api:1
    ///     container_name: shop-api
    /// ```
    "duplicate-container-name", Error,
    groups: [Correctness],
    aka: ["dclint:no-duplicate-container-names"],
    concerns: ["container-name-duplicate"],
}

pub fn check(file: &Compose, report: &mut Report) {
    let mut taken: HashMap<&str, (&str, Span, bool)> = HashMap::new();
    for service in file.services() {
        let Some(value) = service.get("container_name") else { continue };
        let Some(name) = value.as_str().filter(|name| !name.is_empty() && !has_variable(name)) else { continue };
        let optional = service.profiles().next().is_some();
        let (first, span, first_optional) = *taken.entry(name).or_insert((service.name, value.span(), optional));
        if first != service.name {
            let message = format!("`{first}` has the container name `{name}` already");
            let finding = told_for(service, report.at(value.span(), message)).related(span, "the first to have it");
            if first_optional {
                finding.environment();
            }
        }
    }
}
