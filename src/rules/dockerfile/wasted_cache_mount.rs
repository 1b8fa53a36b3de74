//! Cache mounts that keep nothing, or keep what must not go.

use crate::model::dockerfile::Variable;
use crate::model::dockerfile::installs::below;
use crate::reference::images::{Confidence, Knowledge, PackageManager};
use crate::reference::packages::Action;
use crate::rules::edits::changes_inside;
use crate::rules::prelude::*;
use std::cell::OnceCell;
use std::collections::BTreeMap;

rule! {
    /// A cache mount does not do what it is there for.
    ///
    /// A mount keeps what a package manager puts into that very directory. It stays empty where the manager is told to keep
    /// nothing (`--no-cache-dir`), where the step empties it at its end, where it runs as a user whose home is elsewhere, and
    /// in Debian's and Ubuntu's images, whose `/etc/apt/apt.conf.d/docker-clean` deletes packages after each call. Yarn 1 caches
    /// under `/usr/local/share` when root calls it. Two builds at a time want `sharing=locked` for apt, which locks its
    /// directories and fails where somebody else has them. And Poetry puts virtual environments into its cache: what it installs
    /// there goes away with the mount.
    ///
    /// ```dockerfile
    /// FROM python:3.12-slim
    /// RUN --mount=type=cache,target=/root/.cache/pip pip install --no-cache-dir flask==3.0.3
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM python:3.12-slim
    /// RUN --mount=type=cache,target=/root/.cache/pip pip install flask==3.0.3
    /// ```
    "wasted-cache-mount", Info, Ask,
    groups: [Performance],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for (index, instruction) in file.instructions.iter().enumerate() {
        if !instruction.flags_named("mount").any(|flag| flag.text.contains("cache")) {
            continue;
        }
        let calls = file.invocations_of(index);
        for mount in mounts(instruction).iter().filter(|mount| mount.kind() == Some("cache")) {
            let target = ["target", "dst", "destination"].iter().find_map(|name| mount.field(name)?.value.as_ref());
            let Some(target) = target.filter(|target| target.text.starts_with('/')) else { continue };
            let step = Step {
                file,
                index,
                calls: &calls,
                variables: OnceCell::new(),
                mount,
                target,
                path: target.text.trim_end_matches('/'),
            };
            let said = step.is_of_another_user(report)
                || step.loses_the_environment(report)
                || step.is_turned_off(report)
                || step.is_emptied(report)
                || step.is_not_yarns(report);
            if !said {
                step.is_cleaned_by_debian(report);
                step.is_shared_by_apt(report);
            }
        }
    }
}

/// A cache mount and the step that has it.
struct Step<'a> {
    file: &'a Dockerfile,
    index: usize,
    calls: &'a [Invocation<'a>],
    variables: OnceCell<BTreeMap<String, Variable>>,
    mount: &'a MountFlag<'a>,
    target: &'a Word,
    path: &'a str,
}

impl<'a> Step<'a> {
    /// The variables in force, by name.
    fn variables(&self) -> &BTreeMap<String, Variable> {
        self.variables.get_or_init(|| self.file.variables_before(self.index))
    }

    fn sets(&self, name: &str) -> bool {
        self.file.declares(name) && self.variables().keys().any(|set| set.eq_ignore_ascii_case(name))
    }

    /// The first call whose cache, as root, is this directory, lies in it or holds it, and which nobody has moved.
    fn caller(&self) -> Option<&'a Invocation<'a>> {
        self.calls.iter().find(|call| {
            let caches = call.manager.caches.iter();
            caches.into_iter().any(|cache| meets(self.path, cache.directory)) && self.uses(call)
        })
    }

    /// Whether the call fills a cache, and keeps it where it usually is.
    fn uses(&self, call: &Invocation<'_>) -> bool {
        let fills = !matches!(call.action(), None | Some(Action::Clean | Action::Query | Action::Remove));
        let moves = call.manager.moves_cache;
        let by_option = moves.iter().any(|word| word.starts_with('-') && call.has(&[word.trim_end_matches('=')]));
        let by_variable = || moves.iter().any(|word| self.sets(word)) || self.sets("XDG_CACHE_HOME");
        fills && !by_option && !by_variable()
    }

