//! A service that is built, and has the name of an image.

use crate::rules::prelude::*;

rule! {
    /// A service has both `build` and `image`.
    ///
    /// It is legal: the image is built and gets that name, so that it can be pushed. Yet who reads the file, or runs `pull`,
    /// may take it for an image from a registry, and get another one than the one that is built here.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     build: .
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     build: .
    /// ```
    "build-and-image", Hint, Ask,
    default: off,
    groups: [Pedantic],
    aka: ["dclint:no-build-and-image"],
    concerns: ["no-build-and-image"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let (Some(build), Some(image)) = (service.entry("build"), service.entry("image")) else { continue };
        let finding =
            report.at(image.key.span(), format!("`{}` is built here, and named like an image to pull", service.name));
        finding.related(build.key.span(), "what builds it");
        if !image.merged {
            finding.fix("Remove `image`", amend::remove_entry(file, service.value, image)).declares(&[Change::Model]);
        }
    }
}
