//! The links of a Compose file: images, Dockerfiles, and every file that a key names.

use super::{Link, of_image, to_file};
use crate::model::Compose;
use crate::model::compose::{Section, Service, Value, has_variable};

/// Keys of a service whose values are files.
const FILES: [&[&str]; 4] = [&["env_file"], &["label_file"], &["extends", "file"], &["credential_spec", "file"]];

pub(super) fn links(file: &Compose) -> Vec<Link> {
    let mut links = Vec::new();
    for service in file.services() {
        if let Some(image) = service.image() {
            links.extend(of_image(&image, file.text(image.span).trim_matches(['"', '\''])));
        }
        links.extend(to_dockerfile(file, service));
        for path in FILES {
            links.extend(service.value.at(path).into_iter().flat_map(|value| files(file, value)));
        }
        links.extend(service.get("volumes").into_iter().flat_map(Value::items).filter_map(|it| mounted(file, it)));
    }
    for section in [Section::Configs, Section::Secrets] {
        let declared = file.declarations(section);
        links.extend(declared.iter().filter_map(|it| it.value.get("file")).filter_map(|it| named(file, it, "")));
    }
    links.extend(file.documents().filter_map(|document| document.get("include")).flat_map(|it| files(file, it)));
    links
}

/// The Dockerfile that a service is built with, behind its name or, where none is given, behind the context.
fn to_dockerfile(file: &Compose, service: Service<'_>) -> Option<Link> {
    let context = service.build_context();
    let folder = context.map_or(Some("."), |context| context.as_str())?;
    if folder.contains("://") || folder.starts_with("git@") || has_variable(folder) {
        return None;
    }
    match service.build()?.get("dockerfile") {
        Some(name) => named(file, name, folder),
        None => to_file(file.surroundings(), context?.joined()?.whole(), format!("{folder}/Dockerfile")),
    }
}

/// The files of a text, of a list of texts, or of a list of mappings with a `path`.
fn files(file: &Compose, value: Value<'_>) -> Vec<Link> {
    let of_one = |value: Value<'_>| match value.get("path") {
        Some(path) if path.is_sequence() => path.items().filter_map(|item| named(file, item, "")).collect(),
        Some(path) => Vec::from_iter(named(file, path, "")),
        None => Vec::from_iter(named(file, value, "")),
    };
    if value.is_sequence() { value.items().flat_map(of_one).collect() } else { of_one(value) }
}

/// The file that is mounted into a service; folders open nowhere.
fn mounted(file: &Compose, item: Value<'_>) -> Option<Link> {
    if let Some(source) = item.get("source") {
        let is_bind = item.get("type").and_then(Value::text) == Some("bind");
        return is_bind.then(|| named(file, source, "")).flatten();
    }
    let text = item.as_str()?;
    let source = &text[..text.find(':')?];
    if !source.starts_with(['.', '/']) || has_variable(source) || file.surroundings().files.is_none() {
        return None;
    }
    to_file(file.surroundings(), item.joined()?.span(0..source.len()), source.to_owned())
}

/// A file below a folder; none where a variable decides it, or where it is on no disk.
fn named(file: &Compose, value: Value<'_>, folder: &str) -> Option<Link> {
    let path = value.as_str().filter(|path| !path.is_empty() && !path.contains("://") && !has_variable(path))?;
    let is_absolute = path.starts_with(['/', '~']);
    let path = if folder.is_empty() || is_absolute { path.to_owned() } else { format!("{folder}/{path}") };
    to_file(file.surroundings(), value.joined()?.whole(), path)
}

#[cfg(test)]
mod tests {
    use super::super::tests::of;
    use crate::model::Language;

    #[test]
    fn a_compose_file_leads_to_the_files_it_names() {
        let source = "include: [a.yaml, {path: [b.yaml]}]\nservices:\n  web:\n    build: ./web\n    env_file: [.env, {path: x.env}]\n  \
                      api:\n    build: {context: api, dockerfile: Dockerfile.dev}\n    extends: {file: base.yaml, service: s}\n  \
                      git: {build: \"https://x.io/y.git\"}\n  var: {env_file: \"$X\"}\nsecrets: {k: {file: \"./k.txt\"}}\n";
        let found = of(Language::Compose, source, &[]);
        let targets: Vec<&str> = found.iter().filter_map(|link| Some(link.split_once(" -> ")?.1)).collect();
        assert_eq!(
            targets,
            [
                "a.yaml",
                "b.yaml",
                "./web/Dockerfile",
                ".env",
                "x.env",
                "api/Dockerfile.dev",
                "base.yaml",
                "https://x.io/y.git",
                "./k.txt"
            ]
        );
    }

    #[test]
    fn files_that_are_not_there_are_not_linked() {
        let source = "services:\n  web:\n    image: \"nginx:1\"\n    env_file: [a.env, b.env]\n    volumes:\n      - ./n.conf:/n:ro\n      \
                      - ./folder:/f\n      - data:/d\n      - {type: bind, source: ./n.conf, target: /m}\n";
        let files = [("/p/x", source), ("/p/a.env", ""), ("/p/n.conf", ""), ("/p/folder/y", "")];
        assert_eq!(
            of(Language::Compose, source, &files),
            [
                "nginx -> https://hub.docker.com/_/nginx",
                "1 -> https://hub.docker.com/_/nginx/tags?name=1",
                "a.env -> a.env",
                "./n.conf -> ./n.conf",
                "./n.conf -> ./n.conf",
            ]
        );
    }
}
