//! `COPY --from=build / /`.

use crate::rules::prelude::*;

rule! {
    /// A whole stage is copied into another.
    ///
    /// Sources, caches and tools of the build come along, and with them what a second stage was meant to leave behind; on top
    /// of another image its files replace those of the image. Copy what the program needs, by name. Only as a way to make
    /// one layer out of many does it have a use, on `scratch`; then mind that `ENV`, `USER`, `CMD` and the like stay behind. An
    /// image or a stage that only collects files, made to be copied whole, is left alone.
    ///
    /// ```dockerfile
    /// FROM golang:1.25 AS build
    /// RUN go build -o /api ./cmd/api
    ///
    /// FROM alpine:3.22
    /// COPY --from=build / /
    /// ```
    "whole-stage-copy", Info,
    groups: [Size],
    aka: ["hadolint:DL3067"],
    concerns: ["copy-whole-root-fs"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for copy in file.all(Keyword::Copy) {
        let [source, destination] = copy.arguments.words() else { continue };
        let Some(from) = copy.flag("from").and_then(|flag| flag.value.as_ref()) else { continue };
        let is_root = |word: &Word| matches!(word.text.as_str(), "/" | "/." | "/*");
        if !is_root(source) || !is_root(destination) || copy.flag("exclude").is_some() {
            continue;
        }
        let Some(stage) = file.stage_named(&from.text).filter(|stage| is_worked_in(file, stage)) else { continue };
        let is_squash = file.stage_at(copy.span.start).is_some_and(|stage| file.stands_on_scratch(stage));
        let message = format!("This copies all files of `{}`, those of its base image too", stage.label());
        let finding = report.at(source.span, message);
        if is_squash {
            finding.severity(Hint);
        }
    }
}

/// Whether a stage stands on an image and runs something in it.
fn is_worked_in(file: &Dockerfile, stage: &Stage) -> bool {
    let mut current = Some(stage);
    while let Some(stage) = current {
        if file.instructions_of(stage).iter().any(|it| it.is(Keyword::Run)) {
            return !file.stands_on_scratch(stage);
        }
        current = match stage.base {
            Base::Stage(parent) if parent < stage.index => file.stages.get(parent),
            _ => None,
        };
    }
    false
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity::{Hint, Info};
    use crate::rules::testing::severities;

    #[test]
    fn on_scratch_it_has_a_use_and_helpers_are_made_for_it() {
        let of = |source| severities("whole-stage-copy", source);
        assert_eq!(of("FROM a AS b\nRUN x\nFROM scratch\nCOPY --from=b / /\n"), [Hint]);
        assert_eq!(
            of(
                "FROM a AS b\nRUN x\nFROM c\nCOPY --from=d / /\nCOPY --from=b /* /\nCOPY --from=b /x /\nCOPY / /\nCOPY --from=b / /x/\n"
            ),
            [Info]
        );
    }
}
