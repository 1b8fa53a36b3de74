//! What rules want to know of a project besides which of them speak: lists and limits that a user sets.
//!
//! How they are written in a configuration is the business of `project`; here they are values. A rule takes them from its
//! [`Report`](super::Report). What is not set leaves its rules silent, or with a default that the rule's page names.

use std::collections::BTreeMap;

/// The settings of single rules.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// Registries that images may come from, as written: `docker.io`, `*.example.com`. Empty where any may be used.
    pub trusted_registries: Vec<String>,
    /// The labels that a final image must have, by name, with what their values are. Empty where nothing is asked.
    pub label_schema: BTreeMap<String, LabelKind>,
    /// Whether an image may have no labels but those of the schema.
    pub strict_labels: Option<bool>,
    /// Whether comments such as `# dunnage ignore=…` silence nothing.
    pub disable_ignore_comments: Option<bool>,
    /// How many lines a file may have.
    pub max_lines: Option<usize>,
}

/// What the value of a label is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LabelKind {
    Text,
    Url,
    /// A point in time, RFC 3339.
    Time,
    /// An SPDX licence expression.
    Licence,
    /// A commit of Git: 7 to 40 hexadecimal digits.
    Hash,
    /// A semantic version.
    Version,
    Email,
}

impl LabelKind {
    /// Every kind under the name that hadolint gives it.
    pub const ALL: [(&'static str, LabelKind); 7] = [
        ("text", LabelKind::Text),
        ("url", LabelKind::Url),
        ("rfc3339", LabelKind::Time),
        ("spdx", LabelKind::Licence),
        ("hash", LabelKind::Hash),
        ("semver", LabelKind::Version),
        ("email", LabelKind::Email),
    ];

    pub fn name(self) -> &'static str {
        LabelKind::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// Reads a kind's name; nothing at all means text.
    pub fn parse(name: &str) -> Option<LabelKind> {
        let name = if name.is_empty() || name == "rawtext" { "text" } else { name };
        LabelKind::ALL.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, kind)| *kind)
    }
}

impl Options {
    /// These options where they are set, and `under` where they are not.
    pub fn over(self, under: &Options) -> Options {
        let registries =
            if self.trusted_registries.is_empty() { &under.trusted_registries } else { &self.trusted_registries };
        let schema = if self.label_schema.is_empty() { &under.label_schema } else { &self.label_schema };
        Options {
            trusted_registries: registries.clone(),
            label_schema: schema.clone(),
            strict_labels: self.strict_labels.or(under.strict_labels),
            disable_ignore_comments: self.disable_ignore_comments.or(under.disable_ignore_comments),
            max_lines: self.max_lines.or(under.max_lines),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_set_shows_what_lies_under_it() {
        let under = Options {
            trusted_registries: vec!["docker.io".into()],
            strict_labels: Some(true),
            max_lines: Some(9),
            ..Options::default()
        };
        let above = Options { strict_labels: Some(false), ..Options::default() };
        let both = above.over(&under);
        assert_eq!((both.trusted_registries.len(), both.strict_labels, both.max_lines), (1, Some(false), Some(9)));
    }

    #[test]
    fn a_kind_of_label_is_read_by_hadolints_name() {
        assert_eq!(LabelKind::parse("SPDX"), Some(LabelKind::Licence));
        assert_eq!((LabelKind::parse(""), LabelKind::parse("number")), (Some(LabelKind::Text), None));
    }
}
