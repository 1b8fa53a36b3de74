//! Labels that buildx takes from the checkout.

use crate::reference::formats::is_commit;
use crate::rules::edits::offer_without_label;
use crate::rules::prelude::*;

rule! {
    /// A label that buildx can take from the checkout.
    ///
    /// With `BUILDX_GIT_LABELS=full` in its environment, `docker buildx build` labels the image with the commit, the
    /// repository and the path of the Dockerfile. What the file says by hand is the same at best. A commit written into the
    /// file is wrong from the next one on, with buildx or without.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    /// LABEL org.opencontainers.image.title=site \
    ///       org.opencontainers.image.revision=3f2c9ab
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// LABEL org.opencontainers.image.title=site
    /// ```
    "git-label", Info, Ask,
    default: off,
    groups: [Pedantic],
    aka: ["tally:tally/labels/no-buildx-git-overlap"],
    concerns: ["label-buildx-overlap"],
}

const REVISION: &str = "org.opencontainers.image.revision";

/// Source: buildx `build/git.go`.
const WRITTEN: [&str; 3] = [REVISION, "org.opencontainers.image.source", "com.docker.image.source.entrypoint"];

pub fn check(file: &Dockerfile, report: &mut Report) {
    let Some(stage) = file.final_stage() else { return };
    for label in file.labels_under(stage) {
        let Some(key) = file.label_key(label).filter(|key| WRITTEN.contains(&key.as_str())) else { continue };
        let names_commit = key == REVISION && file.label_value(label).is_some_and(|value| is_commit(&value));
        let message = if names_commit {
            "The commit is written into the file, so the label is wrong from the next commit on"
        } else {
            "With BUILDX_GIT_LABELS=full buildx sets this label from the checkout"
        };
        let finding = report.at(label.pair.key.span, message);
        offer_without_label(finding, file, label, "Leave it to buildx", &[Change::Labels]);
    }
}
