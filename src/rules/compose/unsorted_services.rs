//! Services in no order.

use crate::model::compose::Section;
use crate::rules::prelude::*;
use crate::rules::reorder::{first_misplaced, reorder, sorted};

rule! {
    /// The services of a file are not in the order of the alphabet.
    ///
    /// In a long file a name is found faster where it is expected. The order means nothing to Compose. The fix moves services
    /// with their comments, and leaves the file alone where it is unclear whose a comment is.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///   # Keeps the sessions
    ///   cache:
    ///     image: redis:7.4
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   # Keeps the sessions
    ///   cache:
    ///     image: redis:7.4
    ///   web:
    ///     image: example/web:1
    /// ```
    "unsorted-services", Hint, Safe,
    default: off,
    groups: [Style],
    aka: ["dclint:services-alphabetical-order"],
    concerns: ["services-order"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for services in file.documents().filter_map(|root| root.get(Section::Services.key())) {
        let pairs: Vec<_> = services.own_entries().collect();
        let keys: Vec<_> = pairs.iter().map(|pair| pair.key.text().map(|name| (name.to_lowercase(), name))).collect();
        let Some(order) = sorted(&keys) else { continue };
        let misplaced = pairs[first_misplaced(&keys)];
        let name = misplaced.key.text().unwrap_or("");
        report
            .at(misplaced.key.span(), format!("`{name}` comes after services that the alphabet puts behind it"))
            .fix("Sort the services", reorder(file, services, &order));
    }
}
