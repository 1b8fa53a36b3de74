//! When the software in an image stopped getting fixes, and what came after it.
//!
//! A release counts as ended from the day after which its makers promise no fixes of security to everybody: Debian's long-term
//! support, Ubuntu's standard support, the end of a language's security phase. What one can buy beyond that is left out.
//! The table has no clock: an end is compared with the day on which the table was made, so that the answer about a file changes
//! with the program, never with the date.
//!
//! Sources: the release pages of the projects themselves: wiki.debian.org/LTS, ubuntu.com/about/release-cycle,
//! alpinelinux.org/releases, fedorapeople.org schedules, centos.org, aws.amazon.com/amazon-linux, nodejs/Release,
//! devguide.python.org/versions, ruby-lang.org "Ruby Maintenance Branches", php.net "Supported Versions", go.dev/doc/devel/release,
//! Microsoft's .NET support policy, postgresql.org/support/versioning, Oracle's lifetime support policy for MySQL,
//! mariadb.org "Maintenance policy", MongoDB's support policy, nginx.org news, Elastic's product end of life; Docker Hub's pages
//! for images that it calls deprecated.

use super::name;
use std::ops::Range;

/// The day on which the table was made, ISO 8601.
pub const AS_OF: &str = "2026-11-21";

/// What ended before this day had been over for more than two years when the table was made.
const LONG_AGO: &str = "2024-07-01";

/// A release that gets no fixes any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// As one would say it: `Debian 10 (buster)`.
    pub what: String,
    /// The day, or the month, of the last fixes, ISO 8601.
    pub since: &'static str,
    /// Where the tag tells it; empty where the whole image is meant.
    pub place: Range<usize>,
    /// A tag of the same kind that is still supported, where one is sure to exist.
    pub successor: Option<String>,
}

/// Software with numbered releases.
struct Family {
    title: &'static str,
    /// Images that carry its version in their tags. A `/` at the end stands for any image below.
    images: &'static [&'static str],
    /// A release to move to; none where data has to be brought along, or another image is needed.
    successor: Option<&'static str>,
    /// Versions and the ends of their support; a version stands for everything below it that is not listed itself.
    releases: &'static [(&'static str, &'static str)],
}

