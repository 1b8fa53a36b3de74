//! The sections of a file in no order.

use crate::rules::prelude::*;
use crate::rules::reorder::{first_misplaced, reorder, sorted};

rule! {
    /// The sections of a file are not in the usual order.
    ///
    /// The name and what is included come first, then what later parts refer to by aliases, then the services, then what they
    /// use. The order means nothing to Compose; the fix moves sections with their comments.
    ///
    /// ```yaml
    /// volumes:
    ///   data:
    ///
    /// services:
    ///   db:
    ///     image: postgres:17
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   db:
    ///     image: postgres:17
    ///
    /// volumes:
    ///   data:
    /// ```
    "top-level-order", Hint, Safe,
    default: off,
    groups: [Style],
    aka: ["dclint:top-level-properties-order"],
    concerns: ["top-level-order"],
}

const ORDER: [&str; 10] =
    ["version", "name", "include", "x-", "services", "models", "networks", "volumes", "configs", "secrets"];

pub fn check(file: &Compose, report: &mut Report) {
    for root in file.documents() {
        let pairs: Vec<_> = root.own_entries().collect();
        let keys: Vec<usize> = pairs.iter().map(|pair| place(pair.key.text().unwrap_or(""))).collect();
        let Some(order) = sorted(&keys) else { continue };
        let at = first_misplaced(&keys);
        let key = |at: usize| pairs.get(at).and_then(|pair| pair.key.text()).unwrap_or("");
        let message = format!("`{}` usually comes before `{}`", key(at), key(at.saturating_sub(1)));
        report.at(pairs[at].key.span(), message).fix("Sort the sections", reorder(file, root, &order));
    }
}

fn place(key: &str) -> usize {
    let key = if key.starts_with("x-") { "x-" } else { key };
    ORDER.iter().position(|known| *known == key).unwrap_or(ORDER.len())
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings;

    #[test]
    fn entries_may_end_in_any_character() {
        assert_eq!(findings("top-level-order", "volumes: {}\nservices: {}\nname: é\n").len(), 1);
        assert!(findings("top-level-order", ": éx-b: &b").is_empty());
    }
}
