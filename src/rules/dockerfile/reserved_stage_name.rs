//! Stages called `scratch` or `context`.

use crate::rules::edits::rename_stage;
use crate::rules::prelude::*;

rule! {
    /// A stage has a name that means something else.
    ///
    /// `scratch` is the empty base image and `context` the build context. A stage of that name hides it in everything below:
    /// `FROM scratch` then stands on the stage. The fix gives the stage another name, wherever the file uses it.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22 AS context
    /// RUN apk add --no-cache git
    ///
    /// FROM alpine:3.22
    /// COPY --from=context /usr/bin/git /usr/bin/
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22 AS context-stage
    /// RUN apk add --no-cache git
    ///
    /// FROM alpine:3.22
    /// COPY --from=context-stage /usr/bin/git /usr/bin/
    /// ```
    "reserved-stage-name", Warning, Ask,
    groups: [Correctness],
    aka: ["hadolint:DL3063", "buildkit:ReservedStageName"],
    concerns: ["stage-name-reserved"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for stage in &file.stages {
        let Some(name) = &stage.name else { continue };
        let lower = name.text.to_lowercase();
        let meant = match lower.as_str() {
            "scratch" => "the empty image",
            "context" => "the build context",
            _ => continue,
        };
        let finding = report.at(name.span, format!("`{lower}` is the name of {meant}"));
        let other = format!("{lower}-stage");
        if file.stage_of_name(&other).is_none() {
            finding.fix(format!("Call it `{other}`"), rename_stage(file, stage, &other));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn only_the_two_names_are_taken() {
        assert_eq!(marked("reserved-stage-name", "FROM a AS Scratch\nFROM b AS contexts\n"), ["Scratch"]);
        assert_eq!(
            fixed("reserved-stage-name", "FROM scratch AS scratch\nFROM scratch\n").as_deref(),
            Some("FROM scratch AS scratch-stage\nFROM scratch-stage\n")
        );
    }
}
