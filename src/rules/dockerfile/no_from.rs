//! A file that says nothing about what to build on.

use crate::reference::suggest::suggest;
use crate::rules::prelude::*;

rule! {
    /// There is no `FROM`.
    ///
    /// Every build starts from an image, and `FROM` names it; `FROM scratch` starts from nothing. Only `ARG` may stand above
    /// it. A file without any instruction is refused as well.
    ///
    /// ```dockerfile
    /// ARG VERSION=1.0
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// ARG VERSION=1.0
    /// FROM alpine:3.22
    /// ```
    "no-from", Error,
    lacks: Beginning,
    groups: [Syntax],
    aka: ["dockerfile-utils:NO_SOURCE_IMAGE", "tally:tally/require-stages"],
    concerns: ["no-from", "parse-error"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !file.stages.is_empty() || !file.is_for_docker() {
        return;
    }
    let Some(first) = file.instructions.first() else {
        report.at(Span::at(0), "The file has no instructions: a build starts with FROM");
        return;
    };
    // A FROM with a slip in it is a matter of its own.
    let is_from = |name: &str| {
        suggest(name, Keyword::KNOWN.map(|(name, _)| name)) == Some("FROM")
            || super::unknown_instruction::glued(name).is_some_and(|(keyword, _)| keyword == "FROM")
    };
    // A template's too: what is made of it may well have one.
    let is_told = |name: &str| is_from(name) || super::unknown_instruction::is_of_template(name);
    if file.all(Keyword::Unknown).any(|instruction| is_told(&instruction.name.text)) {
        return;
    }
    report.at(first.name.span, "There is no FROM, so there is nothing to build on");
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, marked};

    #[test]
    fn an_empty_file_has_no_from_either() {
        assert_eq!(findings("no-from", "").len(), 1);
        assert_eq!(findings("no-from", "# only a comment\n").len(), 1);
        assert_eq!(marked("no-from", "RUN a\nCMD b\n"), ["RUN"]);
    }

    #[test]
    fn a_misspelt_from_a_template_and_another_language_are_left_alone() {
        assert!(findings("no-from", "FORM alpine\nRUN a\n").is_empty());
        assert!(findings("no-from", "{{ steps }}\nRUN a\n").is_empty());
        assert!(findings("no-from", "# syntax=acme/other-language\nINCLUDE x\n").is_empty());
    }
}