    /// The home of the user who runs the step, where it is sure; with the account's number, where that is known.
    fn home(&self) -> Option<(String, Option<u32>)> {
        let stage = self.file.stage_of(self.index)?;
        if self.sets("HOME") {
            return None;
        }
        let image = self.file.image_under(stage);
        let named = self.file.user_before(self.index).map(|user| &user.text);
        let user = match (&named, image) {
            (Some(user), _) => user.split(':').next().unwrap_or("").to_owned(),
            (None, Some(image)) if image.runs_as_root() == Knowledge::Yes => "root".to_owned(),
            _ => return None,
        };
        match user.as_str() {
            "root" | "0" => Some(("/root".to_owned(), None)),
            user if user.contains('$') || user.is_empty() => None,
            user => {
                let account = image.and_then(|image| image.account(user));
                Some((
                    format!("/home/{}", account.map_or(user, |account| account.name)),
                    account.map(|account| account.id),
                ))
            }
        }
    }

    fn is_of_another_user(&self, report: &mut Report) -> bool {
        let (in_root, piece) = match (self.path.strip_prefix("/root"), self.path.strip_prefix("/home/")) {
            (Some(rest), _) if rest.is_empty() || rest.starts_with('/') => (true, rest.to_owned()),
            (_, Some(rest)) => (false, rest.find('/').map_or(String::new(), |slash| rest[slash..].to_owned())),
            _ => return false,
        };
        // The same directory under root's home must be one that a call of the step uses.
        let as_root = format!("/root{piece}");
        let caller = self.calls.iter().find(|call| {
            self.uses(call)
                && call.command.starter().is_none()
                && call
                    .manager
                    .caches
                    .iter()
                    .any(|cache| cache.directory.starts_with("/root") && meets(&as_root, cache.directory))
        });
        let (Some(caller), false, Some((home, id))) = (caller, piece.is_empty(), self.home()) else { return false };
        let is_root = home == "/root";
        if is_root == in_root || self.file.source().contains("HOME=") {
            return false;
        }
        let user = if is_root { "root" } else { home.trim_start_matches("/home/") };
        let message = format!("The step runs as {user}, and {} keeps nothing here then", caller.manager.name);
        let finding = report.at(self.target.span, message);
        finding.severity(Warning);
        let owner = id.map_or(String::new(), |id| format!(",uid={id},gid={id}"));
        let has_owner = self.mount.field("uid").is_some();
        if is_root || id.is_some() {
            let owner = if has_owner { "" } else { &owner };
            finding
                .fix("Mount the cache of the step's user", replace(self.target.span, format!("{home}{piece}{owner}")));
        }
        true
    }

    fn loses_the_environment(&self, report: &mut Report) -> bool {
        let Some(call) = self.caller().filter(|call| call.manager.name == "poetry") else { return false };
        let is_told = self.file.source().to_ascii_lowercase().contains("virtualenvs");
        if is_told || !call.installs() || !matches!(call.verb(), "install" | "sync" | "add") {
            return false;
        }
        report
            .at(
                self.target.span,
                "Poetry installs into a virtual environment in its cache, which goes away with the mount",
            )
            .severity(Warning);
        true
    }

    fn is_turned_off(&self, report: &mut Report) -> bool {
        let Some(call) = self.caller() else { return false };
        let options: Vec<_> = call.manager.no_cache.iter().copied().filter(|word| word.starts_with('-')).collect();
        let option = call.options().find(|(name, _, _)| options.contains(name));
        if let Some((name, _, span)) = option {
            let finding = report.at(span, format!("`{name}` leaves the cache mount of this step empty"));
            let start = self.file.source()[..span.start].trim_end_matches([' ', '\t']).len();
            if !call.command.is_exec() {
                finding
                    .fix(format!("Remove {name}"), delete(Span::new(start, span.end)))
                    .declares(changes_inside(call.command));
            }
            return true;
        }
        let off = call
            .manager
            .no_cache
            .iter()
            .find_map(|word| self.file.declares(word).then(|| self.variables().get(*word)).flatten());
        let Some(variable) = off.filter(|variable| {
            variable
                .value
                .as_ref()
                .is_some_and(|value| !matches!(value.text.as_str(), "" | "0" | "false" | "off" | "no"))
        }) else {
            return false;
        };
        report
            .at(self.target.span, format!("`{}` is set, and leaves this mount empty", variable.name))
            .related(variable.span, "Here it is set");
        true
    }

