//! Dollar signs that are none of a variable.

use crate::model::compose::Template;
use crate::rules::prelude::*;

rule! {
    /// A dollar sign stands alone beside variables.
    ///
    /// `$1`, `$(` and a `$` before a blank stay as they are, while `$NAME` beside them is filled in. That is easy to misread, and
    /// one letter more makes a variable. `$$` says that the dollar sign is meant.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     command: sh -c "echo ${GREETING:-hello} $(hostname)"
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     command: sh -c "echo ${GREETING:-hello} $$(hostname)"
    /// ```
    "bare-dollar", Hint, Safe,
    default: off,
    groups: [Style],
    concerns: ["unescaped-dollar-digit"],
}

pub fn check(file: &Compose, report: &mut Report) {
    if !file.source().contains('$') {
        return;
    }
    for value in file.values() {
        let Some(text) = value.as_str().filter(|text| text.contains('$')) else { continue };
        let template = Template::read(text);
        let Some(joined) = value.joined().filter(|_| !template.variables.is_empty() && template.faults.is_empty())
        else {
            continue;
        };
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(found) = text[at..].find('$') {
            at += found;
            if let Some(used) = template.variables.iter().find(|used| used.range.start == at) {
                at = used.range.end;
                continue;
            }
            if bytes.get(at + 1) == Some(&b'$') {
                at += 2;
                continue;
            }
            let span = joined.span(at..at + 1);
            let finding = report.at(span, "This dollar sign is no variable's");
            if file.text(span) == "$" {
                finding.fix("Double it", insert(span.start, "$")).declares(&[Change::Model]);
            }
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings;

    #[test]
    fn a_text_without_variables_is_clear() {
        let count =
            |text: &str| findings("bare-dollar", &format!("services: {{a: {{image: x, command: '{text}'}}}}\n")).len();
        assert_eq!(
            [count("$1 $A"), count("$1 $(a)"), count("$$ $A"), count("${A:-$1} $"), count("$A $1 $(x)")],
            [1, 0, 0, 1, 2]
        );
    }
}
