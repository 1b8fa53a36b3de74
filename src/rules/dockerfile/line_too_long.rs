//! A line that does not fit BuildKit's buffer.

use crate::rules::prelude::*;

rule! {
    /// A line is longer than 65,535 bytes.
    ///
    /// BuildKit reads the file line by line through a buffer of 64 KiB, and refuses what does not fit. Break the line with a
    /// backslash, or copy the data from a file of its own.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    /// RUN echo "…65,536 bytes…" | base64 -d > /srv/data
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// COPY data /srv/data
    /// ```
    "line-too-long", Error,
    groups: [Syntax],
    aka: ["dockerfile-utils:INVALID_SYNTAX"],
    concerns: ["parse-error"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for instruction in &file.instructions {
        for problem in instruction.problems.iter().filter(|problem| problem.kind == ProblemKind::LineTooLong) {
            report.at(problem.span, "The line is longer than 65,535 bytes, which BuildKit does not read");
        }
    }
}
