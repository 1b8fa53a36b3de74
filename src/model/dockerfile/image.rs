//! Image references: `[domain/]path[:tag][@digest]`.
//!
//! Source: distribution/reference (`reference.go`, `regexp.go`, `normalize.go`).

use crate::text::Span;

/// An image as a file names it. Parts may hold variables; nothing is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageReference {
    /// As written.
    pub text: String,
    pub span: Span,
    /// Registry and path, such as `ghcr.io/acme/api` or `alpine`.
    pub name: String,
    pub tag: Option<String>,
    /// With its algorithm: `sha256:…`.
    pub digest: Option<String>,
    /// Of the name; the tag and digest follow it.
    pub name_span: Span,
}

impl ImageReference {
    /// Splits a reference; every text has an answer, whether or not an engine would accept it.
    pub fn parse(text: &str, span: Span) -> Self {
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest.to_owned())),
            None => (text, None),
        };
        let tag_at = tag_separator(rest);
        let (name, tag) = match tag_at {
            Some(at) => (&rest[..at], Some(rest[at + 1..].to_owned())),
            None => (rest, None),
        };
        let name_span = Span::new(span.start, (span.start + name.len()).min(span.end));
        ImageReference { text: text.to_owned(), span, name: name.to_owned(), tag, digest, name_span }
    }

    /// The last part of the name: `api` of `ghcr.io/acme/api`.
    pub fn short_name(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or("")
    }

    /// Whether a variable decides any of it.
    pub fn has_variable(&self) -> bool {
        self.text.contains('$')
    }

    /// Whether the reference stays the same from day to day: it has a digest, or a tag other than `latest`.
    /// `None` where a variable hides the answer.
    pub fn is_pinned(&self) -> Option<bool> {
        if self.digest.is_some() {
            return Some(true);
        }
        match &self.tag {
            Some(tag) if tag.contains('$') => None,
            Some(tag) => Some(tag != "latest"),
            None if self.name.contains('$') => None,
            None => Some(false),
        }
    }
}

/// Where the tag's colon stands: after the last slash, and outside `${…}`.
fn tag_separator(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut found = None;
    for (at, character) in text.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '/' if depth == 0 => found = None,
            ':' if depth == 0 && found.is_none() => found = Some(at),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (String, Option<String>, Option<String>, Option<bool>) {
        let image = ImageReference::parse(text, Span::new(0, text.len()));
        let pinned = image.is_pinned();
        (image.name, image.tag, image.digest, pinned)
    }

    #[test]
    fn references_fall_into_their_parts() {
        assert_eq!(parts("alpine"), ("alpine".into(), None, None, Some(false)));
        assert_eq!(parts("alpine:3.20"), ("alpine".into(), Some("3.20".into()), None, Some(true)));
        assert_eq!(parts("localhost:5000/a/b"), ("localhost:5000/a/b".into(), None, None, Some(false)));
        assert_eq!(parts("r.io:1/a:latest"), ("r.io:1/a".into(), Some("latest".into()), None, Some(false)));
        assert_eq!(parts("a:1@sha256:ab").2, Some("sha256:ab".into()));
    }

    #[test]
    fn variables_hide_what_they_hide() {
        assert_eq!(parts("node:${V:-20}-slim"), ("node".into(), Some("${V:-20}-slim".into()), None, None));
        assert_eq!(parts("${BASE:-alpine:3}").1, None);
        assert_eq!(parts("$BASE").3, None);
    }
}
