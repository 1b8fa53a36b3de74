//! The name of an image that cannot be one.

use super::malformed_from::is_well_formed;
use super::unknown_instruction::{OF_TEMPLATE, is_filled_by_template};
use crate::reference::suggest::suggest;
use crate::rules::prelude::*;

rule! {
    /// This is no image reference.
    ///
    /// The names of images have no capitals; the registry's may. A tag follows a colon, and a digest follows an `@` with its
    /// algorithm and all its digits, 64 for `sha256`. `FROM Build` finds no stage either: stages are kept in lower case, and
    /// `FROM` looks for what it reads.
    ///
    /// ```dockerfile
    /// FROM golang:1.25 AS Build
    /// RUN go build -o /api ./cmd/api
    ///
    /// FROM Build
    /// CMD ["/api"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM golang:1.25 AS Build
    /// RUN go build -o /api ./cmd/api
    ///
    /// FROM build
    /// CMD ["/api"]
    /// ```
    "invalid-image-reference", Error, Ask,
    groups: [Correctness],
    aka: ["dockerfile-utils:INVALID_REFERENCE_FORMAT", "buildkit:InvalidDefaultArgInFrom"],
    concerns: ["image-reference-malformed", "base-name-empty", "parse-error"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let mut froms = file.stages.iter();
    // Stages are visited in another order than they stand in, so each FROM is found by its place.
    let mut by_place = std::collections::HashMap::new();
    froms.by_ref().for_each(|stage| {
        by_place.insert(file.instructions[stage.range.start].span.start, stage);
    });
    file.each_scope(|instruction, scope| {
        let Some(stage) = by_place.get(&instruction.span.start).filter(|_| instruction.is(Keyword::From)) else {
            return;
        };
        if matches!(stage.base, Base::Stage(_) | Base::Scratch | Base::Missing) {
            return;
        }
        check_base(file, stage, scope, report);
    });
    for stage in &file.stages {
        for reference in &stage.references {
            let name = &reference.name;
            let is_kept = file.instructions[reference.instruction].is(Keyword::Onbuild);
            let is_stage = file.stage_named(&name.text).is_some() || name.text.parse::<usize>().is_ok();
            if is_kept || is_stage || name.text.is_empty() || name.text.contains('$') {
                continue;
            }
            if let Some((place, message)) = reference_flaw(&name.text) {
                let finding = report.at(name.part(place), message);
                let earlier = file.stages[..stage.index].iter().filter_map(|stage| stage.name.as_ref());
                if let Some(meant) = suggest(&name.text, earlier.map(|name| name.text.as_str())) {
                    finding.ask(format!("Write {meant}"), replace(name.span, meant));
                }
            }
        }
    }
}

fn check_base(file: &Dockerfile, stage: &Stage, scope: &Scope, report: &mut Report) {
    let word = &stage.base_word;
    let evaluated = scope.evaluate(&word.text, file.escape.character());
    let Evaluation::Text { text, awaited, .. } = evaluated else { return };
    let Some((place, message)) = reference_flaw(&text) else { return };
    if is_filled_by_template(&word.text) {
        // Of one with blanks in it `malformed-from` speaks.
        if is_well_formed(file.instructions[stage.range.start].arguments.words()) {
            report.at(word.span, OF_TEMPLATE);
        }
        return;
    }
    // What the caller can set is the matter of `unset-base-argument`.
    if !awaited.is_empty() || names_empty_argument(word, scope, file.escape) {
        return;
    }
    let references = crate::syntax::dockerfile::expansion::references(&word.text, file.escape.character());
    if let Some(undeclared) = references.iter().find(|reference| scope.held(&reference.name).is_none()) {
        let name = &undeclared.name;
        let finding = report.at(
            word.part(undeclared.span.range()),
            format!("No ARG above the first FROM declares {name}, so it is empty here"),
        );
        finding.aka("buildkit:UndefinedArgInFrom");
        if let Some(meant) = suggest(name, scope.names()) {
            finding.ask(format!("Write {meant}"), replace(word.part(undeclared.name_span.range()), meant));
        }
        return;
    }
    let is_literal = text == word.text;
    let shown = if is_literal { message } else { format!("With the defaults this is `{text}`: {message}") };
    let finding = report.at(if is_literal { word.part(place) } else { word.span }, shown);
    let lower = text.to_lowercase();
    let earlier = &file.stages[..stage.index];
    if let Some(meant) = earlier.iter().find(|stage| stage.is_named(&lower)).and_then(|stage| stage.name.as_ref()) {
        finding.related(meant.span, "the stage").fix(format!("Write {lower}"), replace(word.span, lower));
    }
}

/// Whether an argument with an empty default is part of the word: the caller is meant to fill it.
fn names_empty_argument(word: &Word, scope: &Scope, escape: Escape) -> bool {
    let references = crate::syntax::dockerfile::expansion::references(&word.text, escape.character());
    references.iter().any(|it| scope.held(&it.name) == Some(&Held::Value(String::new())))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, marked};

    #[test]
    fn the_part_that_is_wrong_is_marked() {
        for (line, place) in [
            ("FROM Alpine:3", "Alpine"),
            ("FROM alpine@sha256:abc123", "sha256:abc123"),
            ("FROM alpine:$TAG", "$TAG"),
            ("FROM $BASE", "$BASE"),
            ("FROM https://ghcr.io/a/b", "https:"),
        ] {
            assert_eq!(marked("invalid-image-reference", &format!("{line}\n")), [place], "{line}");
        }
        assert_eq!(marked("invalid-image-reference", "ARG X=\"a b\"\nFROM alpine:$X\n"), ["alpine:$X"]);
        assert_eq!(marked("invalid-image-reference", "FROM a\nCOPY --from=Bad/name:x:y / /\n"), ["x:y"]);
    }

    #[test]
    fn a_template_is_called_one() {
        let said =
            |line: &str| findings("invalid-image-reference", &format!("{line}\n")).into_iter().map(|it| it.message);
        assert!(said("FROM {{ image }}:{{tag}}").next().is_none(), "malformed-from says so");
        assert!(said("FROM a:{{tag}}").all(|it| it.contains("a template")) && said("FROM a:{{tag}}").count() == 1);
    }

    #[test]
    fn what_the_caller_can_set_is_left_alone() {
        for source in [
            "ARG T\nFROM a:$T\n",
            "ARG B=\nFROM $B\n",
            "FROM a-$TARGETARCH\n",
            "FROM a:${T:-1}\n",
            "FROM a AS B\nFROM b\n",
        ] {
            assert!(findings("invalid-image-reference", source).is_empty(), "{source}");
        }
    }

    #[test]
    fn an_argument_that_nobody_declares_goes_by_buildkits_name_too() {
        let aka = |source: &str| findings("invalid-image-reference", source)[0].aka;
        assert_eq!(aka("FROM alpine:$TAG\n"), Some("buildkit:UndefinedArgInFrom"));
        assert_eq!(aka("FROM a@@b\n"), None);
    }
}
