//! Mounts in their short form: `source:target:options`.
//!
//! Source: compose-go, `format/volume.go`. A colon after a single letter belongs to a Windows drive, so `v:/d` is a path.

use std::ops::Range;

/// A mount as its text says it. All ranges are bytes of that text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// Empty ranges never occur; an anonymous volume has no source.
    pub source: Option<MountPart>,
    pub target: MountPart,
    /// `ro`, `z`, …, as one part.
    pub options: Option<MountPart>,
}

pub type MountPart = Range<usize>;

/// Why a text is no mount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MountFault {
    Empty,
    /// Nothing stands before, between or after colons.
    EmptyPart,
    TooManyParts,
}

impl Mount {
    /// # Errors
    /// Where Compose refuses the text.
    pub fn parse(text: &str) -> Result<Mount, MountFault> {
        if text.is_empty() {
            return Err(MountFault::Empty);
        }
        if text.len() <= 2 {
            return Ok(Mount { source: None, target: 0..text.len(), options: None });
        }
        let parts = parts(text);
        if parts.iter().any(Range::is_empty) {
            return Err(MountFault::EmptyPart);
        }
        let mut parts = parts.into_iter();
        let mount = match (parts.next(), parts.next()) {
            (Some(target), None) => Mount { source: None, target, options: None },
            (Some(source), Some(target)) => Mount { source: Some(source), target, options: parts.next() },
            _ => return Err(MountFault::Empty),
        };
        if parts.next().is_some() { Err(MountFault::TooManyParts) } else { Ok(mount) }
    }

    /// The name of the volume that is mounted; `None` for a path of the host and for an anonymous volume.
    pub fn volume<'a>(&self, text: &'a str) -> Option<&'a str> {
        let source = &text[self.source.clone()?];
        (!is_host_path(source)).then_some(source)
    }
}

/// Whether Compose takes a mount's source for a path of the host.
pub fn is_host_path(source: &str) -> bool {
    let mut characters = source.chars();
    let drive = characters.next().is_some_and(char::is_alphabetic) && characters.next() == Some(':');
    source.starts_with(['.', '/', '~']) || source.starts_with("\\\\") || drive
}

/// The parts between colons that are neither in `${…}` nor of a drive letter.
fn parts(text: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut open = 0usize;
    for (at, character) in text.char_indices() {
        match character {
            '{' if text[..at].ends_with('$') => open += 1,
            '}' if open > 0 => open -= 1,
            ':' if open == 0 => {
                let mut before = text[start..at].chars();
                let drive = before.next().is_some_and(char::is_alphabetic) && before.next().is_none();
                if !drive {
                    parts.push(start..at);
                    start = at + 1;
                }
            }
            _ => {}
        }
    }
    parts.push(start..text.len());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn volume(text: &str) -> Option<&str> {
        Mount::parse(text).ok().and_then(|mount| mount.volume(text))
    }

    #[test]
    fn a_source_that_is_no_path_is_a_volume() {
        assert_eq!(volume("data:/d"), Some("data"));
        assert_eq!(volume("x/y:/d:ro"), Some("x/y"));
        for text in ["/d", "./x:/d", "~/x:/d", "C:\\x:/d", "v:/d", "\\\\.\\pipe\\a:\\\\.\\pipe\\a"] {
            assert_eq!(volume(text), None, "{text}");
        }
    }

    #[test]
    fn what_compose_refuses() {
        assert_eq!(Mount::parse(""), Err(MountFault::Empty));
        assert_eq!(Mount::parse(":/d"), Err(MountFault::EmptyPart));
        assert_eq!(Mount::parse("./x:/d:"), Err(MountFault::EmptyPart));
        assert_eq!(Mount::parse("./x:/d:ro:z"), Err(MountFault::TooManyParts));
    }
}