static FAMILIES: [Family; 19] = [
    Family {
        title: "Debian",
        images: &["debian"],
        successor: Some("13"),
        releases: &[
            ("6", "2016-02-29"),
            ("7", "2018-05-31"),
            ("8", "2020-06-30"),
            ("9", "2022-06-30"),
            ("10", "2024-06-30"),
            ("11", "2026-08-31"),
            ("12", "2028-06-30"),
            ("13", "2030-06-30"),
        ],
    },
    Family {
        title: "Ubuntu",
        images: &["ubuntu"],
        successor: Some("24.04"),
        releases: &[
            ("12.04", "2017-04-28"),
            ("14.04", "2019-04-25"),
            ("16.04", "2021-04-30"),
            ("18.04", "2023-05-31"),
            ("19.04", "2020-01-23"),
            ("19.10", "2020-07-17"),
            ("20.04", "2025-05-31"),
            ("20.10", "2021-07-22"),
            ("21.04", "2022-01-20"),
            ("21.10", "2022-07-14"),
            ("22.04", "2027-04"),
            ("22.10", "2023-07-20"),
            ("23.04", "2024-01-25"),
            ("23.10", "2024-07-11"),
            ("24.04", "2029-05"),
            ("24.10", "2025-07-10"),
            ("25.04", "2026-01-15"),
            ("25.10", "2026-07"),
        ],
    },
    Family {
        title: "Alpine",
        images: &["alpine"],
        successor: Some("3.23"),
        releases: &[
            ("2", "2017-11-01"),
            ("3.1", "2016-11-01"),
            ("3.2", "2017-05-01"),
            ("3.3", "2017-11-01"),
            ("3.4", "2018-05-01"),
            ("3.5", "2018-11-01"),
            ("3.6", "2019-05-01"),
            ("3.7", "2019-11-01"),
            ("3.8", "2020-05-01"),
            ("3.9", "2020-11-01"),
            ("3.10", "2021-05-01"),
            ("3.11", "2021-11-01"),
            ("3.12", "2022-05-01"),
            ("3.13", "2022-11-01"),
            ("3.14", "2023-05-01"),
            ("3.15", "2023-11-01"),
            ("3.16", "2024-05-23"),
            ("3.17", "2024-11-22"),
            ("3.18", "2025-05-09"),
            ("3.19", "2025-11-01"),
            ("3.20", "2026-04-01"),
            ("3.21", "2026-11-01"),
            ("3.22", "2027-05-01"),
            ("3.23", "2027-11-01"),
        ],
    },
    Family {
        title: "CentOS",
        images: &["centos"],
        successor: None,
        releases: &[
            ("5", "2017-03-31"),
            ("6", "2020-11-30"),
            ("7", "2024-06-30"),
            ("8", "2021-12-31"),
            ("centos5", "2017-03-31"),
            ("centos6", "2020-11-30"),
            ("centos7", "2024-06-30"),
            ("centos8", "2021-12-31"),
            ("latest", "2021-12-31"),
        ],
    },
    Family {
        title: "CentOS Stream",
        images: &["quay.io/centos/centos"],
        successor: Some("stream10"),
        releases: &[("stream8", "2024-05-31"), ("stream9", "2027-05-31")],
    },
    Family {
        title: "Fedora",
        images: &["fedora", "registry.fedoraproject.org/fedora", "quay.io/fedora/fedora"],
        successor: Some("43"),
        releases: &[
            ("30", "2020-05-26"),
            ("31", "2020-11-24"),
            ("32", "2021-05-25"),
            ("33", "2021-11-30"),
            ("34", "2022-06-07"),
            ("35", "2022-12-13"),
            ("36", "2023-05-16"),
            ("37", "2023-12-05"),
            ("38", "2024-05-21"),
            ("39", "2024-11-26"),
            ("40", "2025-05-13"),
            ("41", "2025-12-15"),
            ("42", "2026-05-13"),
        ],
    },
    Family {
        title: "Amazon Linux",
        images: &["amazonlinux", "public.ecr.aws/amazonlinux/amazonlinux"],
        successor: Some("2023"),
        releases: &[("1", "2023-12-31"), ("2018.03", "2023-12-31"), ("2", "2026-06-30"), ("2023", "2029-06-30")],
    },
    Family {
        title: "Node.js",
        images: &["node"],
        successor: Some("24"),
        releases: &[
            ("0", "2016-12-31"),
            ("4", "2018-04-30"),
            ("5", "2016-06-30"),
            ("6", "2019-04-30"),
            ("7", "2017-06-30"),
            ("8", "2019-12-31"),
            ("9", "2018-06-30"),
            ("10", "2021-04-30"),
            ("11", "2019-06-01"),
            ("12", "2022-04-30"),
            ("13", "2020-06-01"),
            ("14", "2023-04-30"),
            ("15", "2021-06-01"),
            ("16", "2023-09-11"),
            ("17", "2022-06-01"),
            ("18", "2025-04-30"),
            ("19", "2023-06-01"),
            ("20", "2026-04-30"),
            ("21", "2024-06-01"),
            ("22", "2027-04-30"),
            ("23", "2025-06-01"),
            ("24", "2028-04-30"),
        ],
    },
    Family {
        title: "Python",
        images: &["python"],
        successor: Some("3.13"),
        releases: &[
            ("2.7", "2020-01-01"),
            ("2", "2020-01-01"),
            ("3.3", "2017-09-29"),
            ("3.4", "2019-03-18"),
            ("3.5", "2020-09-30"),
            ("3.6", "2021-12-23"),
            ("3.7", "2023-06-27"),
            ("3.8", "2024-10-07"),
            ("3.9", "2025-10-31"),
            ("3.10", "2026-10"),
            ("3.11", "2027-10"),
            ("3.12", "2028-10"),
            ("3.13", "2029-10"),
            ("3.14", "2030-10"),
        ],
    },
    Family {
        title: "Ruby",
        images: &["ruby"],
        successor: Some("3.4"),
        releases: &[
            ("1", "2015-02-23"),
            ("2.3", "2019-03-31"),
            ("2.4", "2020-03-31"),
            ("2.5", "2021-03-31"),
            ("2.6", "2022-04-12"),
            ("2.7", "2023-03-31"),
            ("2", "2023-03-31"),
            ("3.0", "2024-04-23"),
            ("3.1", "2025-03-26"),
            ("3.2", "2026-03-31"),
            ("3.3", "2027-03-31"),
            ("3.4", "2028-03-31"),
        ],
    },
    Family {
        title: "PHP",
        images: &["php"],
        successor: Some("8.4"),
        releases: &[
            ("5.6", "2018-12-31"),
            ("5", "2016-07-21"),
            ("7.0", "2019-01-10"),
            ("7.1", "2019-12-01"),
            ("7.2", "2020-11-30"),
            ("7.3", "2021-12-06"),
            ("7.4", "2022-11-28"),
            ("7", "2022-11-28"),
            ("8.0", "2023-11-26"),
            ("8.1", "2025-12-31"),
            ("8.2", "2026-12-31"),
            ("8.3", "2027-12-31"),
            ("8.4", "2028-12-31"),
            ("8.5", "2029-12-31"),
        ],
    },
    Family {
        title: "Go",
        images: &["golang"],
        successor: Some("1.26"),
        releases: &[
            ("1.1", "2014-06"),
            ("1.2", "2014-12"),
            ("1.3", "2015-08"),
            ("1.4", "2016-02"),
            ("1.5", "2016-08"),
            ("1.6", "2017-02"),
            ("1.7", "2017-08"),
            ("1.8", "2018-02"),
            ("1.9", "2018-08"),
            ("1.10", "2019-02"),
            ("1.11", "2019-09"),
            ("1.12", "2020-02"),
            ("1.13", "2020-08"),
            ("1.14", "2021-02"),
            ("1.15", "2021-08"),
            ("1.16", "2022-03"),
            ("1.17", "2022-08"),
            ("1.18", "2023-02"),
            ("1.19", "2023-08"),
            ("1.20", "2024-02"),
            ("1.21", "2024-08"),
            ("1.22", "2025-02"),
            ("1.23", "2025-08"),
            ("1.24", "2026-02"),
        ],
    },
    Family {
        title: ".NET",
        images: &["mcr.microsoft.com/dotnet/", "microsoft/dotnet"],
        successor: Some("10.0"),
        releases: &[
            ("1", "2019-06-27"),
            ("2", "2021-08-21"),
            ("3.0", "2020-03-03"),
            ("3.1", "2022-12-13"),
            ("5.0", "2022-05-10"),
            ("6.0", "2024-11-12"),
            ("7.0", "2024-05-14"),
            ("8.0", "2026-11-10"),
            ("9.0", "2026-11-10"),
            ("10.0", "2028-11-14"),
        ],
    },
    Family {
        title: "PostgreSQL",
        images: &["postgres"],
        successor: None,
        releases: &[
            ("8", "2014-07-24"),
            ("9.6", "2021-11-11"),
            ("9", "2021-11-11"),
            ("10", "2022-11-10"),
            ("11", "2023-11-09"),
            ("12", "2024-11-21"),
            ("13", "2025-11-13"),
            ("14", "2026-11-12"),
            ("15", "2027-11-11"),
            ("16", "2028-11-09"),
            ("17", "2029-11-08"),
            ("18", "2030-11-14"),
        ],
    },
    Family {
        title: "MySQL",
        images: &["mysql"],
        successor: None,
        releases: &[("5.5", "2018-12"), ("5.6", "2021-02"), ("5.7", "2023-10"), ("5", "2023-10"), ("8.0", "2026-04")],
    },
    Family {
        title: "MariaDB",
        images: &["mariadb"],
        successor: None,
        releases: &[
            ("5", "2020-04-11"),
            ("10.0", "2019-03-31"),
            ("10.1", "2020-10-17"),
            ("10.2", "2022-05-23"),
            ("10.3", "2023-05-25"),
            ("10.4", "2024-06-18"),
            ("10.5", "2025-06-24"),
            ("10.6", "2026-07-06"),
        ],
    },
    Family {
        title: "MongoDB",
        images: &["mongo"],
        successor: None,
        releases: &[
            ("2", "2018-03"),
            ("3", "2021-04"),
            ("4.0", "2022-04"),
            ("4.2", "2023-04"),
            ("4.4", "2024-02"),
            ("4", "2024-02"),
            ("5", "2024-10"),
            ("6", "2025-07"),
        ],
    },
    Family {
        title: "nginx",
        images: &["nginx", "nginxinc/nginx-unprivileged"],
        successor: Some("1.28"),
        releases: &[
            ("1.7", "2015-04-21"),
            ("1.8", "2016-04-26"),
            ("1.9", "2016-04-26"),
            ("1.10", "2017-04-12"),
            ("1.11", "2017-04-12"),
            ("1.12", "2018-04-17"),
            ("1.13", "2018-04-17"),
            ("1.14", "2019-04-23"),
            ("1.15", "2019-04-23"),
            ("1.16", "2020-04-21"),
            ("1.17", "2020-04-21"),
            ("1.18", "2021-04-20"),
            ("1.19", "2021-04-20"),
            ("1.20", "2022-05-24"),
            ("1.21", "2022-05-24"),
            ("1.22", "2023-04-11"),
            ("1.23", "2023-04-11"),
            ("1.24", "2024-04-23"),
            ("1.25", "2024-04-23"),
            ("1.26", "2025-04-23"),
            ("1.27", "2025-04-23"),
        ],
    },
    Family {
        title: "Elasticsearch",
        images: &["elasticsearch", "docker.elastic.co/elasticsearch/elasticsearch"],
        successor: None,
        releases: &[
            ("1", "2017-01-16"),
            ("2", "2018-02-28"),
            ("5", "2019-03-11"),
            ("6", "2022-02-10"),
            ("7", "2026-01-15"),
        ],
    },
];

