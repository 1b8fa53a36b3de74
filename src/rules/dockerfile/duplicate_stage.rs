//! Two stages of one name.

use crate::rules::prelude::*;
use std::collections::BTreeMap;

rule! {
    /// Two stages have the same name.
    ///
    /// BuildKit takes it, and the later one wins: `COPY --from` and the target of a build mean the last stage of that name, a
    /// `FROM` the last one above it. The earlier stage can then be reached by its number only. Names compare without regard
    /// to case.
    ///
    /// ```dockerfile
    /// FROM node:24 AS build
    /// RUN npm ci
    ///
    /// FROM golang:1.25 AS build
    /// RUN go build -o /api ./cmd/api
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:24 AS assets
    /// RUN npm ci
    ///
    /// FROM golang:1.25 AS build
    /// RUN go build -o /api ./cmd/api
    /// ```
    "duplicate-stage", Warning,
    groups: [Correctness],
    aka: [
        "hadolint:DL3024",
        "buildkit:DuplicateStageName",
        "dockerfile-utils:DUPLICATE_BUILD_STAGE_NAME",
        "trivy:DS-0012",
        "checkov:CKV_DOCKER_11",
    ],
    concerns: ["stage-name-duplicate"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let mut first: BTreeMap<String, Span> = BTreeMap::new();
    for name in file.stages.iter().filter_map(|stage| stage.name.as_ref()) {
        match first.get(&name.text.to_lowercase()) {
            Some(&before) => {
                report
                    .at(
                        name.span,
                        format!("A stage above is named `{}` too; from here on this one is meant", name.text),
                    )
                    .related(before, "the first of that name");
            }
            None => {
                first.insert(name.text.to_lowercase(), name.span);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn case_does_not_tell_names_apart() {
        assert_eq!(marked("duplicate-stage", "FROM a AS x\nFROM b AS X\nFROM c AS y\n"), ["X"]);
    }
}
