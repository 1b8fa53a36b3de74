//! An ENTRYPOINT that a later one makes void.

use crate::rules::prelude::*;

rule! {
    /// Only the last `ENTRYPOINT` of a stage counts.
    ///
    /// An earlier one does nothing. The fix removes it and keeps the comments inside it.
    ///
    /// ```dockerfile
    /// FROM debian:13-slim
    /// ENTRYPOINT ["/bin/sh"]
    /// COPY run /usr/local/bin/run
    /// ENTRYPOINT ["run"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:13-slim
    /// COPY run /usr/local/bin/run
    /// ENTRYPOINT ["run"]
    /// ```
    "several-entrypoint", Warning, Safe,
    groups: [Correctness],
    aka: ["hadolint:DL4004", "buildkit:MultipleInstructionsDisallowed", "trivy:DS-0007"],
    concerns: ["multiple-entrypoint"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for (void, last) in file.overruled(Keyword::Entrypoint) {
        report
            .at(void.head, "This ENTRYPOINT never runs: only the last one of a stage does")
            .tag(Tag::Unnecessary)
            .related(last.name.span, "the last one")
            .fix("Remove the ENTRYPOINT without effect", remove_instruction(file, void))
            .declares(&[Change::Instructions]);
    }
}
