//! What a click can open: the page of an image in its registry and of its tags, the files that a file names, addresses.
//!
//! A link to a file is given where the file is there; where nobody may look, it is given on trust.

mod compose;
mod dockerfile;
mod pages;

use crate::model::dockerfile::ImageReference;
use crate::model::surroundings::{FileKind, plain};
use crate::model::{Language, Snapshot, Surroundings};
use crate::text::Span;
use std::path::Path;

/// A stretch of text and what is behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub span: Span,
    pub target: Target,
    /// What a click does, in a few words.
    pub tooltip: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// An address on the web.
    Page(String),
    /// A path relative to the folder of the file, or an absolute one.
    File(String),
}

/// The links of a file, in order; none lies over another.
pub fn links(snapshot: &Snapshot) -> Vec<Link> {
    let mut links = match snapshot.language() {
        Language::Dockerfile => snapshot.dockerfile().map(dockerfile::links).unwrap_or_default(),
        Language::Compose => snapshot.compose().map(compose::links).unwrap_or_default(),
        Language::Dockerignore | Language::Dotenv => Vec::new(),
    };
    links.extend(addresses(snapshot.source()));
    // Of those that lie over each other, what the file means comes before what it only spells.
    links.sort_by_key(|link| link.span.start);
    let mut free = 0;
    links.retain(|link| {
        let is_free = link.span.start >= free && !link.span.is_empty();
        free = if is_free { link.span.end } else { free };
        is_free
    });
    links
}

/// The name of an image leads to its page, its tag to the list of tags.
fn of_image(image: &ImageReference, written: &str) -> Vec<Link> {
    let Some(page) = pages::page(image) else { return Vec::new() };
    let tooltip = format!("Open {} on {}", image.name, page.registry);
    let whole = Link { span: image.span, target: Target::Page(page.address), tooltip };
    let (Some(address), Some(tag)) = (page.tags, &image.tag) else { return vec![whole] };
    // Where a variable gives the tag, the name ends where the variable begins, and one link says it all.
    let start = image.name_span.end + 1;
    if written != image.text || start + tag.len() > image.span.end {
        return vec![whole];
    }
    let tooltip = format!("Open the tags of {} on {}", image.name, page.registry);
    let tag = Link { span: Span::new(start, start + tag.len()), target: Target::Page(address), tooltip };
    vec![Link { span: image.name_span, ..whole }, tag]
}

/// A link to the file at a path below the folder of the document; `None` where it is known not to be there.
fn to_file(surroundings: &Surroundings, span: Span, path: String) -> Option<Link> {
    if let (Some(folder), Some(files)) = (surroundings.folder(), &surroundings.files)
        && files.kind(&plain(&folder.join(Path::new(&path)))) != Some(FileKind::File)
    {
        return None;
    }
    let name = path.rsplit('/').next().unwrap_or(&path);
    Some(Link { span, tooltip: format!("Open {name}"), target: Target::File(path) })
}

/// The addresses of the web that a text spells, in comments and commands alike.
fn addresses(source: &str) -> impl Iterator<Item = Link> {
    let starts = source.match_indices("://").filter_map(|(at, _)| {
        let scheme = ["https", "http"].into_iter().find(|scheme| source[..at].ends_with(scheme))?;
        let start = at - scheme.len();
        let is_word = source[..start].ends_with(|c: char| c.is_ascii_alphanumeric());
        (!is_word).then_some(start)
    });
    starts.filter_map(|start| {
        let rest = &source[start..];
        let ends = |c: char| c.is_whitespace() || c.is_control() || "\"'`<>\\|^{}".contains(c);
        let address = &rest[..rest.find(ends).unwrap_or(rest.len())];
        // What a sentence or a shell puts behind an address is not part of it.
        let mut address = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '&', ']']);
        while address.ends_with(')') && address.matches(')').count() > address.matches('(').count() {
            address = &address[..address.len() - 1];
        }
        let host = address.split_once("://")?.1;
        // What a variable decides leads nowhere.
        let is_whole = host.starts_with(|c: char| c.is_ascii_alphanumeric()) && !rest[..address.len()].contains('$');
        let goes_on = rest[address.len()..].starts_with('{');
        let span = Span::new(start, start + address.len());
        (is_whole && !goes_on).then(|| Link {
            span,
            target: Target::Page(address.to_owned()),
            tooltip: "Open the address".to_owned(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::MemoryFiles;

    /// Each link as `text -> target`.
    pub(super) fn of(language: Language, source: &str, files: &[(&str, &str)]) -> Vec<String> {
        let mut snapshot = Snapshot::of(language, source);
        if !files.is_empty() {
            snapshot = snapshot.with_surroundings(MemoryFiles::new(files.iter().copied()).around("/p/x"));
        }
        let show = |link: Link| match link.target {
            Target::Page(address) => format!("{} -> {address}", link.span.of(source)),
            Target::File(path) => format!("{} -> {path}", link.span.of(source)),
        };
        links(&snapshot).into_iter().map(show).collect()
    }

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        let source = "# see https://a.b/c_(d), or (http://e.f).\n*.x\n# ftp://no https://$HOST/x xhttp://g.h\n";
        assert_eq!(
            of(Language::Dockerignore, source, &[]),
            ["https://a.b/c_(d) -> https://a.b/c_(d)", "http://e.f -> http://e.f"]
        );
    }
}
