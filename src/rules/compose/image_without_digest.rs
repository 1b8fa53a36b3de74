//! An image that is named, and not pinned to the byte.

use crate::rules::prelude::*;

rule! {
    /// An image has no digest.
    ///
    /// A tag can be moved, by its owner or by whoever has taken the registry over. A digest names the very bytes that were
    /// tested: the tag beside it is for people.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27@sha256:6784fb0834aa7dbbe12e3d7471e69c290df3e6ba810dc38b34ae33d3c1c05f7d
    /// ```
    "image-without-digest", Info,
    default: off,
    groups: [Hardening, Reproducibility],
    aka: ["compose-lint:CL-0019"],
    concerns: ["image-no-digest"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services().into_iter().filter(|service| service.build().is_none()) {
        let Some(image) = service.image().filter(|image| image.digest.is_none()) else { continue };
        // A variable may bring the digest along.
        if !image.text.ends_with('}') && !image.name.contains('$') && !image.text.contains(":$") {
            report.at(image.span, format!("`{}` is what its owner makes of it: no digest pins it", image.text));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn variables_may_hold_a_digest() {
        let with = |image: &str| marked("image-without-digest", &format!("services:\n  a: {{image: \"{image}\"}}\n"));
        assert_eq!(with("nginx"), ["nginx"]);
        for silent in ["nginx:${V}", "$IMAGE", "${R}/x:1", "nginx@sha256:ab"] {
            assert!(with(silent).is_empty(), "{silent}");
        }
        assert!(marked("image-without-digest", "services:\n  a: {image: x, build: .}\n").is_empty());
    }
}
