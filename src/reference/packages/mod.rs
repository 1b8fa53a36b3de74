//! Package managers as data: how each one is called, what it asks, what it caches and which files it reads.
//!
//! One table serves the model (which words of a command are packages), the rules (what is missing) and hover (what an
//! option does). It knows the command lines of the managers, never the packages they offer, and it runs nothing.
//!
//! Facts come from the manual pages of apt 2.6, dnf 4.14, zypper 1.14, pacman 6.0, bundler 2.3 and RubyGems 3.3, from the
//! sources of apk-tools, dnf5, microdnf, Composer, conda and mamba, and from the option lists that npm 11, pnpm 12,
//! yarn 1.22 and 4, bun 1.4, pip 23, uv 0.13, poetry 2.5, pipenv, cargo 1.95 and go 1.27 print. Paths are those that
//! `root` gets, because that is who runs most builds.

mod languages;
mod names;
mod reading;
mod system;

pub use languages::YARN_BERRY;
pub use names::{Family, SYSTEM_PACKAGES, SystemPackage, system_package};
pub use reading::{OptionWord, Reading};

/// What a package manager provides for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ecosystem {
    /// The distribution itself.
    System,
    Python,
    JavaScript,
    Ruby,
    Php,
    Go,
    Rust,
    Conda,
    DotNet,
    Java,
}

/// What a verb does, as far as a build cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Installs the named packages; where the manager has a manifest and none is named, what the manifest lists.
    Install,
    /// Installs exactly what manifest and lock file list.
    Sync,
    /// Fetches the index of packages, nothing else.
    Refresh,
    /// Brings what is installed to newer versions.
    Upgrade,
    Remove,
    /// Empties caches.
    Clean,
    /// Downloads without installing.
    Fetch,
    /// Compiles or packages the project, which downloads what it needs.
    Build,
    /// Asks what there is; changes nothing.
    Query,
    /// Runs a program, perhaps after downloading it.
    Run,
}

/// One verb of a manager.
#[derive(Debug, PartialEq, Eq)]
pub struct Verb {
    /// As typed, words joined by one blank: `install`, `mod download`. For pacman the letters: `-S`. An empty name or alias
    /// is the verb of a call without words, `*` that of any other word: Gradle's tasks have names of their own.
    pub name: &'static str,
    pub aliases: &'static [&'static str],
    pub action: Action,
}

/// An option that makes an installation smaller or quicker, and what it leaves out.
#[derive(Debug, PartialEq, Eq)]
pub struct Lean {
    pub option: &'static str,
    pub effect: &'static str,
}

/// How a version is asked for on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pin {
    /// What stands between a package and its version; the earliest in the word counts.
    pub after: &'static [&'static str],
    /// The version follows a hyphen and starts with a digit: `curl-8.5.0`.
    pub hyphen: bool,
    /// Options whose value is the version of the named packages.
    pub options: &'static [&'static str],
    /// A package with a version, as this manager wants it; empty where it takes none.
    pub example: &'static str,
}

/// Whether two builds may write to a cache at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    Shared,
    /// Writers would damage each other or lock each other out.
    Locked,
}

impl Sharing {
    /// The value of `sharing=` in a cache mount.
    pub fn as_str(self) -> &'static str {
        match self {
            Sharing::Shared => "shared",
            Sharing::Locked => "locked",
        }
    }
}

/// A directory that is worth a cache mount.
#[derive(Debug, PartialEq, Eq)]
pub struct Cache {
    /// As root finds it.
    pub directory: &'static str,
    pub sharing: Sharing,
    /// What it holds, and what must be true for it to fill.
    pub holds: &'static str,
}

/// A spelling that still works or once did, and what took its place.
#[derive(Debug, PartialEq, Eq)]
pub struct Deprecated {
    pub spelling: &'static str,
    pub instead: &'static str,
}

