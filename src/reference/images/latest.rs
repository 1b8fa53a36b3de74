//! Which release stands behind `latest`, for official images.
//!
//! A tag that moves within a release line gets fixes and no surprises: the major version where a project promises that much, else
//! major and minor. Gathered from docker-library/official-images (`library/*`) in August 2026; what is newer than that is
//! not known here, and a tag from the table goes on existing.

use super::name;

/// Images and tags, by name.
const RELEASES: [(&str, &str); 73] = [
    ("adminer", "6"),
    ("almalinux", "10"),
    ("alpine", "3.24"),
    ("amazonlinux", "2023"),
    ("arangodb", "3.12"),
    ("bash", "5.3"),
    ("busybox", "1.38"),
    ("caddy", "2.11"),
    ("cassandra", "5.0"),
    ("clickhouse", "26.7"),
    ("composer", "2.10"),
    ("couchdb", "3.5"),
    ("dart", "3.13"),
    ("debian", "13"),
    ("docker", "29"),
    ("drupal", "11.4"),
    ("eclipse-mosquitto", "2"),
    ("eclipse-temurin", "25"),
    ("elixir", "1.20"),
    ("erlang", "29"),
    ("fedora", "44"),
    ("flink", "2.3"),
    ("gcc", "16.2"),
    ("ghost", "6.59"),
    ("golang", "1.27"),
    ("gradle", "9.7"),
    ("groovy", "5.1"),
    ("haproxy", "3.4"),
    ("haskell", "9.14"),
    ("httpd", "2.4"),
    ("influxdb", "2.9"),
    ("jetty", "12.1"),
    ("joomla", "6.1"),
    ("jruby", "10.1"),
    ("julia", "1.12"),
    ("kong", "3.9"),
    ("liquibase", "5.0"),
    ("mariadb", "12"),
    ("matomo", "5.13"),
    ("maven", "3.9"),
    ("mediawiki", "1.46"),
    ("memcached", "1.6"),
    ("mysql", "26"),
    ("nats", "2.14"),
    ("neo4j", "2026.07"),
    ("nextcloud", "34.0"),
    ("nginx", "1.31"),
    ("nim", "2.2"),
    ("node", "26"),
    ("odoo", "19.0"),
    ("perl", "5.44"),
    ("php", "8.5"),
    ("phpmyadmin", "5.2"),
    ("postgres", "18"),
    ("pypy", "3.11"),
    ("python", "3.14"),
    ("rabbitmq", "4"),
    ("redis", "8"),
    ("redmine", "7.0"),
    ("registry", "3.1"),
    ("rocket.chat", "8.5"),
    ("ruby", "4.0"),
    ("rust", "1.98"),
    ("sapmachine", "26"),
    ("solr", "10.0"),
    ("swift", "6.3"),
    ("telegraf", "1.39"),
    ("tomcat", "11.0"),
    ("traefik", "v3.7"),
    ("ubuntu", "26.04"),
    ("varnish", "9.0"),
    ("wordpress", "7.1"),
    ("zookeeper", "3.9"),
];

/// The tag of the release that was an official image's `latest` when the table was gathered.
///
/// ```
/// use dunnage::reference::images::latest_release;
/// assert_eq!(latest_release("docker.io/library/alpine"), Some("3.24"));
/// assert_eq!(latest_release("acme/alpine"), None);
/// ```
pub fn latest_release(image: &str) -> Option<&'static str> {
    let name = name::canonical(image);
    let at = RELEASES.binary_search_by_key(&name.as_str(), |(known, _)| *known).ok()?;
    Some(RELEASES[at].1)
}

/// What the tag of an official image leaves to the day of the build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Floating {
    /// The version, altogether: `golang:alpine`.
    Version,
    /// It names a channel, which goes from version to version: `node:lts`.
    Channel,
    /// The minor version, where that is the one which breaks things: `python:3`.
    Minor,
}

/// Distributions, whose tags may be the names of releases.
const DISTRIBUTIONS: [&str; 7] = ["almalinux", "alpine", "amazonlinux", "debian", "fedora", "rockylinux", "ubuntu"];

/// Whose minor versions take things away or change what they mean.
///
/// Source: the release policies: PEP 387, wiki.php.net/rfc/releaseprocess, ruby-lang.org/en/downloads/branches, perlpolicy,
/// alpinelinux.org/releases, hexdocs.pm/elixir (compatibility and deprecations), julialang.org, swift.org.
const MINOR_MATTERS: [&str; 8] = ["alpine", "elixir", "julia", "perl", "php", "python", "ruby", "swift"];

const CHANNELS: [&str; 6] = ["current", "lts", "mainline", "oldstable", "rolling", "stable"];

/// Whoever takes one of these wants what is newest.
const PREVIEWS: [&str; 12] = [
    "beta",
    "canary",
    "dev",
    "devel",
    "edge",
    "experimental",
    "nightly",
    "rawhide",
    "rc",
    "sid",
    "testing",
    "unstable",
];

/// What the tag of an official image leaves open; `None` where it leaves nothing, where that is wanted, and for images that
/// are not in the table.
///
/// ```
/// use dunnage::reference::images::{Floating, floating};
/// assert_eq!(floating("golang", "alpine"), Some(Floating::Version));
/// assert_eq!(floating("python", "3-slim"), Some(Floating::Minor));
/// assert_eq!(floating("node", "24-slim"), None);
/// ```
pub fn floating(image: &str, tag: &str) -> Option<Floating> {
    let name = name::canonical(image);
    let release = latest_release(image)?;
    let first = tag.split('-').next().unwrap_or("");
    let is_version = |part: &str| part.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit());
    if tag.split('-').any(is_version) {
        let current = release.split_once('.').map(|(major, _)| major);
        let is_minor_open = current == Some(first) && MINOR_MATTERS.contains(&name.as_str());
        return is_minor_open.then_some(Floating::Minor);
    }
    if CHANNELS.contains(&first) {
        return Some(Floating::Channel);
    }
    let is_named = DISTRIBUTIONS.contains(&name.as_str()) || PREVIEWS.contains(&first) || tag.contains('$');
    (!is_named && tag != "latest").then_some(Floating::Version)
}

#[cfg(test)]
mod tests {
    use super::{Floating, RELEASES, floating};

    #[test]
    fn what_a_tag_leaves_open() {
        for (image, tag, open) in [
            ("node", "alpine3.22", Some(Floating::Version)),
            ("docker.io/library/rust", "slim-bookworm", Some(Floating::Version)),
            ("node", "lts-slim", Some(Floating::Channel)),
            ("debian", "stable", Some(Floating::Channel)),
            ("alpine", "3", Some(Floating::Minor)),
            ("alpine", "3.20", None),
            ("alpine", "edge", None),
            ("python", "2-alpine", None),
            ("debian", "bookworm-slim", None),
            ("maven", "amazoncorretto-21", None),
            ("traefik", "v3", None),
            ("acme/node", "alpine", None),
            ("node", "$TAG", None),
        ] {
            assert_eq!(floating(image, tag), open, "{image}:{tag}");
        }
    }

    #[test]
    fn the_table_is_in_order() {
        assert!(RELEASES.is_sorted_by(|one, next| one.0 < next.0));
    }
}
