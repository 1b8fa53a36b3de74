//! A variable that must be set.

use crate::model::compose::project::substitute::substitute;
use crate::rules::prelude::*;

rule! {
    /// A variable must be set, and is set nowhere.
    ///
    /// `${NAME:?why}` refuses the project where `NAME` is unset or empty, `${NAME?why}` where it is unset. Here neither the
    /// environment nor a `.env` beside the file sets it.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:${NGINX:?say which one}
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:${NGINX:-1.27}
    /// ```
    ///
    /// Around it lies:
    /// ```text
    /// .env
    ///     PORT=80
    /// ```
    "required-variable", Error,
    groups: [Correctness],
    concerns: ["interp-required"],
}

pub fn check(file: &Compose, report: &mut Report) {
    let setting = file.setting();
    if !setting.knows_environment || !file.source().contains('?') {
        return;
    }
    for value in file.values().filter(|value| value.as_str().is_some_and(|text| text.contains('$'))) {
        let (Some(text), Some(joined)) = (value.text(), value.joined()) else { continue };
        for (name, why, range) in substitute(text, &|name| setting.environment.get(name)).required {
            let why = if why.is_empty() { why } else { format!(": {why}") };
            let message = format!("`{name}` must have a value, and has none{why}");
            report.at(joined.span(range), message).environment();
        }
    }
}
