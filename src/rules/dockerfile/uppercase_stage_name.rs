//! Stage names with capitals.

use crate::rules::edits::rename_stage;
use crate::rules::prelude::*;

rule! {
    /// A stage's name has capital letters.
    ///
    /// BuildKit keeps stage names in lower case and finds them in any. Only a `FROM` looks for them as written: `FROM Build`
    /// never finds the stage `Build` and is refused. So write them small. The fix changes the name and every `--from` that
    /// uses it; `docker build --target` finds the stage under either name.
    ///
    /// ```dockerfile
    /// FROM golang:1.25 AS Build
    /// RUN go build -o /api ./cmd/api
    ///
    /// FROM scratch
    /// COPY --from=Build /api /api
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM golang:1.25 AS build
    /// RUN go build -o /api ./cmd/api
    ///
    /// FROM scratch
    /// COPY --from=build /api /api
    /// ```
    "uppercase-stage-name", Hint, Safe,
    groups: [Style],
    aka: ["buildkit:StageNameCasing"],
    concerns: ["stage-name-casing"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for stage in &file.stages {
        let Some(name) = &stage.name else { continue };
        let wanted = name.text.to_lowercase();
        if name.text != wanted {
            report
                .at(name.span, format!("The stage is kept under the name `{wanted}`"))
                .fix(format!("Call it `{wanted}`"), rename_stage(file, stage, &wanted));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    #[test]
    fn every_use_follows() {
        assert_eq!(
            fixed("uppercase-stage-name", "FROM a AS X\nFROM b\nRUN --mount=from=X,target=/x y\nCOPY --from=x / /\n")
                .as_deref(),
            Some("FROM a AS x\nFROM b\nRUN --mount=from=x,target=/x y\nCOPY --from=x / /\n")
        );
        assert!(findings("uppercase-stage-name", "FROM a AS x\n").is_empty());
    }
}
