//! Which neighbouring RUNs are one step: what the first leaves, and what the second does with it.
//!
//! Only what can be merged is bound; how two RUNs become one is the business of `merge`. Whether they should is a judgement,
//! and that of the rules.

use super::leftovers::{DOWNLOADERS, clones, deletes_cache_of, family, made_by, operands, plain};
use super::{Command, Dockerfile, Invocation, Keyword};
use crate::reference::packages::{Action, Manager};

/// Why two neighbours belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bond {
    /// The second installs from the index that the first fetched.
    Index,
    /// The second deletes what the first left.
    CleanUp,
    /// Both call the same package manager, and nothing else.
    Manager(&'static str),
    /// The second works on the file that the first downloaded.
    Download,
    /// The second deletes the download that a RUN before them worked on, or stands between that one and the one that does.
    Leftover,
    /// The first says where packages come from, and the second goes on with that, or installs them.
    Sources,
    /// The second runs the file that the first made a program.
    Prepared,
    /// Both are small errands among files and accounts.
    Errands,
}

impl Bond {
    /// Whether it holds across a comment.
    fn is_one_matter(self) -> bool {
        match self {
            Bond::Errands => false,
            Bond::Manager(name) => matches!(name, "apk" | "apt-get" | "pacman" | "yum or dnf" | "zypper"),
            _ => true,
        }
    }
}

impl Dockerfile {
    /// By instruction, why it belongs together with the one right behind it.
    pub fn bonds(&self) -> &[Option<Bond>] {
        self.bonds.get_or_init(|| find_bonds(self))
    }
}

fn find_bonds(file: &Dockerfile) -> Vec<Option<Bond>> {
    let is_run = |index: usize| file.instructions.get(index).is_some_and(|it| it.is(Keyword::Run));
    let has_neighbour = |index: usize| is_run(index) && (index > 0 && is_run(index - 1) || is_run(index + 1));
    let count = file.instructions.len();
    let steps: Vec<Option<Step<'_>>> =
        (0..count).map(|index| has_neighbour(index).then(|| Step::read(file, index))?).collect();
    let mut bonds: Vec<Option<Bond>> = (0..count).map(|index| bond(file, &steps, index)).collect();
    for index in 0..count {
        if bonds[index] == Some(Bond::Download)
            && let Some(end) = deleted_at(file, &steps, index)
        {
            bonds[index + 1..end].fill(Some(Bond::Leftover));
        }
    }
    bonds
}

