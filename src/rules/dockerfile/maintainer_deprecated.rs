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
            let author = unquoted(&author.text).replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$");
            let label = format!("LABEL org.opencontainers.image.authors=\"{author}\"");
            finding
                .fix("Use a label", replace(maintainer.head, label))
                .declares(&[Change::Instructions, Change::Labels]);
        }
    }
}

/// The name without the quotes around it, or around its first part: `"Ada Lovelace" <ada@example.com>`.
fn unquoted(author: &str) -> String {
    let author = author.trim();
    let quote = author.chars().next().filter(|first| matches!(first, '"' | '\''));
    match quote.filter(|quote| author.matches(*quote).count() == 2) {
        Some(quote) => author.replace(quote, ""),
        None => author.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::fixed;

    #[test]
    fn quotes_around_the_name_are_not_part_of_it() {
        let label = |author: &str| {
            let text = fixed("maintainer-deprecated", &format!("FROM scratch\nMAINTAINER {author}\n"))?;
            Some(text.trim_end().rsplit_once("authors=")?.1.to_owned())
        };
        assert_eq!(label("\"Ada Lovelace\" <ada@example.com>").as_deref(), Some("\"Ada Lovelace <ada@example.com>\""));
        assert_eq!(label("\"Ada Lovelace\"").as_deref(), Some("\"Ada Lovelace\""));
        assert_eq!(label("Ada \"Countess\" Lovelace").as_deref(), Some("\"Ada \\\"Countess\\\" Lovelace\""));
    }
}
