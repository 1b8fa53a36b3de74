//! An instruction that ONBUILD cannot keep.

use crate::rules::prelude::*;

rule! {
    /// `ONBUILD` cannot keep this instruction.
    ///
    /// What `ONBUILD` keeps runs right after the `FROM` of whoever builds on the image. `FROM` would start another stage,
    /// `MAINTAINER` is long gone, and triggers of triggers are not a thing: BuildKit refuses all three.
    ///
    /// ```dockerfile
    /// FROM node:24-slim
    /// ONBUILD ONBUILD COPY . .
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:24-slim
    /// ONBUILD COPY . .
    /// ```
    "forbidden-trigger", Error, Ask,
    groups: [Syntax],
    aka: [
        "hadolint:DL3043",
        "dockerfile-utils:ONBUILD_CHAINING_DISALLOWED",
        "dockerfile-utils:ONBUILD_TRIGGER_DISALLOWED",
    ],
    concerns: ["onbuild-trigger-forbidden", "parse-error"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for onbuild in file.all(Keyword::Onbuild) {
        let Some(trigger) = onbuild.trigger() else { continue };
        let name = trigger.keyword.name();
        match trigger.keyword {
            Keyword::Onbuild => {
                let next = trigger.rest.whole().start.max(trigger.name.span.end);
                report
                    .at(trigger.name.span, "ONBUILD cannot keep another ONBUILD")
                    .fix("Remove one ONBUILD", delete(Span::new(trigger.name.span.start, next)));
            }
            Keyword::From | Keyword::Maintainer => {
                report.at(trigger.name.span, format!("ONBUILD cannot keep {name}"));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn the_trigger_is_marked_in_any_case() {
        let source = "FROM a\nONBUILD from b\nONBUILD MAINTAINER c\nONBUILD RUN d\n";
        assert_eq!(marked("forbidden-trigger", source), ["from", "MAINTAINER"]);
    }
}
