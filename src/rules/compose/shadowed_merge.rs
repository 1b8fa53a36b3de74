//! A mapping that takes the place of the one that a merge key brings.

use crate::model::compose::{Pair, Value};
use crate::rules::prelude::*;

rule! {
    /// A mapping hides the one that a merge key brings.
    ///
    /// `<<` merges one level. A service that has an `environment` of its own gets nothing of the `environment` that its template
    /// has; the same goes for labels, and for two templates, of which the first one counts. Give the inner mapping an anchor and
    /// merge that, too.
    ///
    /// ```yaml
    /// x-base: &base
    ///   environment:
    ///     TZ: Europe/Berlin
    /// services:
    ///   web:
    ///     <<: *base
    ///     image: example/web:1
    ///     environment:
    ///       PORT: "80"
    /// ```
    /// Use instead:
    /// ```yaml
    /// x-base: &base
    ///   environment: &env
    ///     TZ: Europe/Berlin
    /// services:
    ///   web:
    ///     <<: *base
    ///     image: example/web:1
    ///     environment:
    ///       <<: *env
    ///       PORT: "80"
    /// ```
    "shadowed-merge", Info,
    groups: [Correctness],
    concerns: ["merge-shadow"],
}

/// The keys whose values people expect to be put together.
const KEYS: [&str; 2] = ["environment", "labels"];

pub fn check(file: &Compose, report: &mut Report) {
    if !file.source().contains("<<") {
        return;
    }
    for service in file.services() {
        let bases = bases(service.value);
        for key in KEYS {
            let mut brought = bases.iter().filter_map(|base| base.entry(key));
            let own = service.value.own_entries().find(|pair| pair.key.text() == Some(key));
            let Some(wins) = own.or_else(|| brought.next()) else { continue };
            for hidden in brought {
                let lost = lost_names(wins, hidden);
                let Some(first) = lost.first() else { continue };
                let others = lost.len() - 1;
                let more = if others == 0 { String::new() } else { format!(" and {others} more") };
                let message =
                    format!("This hides `{first}`{more}, which `<<` brings: merge keys do not merge what lies deeper");
                let place = if service.span.contains(wins.key.span()) { wins.key.span() } else { service.key };
                report.at(place, message).related(hidden.key.span(), "what is hidden");
            }
        }
    }
}

/// The mappings that the merge keys of a mapping name, the one that wins first.
fn bases(mapping: Value<'_>) -> Vec<Value<'_>> {
    let merges = mapping.own_entries().filter(Pair::is_merge);
    merges
        .flat_map(|pair| match pair.value.is_sequence() {
            true => pair.value.items().collect(),
            false => vec![pair.value],
        })
        .collect()
}

/// The names that the hidden mapping or list has, and the winner does not.
fn lost_names<'a>(wins: Pair<'a>, hidden: Pair<'a>) -> Vec<&'a str> {
    let kept = names(wins.value);
    let is_same = wins.value.target() == hidden.value.target();
    names(hidden.value).into_iter().filter(|name| !is_same && !kept.contains(name)).collect()
}

fn names(value: Value<'_>) -> Vec<&str> {
    let listed = value.items().filter_map(|item| Some(item.text()?.split('=').next().unwrap_or("")));
    let mapped = value.entries().into_iter().filter_map(|pair| pair.key.text());
    listed.chain(mapped).collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    fn with(service: &str) -> Vec<String> {
        let head = "x-a: &a {environment: &e {A: 1}, ports: [\"80\"]}\nx-b: &b {environment: {B: 1}}\n";
        marked("shadowed-merge", &format!("{head}services:\n  s: {{image: x, {service}}}\n"))
    }

    #[test]
    fn only_what_is_lost_is_told() {
        assert_eq!(with("<<: *a, environment: {C: 1}"), ["environment"]);
        assert_eq!(with("<<: *a, environment: [C=1]"), ["environment"]);
        assert_eq!(with("<<: [*a, *b]"), ["s"]);
        for silent in [
            "<<: *a, environment: {A: 2}",
            "<<: *a, environment: {<<: *e, C: 1}",
            "<<: *a, environment: *e",
            "<<: *a, ports: [\"81\"]",
        ] {
            assert!(with(silent).is_empty(), "{silent}");
        }
    }
}
