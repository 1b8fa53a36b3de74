//! What the most used base images hold: shell, package manager, accounts, tools, ports, data.
//!
//! The table answers without a network, so a check may know that `node:20-slim` has no curl. It covers some 320 names and
//! is never complete: an image that it does not hold is unknown, and whoever asks stays silent about it. What a row does
//! not list is absent only where the image's own build was read; elsewhere it is unknown too.
//!
//! Gathered in November 2026 from the Dockerfiles, entrypoints and package lists of the images themselves; a tag's row
//! tells what its newest build holds. The table is read on first use.

mod accounts;
pub mod health;
mod latest;
mod name;
mod pattern;
pub mod support;
mod table;
pub mod variables;

pub use latest::{Floating, floating, latest_release};

use crate::reference::packages;

/// The answer to a question about an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Knowledge {
    Yes,
    No,
    Unknown,
}

/// The C library that programs find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Libc {
    Glibc,
    Musl,
    /// BusyBox variants that come with one or the other.
    MuslOrUclibc,
    Windows,
    None,
}

/// The package manager of the distribution, as far as the image still has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PackageManager {
    Apk,
    Apt,
    Dnf,
    Microdnf,
    Pacman,
    Tdnf,
    Yum,
    Zypper,
    None,
}

impl PackageManager {
    /// Its entry in the table of package managers.
    pub fn manager(self) -> Option<&'static packages::Manager> {
        packages::manager(match self {
            PackageManager::Apk => "apk",
            PackageManager::Apt => "apt-get",
            PackageManager::Dnf => "dnf",
            PackageManager::Microdnf => "microdnf",
            PackageManager::Pacman => "pacman",
            PackageManager::Tdnf => "tdnf",
            PackageManager::Yum => "yum",
            PackageManager::Zypper => "zypper",
            PackageManager::None => return None,
        })
    }
}

/// What the shell forms of `RUN`, `CMD` and `HEALTHCHECK` get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shell {
    /// A POSIX shell at this path.
    Posix(&'static str),
    /// There is none: shell forms cannot work.
    None,
    Cmd,
    PowerShell,
}

/// How a row came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// The image's own Dockerfile and entrypoint were read.
    Source,
    /// It follows from those of a parent or sibling, or from package data.
    Derived,
    /// General knowledge.
    Memory,
}

/// An account that exists in the image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    pub name: &'static str,
    pub id: u32,
}

/// One image, in the tags that share what it holds.
#[derive(Debug, PartialEq, Eq)]
pub struct Image {
    /// Short name; a `*` at the end stands for any text.
    pub name: &'static str,
    /// Which tags: see the module that matches them.
    tags: &'static str,
    pub distribution: &'static str,
    pub libc: Libc,
    pub package_manager: PackageManager,
    pub shell: Shell,
    /// Who runs the container unless somebody says otherwise: a name, a number, or `uid:gid`. `root` where nothing is set.
    pub default_user: &'static str,
    /// Accounts that are there already, ready for a `USER` line. Distributions have more: `www-data` and `nobody` are listed
    /// only where somebody would use them.
    pub accounts: Vec<Account>,
    /// Of the [`SURVEYED_TOOLS`], those that it has. Applets of BusyBox count.
    pub tools: Vec<&'static str>,
    /// `80`, `53/udp`, `4510-4559`.
    pub ports: Vec<&'static str>,
    /// Names of variables that it sets. Not exhaustive where they come from a parent.
    pub environment: Vec<&'static str>,
    /// The words of the array, joined by blanks; empty where it has none.
    pub entrypoint: &'static str,
    pub command: &'static str,
    pub working_directory: &'static str,
    pub volumes: Vec<&'static str>,
    /// What must survive the container: the directory for a volume.
    pub data_directory: Option<&'static str>,
    pub stop_signal: Option<&'static str>,
    pub has_healthcheck: bool,
    /// It starts as root, and its entrypoint gives the service a user of its own.
    pub drops_root: bool,
    /// Variables that name a file which holds the value; a `*` stands for any text.
    pub file_variables: Vec<&'static str>,
    /// What shows that the service is well, as Compose writes it: a JSON array, `$` doubled, `<port>` to be filled in.
    pub healthcheck: Option<&'static str>,
    pub confidence: Confidence,
}

/// The programs that were looked for in every image.
pub const SURVEYED_TOOLS: [&str; 13] =
    ["bash", "curl", "git", "gosu", "nc", "node", "openssl", "perl", "ps", "python3", "su-exec", "tini", "wget"];

/// Programs whose official image bears their name.
const LANGUAGES: [&str; 6] = ["bun", "deno", "perl", "php", "python", "ruby"];

/// The row that answers a reference, by the rules of the table: the exact name, else the longest one with a `*`; within it
/// the first row whose tags match.
///
/// A tag that holds a variable is answered only where every tag of the image holds the same.
///
/// ```
/// use dunnage::reference::images::{Knowledge, lookup};
/// let image = lookup("docker.io/library/node:20-slim").unwrap();
/// assert_eq!(image.has_tool("curl"), Knowledge::No);
/// assert!(lookup("ghcr.io/acme/api:1").is_none());
/// ```
pub fn lookup(reference: &str) -> Option<&'static Image> {
    let (name, tag) = name::split(reference);
    // The grammar of references ends tags at 128 characters.
    if name.is_empty() || name.contains('$') || tag.len() > 128 {
        return None;
    }
    let rows = table::rows(&name::canonical(name))?;
    if tag.contains('$') {
        return if let [only] = rows { Some(only) } else { None };
    }
    rows.iter().find(|image| pattern::matches(image.tags, tag))
}

/// Every row, by name. For completion of image names, and for tests.
pub fn images() -> &'static [Image] {
    table::images()
}