/// Code names of Debian and Ubuntu: name, title, version.
const CODE_NAMES: [(&str, &str, &str); 26] = [
    ("squeeze", "Debian", "6"),
    ("wheezy", "Debian", "7"),
    ("jessie", "Debian", "8"),
    ("stretch", "Debian", "9"),
    ("buster", "Debian", "10"),
    ("bullseye", "Debian", "11"),
    ("bookworm", "Debian", "12"),
    ("trixie", "Debian", "13"),
    ("precise", "Ubuntu", "12.04"),
    ("trusty", "Ubuntu", "14.04"),
    ("xenial", "Ubuntu", "16.04"),
    ("bionic", "Ubuntu", "18.04"),
    ("disco", "Ubuntu", "19.04"),
    ("eoan", "Ubuntu", "19.10"),
    ("focal", "Ubuntu", "20.04"),
    ("groovy", "Ubuntu", "20.10"),
    ("hirsute", "Ubuntu", "21.04"),
    ("impish", "Ubuntu", "21.10"),
    ("jammy", "Ubuntu", "22.04"),
    ("kinetic", "Ubuntu", "22.10"),
    ("lunar", "Ubuntu", "23.04"),
    ("mantic", "Ubuntu", "23.10"),
    ("noble", "Ubuntu", "24.04"),
    ("oracular", "Ubuntu", "24.10"),
    ("plucky", "Ubuntu", "25.04"),
    ("questing", "Ubuntu", "25.10"),
];

