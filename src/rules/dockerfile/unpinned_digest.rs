//! A base image by its tag alone.

use crate::rules::prelude::*;

rule! {
    /// The image has no digest.
    ///
    /// A tag is a name that its owner may give to another image at any time: for a fix of security as a rule, for something
    /// worse where an account was taken over. A digest names one image for ever, and with the tag before it people still see
    /// what it is: `node:24-slim@sha256:…`. A digest that nobody renews keeps every old hole open, so let a bot do that.
    ///
    /// This is a choice, so the rule is off unless you ask for it. `docker buildx imagetools inspect IMAGE` prints the digest.
    /// Stages, `scratch`, and images whose digest an argument may hold are left alone.
    ///
    /// ```dockerfile
    /// FROM node:24-slim
    /// COPY server.js /srv/
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:24-slim@sha256:4d9d8a0fbb0c1e34ab5a4d0b8dc6f4a2f2a7e2c0c7d4b1f6a9e8d7c6b5a49382
    /// COPY server.js /srv/
    /// ```
    "unpinned-digest", Info,
    default: off,
    groups: [Reproducibility],
    aka: ["docker-language-server:not_pinned_digest"],
    concerns: ["base-image-not-digest-pinned"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for (image, word) in file.image_references() {
        if image.digest.is_none() && !image.has_variable() && reference_flaw(&image.text).is_none() {
            report.at(word.span, format!("`{}` may be another image tomorrow: no digest follows it", image.text));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn tags_are_not_enough() {
        let hex = "0".repeat(64);
        let source = format!(
            "ARG D\nFROM a:1 AS x\nFROM scratch\nFROM x\nFROM b@sha256:{hex}\nFROM c:$V\nFROM d$D\n\
             COPY --from=e/f:1 a b\nCOPY --from=x a b\nCOPY --from=context a b\n"
        );
        assert_eq!(marked("unpinned-digest", &source), ["a:1", "e/f:1"]);
    }
}
