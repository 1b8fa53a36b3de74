//! A HEALTHCHECK that a later one makes void.

use crate::rules::prelude::*;

rule! {
    /// Only the last `HEALTHCHECK` of a stage counts.
    ///
    /// An earlier one is never asked. The fix removes it and keeps the comments inside it. To check two things, join them in
    /// one command with `&&`.
    ///
    /// ```dockerfile
    /// FROM nginx:1.29
    /// HEALTHCHECK CMD nginx -t
    /// HEALTHCHECK --interval=30s CMD curl -fsS http://127.0.0.1/
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM nginx:1.29
    /// HEALTHCHECK --interval=30s CMD curl -fsS http://127.0.0.1/
    /// ```
    "several-healthcheck", Warning, Safe,
    groups: [Correctness],
    aka: ["hadolint:DL3012", "buildkit:MultipleInstructionsDisallowed", "trivy:DS-0023"],
    concerns: ["multiple-healthcheck"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for (void, last) in file.overruled(Keyword::Healthcheck) {
        report
            .at(void.head, "This HEALTHCHECK is never asked: only the last one of a stage is")
            .tag(Tag::Unnecessary)
            .related(last.name.span, "the last one")
            .fix("Remove the HEALTHCHECK without effect", remove_instruction(file, void))
            .declares(&[Change::Instructions]);
    }
}