    fn is_emptied(&self, report: &mut Report) -> bool {
        let Some(caller) = self.caller() else { return false };
        let cleans = |command: &Command<'_>| {
            if command.span().start < caller.command.span().start {
                return false;
            }
            let call = self.calls.iter().find(|call| call.command.span() == command.span());
            match call {
                // apt-get clean keeps the lists.
                Some(call) if call.is_apt() => call.verb() == "clean" && meets(self.path, "/var/cache/apt"),
                Some(call) => call.action() == Some(Action::Clean) && call.manager.name == caller.manager.name,
                None => {
                    let deletes = |word: &&str| {
                        let path = word.trim_end_matches(['*', '/']);
                        let path =
                            path.strip_prefix('~').map_or_else(|| path.to_owned(), |rest| format!("/root{rest}"));
                        path.starts_with('/') && below(self.path, &path).is_some()
                    };
                    command.is("rm") && command.texts().iter().skip(1).any(deletes)
                }
            }
        };
        let commands = self.file.commands_of(self.index);
        let Some(command) = commands.iter().find(|command| cleans(command)) else { return false };
        let finding = report.at(command.span(), "This empties the cache that the mount is to keep");
        finding.related(self.mount.flag.span, "Here it is mounted");
        let is_only_this =
            command.is("rm") && command.texts().iter().skip(1).filter(|word| !word.starts_with('-')).count() > 1;
        if let Some(edit) = self.file.remove_command(*command).filter(|_| !is_only_this) {
            finding.fix("Remove the clean-up", edit).declares(changes_inside(*command));
        }
        true
    }

    fn is_not_yarns(&self, report: &mut Report) -> bool {
        const CLASSIC: &str = "/usr/local/share/.cache/yarn";
        let is_guess = matches!(self.path, "/root/.cache/yarn" | "/root/.yarn" | "/root/.yarn-cache");
        let calls_yarn = || self.calls.iter().any(|call| call.manager.name == "yarn" && self.uses(call));
        let is_root = || self.home().is_some_and(|(home, _)| home == "/root");
        if !is_guess || !calls_yarn() || !is_root() {
            return false;
        }
        let source = self.file.source();
        let is_classic = source.contains("--frozen-lockfile") || source.contains("--production");
        let berry = [".yarn", "corepack", "berry", "yarn config", "YARN_"];
        if !is_classic || berry.iter().any(|sign| source.contains(sign)) {
            return false;
        }
        report
            .at(self.target.span, format!("Yarn 1 keeps nothing here; as root it caches in {CLASSIC}"))
            .fix("Mount Yarn's cache", replace(self.target.span, CLASSIC));
        true
    }

    /// The call of apt whose directory is mounted.
    fn apt(&self, directory: &str) -> Option<&'a Invocation<'a>> {
        let fills = |call: &&Invocation<'_>| {
            call.is_apt()
                && matches!(call.action(), Some(Action::Install | Action::Upgrade | Action::Refresh | Action::Fetch))
        };
        self.calls.iter().find(fills).filter(|_| meets(self.path, directory))
    }

    fn is_cleaned_by_debian(&self, report: &mut Report) {
        if self.apt("/var/cache/apt").is_none() {
            return;
        }
        let image = self.file.stage_of(self.index).and_then(|stage| self.file.image_under(stage));
        let is_debian = image.is_some_and(|image| {
            image.package_manager == PackageManager::Apt && image.confidence != Confidence::Memory
        });
        let source = self.file.source();
        if !is_debian || source.contains("docker-clean") || source.contains("Keep-Downloaded-Packages") {
            return;
        }
        let finding =
            report.at(self.target.span, "The image's docker-clean deletes what apt downloads, so this stays empty");
        let first = self.file.commands_of(self.index).first().copied();
        if let Some(first) = first.filter(|first| first.is_at_top() && !first.is_exec() && !first.is_in_heredoc()) {
            finding.fix(
                "Remove docker-clean first",
                insert(first.span().start, "rm -f /etc/apt/apt.conf.d/docker-clean && "),
            );
        }
    }

    fn is_shared_by_apt(&self, report: &mut Report) {
        let is_locked = self
            .mount
            .field("sharing")
            .is_some_and(|field| field.value.as_ref().is_some_and(|value| !value.text.eq_ignore_ascii_case("shared")));
        if is_locked || self.apt("/var/cache/apt").or_else(|| self.apt("/var/lib/apt")).is_none() {
            return;
        }
        let finding = report.at(self.target.span, "Two builds at once fail here: apt locks its directories");
        match self.mount.field("sharing").and_then(|field| field.value.as_ref()) {
            Some(value) => finding.fix("Lock the mount", replace(value.span, "locked")),
            None => finding.fix("Lock the mount", insert(self.target.span.end, ",sharing=locked")),
        };
    }
}

