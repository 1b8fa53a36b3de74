//! Where an image can be read about: the page of its registry, and the list of its tags where there is one.

use crate::model::dockerfile::ImageReference;

/// What is known of an image's place in its registry.
pub(super) struct Page {
    /// The registry as people call it.
    pub registry: &'static str,
    pub address: String,
    /// The list of its tags, narrowed to the one that is written where the registry can do that.
    pub tags: Option<String>,
}

/// The page of an image for people to read; `None` where its registry has none that we know, or a variable hides the name.
pub(super) fn page(image: &ImageReference) -> Option<Page> {
    let name = image.name.as_str();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | ':');
    if name.is_empty() || name == "scratch" || !name.chars().all(is_plain) {
        return None;
    }
    let (domain, path) = match name.split_once('/') {
        // Source: distribution/reference `splitDockerDomain`.
        Some((first, rest)) if first.contains(['.', ':']) || first == "localhost" => (first, rest),
        _ => ("docker.io", name),
    };
    let tag = image.tag.as_deref().filter(|tag| !tag.is_empty() && tag.chars().all(is_plain));
    match domain {
        "docker.io" | "index.docker.io" | "registry-1.docker.io" => {
            let official = path.strip_prefix("library/").unwrap_or(path);
            let kind = if official.contains('/') { "r" } else { "_" };
            let address = format!("https://hub.docker.com/{kind}/{official}");
            let tags = tag.map(|tag| format!("{address}/tags?name={tag}"));
            Some(Page { registry: "Docker Hub", address, tags })
        }
        "ghcr.io" => {
            Some(Page { registry: "the GitHub registry", address: format!("https://ghcr.io/{path}"), tags: None })
        }
        "quay.io" => {
            let address = format!("https://quay.io/repository/{path}");
            let tags = tag.map(|_| format!("{address}?tab=tags"));
            Some(Page { registry: "Quay", address, tags })
        }
        "mcr.microsoft.com" => {
            let address = format!("https://mcr.microsoft.com/artifact/mar/{path}");
            let tags = tag.map(|_| format!("{address}/tags"));
            Some(Page { registry: "the Microsoft registry", address, tags })
        }
        "public.ecr.aws" => {
            let address = format!("https://gallery.ecr.aws/{path}");
            Some(Page { registry: "the public ECR gallery", address, tags: None })
        }
        "registry.access.redhat.com" | "registry.redhat.io" => {
            let address = format!("https://catalog.redhat.com/software/containers/{path}");
            Some(Page { registry: "the Red Hat catalog", address, tags: None })
        }
        _ => None,
    }
}
