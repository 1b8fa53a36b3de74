//! A label that names another base image than the file.

use crate::rules::edits::offer_without_label;
use crate::rules::prelude::*;

rule! {
    /// The label with the digest of the base image does not follow the base image.
    ///
    /// `org.opencontainers.image.base.digest` says which image this one stands on; scanners and update bots believe it. It is
    /// right only where `FROM` has the same digest. On a tag the base moves on, and the label stays.
    ///
    /// Pin the base by that digest, or leave the label to the tool that builds.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    /// LABEL org.opencontainers.image.base.digest=sha256:4bcff63911fcb4448bd4fdacec207030997caf25e9bea4045fa6c8c44de311d1
    /// USER nobody
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// USER nobody
    /// ```
    "stale-base-digest", Warning, Ask,
    groups: [Correctness],
    aka: ["tally:tally/labels/no-stale-base-digest"],
    concerns: ["label-stale-base-digest"],
}

const KEY: &str = "org.opencontainers.image.base.digest";

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !file.source().contains(KEY) {
        return;
    }
    let Some(stage) = file.final_stage() else { return };
    let digest = match file.foundation(stage) {
        Base::Image(image) if image.has_variable() => return,
        Base::Image(image) => image.digest.as_deref(),
        _ => None,
    };
    let labels = file.labels_under(stage);
    let Some(&label) = labels.iter().rfind(|&&label| file.label_key(label).as_deref() == Some(KEY)) else { return };
    let Some(value) = file.label_value(label).filter(|value| digest != Some(value)) else { return };
    let span = label.pair.value.span;
    let Some(digest) = digest else {
        let finding = report.at(span, "The base image is not pinned to a digest, so this label goes stale");
        offer_without_label(finding, file, label, "Remove the label", &[Change::Labels]);
        return;
    };
    report
        .at(span, format!("FROM stands on another digest than `{}`", shortened(&value)))
        .fix("Write the digest of FROM", replace(span, digest))
        .declares(&[Change::Labels]);
}

fn shortened(digest: &str) -> String {
    match digest.char_indices().nth(19) {
        Some((at, _)) => format!("{}…", &digest[..at]),
        None => digest.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    const NAME: &str = "stale-base-digest";

    #[test]
    fn a_pinned_base_and_its_label_agree() {
        let file = |pin: &str, label: &str| {
            format!("FROM a{pin} AS b\nLABEL {super_key}={label}\nFROM b\n", super_key = super::KEY)
        };
        assert!(marked(NAME, &file("@sha256:ab", "\"sha256:ab\"")).is_empty());
        assert!(marked(NAME, &file(":$V", "sha256:ab")).is_empty());
        assert!(marked(NAME, &file("", "$DIGEST")).is_empty());
        assert_eq!(fixed(NAME, &file("@sha256:ab", "\"sha256:cd\"")), Some(file("@sha256:ab", "sha256:ab")));
    }
}