/// One package manager.
#[derive(Debug, PartialEq, Eq)]
pub struct Manager {
    pub name: &'static str,
    /// The programs that are this manager, without their folder.
    pub binaries: &'static [&'static str],
    pub ecosystem: Ecosystem,
    /// What it is, and what surprises in a build.
    pub about: &'static str,
    pub verbs: &'static [Verb],
    /// It asks before it acts, and a build has nobody to answer.
    pub asks: bool,
    /// Words that answer yes to everything. An option such as `-qq` counts letters over the whole command.
    pub assume_yes: &'static [&'static str],
    pub lean: &'static [Lean],
    /// Options whose value is the next word.
    pub value_options: &'static [&'static str],
    /// Several short options may stand in one word: `-yq`.
    pub clusters: bool,
    pub pin: Pin,
    pub caches: &'static [Cache],
    /// Options and variables that move the cache.
    pub moves_cache: &'static [&'static str],
    /// Commands that empty the cache, in order; empty where there is nothing but deleting the directory.
    pub clean: &'static [&'static str],
    /// Options and variables that keep it from filling.
    pub no_cache: &'static [&'static str],
    /// Files that say what to install; `*` stands for any text.
    pub manifests: &'static [&'static str],
    /// Files that fix the versions, the preferred one first.
    pub locks: &'static [&'static str],
    /// What else an installation reads of the project, so what must be copied before it.
    pub also_reads: &'static [&'static str],
    /// The command that installs what the lock file says or fails.
    pub frozen: &'static str,
    /// What leaves development dependencies out.
    pub production: &'static [&'static str],
    pub deprecated: &'static [Deprecated],
}

const NO_PIN: Pin = Pin { after: &[], hyphen: false, options: &[], example: "" };

/// What an entry starts from, so that it lists only what it has.
const BLANK: Manager = Manager {
    name: "",
    binaries: &[],
    ecosystem: Ecosystem::System,
    about: "",
    verbs: &[],
    asks: false,
    assume_yes: &[],
    lean: &[],
    value_options: &[],
    clusters: false,
    pin: NO_PIN,
    caches: &[],
    moves_cache: &[],
    clean: &[],
    no_cache: &[],
    manifests: &[],
    locks: &[],
    also_reads: &[],
    frozen: "",
    production: &[],
    deprecated: &[],
};

const fn verb(name: &'static str, action: Action) -> Verb {
    Verb { name, aliases: &[], action }
}

const fn verb_or(name: &'static str, aliases: &'static [&'static str], action: Action) -> Verb {
    Verb { name, aliases, action }
}

const fn lean(option: &'static str, effect: &'static str) -> Lean {
    Lean { option, effect }
}

const fn cache(directory: &'static str, sharing: Sharing, holds: &'static str) -> Cache {
    Cache { directory, sharing, holds }
}

const fn gone(spelling: &'static str, instead: &'static str) -> Deprecated {
    Deprecated { spelling, instead }
}

/// Every manager, distributions first. `yarn` stands twice: the classic one, which [`manager`] finds, and [`YARN_BERRY`].
pub fn managers() -> impl Iterator<Item = &'static Manager> {
    system::MANAGERS.iter().copied().chain(languages::MANAGERS.iter().copied())
}

/// The manager behind a program, whatever folder or version number its name carries: `/usr/bin/apt-get`, `pip3.12`.
///
/// ```
/// use dunnage::reference::packages::manager;
/// assert_eq!(manager("pip3.12").unwrap().name, "pip");
/// assert!(manager("make").is_none());
/// ```
pub fn manager(binary: &str) -> Option<&'static Manager> {
    let file = binary.rsplit(['/', '\\']).next().unwrap_or(binary);
    let file = file.strip_suffix(".exe").unwrap_or(file);
    let named = |name: &str| managers().find(|manager| manager.binaries.contains(&name));
    named(file).or_else(|| {
        let bare = file.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        if bare.len() < file.len() { named(bare) } else { None }
    })
}

/// The manager that a command starts, and how many words name it: `python3 -m pip install …` starts pip with three.
pub fn manager_of(words: &[&str]) -> Option<(&'static Manager, usize)> {
    let first = words.first()?;
    if let Some(found) = manager(first) {
        return Some((found, 1));
    }
    let file = first.rsplit('/').next().unwrap_or(first);
    let stem = file.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    match (stem, words.get(1..)?) {
        ("python" | "pypy" | "py", ["-m", module, ..]) => Some((manager(module)?, 3)),
        ("corepack", [program, ..]) => Some((manager(program)?, 2)),
        ("php", [program, ..]) if program.contains("composer") => Some((manager("composer")?, 2)),
        _ => None,
    }
}

