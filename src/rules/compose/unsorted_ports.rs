//! Ports in no order.

use crate::model::compose::Value;
use crate::rules::prelude::*;
use crate::rules::reorder::{first_misplaced, reorder, sorted};

rule! {
    /// The entries of `ports` are not in the order of their numbers.
    ///
    /// They are sorted by the port of the host, or that of the container where the host has none; entries that start with a
    /// variable come last. The fix moves entries with their comments.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     ports:
    ///       - "8443:443"
    ///       - "8080:80"
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     ports:
    ///       - "8080:80"
    ///       - "8443:443"
    /// ```
    "unsorted-ports", Hint, Safe,
    default: off,
    groups: [Style],
    aka: ["dclint:service-ports-alphabetical-order"],
    concerns: ["ports-order"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let Some(list) = service.get("ports") else { continue };
        let ports: Vec<_> = service.ports().collect();
        let number = |item: Value<'_>| {
            let port = ports.iter().find(|port| port.value.id() == item.id())?;
            Some(port.published_ports().or_else(|| port.target_ports().filter(|_| port.published.is_none()))?.0)
        };
        let items: Vec<Value<'_>> = list.items().collect();
        let keys: Vec<_> = items.iter().map(|item| number(*item).map_or(u32::MAX, u32::from)).collect();
        let Some(order) = sorted(&keys) else { continue };
        report
            .at(items[first_misplaced(&keys)].span(), "This port comes after greater ones")
            .fix("Sort the ports", reorder(file, list, &order))
            .declares(&[Change::Model]);
    }
}
