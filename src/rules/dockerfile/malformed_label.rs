//! Labels whose values are not what they should be.

use crate::reference::formats::{is_commit, is_email, is_semantic_version, is_time, is_url};
use crate::reference::licences::flaw_in_expression;
use crate::rules::LabelKind;
use crate::rules::prelude::*;

rule! {
    /// The value of a label is not of the kind that its key asks for.
    ///
    /// What kind that is stands in the configuration, under `label-schema`, or under the same name in a `.hadolint.yaml`:
    /// `text` is anything but nothing, `url` an absolute URL, `rfc3339` a point in time, `spdx` a licence expression, `hash`
    /// 7 to 40 hexadecimal digits, `semver` a semantic version, `email` an address. The keys of the OCI image specification
    /// need no configuration where it says what their values are: `created`, `url`, `source`, `documentation`, `licenses`.
    /// Values with variables are not looked at.
    ///
    /// ```toml
    /// [label-schema]
    /// "com.example.version" = "semver"
    /// ```
    /// ```dockerfile
    /// FROM alpine:3.22
    /// LABEL com.example.version=v1.4
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// LABEL com.example.version=1.4.0
    /// ```
    "malformed-label", Warning,
    lacks: Continuation,
    groups: [Correctness],
    aka: [
        "hadolint:DL3051",
        "hadolint:DL3052",
        "hadolint:DL3053",
        "hadolint:DL3054",
        "hadolint:DL3055",
        "hadolint:DL3056",
        "hadolint:DL3058",
    ],
    concerns: [
        "label-empty",
        "label-value-url",
        "label-value-rfc3339",
        "label-value-spdx",
        "label-value-git-hash",
        "label-value-semver",
        "label-value-email",
    ],
}

/// The keys whose values the OCI image specification describes. Source: its `annotations.md`.
const OCI: [(&str, LabelKind); 5] = [
    ("org.opencontainers.image.created", LabelKind::Time),
    ("org.opencontainers.image.documentation", LabelKind::Url),
    ("org.opencontainers.image.licenses", LabelKind::Licence),
    ("org.opencontainers.image.source", LabelKind::Url),
    ("org.opencontainers.image.url", LabelKind::Url),
];

pub fn check(file: &Dockerfile, report: &mut Report) {
    let options = report.options();
    for stage in &file.stages {
        for label in file.labels_of(stage) {
            let Some(key) = file.label_key(label) else { continue };
            let asked = options.label_schema.get(&key).copied();
            let Some(kind) = asked.or_else(|| OCI.iter().find(|(known, _)| *known == key).map(|&(_, kind)| kind))
            else {
                continue;
            };
            let Some(flaw) = file.label_value(label).and_then(|value| flaw(&value, kind)) else { continue };
            let finding = report.at(label.pair.value.span, format!("The label `{key}` {flaw}"));
            if asked.is_none() {
                finding.severity(Info);
            }
        }
    }
}

/// What is wrong with a value of this kind, as the end of a sentence.
fn flaw(value: &str, kind: LabelKind) -> Option<String> {
    if value.is_empty() {
        return Some("is empty".to_owned());
    }
    let (is_sound, what) = match kind {
        LabelKind::Text => return None,
        LabelKind::Licence => {
            let flaw = flaw_in_expression(value)?;
            return Some(format!("wants licences by their SPDX names, such as `Apache-2.0 OR MIT`; `{flaw}` is none"));
        }
        LabelKind::Url => (is_url(value), "an absolute URL, such as `https://example.com`"),
        LabelKind::Time => (is_time(value), "a time as RFC 3339 writes it, such as `2026-01-31T09:00:00Z`"),
        LabelKind::Hash => (is_commit(value), "a Git commit of 7 to 40 hexadecimal digits"),
        LabelKind::Version => (is_semantic_version(value), "a semantic version, such as `1.4.2`"),
        LabelKind::Email => (is_email(value), "an e-mail address"),
    };
    (!is_sound).then(|| format!("wants {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{marked, severities};

    const NAME: &str = "malformed-label";

    #[test]
    fn every_kind_has_its_sentence() {
        let sentence = |value: &str, kind| flaw(value, kind).unwrap_or_default();
        for (name, kind) in LabelKind::ALL {
            assert_eq!(sentence("", kind), "is empty", "{name}");
            assert_eq!(sentence("?? ", kind).is_empty(), kind == LabelKind::Text, "{name}");
        }
        assert!(sentence("MIT License", LabelKind::Licence).contains("`License` is none"));
    }

    #[test]
    fn the_keys_of_the_specification_are_known() {
        let source = "FROM a\nLABEL org.opencontainers.image.source=github.com/a/b org.opencontainers.image.url=$URL \\\n \
                      org.opencontainers.image.version=v1\n";
        assert_eq!(marked(NAME, source), ["github.com/a/b"]);
        assert_eq!(severities(NAME, source), [Info]);
    }
}