/// Images that their makers have given up as a whole: name, since when, what to take instead.
const GIVEN_UP: [(&str, &str, &str); 14] = [
    ("adoptopenjdk", "2021-08", "eclipse-temurin"),
    ("celery", "2017-06", "python"),
    ("consul", "2023-10", "hashicorp/consul"),
    ("django", "2016-12", "python"),
    ("iojs", "2015-10", "node"),
    ("java", "2016-12", "eclipse-temurin"),
    ("jenkins", "2018-06", "jenkins/jenkins"),
    ("nats-streaming", "2023-06", "nats"),
    ("openjdk", "2022-07", "eclipse-temurin"),
    ("opensuse", "2018-12", "opensuse/leap"),
    ("piwik", "2019-03", "matomo"),
    ("rails", "2016-12", "ruby"),
    ("sentry", "2020-11", "getsentry/sentry"),
    ("vault", "2023-10", "hashicorp/vault"),
];

/// What has ended of an image: its program, else the distribution that its tag names, else the image as a whole.
///
/// ```
/// use dunnage::reference::images::support::ended;
/// let node = ended("node", "14-alpine").unwrap();
/// assert_eq!((node.what.as_str(), node.since), ("Node.js 14", "2023-04-30"));
/// assert_eq!(node.successor.as_deref(), Some("24-alpine"));
/// assert_eq!(ended("debian", "trixie-slim"), None);
/// ```
pub fn ended(name: &str, tag: &str) -> Option<Ended> {
    let name = name::canonical(name);
    let family = FAMILIES.iter().find(|family| family.images.iter().any(|image| is_meant(image, &name)));
    let first = tag.split('-').next().unwrap_or("");
    if let Some(family) = family
        && let Some((version, since)) = release(family, first)
        && is_over(since)
    {
        return Some(Ended {
            what: format!("{} {}", family.title, version.trim_start_matches("centos").replace("latest", "8")),
            since,
            place: 0..first.len(),
            successor: successor_of(tag, family),
        });
    }
    // Of an image that is not known, nobody knows the other tags.
    let has_siblings = family.is_some() || !name.contains('/');
    of_distribution(tag).map(|it| Ended { successor: it.successor.filter(|_| has_siblings), ..it })
}

