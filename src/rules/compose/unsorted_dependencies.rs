//! Dependencies in no order.

use crate::rules::prelude::*;
use crate::rules::reorder::{first_misplaced, reorder, sorted};

rule! {
    /// The entries of `depends_on` are not in the order of the alphabet.
    ///
    /// Compose starts what it can at once, in whatever order the entries stand. The fix moves entries with their comments.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     depends_on:
    ///       - db
    ///       - cache
    ///   cache:
    ///     image: redis:7.4
    ///   db:
    ///     image: postgres:17
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     depends_on:
    ///       - cache
    ///       - db
    ///   cache:
    ///     image: redis:7.4
    ///   db:
    ///     image: postgres:17
    /// ```
    "unsorted-dependencies", Hint, Safe,
    default: off,
    groups: [Style],
    aka: ["dclint:service-dependencies-alphabetical-order"],
    concerns: ["depends-on-order"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let Some(list) = service.get("depends_on") else { continue };
        let names: Vec<_> = match list.is_sequence() {
            true => list.items().collect(),
            false => list.own_entries().map(|pair| pair.key).collect(),
        };
        let keys: Vec<_> = names.iter().map(|name| name.text().map(|text| (text.to_lowercase(), text))).collect();
        let Some(order) = sorted(&keys) else { continue };
        let misplaced = names[first_misplaced(&keys)];
        let name = misplaced.text().unwrap_or("");
        report
            .at(misplaced.span(), format!("`{name}` comes after names that the alphabet puts behind it"))
            .fix("Sort them", reorder(file, list, &order))
            .declares(&[Change::Model]);
    }
}
