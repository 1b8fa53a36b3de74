//! An image that is another one from day to day.

use crate::reference::images::{Floating, floating, latest_release};
use crate::rules::prelude::*;

rule! {
    /// The image has no tag, or one that names no version.
    ///
    /// `latest` is what was pushed last, so two builds of one commit can differ, and the day a new major version is out the
    /// build breaks without anybody having changed anything. A tag such as `24-slim` gets fixes but no surprises; a digest
    /// (`node:24-slim@sha256:…`) is exactly one image, which a bot can keep fresh.
    ///
    /// A tag of an official image that names a variant and no version (`golang:alpine`) is `latest` in other words. A channel
    /// (`node:lts`), or a major version alone where minor ones break things (`python:3`), is a hint. `alpine:edge` and its like
    /// are what they are on purpose.
    ///
    /// Stages, `scratch`, and images that an argument decides are left alone. For official images the fix names the release that
    /// was `latest` when the table of this program was gathered.
    ///
    /// ```dockerfile
    /// FROM node:latest
    /// COPY server.js /srv/
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:26
    /// COPY server.js /srv/
    /// ```
    "unpinned-base-image", Info, Ask,
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
        if word.text.contains('$') || image.digest.is_some() || reference_flaw(&image.text).is_some() {
            continue;
        }
        if image.is_pinned() == Some(false) {
            tell(&image, word, report);
        } else if let Some(tag) = &image.tag
            && let Some(open) = floating(&image.name, tag)
        {
            tell_of_tag(&image, tag, open, word, report);
        }
    }
}

/// Speaks of a tag that is not `latest`, and leaves something open all the same.
fn tell_of_tag(image: &ImageReference, tag: &str, open: Floating, word: &Word, report: &mut Report) {
    let start = image.name.len() + 1;
    let first = tag.split('-').next().unwrap_or(tag);
    let name = image.short_name();
    let message = match open {
        Floating::Version => format!("`{tag}` names no version of {name}, so it is whatever is newest at the time"),
        Floating::Channel => format!("`{first}` goes from one version of {name} to the next by itself"),
        Floating::Minor => format!("`{first}` goes on to the next minor version of {name} by itself"),
    };
    let finding = report.at(word.part(start..start + tag.len()), message);
    if open != Floating::Version {
        finding.severity(Hint);
    }
    let Some(release) = latest_release(&image.name) else { return };
    // Every version has these; what is built on some release of a distribution may be gone for the newest.
    let is_lasting = matches!(tag, "alpine" | "apache" | "cli" | "dind" | "fpm" | "fpm-alpine" | "slim");
    let edit = match open {
        Floating::Minor => replace(word.part(start..start + first.len()), release),
        Floating::Version if is_lasting => insert(word.part(start..start).start, format!("{release}-")),
        _ => return,
    };
    finding.fix(format!("Stay with {release}"), edit);
}

fn tell(image: &ImageReference, word: &Word, report: &mut Report) {
    let after_name = image.name.len();
    let (place, message, span) = match &image.tag {
        Some(tag) => {
            let span = word.part(after_name + 1..after_name + 1 + tag.len());
            (span, "`latest` is another image from day to day".to_owned(), span)
        }
        None => {
            let message = format!("`{}` has no tag, so it is whatever `latest` is at the time", image.short_name());
            (word.part(after_name..after_name), message, word.span)
        }
    };
    let finding = report.at(span, message);
    if let Some(release) = latest_release(&image.name) {
        let colon = if image.tag.is_some() { "" } else { ":" };
        finding.fix(format!("Stay with {release}"), replace(place, format!("{colon}{release}")));
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Language, Snapshot};
    use crate::rules::Severity::{Hint, Info};
    use crate::rules::testing::{findings, fixed, marked, severities};
    use crate::rules::{Settings, check as check_all};

    #[test]
    fn images_of_copies_and_mounts_count_too() {
        let source =
            "FROM a:1 AS b\nCOPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/\nRUN --mount=from=nginx,target=/n x\n";
        assert_eq!(marked("unpinned-base-image", source), ["latest", "nginx"]);
    }

    #[test]
    fn official_images_have_a_release_to_stay_with() {
        let fixed = |line: &str| fixed("unpinned-base-image", line);
        assert_eq!(
            fixed("FROM --platform=$BUILDPLATFORM alpine AS a\n"),
            Some("FROM --platform=$BUILDPLATFORM alpine:3.24 AS a\n".into())
        );
        assert_eq!(fixed("FROM docker.io/library/redis:latest\n"), Some("FROM docker.io/library/redis:8\n".into()));
        assert_eq!(fixed("FROM acme/alpine\n"), None);
    }

    #[test]
    fn a_tag_without_a_version_is_latest_in_other_words() {
        for (before, after, severity) in [
            ("golang:alpine", Some("golang:1.27-alpine"), Info),
            ("python:3-slim", Some("python:3.14-slim"), Hint),
            ("node:lts", None, Hint),
            ("rust:buster", None, Info),
        ] {
            let source = format!("FROM {before} AS a\n");
            assert_eq!(severities("unpinned-base-image", &source), [severity], "{before}");
            assert_eq!(fixed("unpinned-base-image", &source), after.map(|it| format!("FROM {it} AS a\n")), "{before}");
        }
    }

    #[test]
    fn what_is_pinned_or_decided_elsewhere_is_left_alone() {
        let hex = "0".repeat(64);
        for line in [
            "FROM a:1".to_owned(),
            format!("FROM a@sha256:{hex}"),
            format!("FROM a:latest@sha256:{hex}"),
            "FROM scratch".to_owned(),
            "FROM node:24-slim".to_owned(),
            format!("FROM python:3@sha256:{hex}"),
            "FROM $A".to_owned(),
            "FROM a:1 AS b\nFROM b".to_owned(),
            "FROM a:1\nCOPY --from=assets / /".to_owned(),
        ] {
            assert!(findings("unpinned-base-image", &format!("{line}\n")).is_empty(), "{line}");
        }
    }

    #[test]
    fn a_dead_image_is_no_better_with_a_tag() {
        let said = |source: &str| -> Vec<&str> {
            let file = Snapshot::of(Language::Dockerfile, source);
            check_all(&file, &Settings::default()).into_iter().map(|it| it.rule).collect()
        };
        let centos = said("FROM centos\nCMD [\"true\"]\n");
        assert!(centos.contains(&"end-of-life-image") && !centos.contains(&"unpinned-base-image"), "{centos:?}");
        assert!(said("FROM debian\nCMD [\"true\"]\n").contains(&"unpinned-base-image"));
    }
}
