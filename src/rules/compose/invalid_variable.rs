//! A variable that Compose cannot read.

use crate::model::compose::Template;
use crate::rules::prelude::*;

rule! {
    /// A variable cannot be read.
    ///
    /// Compose puts variables into every value of the file: `$NAME`, `${NAME}`, and `${NAME:-default}`, `:?`, `:+` and the
    /// same without the colon. A name has letters, digits and `_`, and a brace that is opened must be closed on its line.
    /// What the shells know besides, such as `${NAME%.txt}`, Compose does not. A `$` that is meant for the container is
    /// written `$$`.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:${NGINX.VERSION}
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:${NGINX_VERSION}
    /// ```
    "invalid-variable", Error,
    groups: [Correctness],
    concerns: ["interp-invalid"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for value in file.values().filter(|value| value.as_str().is_some_and(|text| text.contains('$'))) {
        let (Some(text), Some(joined)) = (value.text(), value.joined()) else { continue };
        for fault in Template::read(text).faults {
            let span = joined.span(fault.clone());
            let closed = text[fault.clone()].ends_with('}');
            let message = match closed {
                true => format!("Compose cannot read `{}`: a `$` of its own is written `$$`", &text[fault.clone()]),
                false => "This `${` is never closed; a `$` of its own is written `$$`".to_owned(),
            };
            report.at(span, message).ask("Escape the `$`", insert(span.start, "$")).declares(&[Change::Model]);
        }
    }
}
