//! The ladder of container practice: what a beginner, a practised and an expert author see to, and how far a file has come.
//!
//! A practice is met where none of its rules speaks, on or off by default. A file stands on the highest rung of which it
//! meets every practice, and of every rung below.

use super::settings::Selector;
use super::{Finding, Settings, Severity, check};
use crate::model::{Language, Snapshot};

/// How far an author has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Rung {
    Beginner,
    Proficient,
    Expert,
}

/// Something to see to.
#[derive(Debug, serde::Serialize)]
pub struct Practice {
    pub name: &'static str,
    pub rung: Rung,
    #[serde(skip)]
    pub language: Language,
    pub rules: &'static [&'static str],
}

/// A practice that a file does not meet yet.
#[derive(Debug)]
pub struct Step {
    pub practice: &'static Practice,
    /// By place; never empty.
    pub findings: Vec<Finding>,
}

/// Where a file stands, and what is missing to the top: the lowest rung first.
#[derive(Debug)]
pub struct Standing {
    /// `None` for a file that is below the first rung.
    pub rung: Option<Rung>,
    pub steps: Vec<Step>,
}

impl Rung {
    pub const ALL: [Rung; 3] = [Rung::Beginner, Rung::Proficient, Rung::Expert];

    pub fn name(self) -> &'static str {
        match self {
            Rung::Beginner => "beginner",
            Rung::Proficient => "proficient",
            Rung::Expert => "expert",
        }
    }
}

