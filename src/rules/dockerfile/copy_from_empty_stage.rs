//! Copies from a stage in which nothing is.

use crate::rules::prelude::*;

rule! {
    /// A `COPY` takes files from a stage that has none.
    ///
    /// The stage stands on `scratch` and nothing is copied into it, so whatever is asked of it is not found, and the build
    /// fails.
    ///
    /// ```dockerfile
    /// FROM scratch AS files
    /// LABEL org.opencontainers.image.title="files"
    ///
    /// FROM alpine:3.22
    /// COPY --from=files /etc/app.toml /etc/app.toml
    /// ```
    "copy-from-empty-stage", Warning,
    groups: [Correctness],
    aka: ["tally:tally/copy-from-empty-scratch-stage"],
    concerns: ["copy-from-empty-scratch-stage"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let mut is_empty: Vec<bool> = Vec::with_capacity(file.stages.len());
    for stage in &file.stages {
        let starts_empty = match stage.base {
            Base::Scratch => true,
            Base::Stage(parent) => is_empty.get(parent).copied().unwrap_or(false),
            _ => false,
        };
        let fills = |instruction: &Instruction| {
            matches!(
                instruction.keyword,
                Keyword::Copy | Keyword::Add | Keyword::Run | Keyword::Workdir | Keyword::Unknown
            )
        };
        is_empty.push(starts_empty && !file.instructions_of(stage).iter().any(fills));
    }
    if !is_empty.contains(&true) {
        return;
    }
    for reference in file.stages.iter().flat_map(|stage| &stage.references) {
        let instruction = &file.instructions[reference.instruction];
        // An empty folder can be mounted, and the root of an empty stage be copied: some stages are empty on purpose.
        let [sources @ .., _] = instruction.arguments.words() else { continue };
        let takes_files =
            sources.iter().any(|source| !source.text.trim_matches('/').is_empty() && !source.text.contains('*'));
        let stage = file.stage_named(&reference.name.text).filter(|_| takes_files);
        let Some(stage) = stage.filter(|stage| is_empty.get(stage.index) == Some(&true)) else { continue };
        let from = &file.instructions[stage.range.start];
        report
            .at(reference.name.span, format!("The stage {} holds no files", stage.label()))
            .related(from.name.span, "stands on scratch, and nothing is copied into it");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn a_stage_that_is_filled_is_fine() {
        let source = "FROM scratch AS a\nFROM a AS b\nENV X=1\nFROM scratch AS c\nCOPY . /\n\
             FROM d\nCOPY --from=b /x /\nCOPY --from=c /x /\nCOPY --from=0 /y /\nCOPY --from=0 / /\nRUN --mount=from=a,target=/m z\n";
        assert_eq!(marked("copy-from-empty-stage", source), ["b", "0"]);
    }
}
