//! The same entry twice in a list of distinct ones.

use crate::model::compose::ViolationKind;
use crate::rules::amend;
use crate::rules::prelude::*;

rule! {
    /// An entry stands twice in a list that takes each once.
    ///
    /// From some lists Compose drops repetitions; in others, `depends_on` among them, it refuses them.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     depends_on: [db, cache, db]
    ///   db:
    ///     image: postgres:17
    ///   cache:
    ///     image: redis:7.4
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     depends_on: [db, cache]
    ///   db:
    ///     image: postgres:17
    ///   cache:
    ///     image: redis:7.4
    /// ```
    "repeated-entry", Error, Safe,
    groups: [Correctness],
    concerns: ["schema-unique-items"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for violation in file.violations() {
        let ViolationKind::Repeated { first } = violation.kind else { continue };
        let text = file.text(violation.span);
        report
            .at(violation.span, format!("`{}` lists {text} for the second time", violation.key))
            .related(first, "the first time")
            .fix("Name it once", without(file, violation.span))
            .declares(&[Change::Model]);
    }
}

fn without(file: &Compose, repeated: Span) -> Option<Edit> {
    let lists = file.values().filter(|value| value.whole().contains(repeated));
    lists.flat_map(|list| list.items().map(move |item| (list, item))).find_map(|(list, item)| {
        let found = item.span() == repeated;
        found.then(|| amend::remove_item(file, list, item)).flatten()
    })
}
