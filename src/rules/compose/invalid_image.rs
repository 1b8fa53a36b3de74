//! Texts that cannot name an image.

use super::tell_doubts;
use crate::model::compose::Subject;
use crate::rules::prelude::*;

rule! {
    /// The text cannot name an image.
    ///
    /// Names of images are lower case and have no blanks; a tag follows one colon, a digest an `@`. Compose does not look: the
    /// engine refuses to pull.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: Nginx:1.27
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    /// ```
    "invalid-image", Warning, Ask,
    groups: [Correctness],
    concerns: ["image-reference-invalid"],
}

pub fn check(file: &Compose, report: &mut Report) {
    tell_doubts(file, report, Subject::Image);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn only_what_is_known_is_judged() {
        let with = |image: &str| marked("invalid-image", &format!("services: {{a: {{image: \"{image}\"}}}}\n"));
        assert_eq!(with("web image:1"), ["web image"]);
        assert_eq!(with("web:1:2").len(), 1);
        for silent in ["$REGISTRY/Web", "${TAG:-web}:1", "a.example:5000/a/b:1@sha256:${D}", "localhost/x"] {
            assert!(with(silent).is_empty(), "{silent}");
        }
    }
}
