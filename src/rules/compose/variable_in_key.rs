//! Variables where Compose does not look for them.

use crate::model::compose::has_variable;
use crate::rules::prelude::*;

rule! {
    /// A key holds a variable.
    ///
    /// Compose puts variables into values, never into keys: the key keeps its dollar sign. For labels and environment
    /// variables the list form helps, since an entry of a list is a value as a whole.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     labels:
    ///       "traefik.http.routers.${NAME}.rule": Host(`example.org`)
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     labels:
    ///       - "traefik.http.routers.${NAME}.rule=Host(`example.org`)"
    /// ```
    "variable-in-key", Warning, Ask,
    groups: [Correctness],
    concerns: ["interpolated-key"],
}

/// Mappings of a service that may be lists of `key=value`.
const EITHER_FORM: [&str; 4] = ["environment", "labels", "annotations", "sysctls"];

pub fn check(file: &Compose, report: &mut Report) {
    if !file.source().contains('$') {
        return;
    }
    for service in file.services() {
        for name in EITHER_FORM {
            let Some(mapping) = service.get(name).filter(|mapping| mapping.is_mapping() && !mapping.is_alias()) else {
                continue;
            };
            let held: Vec<_> = mapping.own_entries().filter(|pair| pair.key.text().is_some_and(has_variable)).collect();
            for (number, pair) in held.iter().enumerate() {
                let finding = report.at(pair.key.span(), "Compose puts no variables into keys");
                if number == 0 {
                    finding.fix(format!("Write `{name}` as a list"), as_list(file, mapping)).declares(&[Change::Model]);
                }
            }
        }
    }
}

/// Each entry on its own line as one text; `None` where an entry is more than that, or a comment stands among them.
fn as_list(file: &Compose, mapping: crate::model::compose::Value<'_>) -> Option<Edit> {
    let span = mapping.span();
    let commented = file.view().comments().iter().any(|comment| span.contains(*comment));
    if mapping.is_flow() || commented {
        return None;
    }
    let mut lines = Vec::new();
    for pair in mapping.own_entries() {
        let (key, value) = (pair.key.text()?, pair.value.text()?);
        if pair.is_merge() || pair.value.is_null() || pair.value.is_alias() || pair.value.whole() != pair.value.span() {
            return None;
        }
        let text = format!("{key}={value}");
        if text.contains(['\n', '\t']) {
            return None;
        }
        lines.push(format!("- \"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")));
    }
    let indent = " ".repeat(amend::column(file, span.start));
    let end = mapping.own_entries().last()?.value.whole().end;
    Some(replace(Span::new(span.start, end), lines.join(&format!("\n{indent}"))))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, marked};

    #[test]
    fn escaped_dollars_and_values_are_no_variables_in_keys() {
        let source = "services: {a: {image: x, environment: {A: $B}, labels: {\"a$$b\": c, \"x-$1\": d}}}\n";
        assert!(findings("variable-in-key", source).is_empty());
        assert_eq!(marked("variable-in-key", "services: {a: {image: x, environment: {$B: c}}}\n"), ["$B"]);
    }
}