/// What became of an image that was given up as a whole: since when, and what to take instead.
pub fn given_up(name: &str) -> Option<(&'static str, &'static str)> {
    let name = name::canonical(name);
    GIVEN_UP.iter().find(|(image, ..)| *image == name).map(|(_, since, instead)| (*since, *instead))
}

/// The distribution that a part of the tag names, where that has ended.
fn of_distribution(tag: &str) -> Option<Ended> {
    let mut start = 0;
    for part in tag.split('-') {
        let place = start..start + part.len();
        start = place.end + 1;
        let Some((title, version)) = distribution(part) else { continue };
        let family = FAMILIES.iter().find(|family| family.title == title)?;
        let (version, since) = release(family, version)?;
        if !is_over(since) {
            return None;
        }
        let is_named = part.bytes().all(|byte| byte.is_ascii_alphabetic());
        let what = if is_named { format!("{title} {version} ({part})") } else { format!("{title} {version}") };
        return Some(Ended { what, since, successor: successor_of(tag, family), place });
    }
    None
}

/// Title and version of a distribution that a part of a tag names: `buster`, `alpine3.14`.
fn distribution(part: &str) -> Option<(&'static str, &str)> {
    if let Some(version) = part.strip_prefix("alpine").filter(|version| version.contains('.')) {
        return Some(("Alpine", version));
    }
    CODE_NAMES.iter().find(|(name, ..)| *name == part).map(|(_, title, version)| (*title, *version))
}

/// The tag with everything that has ended replaced; `None` where a part of it is not understood.
fn successor_of(tag: &str, family: &Family) -> Option<String> {
    const VARIANTS: [&str; 12] =
        ["alpine", "apache", "cli", "curl", "extra", "fpm", "perl", "scm", "slim", "unprivileged", "zts", "browsers"];
    let mut parts: Vec<String> = Vec::new();
    for (at, part) in tag.split('-').enumerate() {
        if let Some((title, version)) = distribution(part) {
            let distribution = FAMILIES.iter().find(|family| family.title == title)?;
            let has_ended = release(distribution, version).is_some_and(|(_, since)| is_over(since));
            parts.push(match title {
                _ if !has_ended => part.to_owned(),
                "Alpine" => "alpine".to_owned(),
                "Debian" => "trixie".to_owned(),
                _ => "noble".to_owned(),
            });
        } else if at == 0 && part.starts_with(|c: char| c.is_ascii_digit()) {
            let has_ended = release(family, part).is_some_and(|(_, since)| is_over(since));
            parts.push(if has_ended { family.successor?.to_owned() } else { part.to_owned() });
        } else if at == 0 && release(family, part).is_some() {
            parts.push(family.successor?.to_owned());
        } else if VARIANTS.contains(&part) {
            parts.push(part.to_owned());
        } else {
            return None;
        }
    }
    Some(parts.join("-")).filter(|successor| successor != tag)
}

fn is_meant(image: &str, name: &str) -> bool {
    image == name || image.ends_with('/') && name.starts_with(image)
}

