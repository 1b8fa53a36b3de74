//! Downloads that every change of a step repeats.

use crate::model::dockerfile::installs::below;
use crate::reference::images::{Knowledge, PackageManager};
use crate::reference::packages::{Action, Cache, Ecosystem};
use crate::rules::edits::remove_words;
use crate::rules::prelude::*;
use crate::syntax::shell::{Body, Connector};
use std::cell::OnceCell;

rule! {
    /// An installation has no cache mount.
    ///
    /// When anything in the step or above it changes, the package manager downloads everything anew. A cache mount keeps the downloads on
    /// the builder, outside the image: `RUN --mount=type=cache,target=/root/.npm npm ci`.
    ///
    /// On builders that start empty each time it brings nothing, so the rule is off by default. The fix mounts the directories that
    /// the manager uses as root, takes options away that keep them empty, and for apt what deletes its downloads. Where an addon
    /// of Node.js is compiled, the headers that node-gyp fetches are kept too.
    ///
    /// ```dockerfile
    /// FROM python:3.13-slim
    /// COPY requirements.txt .
    /// RUN pip install --no-cache-dir -r requirements.txt
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM python:3.13-slim
    /// COPY requirements.txt .
    /// RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt
    /// ```
    "uncached-install", Hint, Ask,
    default: off,
    groups: [Performance],
    aka: [
        "tally:tally/prefer-package-cache-mounts",
        "tally:tally/js/node-gyp-cache-mounts",
        "tally:tally/ruby/prefer-bundler-cache-mount",
    ],
    concerns: ["package-cache-mounts", "node-gyp-cache-mount", "ruby-bundler-cache-mount"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let whole = Whole::default();
    let mut last = None;
    for call in file.invocations() {
        if last != Some(call.instruction()) {
            last = Some(call.instruction());
            check_step(file, call.instruction(), &whole, report);
        }
    }
}

/// What is true of the whole file, looked up when somebody first asks.
#[derive(Default)]
struct Whole {
    lists_are_fresh: OnceCell<bool>,
    /// A compiler is installed, so addons of Node.js are compiled.
    has_compiler: OnceCell<bool>,
    switches_user: OnceCell<bool>,
    /// The file says something of Debian's docker-clean.
    keeps_packages: OnceCell<bool>,
}

/// A directory, and whether two builds may write to it at a time.
#[derive(Debug, PartialEq, Eq)]
struct Wanted {
    directory: &'static str,
    is_locked: bool,
}

/// Whether every step that installs with apt fetches the lists first. Where one relies on those of another step, they must stay
/// in the image, and in no mount.
fn every_step_updates(file: &Dockerfile) -> bool {
    let mut updated = None;
    file.invocations().filter(Invocation::is_apt).all(|call| match call.action() {
        Some(Action::Refresh) => {
            updated = Some(call.instruction());
            true
        }
        Some(Action::Install | Action::Upgrade) => updated == Some(call.instruction()),
        _ => true,
    })
}

fn check_step(file: &Dockerfile, index: usize, whole: &Whole, report: &mut Report) {
    let calls = file.invocations_of(index);
    let Some(stage) = file.stage_of(index) else { return };
    let fills = |call: &&Invocation<'_>| keeps_downloads(file, stage, call);
    let users: Vec<&Invocation<'_>> = calls.iter().filter(fills).collect();
    if users.is_empty() || !runs_as_root(file, stage, index, whole) {
        return;
    }
    let instruction = &file.instructions[index];
    let mounted: Vec<String> = mounts(instruction)
        .iter()
        .filter_map(|mount| ["target", "dst", "destination"].iter().find_map(|name| mount.field(name)?.value.clone()))
        .map(|target| target.text)
        .collect();
    let is_mounted = |directory: &str| {
        mounted.iter().any(|target| below(target, directory).is_some() || below(directory, target).is_some())
    };
    let mut wanted: Vec<Wanted> = Vec::new();
    for call in &users {
        for one in directories(file, stage, call, whole) {
            if one.directory == "/var/lib/apt" && !*whole.lists_are_fresh.get_or_init(|| every_step_updates(file)) {
                continue;
            }
            if !is_mounted(one.directory) && !wanted.contains(&one) {
                wanted.push(one);
            }
        }
    }
    let (Some(first), Some(call)) = (wanted.first(), users.first()) else { return };
    let message = match first.directory.ends_with("node-gyp") {
        true => "The headers for addons are downloaded again for every change of this step".to_owned(),
        false => format!("What {} downloads is downloaded again for every change of this step", call.manager.name),
    };
    let finding = report.at(call.verb_span(), message);
    if let Some(edits) = mount(file, index, &users, &wanted, whole) {
        finding.fix("Mount a cache", edits);
    }
}

/// Whether a call fills a cache that a mount could keep, in the place where it is by default.
fn keeps_downloads(file: &Dockerfile, stage: &Stage, call: &Invocation<'_>) -> bool {
    let fetches = match call.manager.name {
        "go" | "cargo" => matches!(call.action(), Some(Action::Install | Action::Sync | Action::Fetch | Action::Build)),
        "apt-get" | "apt" => matches!(call.action(), Some(Action::Install)),
        "pip" | "npm" | "yarn" | "pnpm" | "bun" | "composer" | "bundle" => call.installs(),
        "uv" => call.installs(),
        // Poetry and conda keep more than downloads there; apk and dnf keep nothing unless told; Maven, Gradle and NuGet want
        // theirs in later steps too.
        _ => false,
    };
    let only_asks = call.has(&["-v", "--version", "-h", "--help"]);
    if !fetches
        || only_asks
        || call.command.starter().is_some()
        || call.command.is_exec()
        || call.command.is_in_heredoc()
    {
        return false;
    }
    let is_official = |names: &[&str]| {
        let name = file.image_reference_under(stage).map(|image| image.short_name().to_owned());
        name.is_some_and(|name| names.contains(&name.as_str()))
    };
    let is_at_home = match call.manager.name {
        "apt-get" | "apt" => file.image_under(stage).is_some_and(|image| image.package_manager == PackageManager::Apt),
        "go" => is_official(&["golang"]),
        "cargo" => is_official(&["rust"]),
        "bundle" => is_official(&["ruby"]),
        "composer" => is_official(&["composer", "php"]),
        "yarn" => {
            ![".yarn", "corepack", "berry", "yarn config", "--immutable"].iter().any(|it| file.source().contains(it))
        }
        _ => true,
    };
    let variables = file.variables_before(call.instruction());
    let moved = call.manager.moves_cache.iter().chain(call.manager.no_cache).any(|word| {
        let is_option = word.starts_with('-') && !call.manager.no_cache.contains(word);
        is_option && call.has(&[word.trim_end_matches('=')])
            || variables.keys().any(|name| name.eq_ignore_ascii_case(word))
    });
    is_at_home && !moved && !["XDG_CACHE_HOME", "HOME"].iter().any(|name| variables.contains_key(*name))
}

fn directories(file: &Dockerfile, stage: &Stage, call: &Invocation<'_>, whole: &Whole) -> Vec<Wanted> {
    let mut wanted: Vec<Wanted> = match (call.manager.name, file.image_reference_under(stage)) {
        ("composer", Some(image)) if image.short_name() == "composer" => {
            vec![Wanted { directory: "/tmp/cache", is_locked: false }]
        }
        _ => call.manager.caches.iter().map(of_table).collect(),
    };
    let has_compiler = || {
        let compilers = ["g++", "build-essential", "build-base", "gcc-c++"];
        *whole.has_compiler.get_or_init(|| compilers.iter().any(|name| file.installs_package(name)))
    };
    let compiles = call.manager.ecosystem == Ecosystem::JavaScript && call.manager.name != "bun" && has_compiler();
    if compiles {
        wanted.push(Wanted { directory: "/root/.cache/node-gyp", is_locked: false });
    }
    wanted
}

fn of_table(cache: &Cache) -> Wanted {
    Wanted { directory: cache.directory, is_locked: cache.sharing.as_str() == "locked" }
}

/// Whether the step surely runs as root.
fn runs_as_root(file: &Dockerfile, stage: &Stage, index: usize, whole: &Whole) -> bool {
    let switches = *whole.switches_user.get_or_init(|| file.all(Keyword::User).next().is_some());
    match switches.then(|| file.user_before(index)).flatten() {
        Some(user) => is_root(&user.text),
        None => file.image_under(stage).is_some_and(|image| image.runs_as_root() == Knowledge::Yes),
    }
}

/// The edits that mount the directories and let them fill; `None` where the step deletes them in a way of its own.
fn mount(
    file: &Dockerfile,
    index: usize,
    users: &[&Invocation<'_>],
    wanted: &[Wanted],
    whole: &Whole,
) -> Option<Vec<Edit>> {
    let instruction = &file.instructions[index];
    let [shell] = file.shell_texts_of(index) else { return None };
    if shell.script.broken || instruction.is(Keyword::Onbuild) {
        return None;
    }
    let flags: Vec<String> = wanted
        .iter()
        .map(|one| {
            format!("--mount=type=cache,target={}{}", one.directory, if one.is_locked { ",sharing=locked" } else { "" })
        })
        .collect();
    let place = instruction.name.span.end;
    let mut edits = vec![match flags.as_slice() {
        [only] => insert(place, format!(" {only}")),
        several => {
            let joint = format!(" {}\n    ", file.escape.character());
            insert(place, format!(" {}{}", several.join(&joint), joint.trim_end_matches(' ').to_owned() + "   "))
        }
    }];
    let commands = file.commands_of(index);
    let cleans = |command: &Command<'_>| is_clean_up(*command, wanted);
    let keeps = commands.iter().rposition(|command| !cleans(command))?;
    if commands[..keeps].iter().any(cleans) {
        return None;
    }
    if keeps + 1 < commands.len() {
        edits.push(without_tail(file, commands[keeps], commands[commands.len() - 1])?);
    }
    for command in commands[..=keeps].iter().filter(|command| command.is("rm")) {
        for at in (1..command.words().len()).filter(|&at| is_kept(&command.words()[at].text, wanted)) {
            edits.push(remove_words(file, *command, at..at + 1)?);
        }
    }
    for call in users {
        let options = call.manager.no_cache.iter().filter(|word| word.starts_with('-'));
        for option in options {
            let words = call.command.words();
            if let Some(at) = words.iter().position(|word| word.text == *option) {
                edits.push(remove_words(file, call.command, at..at + 1)?);
            }
        }
    }
    if users.iter().any(|call| call.is_apt())
        && !*whole.keeps_packages.get_or_init(|| file.source().contains("docker-clean"))
    {
        let calls = file.invocations_of(index);
        let first = calls.iter().find(|call| call.is_apt()).map(|call| call.command)?;
        let before = first.element().previous.and_then(|at| shell.script.elements.get(at));
        let is_guarded = before.is_some_and(|before| !matches!(before.after, Connector::And | Connector::Semicolon));
        if is_guarded || !first.is_at_top() || first.element().negated {
            return None;
        }
        let start = shell.text.offset(first.element().range.start);
        edits.push(insert(start, "rm -f /etc/apt/apt.conf.d/docker-clean && "));
    }
    Some(edits)
}

/// Whether a command does nothing but empty what is to be kept.
fn is_clean_up(command: Command<'_>, wanted: &[Wanted]) -> bool {
    if let Some(call) = Invocation::read(command) {
        return call.action() == Some(Action::Clean);
    }
    let operands: Vec<&str> = command.texts().into_iter().skip(1).filter(|word| !word.starts_with('-')).collect();
    command.is("rm") && !operands.is_empty() && operands.iter().all(|path| is_kept(path, wanted))
}

/// Whether a path lies in a directory that is to be kept, or holds one: `/var/lib/apt/lists/*`, `/root/.cache`.
fn is_kept(path: &str, wanted: &[Wanted]) -> bool {
    let path = path.trim_end_matches(['*', '/']);
    let holds = |one: &Wanted| below(path, one.directory).is_some() && path.matches('/').count() > 1;
    path.starts_with('/') && wanted.iter().any(|one| below(one.directory, path).is_some() || holds(one))
}

/// The edit that takes away what follows a command at the end of a step, up to the last.
fn without_tail(file: &Dockerfile, from: Command<'_>, to: Command<'_>) -> Option<Edit> {
    let script = &from.shell.script;
    let mut element = from.element();
    let last = to.element();
    while !std::ptr::eq(element, last) {
        let is_plain = matches!(element.after, Connector::And | Connector::Semicolon) && !element.negated;
        element = script.elements.get(element.next.filter(|_| is_plain)?)?;
        if !matches!(element.body, Body::Command(_)) {
            return None;
        }
    }
    let is_whole = from.is_at_top() && to.is_at_top() && last.after == Connector::End && !last.negated;
    let span = Span::new(from.shell.text.offset(from.element().range.end), from.shell.text.offset(last.range.end));
    let holds_comment = file.comments.iter().any(|comment| comment.overlaps(span)) || !script.comments.is_empty();
    (is_whole && !holds_comment).then(|| delete(span))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn apt_gets_both_of_its_directories() {
        let source = "FROM debian:12\nRUN apt-get update && apt-get install -y git \\\n  && apt-get clean \\\n  && rm -rf /var/lib/apt/lists/*\n";
        let mended = "FROM debian:12\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\\n    --mount=type=cache,target=/var/lib/apt,sharing=locked \\\n    rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update && apt-get install -y git\n";
        assert_eq!(fixed("uncached-install", source).as_deref(), Some(mended));
        assert!(marked("uncached-install", mended).is_empty());
    }

    #[test]
    fn lists_that_another_step_needs_stay_in_the_image() {
        let source =
            "FROM debian:12\nRUN apt-get update && apt-get install -y a && apt-get clean\nRUN apt-get install -y b\n";
        let mended = "FROM debian:12\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update && apt-get install -y a\nRUN apt-get install -y b\n";
        assert_eq!(fixed("uncached-install", source).as_deref(), Some(mended));
    }

    #[test]
    fn what_else_is_deleted_stays_deleted() {
        let source = "FROM node:22-slim\nRUN set -ex; \\\n  npm i -g a; \\\n  rm -rf /tmp/* /root/.npm; ls\n";
        let mended = "FROM node:22-slim\nRUN --mount=type=cache,target=/root/.npm set -ex; \\\n  npm i -g a; \\\n  rm -rf /tmp/*; ls\n";
        assert_eq!(fixed("uncached-install", source).as_deref(), Some(mended));
    }

    #[test]
    fn node_gyp_fetches_headers_too() {
        let source = "FROM node:22-alpine\nRUN apk add --no-cache g++ make python3\nRUN npm ci\n";
        let mended = "FROM node:22-alpine\nRUN apk add --no-cache g++ make python3\nRUN --mount=type=cache,target=/root/.npm \\\n    --mount=type=cache,target=/root/.cache/node-gyp \\\n    npm ci\n";
        assert_eq!(fixed("uncached-install", source).as_deref(), Some(mended));
    }

    #[test]
    fn what_has_a_mount_or_another_place_is_fine() {
        for source in [
            "FROM node:22\nRUN --mount=type=cache,target=/root/.npm npm ci\n",
            "FROM node:22\nUSER node\nRUN npm ci\n",
            "FROM acme/node\nRUN npm ci\n",
            "FROM node:22\nENV npm_config_cache=/x\nRUN npm ci\n",
            "FROM alpine\nRUN apk add --no-cache git\n",
            "FROM golang:1.24\nRUN go version\n",
            "FROM node:22\nRUN yarn --version\n",
        ] {
            assert!(marked("uncached-install", source).is_empty(), "{source}");
        }
    }

    #[test]
    fn clean_ups_in_the_middle_stop_the_fix() {
        let source = "FROM debian:12\nRUN apt-get update && apt-get install -y git && apt-get clean && make\n";
        assert_eq!(marked("uncached-install", source), ["install"]);
        assert_eq!(fixed("uncached-install", source), None);
    }
}
