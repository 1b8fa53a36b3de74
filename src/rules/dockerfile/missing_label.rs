//! Labels that the project asks for.

use crate::rules::prelude::*;

rule! {
    /// The image lacks a label that the project asks for.
    ///
    /// Which labels an image must have stands in the configuration, under `label-schema`, or under the same name in a
    /// `.hadolint.yaml`. Asked are the last stage and every other that no stage uses; what a stage is built on counts.
    ///
    /// The fix sets the label from a build argument, so that a pipeline can fill it in.
    ///
    /// ```toml
    /// [label-schema]
    /// "org.opencontainers.image.revision" = "hash"
    /// ```
    /// ```dockerfile
    /// FROM alpine:3.22
    /// COPY site /srv/
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// COPY site /srv/
    /// ARG REVISION
    /// LABEL org.opencontainers.image.revision=$REVISION
    /// ```
    "missing-label", Info, Ask,
    groups: [Correctness],
    aka: ["hadolint:DL3049"],
    concerns: ["label-required-missing"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let options = report.options();
    if options.label_schema.is_empty() {
        return;
    }
    for stage in file.results() {
        let labels = file.labels_under(stage);
        let known: Vec<Option<String>> = labels.iter().map(|&label| file.label_key(label)).collect();
        // A variable may stand for any key.
        if known.contains(&None) {
            continue;
        }
        for wanted in options.label_schema.keys().filter(|wanted| !known.contains(&Some(String::clone(wanted)))) {
            report
                .at(stage.base_word.span, format!("The image lacks the label `{wanted}`"))
                .fix(format!("Set {wanted} from a build argument"), declare(file, stage, wanted))
                .declares(&[Change::Instructions, Change::Labels]);
        }
    }
}

/// The lines that set the label, below the last label of the stage or at its end.
fn declare(file: &Dockerfile, stage: &Stage, label: &str) -> Edit {
    let last = stage.range.end - 1;
    let at = stage.range.clone().rev().find(|&index| file.instructions[index].is(Keyword::Label)).unwrap_or(last);
    let name = argument_for(label);
    let is_known = file.variables_before(at).contains_key(&name);
    let argument = if is_known { String::new() } else { format!("ARG {name}\n") };
    let lines = format!("{argument}LABEL {label}=${name}");
    let place = file.whole_lines(file.instructions[at].span);
    if file.text(place).ends_with('\n') {
        insert(place.end, format!("{lines}\n"))
    } else {
        insert(place.end, format!("\n{lines}"))
    }
}

/// `REVISION` for `org.opencontainers.image.revision`.
fn argument_for(label: &str) -> String {
    let last = label.rsplit(['.', '/']).next().unwrap_or(label);
    last.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use crate::model::{Language, Snapshot};
    use crate::rules::settings::Selector;
    use crate::rules::{LabelKind, Options, Settings, check};
    use crate::text::apply_edits;

    fn mended(source: &str) -> Vec<String> {
        let options =
            Options { label_schema: [("a.version".to_owned(), LabelKind::Text)].into(), ..Options::default() };
        let select = Some(vec![Selector::Rule("missing-label")]);
        let settings = Settings { select, options: options.into(), ..Settings::default() };
        let found = check(&Snapshot::of(Language::Dockerfile, source), &settings);
        found.iter().map(|finding| apply_edits(source, &finding.fixes[0].edits)).collect()
    }

    #[test]
    fn only_results_are_asked_and_parents_count() {
        for silent in [
            "FROM a\nLABEL a.version=1\n",
            "FROM a AS b\nLABEL a.version=1\nFROM b\nUSER c\n",
            "FROM a AS b\nFROM c\nCOPY --from=b /x /y\nLABEL a.version=\n",
            "FROM a\nLABEL $KEY=1\n",
        ] {
            assert!(mended(silent).is_empty(), "{silent}");
        }
        assert_eq!(mended("FROM a AS b\nFROM c\n").len(), 2);
    }

    #[test]
    fn an_argument_that_is_there_is_used() {
        assert_eq!(mended("FROM a\nARG VERSION=1\nRUN b"), ["FROM a\nARG VERSION=1\nRUN b\nLABEL a.version=$VERSION"]);
        assert_eq!(
            mended("FROM a\nLABEL b=c\nRUN d\n"),
            ["FROM a\nLABEL b=c\nARG VERSION\nLABEL a.version=$VERSION\nRUN d\n"]
        );
    }
}