/// Why the RUN at this index and the one right behind it belong together.
fn bond(file: &Dockerfile, steps: &[Option<Step<'_>>], index: usize) -> Option<Bond> {
    let (before, after) = (steps[index].as_ref()?, steps.get(index + 1)?.as_ref()?);
    let (first, second) = (&file.instructions[index], &file.instructions[index + 1]);
    // A comment between two errands, or two tools of a language, says that each is a matter of its own.
    let is_divided = || {
        let from = file.comments.partition_point(|comment| comment.start < first.span.end);
        file.comments.get(from).is_some_and(|comment| comment.end <= second.span.start)
    };
    let bond = before.bond_with(after).filter(|bond| bond.is_one_matter() || !is_divided());
    bond.filter(|_| file.can_merge_runs(index..index + 2))
}

/// The RUN that deletes what the one at this index downloaded and the next worked on: the one behind them, or the first behind
/// errands that does.
fn deleted_at(file: &Dockerfile, steps: &[Option<Step<'_>>], index: usize) -> Option<usize> {
    let download = steps[index].as_ref()?;
    for (at, step) in steps.iter().enumerate().skip(index + 2) {
        let step = step.as_ref()?;
        let deletes = |command: &Command<'_>| download.made_all(command);
        let is_tidying = step.commands.iter().all(deletes);
        if !(is_tidying || step.is_errand()) || !file.can_merge_runs(at - 1..at + 1) {
            return None;
        }
        if step.commands.iter().any(deletes) {
            return Some(at);
        }
    }
    None
}

/// A RUN, looked at for what it is about.
struct Step<'a> {
    commands: Vec<Command<'a>>,
    calls: Vec<Invocation<'a>>,
}

/// The longest that an errand, or a download, is, in commands.
const SHORT: usize = 3;

const ERRANDS: [&str; 27] = [
    "[",
    "addgroup",
    "adduser",
    "chgrp",
    "chmod",
    "chown",
    "cp",
    "echo",
    "groupadd",
    "groupmod",
    "install",
    "ln",
    "locale-gen",
    "mkdir",
    "mv",
    "printf",
    "rm",
    "rmdir",
    "sed",
    "tee",
    "test",
    "touch",
    "true",
    "update-alternatives",
    "update-ca-certificates",
    "useradd",
    "usermod",
];

/// Programs that one gives a download to.
const UNPACKERS: [&str; 12] =
    ["bash", "bunzip2", "chmod", "dpkg", "gunzip", "mv", "rpm", "sh", "sha256sum", "tar", "unzip", "xz"];

impl<'a> Step<'a> {
    fn read(file: &'a Dockerfile, index: usize) -> Option<Self> {
        let commands = file.commands_of(index);
        let calls = file.invocations_of(index);
        (!commands.is_empty()).then_some(Step { commands, calls })
    }

    fn bond_with(&self, after: &Step<'_>) -> Option<Bond> {
        if self.only(|call| call.action() == Some(Action::Refresh))
            && let [update, ..] = self.calls.as_slice()
        {
            let same = |call: &&Invocation<'_>| family(call.manager) == family(update.manager);
            let uses = |call: &Invocation<'_>| matches!(call.action(), Some(Action::Install | Action::Upgrade));
            if after.calls.iter().find(same).is_some_and(uses) {
                return Some(Bond::Index);
            }
        }
        if after.cleans_up_after(self) {
            return Some(Bond::CleanUp);
        }
        // A step that fetches its own index, behind one that has tidied up after itself, is complete.
        let stand_apart = self.tidies_up() && after.refreshes_first();
        if let Some(name) = self.only_manager().filter(|name| !stand_apart && after.only_manager() == Some(name)) {
            return Some(Bond::Manager(name));
        }
        if self.adds_sources() && (after.adds_sources() || after.starts_with_apt()) {
            return Some(Bond::Sources);
        }
        if self.downloads_for(after) {
            return Some(Bond::Download);
        }
        if self.prepares(after) {
            return Some(Bond::Prepared);
        }
        (self.is_errand() && after.is_errand()).then_some(Bond::Errands)
    }

    /// Whether it ends by emptying the cache of its package manager.
    fn tidies_up(&self) -> bool {
        let Some((last, filled)) = self.commands.last().zip(self.calls.first()) else { return false };
        let cleans = |call: &Invocation<'_>| call.action() == Some(Action::Clean) && call.command.span() == last.span();
        deletes_cache_of(last, filled.manager) || self.calls.last().is_some_and(cleans)
    }

    fn refreshes_first(&self) -> bool {
        self.calls.first().is_some_and(|call| call.action() == Some(Action::Refresh))
    }

    /// Whether it consists of such calls of package managers.
    fn only(&self, is_meant: impl Fn(&Invocation<'_>) -> bool) -> bool {
        let called = self.calls.iter().filter(|call| is_meant(call)).count();
        called > 0 && self.commands.len() == called + self.starters()
    }

    /// How many of its commands only start another: `sudo`, `env`.
    fn starters(&self) -> usize {
        self.commands.iter().filter(|command| command.is("sudo") || command.is("env")).count()
    }

    /// The one family of managers that it calls to install or to tidy, where it does nothing else.
    fn only_manager(&self) -> Option<&'static str> {
        let by_helper = || helped_by(self.commands.first()?);
        let name = self.calls.first().map(|call| family(call.manager)).or_else(by_helper)?;
        let manages = |call: &Invocation<'_>| {
            let action = call.action();
            let tends = matches!(
                action,
                Some(Action::Install | Action::Refresh | Action::Upgrade | Action::Remove | Action::Clean)
            );
            // Without a name, what a manifest lists is installed: that layer is kept apart for a reason.
            let names = action != Some(Action::Install) || !call.packages().is_empty();
            family(call.manager) == name && tends && names
        };
        let tended = self.calls.iter().filter(|call| manages(call)).count();
        let first = self.calls.first().map(|call| call.manager);
        let tidies = |command: &&Command<'_>| first.is_some_and(|manager| deletes_cache_of(command, manager));
        let helps = |command: &&Command<'_>| helped_by(command) == Some(name);
        let others = self.commands.iter().filter(|command| tidies(command) || helps(command)).count();
        (self.commands.len() == tended + others + self.starters()).then_some(name)
    }

    /// Whether all that it does is to delete what `before` left: the caches of its package managers, files that it named.
    fn cleans_up_after(&self, before: &Step<'_>) -> bool {
        let filled: Vec<&'static Manager> =
            before.calls.iter().filter(|call| call.installs()).map(|call| call.manager).collect();
        let cleans = |command: &Command<'_>| {
            let call = self.calls.iter().find(|call| call.command.span() == command.span());
            match call {
                Some(call) => {
                    let cleaned = family(call.manager);
                    call.action() == Some(Action::Clean) && filled.iter().any(|manager| family(manager) == cleaned)
                }
                None => filled.iter().any(|manager| deletes_cache_of(command, manager)) || before.made_all(command),
            }
        };
        !self.commands.is_empty() && self.commands.iter().all(cleans)
    }

    /// Whether `rm` deletes only files that a command of this step made: a download, a clone, what its output went to.
    fn made_all(&self, rm: &Command<'_>) -> bool {
        let mut operands = operands(rm).peekable();
        let made: Vec<&str> = self.commands.iter().flat_map(made_by).collect();
        let is_made = |path: &str| made.contains(&plain(path));
        rm.is("rm") && operands.peek().is_some() && operands.all(|operand| operand.is_some_and(is_made))
    }

    /// Whether this is a download, and `after` works on what came.
    fn downloads_for(&self, after: &Step<'_>) -> bool {
        if self.commands.len() > SHORT || after.commands.len() > SHORT {
            return false;
        }
        let enters =
            after.commands.first().filter(|command| command.is("cd")).and_then(|cd| operands(cd).next().flatten());
        if let Some(folder) = enters {
            let is_clone = |command: &Command<'_>| command.is("git") && clones(command);
            return self.commands.iter().all(is_clone)
                && self.commands.iter().flat_map(made_by).any(|made| made == plain(folder));
        }
        let downloads = |command: &Command<'_>| DOWNLOADERS.iter().any(|program| command.is(program));
        let unpacks = after.commands.first().is_some_and(|command| UNPACKERS.iter().any(|program| command.is(program)));
        if !unpacks || !self.commands.iter().all(downloads) {
            return false;
        }
        let files = self.commands.iter().flat_map(|command| {
            let named = command.words().iter().skip(1).map(|word| word.text.as_str());
            named.chain(command.output_files()).map(|file| file.rsplit('/').next().unwrap_or(""))
        });
        let files: Vec<&str> = files.filter(|file| file.contains('.') && !file.starts_with('-')).collect();
        let used = |command: &Command<'_>| {
            let words = command.words().iter().skip(1);
            words.into_iter().any(|word| files.contains(&word.text.rsplit('/').next().unwrap_or("")))
        };
        after.commands.iter().any(used)
    }

    /// Whether all that it does is to tell apt of another source: a key, a line of a list, the script of a vendor.
    fn adds_sources(&self) -> bool {
        const MEANS: [&str; 14] = [
            "add-apt-repository",
            "apt-key",
            "bash",
            "chmod",
            "curl",
            "dpkg",
            "echo",
            "gpg",
            "install",
            "mkdir",
            "sh",
            "sudo",
            "tee",
            "wget",
        ];
        let names_apt = |command: &Command<'_>| {
            let is_script = command.is("bash") && command.element().previous.is_some() && !command.is_fed();
            let names = |text: &str| text.contains("/etc/apt/") || text.contains("/usr/share/keyrings");
            matches!(command.name(), Some("add-apt-repository" | "apt-key"))
                || is_script && self.commands.iter().any(|other| DOWNLOADERS.iter().any(|program| other.is(program)))
                || command.words().iter().skip(1).any(|word| names(&word.text))
                || command.output_files().any(names)
        };
        self.calls.is_empty()
            && self.commands.iter().all(|command| MEANS.iter().any(|name| command.is(name)))
            && self.commands.iter().any(names_apt)
    }

    fn starts_with_apt(&self) -> bool {
        let Some(call) = self.calls.first().filter(|call| call.is_apt()) else { return false };
        let is_first =
            self.commands.iter().find(|it| !it.is("sudo")).is_some_and(|it| it.span() == call.command.span());
        is_first && matches!(call.action(), Some(Action::Refresh | Action::Install))
    }

    /// Whether this makes a file a program, and `after` starts with it.
    fn prepares(&self, after: &Step<'_>) -> bool {
        let [chmod] = self.commands.as_slice() else { return false };
        let Some(first) = after.commands.first().and_then(|command| command.words().first()) else { return false };
        chmod.is("chmod")
            && operands(chmod).skip(1).any(|path| path.is_some_and(|path| plain(path) == plain(&first.text)))
    }

    fn is_errand(&self) -> bool {
        self.commands.len() <= SHORT
            && self.commands.iter().all(|command| ERRANDS.iter().any(|errand| command.is(errand)))
    }
}

