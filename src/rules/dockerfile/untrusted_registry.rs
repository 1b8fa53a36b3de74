//! An image from a registry that the project did not agree on.

use crate::rules::prelude::*;

rule! {
    /// An image comes from a registry that is not trusted.
    ///
    /// The rule speaks once a project has named the registries that it trusts; until then every registry will do. An image
    /// without a registry is one of Docker Hub, which is `docker.io`; a `*` stands for any text. The images of `COPY --from`
    /// and of mounts count as bases do.
    ///
    /// ```toml
    /// trusted-registries = ["docker.io", "*.example.com"]
    /// ```
    /// ```dockerfile
    /// FROM quay.example.org/tools/builder:4
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM registry.example.com/tools/builder:4
    /// ```
    "untrusted-registry", Warning,
    groups: [Security],
    aka: ["hadolint:DL3026"],
    concerns: ["base-image-untrusted-registry"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let options = report.options();
    if options.trusted_registries.is_empty() {
        return;
    }
    for (image, word) in file.image_references() {
        if image.name.starts_with('$') || reference_flaw(&image.text).is_some() && !image.has_variable() {
            continue;
        }
        let registry = registry_of(&image.name);
        if !options.trusted_registries.iter().any(|pattern| is_meant(pattern, registry)) {
            report.at(word.span, format!("`{registry}` is none of the trusted registries"));
        }
    }
}

/// The registry of an image's name; Docker Hub where the first part of it is none.
///
/// Source: distribution/reference (`splitDockerDomain`).
fn registry_of(name: &str) -> &str {
    match name.split_once('/') {
        Some((host, _)) if host.contains(['.', ':', '$']) || host == "localhost" => match host {
            "index.docker.io" | "registry-1.docker.io" | "hub.docker.com" => "docker.io",
            host => host,
        },
        _ => "docker.io",
    }
}

/// Whether a pattern, in which a `*` stands for any text, means this registry.
fn is_meant(pattern: &str, registry: &str) -> bool {
    let pattern = if pattern == "hub.docker.com" { "docker.io" } else { pattern };
    match pattern.split_once('*') {
        None => pattern.eq_ignore_ascii_case(registry),
        Some((start, end)) => {
            registry.len() >= start.len() + end.len() && registry.starts_with(start) && registry.ends_with(end)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, Snapshot};
    use crate::rules::settings::Selector;
    use crate::rules::{Settings, check};
    use std::sync::Arc;

    fn marked(trusted: &[&str], source: &str) -> Vec<String> {
        let registries = trusted.iter().map(|&it| it.to_owned()).collect();
        let settings = Settings {
            select: Some(vec![Selector::Rule("untrusted-registry")]),
            options: Arc::new(Options { trusted_registries: registries, ..Options::default() }),
            ..Settings::default()
        };
        let findings = check(&Snapshot::of(Language::Dockerfile, source), &settings);
        findings.into_iter().map(|finding| finding.span.of(source).to_owned()).collect()
    }

    #[test]
    fn only_listed_registries_will_do() {
        let source = "FROM a\nFROM q.io/b\nFROM x.acme.com:5000/c\nFROM $R/d\nCOPY --from=ghcr.io/e:1 a b\n";
        assert_eq!(marked(&[], source), Vec::<String>::new());
        assert_eq!(marked(&["docker.io"], source), ["q.io/b", "x.acme.com:5000/c", "ghcr.io/e:1"]);
        assert_eq!(marked(&["Q.io", "*.acme.com:5000", "ghcr.io"], source), ["a"]);
        assert_eq!(marked(&["*"], source), Vec::<String>::new());
    }

    #[test]
    fn docker_hub_has_many_names() {
        for name in ["alpine", "acme/api", "index.docker.io/library/alpine", "docker.io/a"] {
            assert_eq!(registry_of(name), "docker.io", "{name}");
        }
        assert_eq!(registry_of("localhost/a"), "localhost");
    }
}
