//! A variable that becomes blank.

use super::literal_secret::looks_secret;
use crate::model::compose::project::substitute::substitute;
use crate::reference::suggest::suggest;
use crate::rules::prelude::*;
use std::collections::HashSet;

rule! {
    /// A variable is set nowhere, and becomes blank.
    ///
    /// Neither the environment nor the `.env` beside the file sets it, and it has no default: Compose warns, and puts nothing in
    /// its place. Say what it is in `.env`, or give a default (`${NAME:-default}`; `${NAME:-}` where blank is meant). With
    /// `${NAME:?}` nothing starts without it, which is best for a password. A `$` that is meant for the container is written `$$`.
    ///
    /// A warning where there is a `.env`, which then lacks it; else a hint, for the file may be kept elsewhere.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:${NGINX_VERSON}
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:${NGINX_VERSION}
    /// ```
    ///
    /// Around it lies:
    /// ```text
    /// .env
    ///     NGINX_VERSION=1.27
    /// ```
    "unset-variable", Hint, Ask,
    groups: [Correctness],
    concerns: ["unset-variable", "variable-typo"],
}

pub fn check(file: &Compose, report: &mut Report) {
    let setting = file.setting();
    if !setting.knows_environment || !file.source().contains('$') {
        return;
    }
    let known: Vec<&str> = setting.environment.of_files().map(|(name, _)| name).collect();
    // Compose's own names are always among them.
    let has_file = setting.environment.of_files().any(|(_, known)| known.origin.is_some());
    let mut told: HashSet<String> = HashSet::new();
    for value in file.values().filter(|value| value.as_str().is_some_and(|text| text.contains('$'))) {
        let (Some(text), Some(joined)) = (value.text(), value.joined()) else { continue };
        for (name, range) in substitute(text, &|name| setting.environment.get(name)).unset {
            // As Compose does, say it once.
            if !told.insert(name.clone()) {
                continue;
            }
            let inner = if text[range.clone()].starts_with("${") { range.start + 2 } else { range.start + 1 };
            let name_span = joined.span(inner..inner + name.len());
            let span = joined.span(range);
            let finding = report.at(span, format!("`{name}` is set nowhere, and becomes blank"));
            if has_file {
                finding.severity(Warning);
            }
            if let Some(near) = suggest(&name, known.iter().copied()) {
                finding.fix(format!("Change to `{near}`"), replace(name_span, near)).declares(&[Change::Model]);
            }
            if file.text(span) == format!("${{{name}}}") {
                // Whether blank is meant only the author knows: done in bulk, it would merely silence the question.
                if looks_secret(&name) {
                    finding.show("Refuse to start without it", insert(span.end - 1, ":?")).declares(&[Change::Model]);
                }
                finding.show("Let it be blank by default", insert(span.end - 1, ":-")).declares(&[Change::Model]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Language, Snapshot};
    use crate::rules::testing::{around, findings, findings_among};
    use crate::rules::{Applicability, Settings, Severity, check};

    #[test]
    fn a_variable_is_missed_once_and_only_where_the_environment_is_known() {
        let source = "services: {a: {image: 'x:$A$B${C:-}${A}'}}\n";
        assert!(findings("unset-variable", source).is_empty());
        let alone = findings_among("unset-variable", &[], source);
        assert_eq!(alone.iter().map(|it| it.span.of(source)).collect::<Vec<_>>(), ["$A", "$B"]);
        assert!(alone.iter().all(|it| it.severity == Severity::Hint));
        let with_file = findings_among("unset-variable", &[(".env", "A=1\n")], source);
        assert_eq!(with_file.iter().map(|it| it.severity).collect::<Vec<_>>(), [Severity::Warning]);
    }

    #[test]
    fn whether_blank_is_meant_is_for_the_author_to_say() {
        let titles = |name: &str| {
            let source = format!("services: {{a: {{image: x, environment: {{P: '${{{name}}}'}}}}}}\n");
            let fixes = findings_among("unset-variable", &[], &source).remove(0).fixes;
            assert!(fixes.iter().all(|fix| fix.kind == Applicability::Show));
            fixes.into_iter().map(|fix| fix.title).collect::<Vec<_>>()
        };
        assert_eq!(titles("DB_PASSWORD"), ["Refuse to start without it", "Let it be blank by default"]);
        assert_eq!(titles("REGION"), ["Let it be blank by default"]);
    }

    #[test]
    fn who_says_it_better_is_heard_alone() {
        for (body, louder) in [
            ("image: x, environment: {A: 1}, command: echo $A", "unescaped-dollar"),
            ("image: x, ports: [\"${A}:${A}\"]", "invalid-published-port"),
            ("image: x, volumes: [\"${A}:/a\"]", "invalid-volume-mount"),
        ] {
            let source = format!("services: {{a: {{{body}}}}}\n");
            let snapshot = Snapshot::of(Language::Compose, &source).with_surroundings(around(Language::Compose, &[]));
            let said: Vec<&str> = check(&snapshot, &Settings::default()).iter().map(|it| it.rule).collect();
            assert!(said.contains(&louder) && !said.contains(&"unset-variable"), "{body}: {said:?}");
        }
    }
}
