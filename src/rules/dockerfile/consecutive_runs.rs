//! Neighbouring RUN lines that are one step.

use crate::reference::packages::{Action, Manager};
use crate::rules::leftovers::{DOWNLOADERS, clones, deletes_cache_of, family, made_by, operands, plain};
use crate::rules::prelude::*;

rule! {
    /// RUN lines that belong together are apart.
    ///
    /// Every RUN is a layer, and a layer never shrinks: what the next one deletes still ships. And every layer is cached on its
    /// own, so an index that one fetches grows old under the installation in another.
    ///
    /// Only neighbours that a reviewer would join are meant: an update and the installation that needs it, a clean-up and what
    /// it cleans, calls of one package manager, small errands in a row. The first two are mended safely. The others cost
    /// a choice, since one layer is also cached, and built again, as one.
    ///
    /// The merged RUN does what the two did: a part that changes its shell (`cd`, `export`, `set`) or ends in `|| true` is put
    /// into `( … )`, and comments stay where they are.
    ///
    /// ```dockerfile
    /// FROM debian:12
    /// RUN apt-get update
    /// # for the health check
    /// RUN apt-get install -y curl
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:12
    /// RUN apt-get update \
    ///     # for the health check
    ///     && apt-get install -y curl
    /// ```
    "consecutive-runs", Info, Safe,
    groups: [Size, Performance],
    aka: ["hadolint:DL3059", "tally:tally/prefer-run-heredoc"],
    concerns: ["run-heredoc"],
}

/// Why two neighbours belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bond {
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

    fn kind(self) -> Applicability {
        if matches!(self, Bond::Index | Bond::CleanUp) { Safe } else { Ask }
    }
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let bonds = bonds(file);
    let mut start = 0;
    while start < bonds.len() {
        let Some(first) = bonds[start] else {
            start += 1;
            continue;
        };
        // What is sure and what is a choice are told apart, so that the one does not wait for the other.
        let mut end = start + 1;
        // What can be merged two by two can be merged as a whole.
        while bonds.get(end).copied().flatten().is_some_and(|next| next.kind() == first.kind()) {
            end += 1;
        }
        if let Some(edits) = file.merge_runs(start..end + 1) {
            let count = end + 1 - start;
            let all_same = bonds[start..end].iter().all(|bond| *bond == Some(first));
            let finding = report.at(file.instructions[start + 1].name.span, message(first, count, all_same));
            if first.kind() == Ask {
                finding.severity(Hint);
            }
            for index in (start..=end).filter(|index| *index != start + 1) {
                finding.related(file.instructions[index].name.span, "This belongs to it");
            }
            let title =
                if count == 2 { "Merge with the RUN above".to_owned() } else { format!("Merge the {count} RUN lines") };
            finding.offer(first.kind(), title, edits).declares(&[Change::Instructions]);
            if let Some(script) = file.merge_runs_as_script(start..end + 1) {
                let changes = [Change::Instructions, Change::Heredocs, Change::Comments];
                finding.show("Merge them as a script, in a heredoc", script).declares(&changes);
            }
        }
        start = end;
    }
}

fn message(bond: Bond, count: usize, all_same: bool) -> String {
    match bond {
        Bond::Index => {
            "This installs from an index that the RUN above fetched, and that grows old in its layer".to_owned()
        }
        Bond::CleanUp => "This deletes what the RUN above left, whose layer keeps it".to_owned(),
        Bond::Manager(name) if all_same => format!("{count} RUN lines in a row call {name} and nothing else"),
        Bond::Errands if all_same => {
            format!("{count} RUN lines in a row are small errands, each in a layer of its own")
        }
        Bond::Download if all_same => {
            "This works on what the RUN above downloaded, which stays in its layer".to_owned()
        }
        Bond::Sources if all_same => "Sources of packages, and what installs from them, are one step".to_owned(),
        Bond::Prepared if all_same => "This runs what the RUN above only made ready, in a layer of its own".to_owned(),
        _ => format!("These {count} RUN lines in a row are one step"),
    }
}

