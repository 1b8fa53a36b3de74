//! Image references: `[domain/]path[:tag][@digest]`.
//!
//! Source: distribution/reference (`reference.go`, `regexp.go`, `normalize.go`).

use crate::text::Span;
use std::ops::Range;

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

/// What makes a text no image reference, and where: `None` for one that the builder takes.
///
/// Source: distribution/reference (`ParseNormalizedNamed`) and opencontainers/go-digest.
pub fn reference_flaw(text: &str) -> Option<(Range<usize>, String)> {
    let (rest, digest) = match text.split_once('@') {
        Some((rest, digest)) => (rest, Some((rest.len() + 1, digest))),
        None => (text, None),
    };
    let (name, tag) = match tag_separator(rest) {
        Some(at) => (&rest[..at], Some((at + 1, &rest[at + 1..]))),
        None => (rest, None),
    };
    name_flaw(name)
        .or_else(|| tag.and_then(|(at, tag)| tag_flaw(at, tag)))
        .or_else(|| digest.and_then(|(at, digest)| digest_flaw(at, digest)))
}

fn name_flaw(name: &str) -> Option<(Range<usize>, String)> {
    if name.is_empty() {
        return Some((0..0, "an image needs a name".to_owned()));
    }
    if name.len() == 64 && name.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f')) {
        return Some((0..64, "64 hexadecimal digits are an image's id, which FROM does not take".to_owned()));
    }
    // The first part is a host where it looks like one; a capital makes it one too.
    let path_start = match name.split_once('/') {
        Some((host, _)) if host.contains(['.', ':']) || host == "localhost" || host != host.to_lowercase() => {
            if !is_host(host) {
                return Some((0..host.len(), format!("`{host}` is no registry")));
            }
            host.len() + 1
        }
        _ => 0,
    };
    let path = &name[path_start..];
    if path.to_lowercase() != path {
        return Some((path_start..name.len(), format!("`{path}` has capitals; the names of images have none")));
    }
    let mut at = path_start;
    for part in path.split('/') {
        if !is_path_part(part) {
            let message = match part {
                "" => "a part of the name is empty".to_owned(),
                _ => format!("`{part}` is no part of an image's name"),
            };
            return Some((at..at + part.len(), message));
        }
        at += part.len() + 1;
    }
    (name.len() > 255).then(|| (0..name.len(), "the name is longer than 255 characters".to_owned()))
}

/// `host[:port]`, an IPv6 address in brackets among them.
fn is_host(host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, Some(port)),
        _ => (host, None),
    };
    let is_number = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let address = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    let is_sound = match address {
        Some(address) => address.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':'),
        None => name.split('.').all(is_label),
    };
    is_sound && port.is_none_or(is_number)
}

/// Lower-case letters and digits, joined by a dot, one or two underscores, or hyphens.
fn is_path_part(part: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let ends_plain = |byte: Option<&u8>| byte.is_some_and(|&byte| is_plain(byte));
    let bytes = part.as_bytes();
    if !ends_plain(bytes.first()) || !ends_plain(bytes.last()) {
        return false;
    }
    bytes
        .split(|&byte| is_plain(byte))
        .all(|joint| matches!(joint, b"" | b"." | b"_" | b"__") || joint.iter().all(|&byte| byte == b'-'))
}

fn tag_flaw(at: usize, tag: &str) -> Option<(Range<usize>, String)> {
    if tag.is_empty() {
        return Some((at - 1..at, "no tag follows the colon".to_owned()));
    }
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let is_sound = tag.bytes().all(|byte| is_word(byte) || matches!(byte, b'.' | b'-'));
    if !is_sound || !tag.bytes().next().is_some_and(is_word) {
        return Some((at..at + tag.len(), format!("`{tag}` is no tag")));
    }
    (tag.len() > 128).then(|| (at..at + tag.len(), "the tag is longer than 128 characters".to_owned()))
}

fn digest_flaw(at: usize, digest: &str) -> Option<(Range<usize>, String)> {
    let whole = at..at + digest.len();
    let Some((algorithm, hex)) = digest.split_once(':') else {
        return Some((whole, "a digest starts with its algorithm, such as `sha256:`".to_owned()));
    };
    let digits = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ => return Some((whole, format!("`{algorithm}` is no digest algorithm that BuildKit knows"))),
    };
    if hex.len() != digits {
        let message = format!("a {algorithm} digest has {digits} hexadecimal digits, this one has {}", hex.len());
        return Some((whole, message));
    }
    let is_hex = hex.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'));
    (!is_hex).then(|| (whole, "a digest is written in the digits 0-9 and a-f".to_owned()))
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

    #[test]
    fn what_the_builder_refuses_is_no_reference() {
        let hex = "a".repeat(64);
        for text in
            ["alpine", "a/b_c/d--e.f:1.2_3-x", "Host/x", "localhost:5000/a", "r.io/a@sha256:", "a__b", "[::1]:5000/a"]
        {
            let text = if text.ends_with("sha256:") { format!("{text}{hex}") } else { text.to_owned() };
            assert_eq!(reference_flaw(&text), None, "{text}");
        }
        for (text, place) in [
            ("", 0..0),
            ("Alpine", 0..6),
            ("a/B:1", 0..3),
            ("r.io/Up", 5..7),
            ("alpine:", 6..7),
            ("alpine:a b", 7..10),
            ("a@sha256:abc123", 2..15),
            ("a@md5:abc", 2..9),
            ("a..b", 0..4),
            ("a//b", 2..2),
            ("-a", 0..2),
            ("https://x/y", 0..6),
        ] {
            assert_eq!(reference_flaw(text).map(|(place, _)| place), Some(place), "{text}");
        }
    }
}