const fn image(name: &'static str, rung: Rung, rules: &'static [&'static str]) -> Practice {
    Practice { name, rung, language: Language::Dockerfile, rules }
}

const fn project(name: &'static str, rung: Rung, rules: &'static [&'static str]) -> Practice {
    Practice { name, rung, language: Language::Compose, rules }
}

use Rung::{Beginner, Expert, Proficient};

/// Every practice, the lowest rung first within a language.
pub const PRACTICES: &[Practice] = &[
    image("bases are pinned to a version", Beginner, &["unpinned-base-image"]),
    image("manifests are copied and installed before the sources", Beginner, &["copy-before-install"]),
    image(
        "package lists and recommended packages stay out",
        Beginner,
        &["apt-recommends", "apt-lists-kept", "apt-update-alone", "apk-cache-kept", "install-without-yes"],
    ),
    image("COPY copies, ADD unpacks and fetches", Beginner, &["add-for-copy"]),
    image("no secret is in the image", Beginner, &["secret-in-env", "secret-value", "password-in-image"]),
    image("the program is started without a shell", Beginner, &["shell-form-cmd", "waiting-shell"]),
    image(
        "nothing deprecated is used",
        Beginner,
        &["maintainer-deprecated", "legacy-env", "several-cmd", "cd-in-run", "sudo-used"],
    ),
    image("the context holds nothing that is not meant for the image", Beginner, &["cluttered-copy"]),
    image("what builds the program does not ship", Proficient, &["build-tools-shipped", "dev-dependencies-kept"]),
    image("the base is small", Proficient, &["full-size-base"]),
    image("RUN lines that belong together are one", Proficient, &["consecutive-runs"]),
    image(
        "what is not needed goes where it came",
        Proficient,
        &["late-cleanup", "package-cache-kept", "pip-cache-kept"],
    ),
    image("installations follow the lock file", Proficient, &["unlocked-install", "build-without-dev-dependencies"]),
    image("the container does not run as root", Proficient, &["root-user", "unwritable-path", "copied-as-root"]),
    image("a health check tells whether it answers", Proficient, &["missing-healthcheck", "healthcheck-without-tool"]),
    image("one container, one service", Proficient, &["several-processes", "install-at-start"]),
    image("bases are pinned to a digest", Expert, &["unpinned-digest"]),
    image("caches are mounted", Expert, &["uncached-install", "wasted-cache-mount"]),
    image("the language of the file is named", Expert, &["missing-syntax"]),
    image("the runtime knows that it is in production", Expert, &["missing-runtime-variable"]),
    image("downloads are verified", Expert, &["unverified-download", "tls-verification-off", "unsigned-packages"]),
    image("packages are pinned", Expert, &["unpinned-package", "unpinned-system-package"]),
    project("`version` is gone", Beginner, &["obsolete-version"]),
    project("images are pinned to a version", Beginner, &["unpinned-image"]),
    project("data that must survive has a volume", Beginner, &["database-without-volume", "misplaced-data-volume"]),
    project("no secret is in the file", Beginner, &["literal-secret"]),
    project(
        "every name leads somewhere",
        Beginner,
        &["undefined-service", "undefined-network", "undefined-volume", "undefined-secret", "undefined-config"],
    ),
    project("what is mounted is there", Beginner, &["missing-path", "missing-dockerfile"]),
    project("services wait until others are healthy", Proficient, &["unready-dependency", "missing-dependency"]),
    project("health checks can become healthy", Proficient, &["condition-without-healthcheck"]),
    project("databases are not open to everybody", Proficient, &["database-published", "docker-socket"]),
    project("nothing is privileged", Proficient, &["privileged-service", "dangerous-capability", "host-network"]),
    project("services come back after a crash", Proficient, &["missing-restart"]),
    project("nothing is left unused", Proficient, &["unused-resource", "unused-anchor"]),
    project("services are limited in memory and processor", Expert, &["unlimited-memory", "unlimited-cpu"]),
    project(
        "services can do no more than they need",
        Expert,
        &["writable-root-filesystem", "default-capabilities", "privilege-escalation", "root-service"],
    ),
    project("logs are rotated", Expert, &["unbounded-logs"]),
];

/// Where a file stands.
pub fn standing(snapshot: &Snapshot) -> Standing {
    let practices = || PRACTICES.iter().filter(|practice| practice.language == snapshot.language());
    let rules = practices().flat_map(|practice| practice.rules.iter().copied()).map(Selector::Rule);
    let settings = Settings { select: Some(rules.collect()), ..Settings::default() };
    let findings = check(snapshot, &settings);
    let steps: Vec<Step> = practices()
        .filter_map(|practice| {
            let of_it = |finding: &&Finding| practice.rules.contains(&finding.rule);
            let findings: Vec<Finding> = findings.iter().filter(of_it).cloned().collect();
            (!findings.is_empty()).then_some(Step { practice, findings })
        })
        .collect();
    let lowest = steps.iter().map(|step| step.practice.rung).min();
    let rung = Rung::ALL.into_iter().rfind(|rung| lowest.is_none_or(|lowest| *rung < lowest));
    Standing { rung, steps }
}

impl Step {
    /// Whether one of its findings brings a fix.
    pub fn is_mendable(&self) -> bool {
        self.findings.iter().any(|finding| !finding.fixes.is_empty())
    }

    /// The loudest of its findings.
    pub fn severity(&self) -> Severity {
        self.findings.iter().map(|finding| finding.severity).max().unwrap_or(Severity::Hint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::find;

    #[test]
    fn every_rule_of_a_practice_is_there() {
        for practice in PRACTICES {
            for name in practice.rules {
                let rule = find(name).unwrap_or_else(|| panic!("{}: there is no rule `{name}`", practice.name));
                assert_eq!((rule.meta.name, rule.language()), (*name, practice.language));
            }
        }
    }

    #[test]
    fn a_file_stands_below_what_it_lacks() {
        let at = |source: &str| {
            let standing = standing(&Snapshot::of(Language::Dockerfile, source));
            (standing.rung, standing.steps.first().map(|step| step.practice.name))
        };
        assert_eq!(at("FROM alpine\nUSER 1000\nCMD [\"x\"]\n"), (None, Some("bases are pinned to a version")));
        let pinned = "FROM node:24-slim\nENV NODE_ENV=production\nCMD [\"node\"]\n";
        assert_eq!(at(pinned), (Some(Rung::Beginner), Some("the container does not run as root")));
        let digest = format!("FROM alpine:3.22@sha256:{}\nUSER 1000\nCMD [\"x\"]\n", "0".repeat(64));
        assert_eq!(at(&digest), (Some(Rung::Expert), None));
    }
}
