//! The label keys that tools agree on.
//!
//! Source: OCI image specification, `annotations.md`.

/// One label key.
#[derive(Debug, PartialEq, Eq)]
pub struct Label {
    pub key: &'static str,
    /// What a value looks like.
    pub example: &'static str,
    pub doc: &'static str,
}

/// The key of exactly that name.
pub fn label(key: &str) -> Option<&'static Label> {
    LABELS.iter().find(|label| label.key == key)
}

const fn row(key: &'static str, example: &'static str, doc: &'static str) -> Label {
    Label { key, example, doc }
}

/// The keys of the OCI image specification, the most useful first.
pub static LABELS: [Label; 14] = [
    row(
        "org.opencontainers.image.source",
        "https://github.com/owner/repository",
        "URL of the source code. GitHub's registry links the package to the repository by it.",
    ),
    row("org.opencontainers.image.version", "1.4.2", "Version of the software inside; may follow Semantic Versioning."),
    row("org.opencontainers.image.revision", "3f2c9ab", "Revision of the source, such as a Git commit."),
    row(
        "org.opencontainers.image.created",
        "2026-01-31T09:00:00Z",
        "When the image was built, as RFC 3339 writes it. A new value on every build defeats reproducibility.",
    ),
    row("org.opencontainers.image.title", "Example API", "Name of the image for people."),
    row("org.opencontainers.image.description", "Serves the example API", "What the software does, for people."),
    row(
        "org.opencontainers.image.authors",
        "Ada Lovelace <ada@example.com>",
        "Who answers for the image: people or an organisation, free text.",
    ),
    row("org.opencontainers.image.url", "https://example.com", "URL where more about the image is found."),
    row("org.opencontainers.image.documentation", "https://docs.example.com", "URL of the documentation."),
    row("org.opencontainers.image.vendor", "Example Ltd", "Organisation or person that distributes it."),
    row(
        "org.opencontainers.image.licenses",
        "Apache-2.0 OR MIT",
        "Licences of the software inside, as an SPDX expression.",
    ),
    row(
        "org.opencontainers.image.ref.name",
        "v1.4.2",
        "Name of the reference in an image layout's index; of no use in a Dockerfile.",
    ),
    row("org.opencontainers.image.base.name", "docker.io/library/alpine:3.20", "Full reference of the base image."),
    row("org.opencontainers.image.base.digest", "sha256:…", "Digest of the base image."),
];

/// The key that took the place of one from the older Label Schema, `org.label-schema.…`.
pub fn successor_of(key: &str) -> Option<&'static str> {
    let name = key.strip_prefix("org.label-schema.")?;
    let successor = match name {
        "build-date" => "org.opencontainers.image.created",
        "url" => "org.opencontainers.image.url",
        "vcs-url" => "org.opencontainers.image.source",
        "version" => "org.opencontainers.image.version",
        "vcs-ref" => "org.opencontainers.image.revision",
        "vendor" => "org.opencontainers.image.vendor",
        "name" => "org.opencontainers.image.title",
        "description" => "org.opencontainers.image.description",
        "usage" => "org.opencontainers.image.documentation",
        _ => return None,
    };
    Some(successor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_documented() {
        for label in &LABELS {
            assert!(label.key.starts_with("org.opencontainers.image."), "{}", label.key);
            assert!(label.doc.ends_with('.') && !label.example.is_empty(), "{}", label.key);
        }
    }

    #[test]
    fn old_keys_lead_to_known_ones() {
        assert_eq!(successor_of("org.label-schema.vcs-ref"), Some("org.opencontainers.image.revision"));
        assert_eq!(successor_of("org.label-schema.schema-version"), None);
        for old in ["build-date", "url", "vcs-url", "version", "vcs-ref", "vendor", "name", "description", "usage"] {
            let successor = successor_of(&format!("org.label-schema.{old}")).expect("a successor");
            assert!(label(successor).is_some(), "{successor}");
        }
    }
}
