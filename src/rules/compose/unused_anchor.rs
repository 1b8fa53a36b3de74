//! An anchor that no alias names.

use crate::rules::prelude::*;
use crate::syntax::yaml::Kind;
use std::collections::HashSet;

rule! {
    /// An anchor is never used.
    ///
    /// `&name` marks a value so that `*name` can stand for it. Where nothing does, it is a leftover, or the sign of a service
    /// that forgot its `<<: *name`. The fix removes the mark and leaves the value.
    ///
    /// ```yaml
    /// x-logging: &logging
    ///   driver: local
    /// services:
    ///   web:
    ///     image: nginx:1.29
    /// ```
    /// Use instead:
    /// ```yaml
    /// x-logging:
    ///   driver: local
    /// services:
    ///   web:
    ///     image: nginx:1.29
    /// ```
    "unused-anchor", Info, Safe,
    groups: [Correctness],
    aka: ["yamllint:anchors"],
    concerns: ["unused-anchor"],
}

pub fn check(file: &Compose, report: &mut Report) {
    if !file.source().contains('&') || file.view().is_partial() || !file.view().problems().is_empty() {
        return;
    }
    let used: HashSet<_> = file
        .view()
        .nodes()
        .filter_map(|(_, node)| match node.kind {
            Kind::Alias(target) => target,
            _ => None,
        })
        .collect();
    for (id, node) in file.view().nodes() {
        let Some(anchor) = node.anchor.filter(|_| !used.contains(&id)) else { continue };
        let source = file.source();
        let after = source[anchor.end..].len() - source[anchor.end..].trim_start_matches(' ').len();
        let before = source[..anchor.start].len() - source[..anchor.start].trim_end_matches(' ').len();
        let ends_line = source[anchor.end + after..].starts_with(['\n', '\r']) || anchor.end + after == source.len();
        let gone = match ends_line {
            true => Span::new(anchor.start - before, anchor.end),
            false => Span::new(anchor.start, anchor.end + after),
        };
        let finding = report.at(anchor, format!("No alias names `{}`", file.text(anchor)));
        finding.tag(Tag::Unnecessary).awaits_the_end();
        finding.fix("Remove the anchor", delete(gone));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    #[test]
    fn an_anchor_before_a_value_goes_without_it() {
        let source = "services:\n  web:\n    image: &image nginx:1.29 # why\n";
        assert_eq!(fixed("unused-anchor", source), Some(source.replace("&image ", "")));
        assert!(findings("unused-anchor", "x-a: &a {b: c}\nservices: {w: {<<: *a, image: x}}\n").is_empty());
    }
}
