//! Stages that the cursor's place may name.

use super::Here;
use crate::ide::CompletionKind;
use crate::ide::completion::items::Menu;
use crate::model::dockerfile::Stage;
use crate::text::{Span, insert};
use std::collections::BTreeSet;

/// How many stages are told by their numbers too, unasked.
const FEW: usize = 8;

/// What people call a stage that others take files from, the most usual first.
const USUAL: [&str; 16] = [
    "build",
    "builder",
    "installer",
    "base",
    "deps",
    "compile",
    "publish",
    "backend",
    "frontend",
    "assets",
    "vendor",
    "generate",
    "binaries",
    "release",
    "test",
    "tools",
];

/// The stages above, the nearest first.
pub(super) fn before(here: Here<'_>) -> impl Iterator<Item = &Stage> {
    let file = here.file;
    let current = here.stage().map_or(0, |stage| stage.index);
    file.stages[..current].iter().rev().filter(|stage| !stage.base_word.text.is_empty() || stage.name.is_some())
}

/// What FROM may stand on.
pub(super) fn bases(here: Here, menu: &mut Menu) {
    for (rank, stage) in (0..).zip(before(here)) {
        // BuildKit keeps names in lower case, and looks them up as FROM writes them.
        let Some(name) = stage.name.as_ref().map(|name| name.text.to_lowercase()) else { continue };
        describe(here, stage, &name, rank, menu);
    }
}

/// What a `--from` may take files from: stages by name, those without one by number, and the contexts that Compose gives.
pub(super) fn origins(here: Here, menu: &mut Menu) {
    // Numbers are for those who begin with one, and where they are few.
    let typed = here.typed(menu);
    let counts = typed.starts_with(|c: char| c.is_ascii_digit())
        || typed.is_empty() && here.stage().is_some_and(|stage| stage.index <= FEW);
    // Who took something from a stage takes more of it, or goes on with the next one.
    let last = last_origin(here);
    let mut stages: Vec<&Stage> = before(here).collect();
    stages.sort_by_key(|stage| {
        last.map_or(0, |last| [last, last + 1].iter().position(|it| *it == stage.index).unwrap_or(2))
    });
    for (rank, stage) in (0..).zip(stages) {
        describe(here, stage, &stage.label(), rank, menu);
        if counts && stage.name.is_some() {
            describe(here, stage, &stage.index.to_string(), 200 + rank, menu);
        }
    }
    // Where a FROM is broken, its stage is still called by name elsewhere.
    let known: BTreeSet<String> = here.file.stages.iter().map(|it| it.label().to_lowercase()).collect();
    let mut named = BTreeSet::new();
    for reference in here.file.stages.iter().flat_map(|it| &it.references).map(|it| &it.name) {
        let name = reference.text.to_lowercase();
        let is_plain = !name.is_empty() && !name.contains(['/', ':', '$', '"']) && name.parse::<usize>().is_err();
        let is_typed = reference.span.touches(here.offset);
        if is_plain && !is_typed && !known.contains(&name) && named.insert(name) {
            menu.plain(CompletionKind::Reference, &reference.text, 90).detail("named in this file");
        }
    }
    for builder in here.builders() {
        for name in &builder.contexts {
            menu.plain(CompletionKind::Reference, name, 100).detail(&format!("context of {}", builder.title()));
            named.insert(name.to_lowercase());
        }
    }
    if typed.starts_with(|c: char| c.is_ascii_alphabetic()) {
        named.extend(known);
        christenings(here, &named, menu);
    }
}

/// Usual names for the nearest stage above that has none, for those who begin with one: each comes with the `AS` that gives it.
fn christenings(here: Here, taken: &BTreeSet<String>, menu: &mut Menu) {
    let Some(stage) = before(here).find(|stage| stage.name.is_none() && !stage.base_word.text.is_empty()) else {
        return;
    };
    let from = &here.file.instructions[stage.range.start];
    let line = Span::new(from.span.start, from.head.end).of(here.file.source());
    let end = from.span.start + line.trim_end().len();
    for (rank, name) in (150..).zip(USUAL.iter().filter(|name| !taken.contains(**name))) {
        let named = insert(end, format!(" {} {name}", here.in_case("AS")));
        menu.plain(CompletionKind::Reference, name, rank)
            .detail(&format!("gives this name to the stage from {}", stage.base_word.text))
            .also(vec![named]);
    }
}