impl Image {
    /// Whether a program is in the image: what the table lists, and the language that the image is named after.
    pub fn has_tool(&self, tool: &str) -> Knowledge {
        let (_, short_name) = self.name.rsplit_once('/').unwrap_or(("", self.name));
        let is_its_language = short_name == tool && LANGUAGES.contains(&tool);
        if self.tools.contains(&tool) || is_its_language || self.healthcheck_program() == Some(tool) {
            return Knowledge::Yes;
        }
        let is_known_to_lack = SURVEYED_TOOLS.contains(&tool)
            && self.confidence != Confidence::Memory
            && !self.is_left_out_of_the_survey(tool);
        if is_known_to_lack { Knowledge::No } else { Knowledge::Unknown }
    }

    /// Programs that were not seen in some distributions but may be there.
    fn is_left_out_of_the_survey(&self, tool: &str) -> bool {
        let is_rpm = matches!(
            self.package_manager,
            PackageManager::Dnf | PackageManager::Microdnf | PackageManager::Tdnf | PackageManager::Yum
        );
        match tool {
            "ps" => self.distribution == "ubuntu",
            "openssl" | "python3" => is_rpm,
            _ => false,
        }
    }

    /// The program that the row's health check calls, without its folder.
    fn healthcheck_program(&self) -> Option<&'static str> {
        let word = self.healthcheck?.strip_prefix("[\"CMD\",\"")?.split('"').next()?;
        word.rsplit('/').next()
    }

    /// Whether the configuration starts it as root, or as the administrator on Windows.
    pub fn runs_as_root(&self) -> Knowledge {
        let user = self.default_user.split(':').next().unwrap_or("");
        match user {
            "" => Knowledge::Unknown,
            "root" | "0" | "ContainerAdministrator" => Knowledge::Yes,
            _ => Knowledge::No,
        }
    }

    /// Whether the service itself ends up as root: not where the entrypoint steps down.
    pub fn service_runs_as_root(&self) -> Knowledge {
        if self.drops_root { Knowledge::No } else { self.runs_as_root() }
    }

    /// The account of that name or number.
    pub fn account(&self, user: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.name == user || account.id.to_string() == user)
    }

    pub fn is_windows(&self) -> bool {
        self.libc == Libc::Windows
    }

    /// Whether the image is known to set this variable. Absence means nothing.
    pub fn sets_variable(&self, name: &str) -> bool {
        self.environment.contains(&name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(reference: &str) -> &'static Image {
        lookup(reference).unwrap_or_else(|| panic!("{reference} is in the table"))
    }

    #[test]
    fn tools_are_known_missing_or_unknown() {
        assert_eq!(known("node:20").has_tool("curl"), Knowledge::Yes);
        assert_eq!(known("node:20-slim").has_tool("curl"), Knowledge::No);
        assert_eq!(known("alpine:3.20").has_tool("wget"), Knowledge::Yes);
        assert_eq!(known("ubuntu:20.04").has_tool("curl"), Knowledge::Unknown, "a row from memory");
        assert_eq!(known("ubuntu:24.04").has_tool("ps"), Knowledge::Unknown, "not surveyed there");
        assert_eq!(known("alpine").has_tool("jq"), Knowledge::Unknown, "never surveyed");
        assert_eq!(known("postgres:17").has_tool("pg_isready"), Knowledge::Yes);
        assert_eq!(known("php:8-cli").has_tool("php"), Knowledge::Yes);
    }

    #[test]
    fn users_accounts_and_shells() {
        assert_eq!(known("node:20").runs_as_root(), Knowledge::Yes);
        assert_eq!(known("node:20").account("node"), Some(&Account { name: "node", id: 1000 }));
        assert_eq!(known("gcr.io/distroless/static:nonroot").runs_as_root(), Knowledge::No);
        assert_eq!(known("gcr.io/distroless/static").shell, Shell::None);
        assert_eq!(known("postgres").service_runs_as_root(), Knowledge::No);
        assert_eq!(known("mcr.microsoft.com/windows/nanoserver:ltsc2022").shell, Shell::Cmd);
        assert_eq!(known("scratch").libc, Libc::None);
    }

    #[test]
    fn package_managers_lead_to_their_table() {
        assert_eq!(known("alpine").package_manager.manager().map(|manager| manager.name), Some("apk"));
        assert_eq!(known("debian:12").package_manager.manager().map(|manager| manager.name), Some("apt-get"));
        assert!(known("scratch").package_manager.manager().is_none());
    }

    #[test]
    fn what_cannot_be_known_is_none() {
        assert!(lookup("").is_none() && lookup(":").is_none() && lookup("@").is_none());
        assert!(lookup("$BASE").is_none() && lookup("${IMAGE}:20").is_none());
        assert!(lookup("node:$VERSION").is_none(), "the tag decides what is in it");
        assert!(lookup("scratch").is_some());
        assert!(lookup(&format!("node:{}", "a".repeat(5000))).is_none());
    }

    #[test]
    fn references_are_answered_by_the_expected_rows() {
        let fixture = include_str!("lookups.tsv").lines().filter(|line| !line.starts_with('#'));
        let mut answered = 0;
        for line in fixture {
            let mut cells = line.split('\t');
            let (name, place, references) = (cells.next().unwrap(), cells.next().unwrap(), cells.next().unwrap());
            let expected = images().iter().filter(|image| image.name == name).nth(place.parse().unwrap());
            for reference in references.split(' ') {
                let found = lookup(reference);
                assert!(
                    found.map(std::ptr::from_ref) == expected.map(std::ptr::from_ref),
                    "{reference}: {:?}, expected row {place} of {name}",
                    found.map(|image| (image.name, image.tags))
                );
                answered += 1;
            }
        }
        assert!(answered > 1500, "{answered}");
    }
}
