//! The keys of a service in no order.

use crate::model::compose::Pair;
use crate::rules::prelude::*;
use crate::rules::reorder::{first_misplaced, reorder, sorted};

rule! {
    /// The keys of a service are not in the usual order.
    ///
    /// Where every service says first what it is, then what it needs, how it runs, what it stores, what it opens and how it
    /// lives on, two of them are compared at a glance. Merge keys come first, and keys that begin with `x-` last. The order
    /// means nothing to Compose; the fix moves keys with their comments.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     restart: always
    ///     image: example/web:1
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     restart: always
    /// ```
    "service-key-order", Hint, Safe,
    default: off,
    groups: [Style],
    aka: ["dclint:service-keys-order"],
    concerns: ["service-keys-order"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services().into_iter().filter(|service| !service.value.is_alias()) {
        let pairs: Vec<Pair<'_>> = service.value.own_entries().collect();
        let keys: Vec<usize> = pairs.iter().map(place).collect();
        let Some(order) = sorted(&keys) else { continue };
        let at = first_misplaced(&keys);
        let key = |at: usize| pairs.get(at).and_then(|pair| pair.key.text()).unwrap_or("");
        let message = format!("`{}` usually comes before `{}`", key(at), key(at.saturating_sub(1)));
        report.at(pairs[at].key.span(), message).fix("Sort the keys", reorder(file, service.value, &order));
    }
}

/// The place of a key among all.
fn place(pair: &Pair<'_>) -> usize {
    let key = pair.key.text().unwrap_or("");
    match amend::rank(key) {
        _ if pair.is_merge() => 0,
        Some(rank) => rank + 1,
        None if key.starts_with("x-") => usize::MAX,
        None => usize::MAX - 1,
    }
}
