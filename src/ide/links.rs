//! What a click can open: the page of an image in its registry.

use crate::model::dockerfile::{Base, DirectiveName, ImageReference};
use crate::model::{Dockerfile, Snapshot};
use crate::text::Span;

/// A stretch of text and the address behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub span: Span,
    pub address: String,
}

/// The links of a file, in order.
pub fn links(snapshot: &Snapshot) -> Vec<Link> {
    let mut links = match snapshot.dockerfile() {
        Some(file) => of_dockerfile(file),
        None => Vec::new(),
    };
    links.sort_by_key(|link| link.span);
    links
}

fn of_dockerfile(file: &Dockerfile) -> Vec<Link> {
    let syntax = file.directives.iter().filter(|directive| directive.name == DirectiveName::Syntax);
    let syntax = syntax.map(|directive| {
        let image = directive.first_word();
        ImageReference::parse(image, Span::new(directive.value_span.start, directive.value_span.start + image.len()))
    });
    let bases = file.stages.iter().filter_map(|stage| match &stage.base {
        Base::Image(image) => Some(image.clone()),
        _ => None,
    });
    let sources = file.stages.iter().flat_map(|stage| &stage.references).filter_map(|reference| {
        let name = &reference.name;
        let is_image = file.stage_named(&name.text).is_none() && name.text.parse::<usize>().is_err();
        is_image.then(|| ImageReference::parse(&name.text, name.span))
    });
    let images = syntax.chain(bases).chain(sources);
    images.filter_map(|image| Some(Link { span: image.span, address: page(&image)? })).collect()
}

/// The page of an image for people to read; `None` where its registry has none that we know, or a variable hides the name.
fn page(image: &ImageReference) -> Option<String> {
    let name = image.name.as_str();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | ':');
    if name.is_empty() || name == "scratch" || !name.chars().all(is_plain) {
        return None;
    }
    let (registry, path) = match name.split_once('/') {
        // Source: distribution/reference `splitDockerDomain`.
        Some((first, rest)) if first.contains(['.', ':']) || first == "localhost" => (first, rest),
        _ => ("docker.io", name),
    };
    match registry {
        "docker.io" | "index.docker.io" | "registry-1.docker.io" => {
            let official = path.strip_prefix("library/").unwrap_or(path);
            let kind = if official.contains('/') { "r" } else { "_" };
            Some(format!("https://hub.docker.com/{kind}/{official}"))
        }
        "ghcr.io" => Some(format!("https://ghcr.io/{path}")),
        "quay.io" => Some(format!("https://quay.io/repository/{path}")),
        "mcr.microsoft.com" => Some(format!("https://mcr.microsoft.com/artifact/mar/{path}")),
        "public.ecr.aws" => Some(format!("https://gallery.ecr.aws/{path}")),
        "registry.access.redhat.com" | "registry.redhat.io" => {
            Some(format!("https://catalog.redhat.com/software/containers/{path}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Language;

    #[test]
    fn images_lead_to_their_pages() {
        let source = "# syntax=docker/dockerfile:1\nARG V=3\nFROM alpine:$V AS a\nFROM ghcr.io/acme/api@sha256:ab\n\
                      FROM a\nCOPY --from=quay.io/x/y / /\nCOPY --from=a / /\nFROM $B\nFROM example.com/x\nFROM scratch\n";
        let found = links(&Snapshot::of(Language::Dockerfile, source));
        let found: Vec<_> = found.iter().map(|link| (link.span.of(source), link.address.as_str())).collect();
        assert_eq!(
            found,
            [
                ("docker/dockerfile:1", "https://hub.docker.com/r/docker/dockerfile"),
                ("alpine:$V", "https://hub.docker.com/_/alpine"),
                ("ghcr.io/acme/api@sha256:ab", "https://ghcr.io/acme/api"),
                ("quay.io/x/y", "https://quay.io/repository/x/y"),
            ]
        );
    }
}
