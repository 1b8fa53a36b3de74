//! An image that is another one from day to day.

use crate::rules::prelude::*;

rule! {
    /// The image has no tag, or the tag `latest`.
    ///
    /// `latest` is what was pushed last, so two builds of one commit can differ, and the day a new major version is out the
    /// build breaks without anybody having changed anything. A tag such as `24-slim` gets fixes but no surprises; a digest
    /// (`node:24-slim@sha256:…`) is exactly one image, which a bot can keep fresh.
    ///
    /// Stages, `scratch`, and images that an argument decides are left alone.
    ///
    /// ```dockerfile
    /// FROM node:latest
    /// COPY server.js /srv/
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:24-slim
    /// COPY server.js /srv/
    /// ```
    "unpinned-base-image", Info,
    groups: [Reproducibility],
    aka: [
        "hadolint:DL3006",
        "hadolint:DL3007",
        "trivy:DS-0001",
        "checkov:CKV_DOCKER_7",
        "dockerfilelint:missing_tag",
        "dockerfilelint:latest_tag",
    ],
    concerns: ["base-image-untagged", "base-image-latest"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for (image, word) in file.image_references() {
        // The word as written: behind a variable, somebody else decides.
        if !word.text.contains('$') && image.is_pinned() == Some(false) && reference_flaw(&image.text).is_none() {
            tell(&image, word, report);
        }
    }
}

fn tell(image: &ImageReference, word: &Word, report: &mut Report) {
    match &image.tag {
        Some(tag) => {
            let at = image.name.len() + 1;
            report.at(word.part(at..at + tag.len()), "`latest` is another image from day to day");
        }
        None => {
            report.at(
                word.span,
                format!("`{}` has no tag, so it is whatever `latest` is at the time", image.short_name()),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, marked};

    #[test]
    fn images_of_copies_and_mounts_count_too() {
        let source =
            "FROM a:1 AS b\nCOPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/\nRUN --mount=from=nginx,target=/n x\n";
        assert_eq!(marked("unpinned-base-image", source), ["latest", "nginx"]);
    }

    #[test]
    fn what_is_pinned_or_decided_elsewhere_is_left_alone() {
        let hex = "0".repeat(64);
        for line in [
            "FROM a:1".to_owned(),
            format!("FROM a@sha256:{hex}"),
            format!("FROM a:latest@sha256:{hex}"),
            "FROM scratch".to_owned(),
            "FROM $A".to_owned(),
            "FROM a:1 AS b\nFROM b".to_owned(),
            "FROM a:1\nCOPY --from=assets / /".to_owned(),
        ] {
            assert!(findings("unpinned-base-image", &format!("{line}\n")).is_empty(), "{line}");
        }
    }
}