/// The family of managers whose sources a program looks after.
fn helped_by(command: &Command<'_>) -> Option<&'static str> {
    match command.name()? {
        "add-apt-repository" | "apt-key" | "apt-mark" => Some("apt-get"),
        "yum-config-manager" => Some("yum or dnf"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, Snapshot};

    fn bonds(runs: &str) -> Vec<Bond> {
        let snapshot = Snapshot::of(Language::Dockerfile, &format!("FROM a\n{runs}\n"));
        snapshot.dockerfile().expect("a Dockerfile").bonds().iter().copied().flatten().collect()
    }

    #[test]
    fn neighbours_are_bound_by_what_one_leaves_to_the_other() {
        for (runs, expected) in [
            ("RUN apt-get update\nRUN apt-get install -y b", Bond::Index),
            ("RUN dnf install -y b\nRUN dnf clean all", Bond::CleanUp),
            ("RUN apk add b\nRUN apk add c", Bond::Manager("apk")),
            ("RUN wget https://c/b.tgz\nRUN tar xf b.tgz", Bond::Download),
            ("RUN echo b > /etc/apt/sources.list.d/b.list\nRUN apt-get update && apt-get install -y b", Bond::Sources),
            ("RUN chmod +x ./b\nRUN ./b c", Bond::Prepared),
            ("RUN mkdir /b\nRUN chown c /b", Bond::Errands),
        ] {
            assert_eq!(bonds(runs), [expected], "{runs}");
        }
        assert_eq!(
            bonds("RUN wget https://c/b.tgz\nRUN tar xf b.tgz\nRUN mv b /c\nRUN rm b.tgz"),
            [Bond::Download, Bond::Leftover, Bond::Leftover]
        );
    }

    #[test]
    fn what_divides_them_frees_them() {
        for runs in [
            "RUN make\nRUN make install",
            "RUN mkdir /b\n# the user\nRUN useradd c",
            "RUN apt-get update\nUSER b\nRUN apt-get install -y c",
            "RUN --network=none mkdir /b\nRUN chown c /b",
        ] {
            assert!(bonds(runs).is_empty(), "{runs}");
        }
    }
}
