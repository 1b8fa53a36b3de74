//! Bringing an image reference to the name under which the table knows it.

/// Registries that serve Docker Hub's images under their own names.
const HUB: [&str; 8] = [
    "docker.io/",
    "index.docker.io/",
    "registry-1.docker.io/",
    "registry.hub.docker.com/",
    "mirror.gcr.io/",
    "public.ecr.aws/docker/library/",
    "mcr.microsoft.com/mirror/docker/library/",
    "library/",
];

/// Prefixes under which Docker Hub keeps an official image's variants for one platform.
const PLATFORMS: [&str; 10] =
    ["amd64", "arm64v8", "arm32v5", "arm32v6", "arm32v7", "i386", "ppc64le", "s390x", "riscv64", "mips64le"];

/// Images with a second name: this, then the one in the table.
const SECOND_NAMES: [(&str, &str); 10] = [
    ("ghcr.io/oracle/oraclelinux", "oraclelinux"),
    ("container-registry.oracle.com/os/oraclelinux", "oraclelinux"),
    ("ubuntu.azurecr.io/ubuntu", "ubuntu"),
    ("quay.io/minio/minio", "minio/minio"),
    ("grafana/grafana-oss", "grafana/grafana"),
    ("grafana/grafana-enterprise", "grafana/grafana"),
    ("docker.n8n.io/n8nio/n8n", "n8nio/n8n"),
    ("ghcr.io/nginxinc/nginx-unprivileged", "nginxinc/nginx-unprivileged"),
    ("ghcr.io/axllent/mailpit", "axllent/mailpit"),
    ("centos/centos", "centos"),
];

/// Groups of images with a second home: this prefix, then the one in the table.
const SECOND_HOMES: [(&str, &str); 3] = [
    ("mcr.microsoft.com/dotnet/core/", "mcr.microsoft.com/dotnet/"),
    ("quay.io/prometheus/", "prom/"),
    ("ghcr.io/linuxserver/", "lscr.io/linuxserver/"),
];

/// Name and tag of a reference, digest dropped; `latest` if it has no tag. Neither is checked.
pub(super) fn split(reference: &str) -> (&str, &str) {
    let reference = reference.split('@').next().unwrap_or("");
    let path_start = reference.rfind('/').map_or(0, |slash| slash + 1);
    match reference[path_start..].find(':') {
        Some(colon) => (&reference[..path_start + colon], &reference[path_start + colon + 1..]),
        None => (reference, "latest"),
    }
}

/// The name that the table uses: lower case, without Docker Hub and platform prefixes, second names resolved.
pub(super) fn canonical(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let mut rest = without_hub(&lower);
    if let Some((platform, image)) = rest.split_once('/')
        && PLATFORMS.contains(&platform)
    {
        rest = without_hub(image);
    }
    if let Some((_, known)) = SECOND_NAMES.iter().find(|(second, _)| *second == rest) {
        return (*known).to_owned();
    }
    let moved = SECOND_HOMES.iter().find_map(|(second, known)| Some((known, rest.strip_prefix(second)?)));
    match moved {
        Some((known, image)) => format!("{known}{image}"),
        None => rest.to_owned(),
    }
}

fn without_hub(name: &str) -> &str {
    match HUB.iter().find_map(|prefix| name.strip_prefix(prefix)) {
        Some(rest) => rest.strip_prefix("library/").unwrap_or(rest),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_split_into_name_and_tag() {
        assert_eq!(split("alpine"), ("alpine", "latest"));
        assert_eq!(split("alpine:3.20@sha256:ab"), ("alpine", "3.20"));
        assert_eq!(split("localhost:5000/alpine"), ("localhost:5000/alpine", "latest"));
        assert_eq!(split("node:${V:-20}-slim"), ("node", "${V:-20}-slim"));
        assert_eq!(split(""), ("", "latest"));
    }

    #[test]
    fn second_names_lead_to_the_first() {
        for (name, expected) in [
            ("docker.io/library/node", "node"),
            ("DOCKER.IO/Library/Node", "node"),
            ("public.ecr.aws/docker/library/python", "python"),
            ("mirror.gcr.io/library/redis", "redis"),
            ("docker.io/arm64v8/alpine", "alpine"),
            ("ghcr.io/linuxserver/swag", "lscr.io/linuxserver/swag"),
            ("mcr.microsoft.com/dotnet/core/sdk", "mcr.microsoft.com/dotnet/sdk"),
            ("docker.io/grafana/grafana-oss", "grafana/grafana"),
            ("example.com/library/node", "example.com/library/node"),
        ] {
            assert_eq!(canonical(name), expected, "{name}");
        }
    }
}
