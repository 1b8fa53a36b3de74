//! An alias of nothing.

use crate::model::compose::ProblemKind;
use crate::reference::suggest::suggest;
use crate::rules::prelude::*;

rule! {
    /// An alias has no anchor.
    ///
    /// `*name` stands for the node that `&name` marks. The anchor must come first, in the same YAML document, and the alias
    /// must not stand inside what it stands for.
    ///
    /// ```yaml
    /// x-common: &common
    ///   restart: always
    /// services:
    ///   web:
    ///     <<: *comon
    ///     image: nginx:1.27
    /// ```
    /// Use instead:
    /// ```yaml
    /// x-common: &common
    ///   restart: always
    /// services:
    ///   web:
    ///     <<: *common
    ///     image: nginx:1.27
    /// ```
    "unknown-alias", Error, Ask,
    groups: [Syntax],
    aka: ["yamllint:anchors"],
    concerns: ["yaml-unknown-anchor", "yaml-alias-cycle"],
}

pub fn check(file: &Compose, report: &mut Report) {
    let anchors: Vec<Span> = file.view().nodes().filter_map(|(_, node)| node.anchor).collect();
    for problem in file.view().problems() {
        match &problem.kind {
            ProblemKind::UnknownAlias { name } => {
                let name_of = |anchor: &Span| file.text(*anchor).trim_start_matches('&');
                let later = anchors.iter().find(|anchor| anchor.start > problem.span.start && name_of(anchor) == name);
                if let Some(later) = later {
                    report
                        .at(problem.span, format!("The anchor `&{name}` comes only after this alias"))
                        .related(*later, "the anchor");
                    continue;
                }
                let finding = report.at(problem.span, format!("There is no anchor `&{name}`"));
                let earlier = anchors.iter().filter(|anchor| anchor.start < problem.span.start).map(name_of);
                if let Some(near) = suggest(name, earlier) {
                    finding
                        .fix(format!("Change to `*{near}`"), replace(problem.span, format!("*{near}")))
                        .declares(&[Change::Model]);
                }
            }
            ProblemKind::AliasInItself { name } => {
                report
                    .at(problem.span, format!("`*{name}` stands inside what `&{name}` marks, so it would hold itself"));
            }
            _ => {}
        }
    }
}