/// The release that a version belongs to: the longest that it starts with, number for number.
fn release(family: &Family, version: &str) -> Option<(&'static str, &'static str)> {
    let is_part =
        |known: &str| version.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '_']));
    family.releases.iter().filter(|(known, _)| is_part(known)).max_by_key(|(known, _)| known.len()).copied()
}

impl Ended {
    /// Whether it has been over for more than two years: holes are known by then, and old packages have moved to an archive.
    pub fn is_long_ago(&self) -> bool {
        self.since < LONG_AGO
    }
}

/// The releases of an image that still get fixes, the newest first, each with the end of that.
///
/// ```
/// use dunnage::reference::images::support::supported;
/// assert_eq!(supported("debian")[0], ("13", "2030-06-30"));
/// assert!(supported("acme/api").is_empty());
/// ```
pub fn supported(name: &str) -> Vec<(&'static str, &'static str)> {
    let name = name::canonical(name);
    let Some(family) = FAMILIES.iter().find(|family| family.images.iter().any(|image| is_meant(image, &name))) else {
        return Vec::new();
    };
    family.releases.iter().rev().copied().filter(|(_, since)| !is_over(since)).collect()
}

/// Whether a day, or a month, lies before the table's own.
fn is_over(since: &str) -> bool {
    since < AS_OF && !AS_OF.starts_with(since)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, tag: &str) -> Option<(String, Option<String>)> {
        ended(name, tag).map(|it| (it.what, it.successor))
    }

    #[test]
    fn a_version_belongs_to_its_release() {
        for (name, tag, what, successor) in [
            ("debian", "10.13", "Debian 10", Some("13")),
            ("docker.io/library/debian", "buster-slim", "Debian 10 (buster)", Some("trixie-slim")),
            ("python", "3.9.1-bullseye", "Python 3.9", Some("3.13-trixie")),
            ("python", "3.13-bullseye", "Debian 11 (bullseye)", Some("3.13-trixie")),
            ("golang", "1.21-alpine3.18", "Go 1.21", Some("1.26-alpine")),
            ("golang", "1.26-alpine3.18", "Alpine 3.18", Some("1.26-alpine")),
            ("ubuntu", "focal", "Ubuntu 20.04 (focal)", Some("noble")),
            ("php", "7.4-fpm-alpine", "PHP 7.4", Some("8.4-fpm-alpine")),
            ("centos", "latest", "CentOS 8", None),
            ("centos", "centos7.9.2009", "CentOS 7", None),
            ("postgres", "9.6-alpine", "PostgreSQL 9.6", None),
            ("mcr.microsoft.com/dotnet/sdk", "6.0-alpine", ".NET 6.0", Some("10.0-alpine")),
            ("node", "14.17-buster-x", "Node.js 14", None),
            ("acme/tool", "1-bullseye", "Debian 11 (bullseye)", None),
            ("buildpack-deps", "xenial", "Ubuntu 16.04 (xenial)", Some("noble")),
        ] {
            assert_eq!(told(name, tag), Some((what.to_owned(), successor.map(str::to_owned))), "{name}:{tag}");
        }
    }

    #[test]
    fn what_is_supported_or_unknown_has_not_ended() {
        for (name, tag) in [
            ("python", "3"),
            ("python", "3.13-slim-bookworm"),
            ("node", "lts"),
            ("node", "22"),
            ("node", "140"),
            ("alpine", "3.23"),
            ("alpine", "latest"),
            ("golang", "1"),
            ("acme/node", "14"),
            ("debian", "sid-slim"),
            ("ubuntu", "22.04"),
        ] {
            assert_eq!(told(name, tag), None, "{name}:{tag}");
        }
    }

    #[test]
    fn dates_compare_as_text() {
        assert!(is_over("2026-11-20") && is_over("2026-10") && !is_over("2026-11") && !is_over("2026-12-01"));
        let dates = FAMILIES.iter().flat_map(|family| family.releases).map(|(_, since)| since);
        assert!(dates.into_iter().all(|date| matches!(date.len(), 7 | 10) && date.starts_with("20")));
        for family in &FAMILIES {
            let next = family.successor.and_then(|successor| release(family, successor));
            assert!(next.is_none_or(|(_, since)| !is_over(since)), "{}: move to something supported", family.title);
        }
    }
}
