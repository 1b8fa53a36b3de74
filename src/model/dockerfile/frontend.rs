//! Which program reads the file: the image that `# syntax=` names, or the front end inside the builder.
//!
//! Source: BuildKit `frontend/dockerfile`, whose releases are the tags of `docker/dockerfile`: `1` follows the newest 1.x, `-labs`
//! adds what is not stable yet, and `docker/dockerfile-upstream` is built from what is being worked on.

use super::{DirectiveName, Dockerfile, ImageReference};
use crate::reference::dockerfile::NEWEST_FRONTEND;

impl Dockerfile {
    /// Whether the file is written for Docker's own front end, as far as its `# syntax=` says. Others may read another
    /// language altogether.
    pub fn is_for_docker(&self) -> bool {
        self.frontend().is_none_or(|image| matches!(image.short_name(), "dockerfile" | "dockerfile-upstream"))
    }

    /// Whether the front end may know flags, instructions and values that our tables do not: it is not Docker's, newer than
    /// they are, or none of its stable releases.
    pub fn may_know_more(&self) -> bool {
        let Some(image) = self.frontend() else { return false };
        if image.short_name() != "dockerfile" {
            return true;
        }
        match image.tag.as_deref() {
            // `docker/dockerfile@sha256:…` is any release.
            None => image.digest.is_some(),
            Some("latest" | "1") => false,
            Some(tag) => release(tag).is_none_or(|release| release > NEWEST_FRONTEND),
        }
    }

    /// The image that `# syntax=` names; `None` where the builder's own front end reads the file.
    fn frontend(&self) -> Option<ImageReference> {
        let syntax = self.directives.iter().find(|it| it.name == DirectiveName::Syntax)?;
        Some(ImageReference::parse(syntax.first_word(), syntax.value_span))
    }
}

/// `1.7` and `1.7.1` as the release 1.7; `None` for what is no stable release.
fn release(tag: &str) -> Option<(u32, u32)> {
    let mut numbers = tag.split('.').map(str::parse);
    let (major, minor) = (numbers.next()?.ok()?, numbers.next().unwrap_or(Ok(0)).ok()?);
    numbers.all(|number| number.is_ok()).then_some((major, minor))
}

#[cfg(test)]
mod tests {
    use crate::model::{Language, Snapshot};

    #[test]
    fn what_is_newer_or_another_may_know_more() {
        for (syntax, expected) in [
            ("docker/dockerfile:1", false),
            ("docker/dockerfile", false),
            ("docker/dockerfile:1.7", false),
            ("docker.io/docker/dockerfile:1.7.1@sha256:abc", false),
            ("docker/dockerfile:1.99", true),
            ("docker/dockerfile:2", true),
            ("docker/dockerfile:1-labs", true),
            ("docker/dockerfile:1.7-labs", true),
            ("docker/dockerfile@sha256:abc", true),
            ("docker/dockerfile-upstream:master", true),
            ("acme/own", true),
        ] {
            let snapshot = Snapshot::of(Language::Dockerfile, &format!("# syntax={syntax}\nFROM a\n"));
            assert_eq!(snapshot.dockerfile().map(super::Dockerfile::may_know_more), Some(expected), "{syntax}");
        }
        let plain = Snapshot::of(Language::Dockerfile, "FROM a\n");
        assert!(plain.dockerfile().is_some_and(|file| file.is_for_docker() && !file.may_know_more()));
    }
}