/// By instruction, why it belongs together with the one right behind it.
pub(super) fn bonds(file: &Dockerfile) -> Vec<Option<Bond>> {
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
    use crate::rules::Applicability::{self, Ask, Safe};
    use crate::rules::testing::{findings, fixed};

    fn kinds(body: &str) -> Vec<Applicability> {
        let findings = findings("consecutive-runs", &format!("FROM a\n{body}"));
        findings.iter().flat_map(|finding| finding.fixes.iter().map(|fix| fix.kind)).collect()
    }

    fn merged(body: &str) -> String {
        let text = fixed("consecutive-runs", &format!("FROM a\n{body}")).expect("a fix");
        text.trim_start_matches("FROM a\n").to_owned()
    }

    #[test]
    fn only_what_belongs_together_is_joined() {
        assert_eq!(kinds("RUN apt-get update\nRUN apt-get install -y b\n"), [Safe]);
        assert_eq!(kinds("RUN apt-get install -y b\nRUN rm -rf /var/lib/apt/lists/*\n"), [Safe]);
        assert_eq!(kinds("RUN dnf install -y b\nRUN dnf clean all\n"), [Safe]);
        assert_eq!(kinds("RUN curl -o b.tgz https://c/b.tgz && tar xf b.tgz\nRUN rm b.tgz\n"), [Safe]);
        assert_eq!(kinds("RUN apk add b\nRUN apk add c\n"), [Ask]);
        assert_eq!(kinds("RUN mkdir /b\nRUN chown c /b\nRUN chmod 700 /b\n"), [Ask]);
        assert_eq!(kinds("RUN wget https://c/b.tgz\nRUN tar xf b.tgz\n"), [Ask]);
        assert_eq!(kinds("RUN git clone https://c/b.git x/b\nRUN cd x/b && git checkout v1\n"), [Ask]);
        assert_eq!(kinds("RUN chmod +x ./gradlew\nRUN ./gradlew build\n"), [Ask]);
        let sources =
            "RUN apt-get install -y b\nRUN add-apt-repository c && apt-get update\nRUN apt-get install -y d\n";
        assert_eq!(kinds(sources), [Ask]);
        assert_eq!(kinds("RUN wget https://c/b.tgz\nRUN tar xf b.tgz\nRUN rm b.tgz\n"), [Ask]);
        for moved in ["RUN mv b /opt/\nRUN rm -f b.tgz", "RUN mv b /opt/ && rm b.tgz\nRUN ln -s /opt/b /b"] {
            let runs = format!("RUN wget -q https://c/b.tgz\nRUN tar xf b.tgz\n{moved}\n");
            assert_eq!((kinds(&runs).len(), merged(&runs).matches("RUN").count()), (1, 1), "{runs}");
        }
        assert_eq!(kinds("RUN apt-get update\nRUN apt-get install -y b\nRUN apt-get install -y c\n"), [Safe, Ask]);
        for apart in [
            "RUN npm ci\nRUN npm run build\n",
            "RUN apt-get update && apt-get install -y b && rm -rf /var/lib/apt/lists/*\n\
             RUN apt-get update && apt-get install -y c && rm -rf /var/lib/apt/lists/*\n",
            "RUN pip install -r requirements.txt\nRUN pip install b\n",
            "RUN make\nRUN make install\n",
            "RUN mkdir /b\n\n# the user\nRUN useradd c\n",
            "RUN apt-get update\nUSER b\nRUN apt-get install -y c\n",
            "RUN apt-get install -y b\nRUN rm -rf /srv\n",
            "RUN apt-get install -y b\nRUN rm -rf $CACHE\n",
            "RUN sh /tmp/b.sh\nRUN rm /tmp/b.sh\n",
        ] {
            assert!(kinds(apart).is_empty(), "{apart}");
        }
    }

    #[test]
    fn a_group_is_merged_at_once() {
        assert_eq!(
            merged("RUN mkdir /b\nRUN chown c /b || true\nRUN \\\n  chmod 700 /b\n"),
            "RUN mkdir /b \\\n  && (chown c /b || true) \\\n  && chmod 700 /b\n"
        );
    }

    #[test]
    fn what_may_not_be_merged_is_not_spoken_of() {
        for apart in [
            "RUN --mount=type=cache,target=/var/cache/apt apt-get update\nRUN apt-get install -y b\n",
            "RUN apt-get update\n# hadolint ignore=DL3008\nRUN apt-get install -y b\n",
            "RUN apt-get update\nRUN <<EOF\napt-get install -y b\nEOF\n",
            "RUN apt-get update\nRUN [\"apt-get\", \"install\", \"-y\", \"b\"]\n",
        ] {
            assert!(kinds(apart).is_empty(), "{apart}");
        }
    }
}
