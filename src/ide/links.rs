//! What a click can open: the page of an image in its registry, a file that a Compose file names.

use crate::model::compose::{Section, Service, Value, has_variable};
use crate::model::dockerfile::{Base, DirectiveName, ImageReference};
use crate::model::{Compose, Dockerfile, Snapshot};
use crate::text::Span;

/// A stretch of text and what is behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub span: Span,
    pub target: Target,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// An address on the web.
    Page(String),
    /// A path relative to the folder of the file, or an absolute one; nobody has looked whether it is there.
    File(String),
}

/// The links of a file, in order.
pub fn links(snapshot: &Snapshot) -> Vec<Link> {
    let mut links = match (snapshot.dockerfile(), snapshot.compose()) {
        (Some(file), _) => of_dockerfile(file),
        (_, Some(file)) => of_compose(file),
        _ => Vec::new(),
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
    images.filter_map(|image| to_page(&image)).collect()
}

fn to_page(image: &ImageReference) -> Option<Link> {
    Some(Link { span: image.span, target: Target::Page(page(image)?) })
}

fn of_compose(file: &Compose) -> Vec<Link> {
    let mut links = Vec::new();
    for service in file.services() {
        links.extend(service.image().and_then(|image| to_page(&image)));
        links.extend(to_dockerfile(service));
        links.extend(service.get("env_file").into_iter().flat_map(files));
        links.extend(service.get("extends").and_then(|extends| extends.get("file")).and_then(|it| to_file(it, "")));
    }
    for section in [Section::Configs, Section::Secrets] {
        let declared = file.declarations(section);
        links.extend(declared.iter().filter_map(|it| it.value.get("file")).filter_map(|it| to_file(it, "")));
    }
    links.extend(file.documents().filter_map(|document| document.get("include")).flat_map(files));
    links.dedup();
    links
}

/// The Dockerfile that a service is built with, behind its name or, where none is given, behind the context.
fn to_dockerfile(service: Service<'_>) -> Option<Link> {
    let context = service.build_context();
    let folder = context.map_or(Some("."), |context| context.as_str())?;
    if folder.contains("://") || folder.starts_with("git@") || has_variable(folder) {
        return None;
    }
    match service.build()?.get("dockerfile") {
        Some(name) => to_file(name, folder),
        None => {
            let span = context?.joined()?.whole();
            Some(Link { span, target: Target::File(format!("{folder}/Dockerfile")) })
        }
    }
}

/// The files of a text, of a list of texts, or of a list of mappings with a `path`.
fn files(value: Value<'_>) -> Vec<Link> {
    let of_one = |value: Value<'_>| match value.get("path") {
        Some(path) if path.is_sequence() => path.items().filter_map(|item| to_file(item, "")).collect(),
        Some(path) => Vec::from_iter(to_file(path, "")),
        None => Vec::from_iter(to_file(value, "")),
    };
    if value.is_sequence() { value.items().flat_map(of_one).collect() } else { of_one(value) }
}

/// A file below a folder; none where a variable decides it, or where it is on no disk.
fn to_file(value: Value<'_>, folder: &str) -> Option<Link> {
    let path = value.as_str().filter(|path| !path.is_empty() && !path.contains("://") && !has_variable(path))?;
    let is_absolute = path.starts_with(['/', '~']);
    let path = if folder.is_empty() || is_absolute { path.to_owned() } else { format!("{folder}/{path}") };
    Some(Link { span: value.joined()?.whole(), target: Target::File(path) })
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
        let found: Vec<_> = found.iter().map(|link| (link.span.of(source), link.target.clone())).collect();
        let page = |address: &str| Target::Page(address.to_owned());
        assert_eq!(
            found,
            [
                ("docker/dockerfile:1", page("https://hub.docker.com/r/docker/dockerfile")),
                ("alpine:$V", page("https://hub.docker.com/_/alpine")),
                ("ghcr.io/acme/api@sha256:ab", page("https://ghcr.io/acme/api")),
                ("quay.io/x/y", page("https://quay.io/repository/x/y")),
            ]
        );
    }

    #[test]
    fn a_compose_file_leads_to_the_files_it_names() {
        let source = "include: [a.yaml, {path: [b.yaml]}]\nservices:\n  web:\n    build: ./web\n    env_file: [.env, {path: x.env}]\n  \
                      api:\n    build: {context: api, dockerfile: Dockerfile.dev}\n    extends: {file: base.yaml, service: s}\n  \
                      git: {build: \"https://x.io/y.git\"}\n  var: {env_file: \"$X\"}\nsecrets: {k: {file: \"./k.txt\"}}\n";
        let found = links(&Snapshot::of(Language::Compose, source));
        let file = |link: &Link| match &link.target {
            Target::File(path) => path.clone(),
            Target::Page(address) => address.clone(),
        };
        assert_eq!(
            found.iter().map(file).collect::<Vec<_>>(),
            ["a.yaml", "b.yaml", "./web/Dockerfile", ".env", "x.env", "api/Dockerfile.dev", "base.yaml", "./k.txt"]
        );
    }
}