/// Whether one path is the other, lies in it or holds it; the root holds everything and says nothing.
fn meets(path: &str, directory: &str) -> bool {
    !path.is_empty() && (below(directory, path).is_some() || below(path, directory).is_some())
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed, marked};

    fn messages(source: &str) -> Vec<String> {
        findings("wasted-cache-mount", source).into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn the_cache_of_another_user_is_not_used() {
        let source = "FROM node:22\nUSER node\nRUN --mount=type=cache,target=/root/.npm npm ci\n";
        assert_eq!(messages(source), ["The step runs as node, and npm keeps nothing here then"]);
        assert_eq!(
            fixed("wasted-cache-mount", source).as_deref(),
            Some("FROM node:22\nUSER node\nRUN --mount=type=cache,target=/home/node/.npm,uid=1000,gid=1000 npm ci\n")
        );
        let root = "FROM python:3.12\nRUN --mount=type=cache,target=/home/app/.cache/pip pip install a\n";
        assert_eq!(
            fixed("wasted-cache-mount", root).as_deref(),
            Some("FROM python:3.12\nRUN --mount=type=cache,target=/root/.cache/pip pip install a\n")
        );
        for fine in [
            "FROM node:22\nRUN --mount=type=cache,target=/root/.npm npm ci\n",
            "FROM acme\nRUN --mount=type=cache,target=/home/a/.npm npm ci\n",
            "FROM a\nUSER $U\nRUN --mount=type=cache,target=/root/.npm npm ci\n",
            "FROM node:22\nUSER node\nRUN --mount=type=cache,target=/root/.npm npm ci --cache /root/.npm\n",
            "FROM node:22\nUSER node\nRUN --mount=type=cache,target=/root/x make\n",
        ] {
            assert_eq!(messages(fine), [""; 0], "{fine}");
        }
    }

    #[test]
    fn apt_wants_a_lock_and_its_packages_kept() {
        let source =
            "FROM debian:12\nRUN --mount=type=cache,target=/var/cache/apt apt-get update && apt-get install -y a\n";
        assert_eq!(messages(source).len(), 2);
        let kept = "FROM debian:12\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked rm -f /etc/apt/apt.conf.d/docker-clean; apt-get update && apt-get install -y a\n";
        assert_eq!(messages(kept), [""; 0]);
        let lists = "FROM acme\nRUN --mount=type=cache,target=/var/lib/apt,sharing=shared apt-get update\n";
        assert_eq!(
            fixed("wasted-cache-mount", lists).as_deref(),
            Some("FROM acme\nRUN --mount=type=cache,target=/var/lib/apt,sharing=locked apt-get update\n")
        );
    }

    #[test]
    fn a_clean_up_empties_the_mount() {
        let source = "FROM acme\nRUN --mount=type=cache,target=/var/lib/apt,sharing=locked apt-get update && apt-get install -y a && rm -rf /var/lib/apt/lists/*\n";
        assert_eq!(marked("wasted-cache-mount", source), ["rm -rf /var/lib/apt/lists/*"]);
        assert!(fixed("wasted-cache-mount", source).is_some_and(|text| text.ends_with("install -y a\n")));
        let dnf = "FROM acme\nRUN --mount=type=cache,target=/var/cache/dnf dnf install -y a && dnf clean all\n";
        assert_eq!(marked("wasted-cache-mount", dnf), ["dnf clean all"]);
        let env =
            "FROM python:3.12\nENV PIP_NO_CACHE_DIR=1\nRUN --mount=type=cache,target=/root/.cache pip install a\n";
        assert_eq!(messages(env), ["`PIP_NO_CACHE_DIR` is set, and leaves this mount empty"]);
    }

    #[test]
    fn poetry_and_yarn_surprise() {
        let poetry = "FROM python:3.12\nRUN --mount=type=cache,target=/root/.cache/pypoetry poetry install\n";
        assert_eq!(marked("wasted-cache-mount", poetry), ["/root/.cache/pypoetry"]);
        let told = "FROM python:3.12\nENV POETRY_VIRTUALENVS_CREATE=false\nRUN --mount=type=cache,target=/root/.cache/pypoetry poetry install\n";
        assert_eq!(messages(told), [""; 0]);
        let yarn = "FROM node:22\nRUN --mount=type=cache,target=/root/.cache/yarn yarn --frozen-lockfile\n";
        assert!(fixed("wasted-cache-mount", yarn).is_some_and(|text| text.contains("/usr/local/share/.cache/yarn")));
    }
}
