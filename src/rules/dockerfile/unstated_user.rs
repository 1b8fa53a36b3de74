//! An image that leaves it to its base who runs the container.

use super::root_user::told_at;
use crate::reference::images::Knowledge;
use crate::rules::prelude::*;

rule! {
    /// No `USER` says who runs the container.
    ///
    /// Whoever reads the file has to look into the base image, and most of those start as root. With a USER of its own the file
    /// says so, and goes on saying so when the base changes.
    ///
    /// The rule speaks of the last stage where neither it nor a stage below has a USER, unless the base image is known to have
    /// one, or to give its service one. It is meant for those who want every image to name its user, and off by default;
    /// where a service is known to run as root for no reason, `root-user` tells.
    ///
    /// ```dockerfile
    /// FROM ghcr.io/acme/base:1
    /// COPY tool /usr/local/bin/
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM ghcr.io/acme/base:1
    /// COPY tool /usr/local/bin/
    /// USER 1000
    /// ```
    "unstated-user", Hint,
    default: off,
    groups: [Security],
    aka: ["trivy:DS-0002", "checkov:CKV_DOCKER_3"],
    concerns: ["no-user-at-all"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let Some(stage) = file.final_stage() else { return };
    let runtime = file.runtime_of(stage);
    let image = file.image_under(stage);
    let is_stated = runtime.user.is_some() || image.is_some_and(|it| it.service_runs_as_root() == Knowledge::No);
    let nature = file.nature_of(stage, &runtime);
    let is_silent = matches!(nature, Nature::StepsDown | Nature::Carrier);
    if is_stated || is_silent || told_at(file, stage, &runtime, nature).is_some() {
        return;
    }
    let span = stage.base_word.span;
    match image {
        Some(image) if image.is_windows() => {
            report.at(span, "No USER follows, so the container runs as administrator, as this image does")
        }
        Some(_) => report.at(span, "No USER follows, so the container runs as root, as this image does"),
        None => report.at(span, "No USER follows, and which user this image has is not known here"),
    };
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn an_image_should_name_its_user() {
        for (source, base) in [
            ("FROM $BASE\nCMD [\"a\"]\n", "$BASE"),
            ("FROM busybox:1.38\nRUN a\n", "busybox:1.38"),
            ("FROM a AS b\nFROM b\nRUN c\n", "b"),
        ] {
            assert_eq!(marked("unstated-user", source), [base], "{source}");
        }
    }

    #[test]
    fn what_is_said_here_or_by_another_rule_is_enough() {
        for source in [
            "FROM a\nUSER b\n",
            "FROM a\nUSER root\n",
            "FROM node:22\nCMD [\"a\"]\n",
            "FROM postgres:17\n",
            "FROM gcr.io/distroless/static-debian12:nonroot\nCMD [\"/a\"]\n",
            "FROM scratch\nCOPY a /\n",
        ] {
            assert!(marked("unstated-user", source).is_empty(), "{source}");
        }
    }
}