/// The stage from which the instructions above the cursor took something last.
fn last_origin(here: Here) -> Option<usize> {
    let references = here.stage()?.references.iter().map(|reference| &reference.name);
    let last = references.filter(|name| name.span.end < here.offset).max_by_key(|name| name.span.start)?;
    Some(here.file.stage_named(&last.text)?.index)
}

fn describe(here: Here, stage: &Stage, label: &str, rank: u16, menu: &mut Menu) {
    let file = here.file;
    let from = &file.instructions[stage.range.start];
    let line = file.text(Span::new(from.span.start, from.head.end));
    let mut page = format!("```dockerfile\n{line}\n```");
    let runtime = file.runtime_of(stage);
    if !runtime.workdir.is_empty() {
        page.push_str(&format!("\n\nEnds in `{}`", runtime.workdir));
        page.push_str(&runtime.user.map(|user| format!(", as `{}`.", user.text)).unwrap_or_else(|| ".".to_owned()));
    }
    menu.plain(CompletionKind::Reference, label, rank)
        .detail(&format!("stage from {}", stage.base_word.text))
        .document(&page);
}

#[cfg(test)]
mod tests {
    use super::super::testing::{among, at, begins, offers, withholds};

    #[test]
    fn stages_above_can_be_named_the_nearest_first() {
        begins("FROM a AS x\nFROM b AS y\nFROM c\nCOPY --from=^", &["y", "x"]);
        begins("FROM a AS x\nFROM b\nFROM ^", &["x"]);
        begins("FROM a\nFROM b\nCOPY --from=^", &["0"]);
        begins("FROM a AS x\nFROM b AS y\nFROM b AS z\nFROM c\nCOPY --from=x a b\nCOPY --from=^", &["x", "y", "z"]);
        offers("FROM a AS x\nFROM b\nRUN --mount=type=bind,from=^", &["x", "0"]);
        withholds("FROM a AS x\nCOPY --from=^", &["x", "0"]);
        withholds("FROM a AS x\nFROM b\nCOPY --from=^\nFROM c AS z", &["z"]);
    }

    #[test]
    fn a_stage_without_a_name_is_given_a_usual_one() {
        let items = at("FROM golang:1.26 # x\nFROM alpine \nFROM scratch\nCOPY --from=b^");
        let item = items.iter().find(|item| item.label == "builder").expect("a usual name");
        assert_eq!(
            (item.also[0].span.start, item.also[0].text.as_str()),
            ("FROM golang:1.26 # x\nFROM alpine".len(), " AS builder")
        );
        let items = at("from golang:1.26 \"\nfrom scratch\ncopy --from=b^");
        let item = items.iter().find(|item| item.label == "build").expect("also where the line is torn");
        assert_eq!((item.also[0].span.start, item.also[0].text.as_str()), (18, " as build"));
        withholds("FROM a\nFROM b\nCOPY --from=^", &["build"]);
        withholds("FROM a AS x\nFROM b\nCOPY --from=b^", &["build"]);
        let items = at("FROM a AS build\nFROM b\nFROM c\nCOPY --from=b^");
        assert_eq!(items.iter().filter(|item| item.label == "build").count(), 1);
        assert!(items.iter().all(|item| item.label != "build" || item.also.is_empty()));
    }

    #[test]
    fn from_wants_names_in_lower_case() {
        begins("FROM a AS Build\nFROM ^", &["build"]);
    }

    #[test]
    fn contexts_of_compose_are_origins() {
        let compose =
            "services:\n  web:\n    build:\n      context: .\n      additional_contexts:\n        docs: ../docs\n";
        let items = among("FROM a\nCOPY --from=^", &[("/p/Dockerfile", "FROM a"), ("/p/compose.yaml", compose)]);
        assert!(items.iter().any(|item| item.label == "docs"));
    }
}
