//! MAINTAINER, which a label replaced.

use crate::rules::prelude::*;

rule! {
    /// `MAINTAINER` is deprecated.
    ///
    /// A label carries the same fact, and every tool can read it. BuildKit warns about it too.
    ///
    /// ```dockerfile
    /// FROM scratch
    /// MAINTAINER Ada Lovelace <ada@example.com>
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM scratch
    /// LABEL org.opencontainers.image.authors="Ada Lovelace <ada@example.com>"
    /// ```
    "maintainer-deprecated", Warning, Safe,
    groups: [Style],
    aka: ["hadolint:DL4000", "buildkit:MaintainerDeprecated", "trivy:DS-0022", "checkov:CKV_DOCKER_6"],
    concerns: ["maintainer-deprecated"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for maintainer in file.all(Keyword::Maintainer) {
        let finding = report.at(maintainer.head, "MAINTAINER is deprecated");
        finding.tag(Tag::Deprecated);
        let Arguments::Text(author) = &maintainer.arguments else {
            continue;
        };
        if maintainer.comments.is_empty() {
            let author =
                author.text.trim_matches(['"', '\'']).replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$");
            let label = format!("LABEL org.opencontainers.image.authors=\"{author}\"");
            finding
                .fix("Use a label", replace(maintainer.head, label))
                .declares(&[Change::Instructions, Change::Labels]);
        }
    }
}
