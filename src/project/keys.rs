//! The keys of a configuration: what they are called, what they mean, and an example of each.
//!
//! One list for all who speak of them: the reader that takes their values, the schema by which editors check and complete the
//! file, and the file that `dunnage init` writes. The reader matches on these, so a key that nobody reads does not compile.

/// A key at the top of a configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Select,
    ExtendSelect,
    Ignore,
    FailOn,
    ExtendSafeFixes,
    Unfixable,
    TrustedRegistries,
    StrictLabels,
    MaxLines,
    DisableIgnoreComments,
    Severity,
    PerPath,
    LabelSchema,
    Format,
}

impl Key {
    /// Every key, in the order of a well-kept file: in TOML, tables come last.
    pub const ALL: [Key; 14] = [
        Key::Select,
        Key::ExtendSelect,
        Key::Ignore,
        Key::FailOn,
        Key::ExtendSafeFixes,
        Key::Unfixable,
        Key::TrustedRegistries,
        Key::StrictLabels,
        Key::MaxLines,
        Key::DisableIgnoreComments,
        Key::Severity,
        Key::PerPath,
        Key::LabelSchema,
        Key::Format,
    ];

    pub fn named(name: &str) -> Option<Key> {
        Key::ALL.into_iter().find(|key| key.name() == name)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Key::Select => "select",
            Key::ExtendSelect => "extend-select",
            Key::Ignore => "ignore",
            Key::FailOn => "fail-on",
            Key::ExtendSafeFixes => "extend-safe-fixes",
            Key::Unfixable => "unfixable",
            Key::TrustedRegistries => "trusted-registries",
            Key::StrictLabels => "strict-labels",
            Key::MaxLines => "max-lines",
            Key::DisableIgnoreComments => "disable-ignore-comments",
            Key::Severity => "severity",
            Key::PerPath => "per-path",
            Key::LabelSchema => "label-schema",
            Key::Format => "format",
        }
    }

    /// What the key means, in whole sentences.
    pub const fn meaning(self) -> &'static str {
        match self {
            Key::Select => "Only these rules and groups speak. Without it: those that are on by default.",
            Key::ExtendSelect => "These rules and groups speak besides.",
            Key::Ignore => "These rules and groups never speak.",
            Key::FailOn => {
                "The least severity that makes `dunnage check` end with status 1: error, warning, info, hint or never."
            }
            Key::ExtendSafeFixes => {
                "The riskier fixes of these rules run as well, where every safe fix does: with `--fix`, and on save."
            }
            Key::Unfixable => "These rules mend nothing by themselves; an editor still offers their fixes.",
            Key::TrustedRegistries => "The registries that images may come from; `*` stands for any part of a name.",
            Key::StrictLabels => "Whether nothing but the labels of `label-schema` may be set.",
            Key::MaxLines => "The most lines that a Dockerfile may have.",
            Key::DisableIgnoreComments => "Whether comments in files silence nothing.",
            Key::Severity => "How loud single rules speak: error, warning, info, hint, or off.",
            Key::PerPath => {
                "What is ignored besides under some paths. Patterns are those of `.gitignore`, counted from the folder of this file."
            }
            Key::LabelSchema => {
                "The labels that a final image must have, and what their values are: text, url, rfc3339, spdx, hash, semver or email."
            }
            Key::Format => {
                "What `dunnage format` and editors do. Without it, `.editorconfig` says, then the file itself."
            }
        }
    }

    /// A value in TOML; for a table, its lines.
    pub const fn example(self) -> &'static str {
        match self {
            Key::Select => r#"["security", "correctness"]"#,
            Key::ExtendSelect => r#"["reproducibility"]"#,
            Key::Ignore => r#"["root-user", "DL4000"]"#,
            Key::FailOn => r#""error""#,
            Key::ExtendSafeFixes => r#"["consecutive-runs"]"#,
            Key::Unfixable => r#"["maintainer-deprecated"]"#,
            Key::TrustedRegistries => r#"["docker.io", "*.example.com"]"#,
            Key::StrictLabels => "true",
            Key::MaxLines => "200",
            Key::DisableIgnoreComments => "true",
            Key::Severity => r#"unpinned-base-image = "warning""#,
            Key::PerPath => "\"tests/\" = [\"all\"]\n\"*.dev.Dockerfile\" = [\"security\"]",
            Key::LabelSchema => "\"org.opencontainers.image.source\" = \"url\"",
            Key::Format => {
                "dockerfile-indent = 4\ncompose-indent = 2\nkeyword-case = \"upper\" # or lower, keep\nblank-lines = 1 # at most, in a row"
            }
        }
    }

    /// Whether the value is a table of its own.
    pub const fn is_table(self) -> bool {
        matches!(self, Key::Severity | Key::PerPath | Key::LabelSchema | Key::Format)
    }
}

/// A key of the table `format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayoutKey {
    DockerfileIndent,
    ComposeIndent,
    KeywordCase,
    BlankLines,
}

impl LayoutKey {
    pub const ALL: [LayoutKey; 4] =
        [LayoutKey::DockerfileIndent, LayoutKey::ComposeIndent, LayoutKey::KeywordCase, LayoutKey::BlankLines];

    pub fn named(name: &str) -> Option<LayoutKey> {
        LayoutKey::ALL.into_iter().find(|key| key.name() == name)
    }

    pub const fn name(self) -> &'static str {
        match self {
            LayoutKey::DockerfileIndent => "dockerfile-indent",
            LayoutKey::ComposeIndent => "compose-indent",
            LayoutKey::KeywordCase => "keyword-case",
            LayoutKey::BlankLines => "blank-lines",
        }
    }

    pub const fn meaning(self) -> &'static str {
        match self {
            LayoutKey::DockerfileIndent => "How far continued lines are indented, in blanks; \"tab\" for a tab.",
            LayoutKey::ComposeIndent => "How far each level of a Compose file is indented, in blanks.",
            LayoutKey::KeywordCase => "How instructions and their keywords are written.",
            LayoutKey::BlankLines => "The most blank lines in a row.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_complete_and_in_order() {
        assert!(Key::ALL.is_sorted() && Key::ALL.len() == Key::Format as usize + 1);
        assert_eq!(LayoutKey::ALL.len(), LayoutKey::BlankLines as usize + 1);
        assert!(Key::ALL.iter().skip_while(|key| !key.is_table()).all(|key| key.is_table()), "tables come last");
    }
}
