//! A mapping of ports that other tools may read as a number.

use crate::model::compose::{Resolved, Style, Value};
use crate::rules::prelude::*;
use crate::rules::rewrite::preferred_quote;
use crate::syntax::yaml::Kind;

rule! {
    /// An entry of `ports` has no quotes.
    ///
    /// Compose reads `22:22` as text. Tools that keep to YAML 1.1 read two numbers with a colon as one number of base 60, here
    /// 1342. With quotes nobody has to know that.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     ports:
    ///       - 2222:22
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     ports:
    ///       - "2222:22"
    /// ```
    "unquoted-port", Hint, Safe,
    default: off,
    groups: [Style],
    aka: ["dclint:require-quotes-in-ports"],
    concerns: ["port-unquoted"],
}

pub fn check(file: &Compose, report: &mut Report) {
    let mut quote = None;
    for service in file.services() {
        for item in service.get("ports").into_iter().flat_map(Value::items) {
            let Kind::Scalar(scalar) = &file.view().node(item.id()).kind else { continue };
            let text = file.text(item.span());
            if scalar.style != Style::Plain || text.contains(['"', '\'', '\n']) {
                continue;
            }
            // A number with a leading zero is another number in a text.
            let same = match item.resolved() {
                Some(Resolved::Integer(number)) => number.to_string() == text,
                other => other == Some(Resolved::Text),
            };
            let quote = *quote.get_or_insert_with(|| preferred_quote(file));
            let finding = report.at(item.span(), format!("`{text}` has no quotes"));
            if same {
                let edit = replace(item.span(), format!("{quote}{text}{quote}"));
                finding.fix("Put it between quotes", edit).declares(&[Change::Model]);
            }
        }
    }
}