impl Manager {
    /// The verb of that name or alias; of several words, joined by one blank.
    pub fn verb(&self, name: &str) -> Option<&'static Verb> {
        let verbs: &'static [Verb] = self.verbs;
        if self.is_spelled_in_letters() {
            return reading::letters_verb(verbs, name);
        }
        verbs.iter().find(|verb| verb.name == name || verb.aliases.contains(&name))
    }

    /// Whether this verb installs something: named packages or what a manifest lists.
    pub fn is_install(&self, verb: &str) -> bool {
        self.verb(verb).is_some_and(|verb| matches!(verb.action, Action::Install | Action::Sync))
    }

    /// Whether the word after this option is its value. An option that carries its value (`--root=/x`) takes none.
    pub fn takes_value(&self, option: &str) -> bool {
        if self.value_options.contains(&option) {
            return true;
        }
        let Some(letters) = option.strip_prefix('-') else { return false };
        if !self.clusters || letters.starts_with('-') {
            return false;
        }
        // In a cluster the first letter that wants a value takes the rest of the word, or the next word if it is last.
        self.flag_letters(letters).len() + 1 == letters.len() && letters.is_ascii()
    }

    /// The letters of a cluster in front of the first one that wants a value.
    fn flag_letters<'a>(&self, letters: &'a str) -> &'a str {
        let wants = |letter: char| {
            self.value_options.iter().any(|known| known.strip_prefix('-').is_some_and(|rest| rest.chars().eq([letter])))
        };
        letters.split(wants).next().unwrap_or("")
    }

    /// Whether a command's words answer yes in advance. Always true where the manager does not ask.
    pub fn answers_yes(&self, words: &[&str]) -> bool {
        !self.asks || self.assume_yes.iter().any(|yes| self.says(words, yes))
    }

    fn says(&self, words: &[&str], yes: &str) -> bool {
        // A setting may be attached to its option: `-oAPT::Get::Assume-Yes=true`.
        let is_setting = yes.contains('=');
        let ends_in_it = |word: &&str| word.to_ascii_lowercase().ends_with(&yes.to_ascii_lowercase());
        if words.iter().any(|word| word == &yes || (is_setting && ends_in_it(word))) {
            return true;
        }
        let Some(letters) = yes.strip_prefix('-').filter(|letters| !letters.starts_with('-')) else { return false };
        let Some(letter) = letters.chars().next() else { return false };
        let clusters = words.iter().filter_map(|word| word.strip_prefix('-')).filter(|word| !word.starts_with('-'));
        let given: usize = clusters.map(|cluster| self.flag_letters(cluster).matches(letter).count()).sum();
        self.clusters && given >= letters.len()
    }

    /// The version that a package word asks for, if it asks for one: `3.1` of `curl=3.1`.
    pub fn version_in<'a>(&self, package: &'a str) -> Option<&'a str> {
        // A scope such as `@types/node` starts with a separator and is part of the name.
        let start = usize::from(package.starts_with('@'));
        let rest = package.get(start..)?;
        let separated = self.pin.after.iter().filter_map(|by| rest.find(by).map(|at| (at, by.len())));
        if let Some((at, length)) = separated.min_by_key(|(at, length)| (*at, usize::MAX - length)) {
            return rest.get(at + length..).map(str::trim).filter(|version| !version.is_empty());
        }
        if !self.pin.hyphen {
            return None;
        }
        let starts_version = |at: usize| rest[at + 1..].starts_with(|c: char| c.is_ascii_digit());
        rest.match_indices('-').map(|(at, _)| at).find(|at| starts_version(*at)).map(|at| &rest[at + 1..])
    }

    /// Whether verbs are option letters, as pacman's are.
    fn is_spelled_in_letters(&self) -> bool {
        self.verbs.first().is_some_and(|verb| verb.name.starts_with('-'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(binary: &str) -> &'static Manager {
        manager(binary).unwrap_or_else(|| panic!("{binary} is in the table"))
    }

    #[test]
    fn a_program_is_found_by_any_of_its_names() {
        assert_eq!(known("apt-get").name, "apt-get");
        assert_eq!(known("/usr/bin/pip3").name, "pip");
        assert_eq!(known("pip3.12").name, "pip");
        assert_eq!(known("dnf5").name, "dnf5");
        assert_eq!(known("./mvnw").name, "mvn");
        assert_eq!(known("yarn").name, "yarn");
        assert!(manager("make").is_none());
        assert!(manager("").is_none());
    }

    #[test]
    fn a_module_of_python_is_a_manager_too() {
        assert_eq!(manager_of(&["python3", "-m", "pip", "install", "x"]).map(|(m, n)| (m.name, n)), Some(("pip", 3)));
        assert_eq!(manager_of(&["npm", "ci"]).map(|(m, n)| (m.name, n)), Some(("npm", 1)));
        assert!(manager_of(&["python3", "app.py"]).is_none());
        assert!(manager_of(&[]).is_none());
    }

    #[test]
    fn install_verbs_and_their_aliases() {
        assert!(known("apt-get").is_install("install"));
        assert!(!known("apt-get").is_install("update"));
        assert!(known("npm").is_install("i") && known("npm").is_install("clean-install"));
        assert!(known("zypper").is_install("in"));
        assert!(known("uv").is_install("pip install") && known("uv").is_install("sync"));
        assert!(known("pacman").is_install("-Syu"));
        assert!(!known("pacman").is_install("-Scc") && !known("pacman").is_install("-Qi"));
    }

    #[test]
    fn options_that_take_the_next_word() {
        let apt = known("apt-get");
        assert!(apt.takes_value("-t") && apt.takes_value("--target-release") && apt.takes_value("-yt"));
        assert!(!apt.takes_value("-y") && !apt.takes_value("--target-release=sid") && !apt.takes_value("-tsid"));
        assert!(known("go").takes_value("-ldflags") && !known("go").takes_value("-trimpath"));
        assert!(known("apk").takes_value("--virtual") && !known("apk").takes_value("--cache"));
        assert!(!known("mvn").takes_value("-DskipTests") && known("mvn").takes_value("-pl"));
    }

    #[test]
    fn yes_may_be_said_in_several_ways() {
        let apt = known("apt-get");
        for words in [
            &["install", "-y", "curl"][..],
            &["-qqy", "install"],
            &["-qq", "install"],
            &["-q", "-q", "install"],
            &["-o", "APT::Get::Assume-Yes=true", "install"],
            &["--assume-yes", "install"],
            &["-oAPT::Get::Assume-Yes=true", "install"],
        ] {
            assert!(apt.answers_yes(words), "{words:?}");
        }
        assert!(!apt.answers_yes(&["install", "-q", "yasm"]));
        assert!(!apt.answers_yes(&["install", "-tsky", "curl"]), "the letters of a value");
        assert!(!apt.answers_yes(&["install", "-Y", "curl"]));
        assert!(known("apk").answers_yes(&["add", "curl"]));
        assert!(known("zypper").answers_yes(&["-n", "install", "curl"]));
        assert!(known("pacman").answers_yes(&["-S", "--noconfirm", "curl"]) && !known("pacman").answers_yes(&["-S"]));
    }

    #[test]
    fn versions_are_read_as_each_manager_writes_them() {
        assert_eq!(known("apt-get").version_in("curl=7.88.1-10"), Some("7.88.1-10"));
        assert_eq!(known("apt-get").version_in("curl"), None);
        assert_eq!(known("apk").version_in("curl~8.5"), Some("8.5"));
        assert_eq!(known("apk").version_in("curl>=8"), Some("8"));
        assert_eq!(known("dnf").version_in("java-17-openjdk"), Some("17-openjdk"));
        assert_eq!(known("dnf").version_in("gcc-c++"), None);
        assert_eq!(known("npm").version_in("@types/node@20"), Some("20"));
        assert_eq!(known("npm").version_in("@types/node"), None);
        assert_eq!(known("pip").version_in("flask==3.0"), Some("3.0"));
        assert_eq!(known("pip").version_in("flask[async]"), None);
        assert_eq!(known("go").version_in("golang.org/x/tools/cmd/stringer@v0.1.0"), Some("v0.1.0"));
    }

    #[test]
    fn every_entry_tells_what_it_is_and_can_install() {
        for manager in managers() {
            assert!(!manager.name.is_empty() && !manager.binaries.is_empty(), "{}", manager.name);
            assert!(manager.about.len() > 40, "{}: {}", manager.name, manager.about);
            assert!(
                manager.verbs.iter().any(|verb| matches!(verb.action, Action::Install | Action::Sync | Action::Build)),
                "{} has no verb that installs",
                manager.name
            );
            assert!(!manager.asks || !manager.assume_yes.is_empty(), "{} asks but cannot be answered", manager.name);
            assert!(manager.lean.iter().all(|lean| !lean.effect.is_empty()), "{}", manager.name);
            assert!(manager.caches.iter().all(|cache| cache.directory.starts_with('/') && !cache.holds.is_empty()));
            assert!(manager.deprecated.iter().all(|old| old.spelling != old.instead && !old.instead.is_empty()));
        }
    }

    #[test]
    fn no_verb_or_option_stands_twice() {
        for manager in managers() {
            let mut names: Vec<_> =
                manager.verbs.iter().flat_map(|verb| verb.aliases.iter().chain([&verb.name])).collect();
            let mut options: Vec<_> = manager.value_options.iter().collect();
            for list in [&mut names, &mut options] {
                let before = list.len();
                list.sort();
                list.dedup();
                assert_eq!(list.len(), before, "{} repeats a name: {list:?}", manager.name);
            }
        }
    }
}
