//! Files that a project finds too long.

use crate::rules::prelude::*;

rule! {
    /// The file has more lines than the project allows.
    ///
    /// The limit stands in the configuration, as `max-lines`; without it the rule is silent. Every line counts, comments and
    /// blank ones too. A long file can become several stages, or a base image of its own.
    ///
    /// ```toml
    /// max-lines = 3
    /// ```
    /// ```dockerfile
    /// FROM alpine:3.22
    /// RUN apk add --no-cache git
    /// COPY site /srv/
    /// USER nobody
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM registry.example.com/base:4
    /// COPY site /srv/
    /// USER nobody
    /// ```
    "long-file", Info,
    groups: [Style],
    aka: ["tally:tally/max-lines"],
    concerns: ["max-lines"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let Some(limit) = report.options().max_lines else { return };
    let mut lines = file.source().split_inclusive('\n').enumerate();
    let Some((_, first)) = lines.nth(limit) else { return };
    let count = lines.last().map_or(limit, |(index, _)| index) + 1;
    let start = first.as_ptr() as usize - file.source().as_ptr() as usize;
    let span = Span::new(start, start + first.trim_end().len());
    report.at(span, format!("The file has {} lines; the project allows {limit}", count.max(limit + 1)));
}
