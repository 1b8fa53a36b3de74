//! A file beyond what is read.

use crate::model::compose::Limit;
use crate::rules::prelude::*;

rule! {
    /// The file is too large or too deep to be analysed.
    ///
    /// Beyond 32,767 lines only the syntax of a file is checked; beyond 100 open brackets or steps of indentation nothing is.
    /// What Compose says of such a file is not known here.
    ///
    /// ```yaml
    /// x-deep: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
    /// ```
    "oversized-file", Info,
    groups: [Correctness],
    concerns: ["node-visit-limit"],
}

pub fn check(file: &Compose, report: &mut Report) {
    let message = match file.view().limit() {
        Some(Limit::Lines) => "The file has more than 32,767 lines: only its syntax is checked",
        Some(Limit::Depth) => "The file nests deeper than 100 levels: it is not checked",
        None => return,
    };
    report.at(file.first_line(Span::new(0, file.source().len())), message);
}
