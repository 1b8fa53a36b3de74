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
    "invalid-variable", Error, Ask,
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
            let finding = report.at(span, message);
            if !closed {
                finding.awaits(span);
            }
            if let Some(meant) = meant(&text[fault.clone()]).filter(|_| file.text(span) == &text[fault]) {
                finding.fix(format!("Change to `{meant}`"), replace(span, meant)).declares(&[Change::Model]);
            }
            finding.ask("Escape the `$`", insert(span.start, "$")).declares(&[Change::Model]);
        }
    }
}

/// The variable that somebody means by a name with dots or blanks around it, or by a brace that is never closed behind one.
fn meant(text: &str) -> Option<String> {
    let inner = text.strip_prefix("${")?;
    let name = inner.strip_suffix('}').unwrap_or(inner).trim();
    let starts_well = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'));
    (starts_well && is_name).then(|| format!("${{{}}}", name.replace('.', "_")))
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn what_is_clearly_a_variable_is_mended() {
        for text in ["${A.B}", "${ A_B }", "${A_B"] {
            assert_eq!(meant(text).as_deref(), Some("${A_B}"), "{text}");
        }
        for text in ["${}", "${1A}", "${A%.txt}", "${A/b", "${A B}"] {
            assert_eq!(meant(text), None, "{text}");
        }
    }
}
