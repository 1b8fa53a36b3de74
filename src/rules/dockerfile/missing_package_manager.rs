//! Package managers that the base image does not have.

use crate::reference::images::{Confidence, PackageManager};
use crate::reference::packages::{Action, Ecosystem, Manager};
use crate::rules::prelude::*;
use crate::syntax::shell::{Connector, ListKind};
use std::collections::BTreeMap;

rule! {
    /// The base image does not have this package manager.
    ///
    /// Alpine has apk, Debian and Ubuntu have apt, Fedora and Red Hat's images have dnf or microdnf; images without a
    /// distribution have none. The step fails on its first call. Most often the base was changed, to `-alpine` say, and a step
    /// was forgotten.
    ///
    /// It speaks where the base image is known, and where nothing in the file could have brought the manager or asks for it
    /// first.
    ///
    /// ```dockerfile
    /// FROM node:22-alpine
    /// RUN apt-get update && apt-get install -y git
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:22-alpine
    /// RUN apk add --no-cache git
    /// ```
    "missing-package-manager", Warning,
    groups: [Correctness],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let mut told = None;
    let mut installed = Installed::default();
    for call in file.invocations().filter(|call| call.manager.ecosystem == Ecosystem::System) {
        let index = call.instruction();
        let Some(stage) = file.stage_of(index) else { continue };
        // Once for a stage is enough.
        if told == Some(stage.index) || call.action().is_none() {
            continue;
        }
        let (Some(image), Some(reference)) = (file.image_under(stage), file.image_reference_under(stage)) else {
            continue;
        };
        let is_named = !file.text(reference.span).split(':').next().unwrap_or("").contains('$');
        let has = image.package_manager;
        let Some(family) = family(call.manager) else { continue };
        if provides(has) == Some(family) || image.confidence == Confidence::Memory || !is_named || image.is_windows() {
            continue;
        }
        if !is_certain(call.command) || may_be_brought(file, index, family, &mut installed) {
            continue;
        }
        told = Some(stage.index);
        let name = call.command.words()[call.name_word()].text.as_str();
        let message = match has.manager() {
            Some(own) => format!("`{}` has no `{name}`; its package manager is {}", reference.text, own.name),
            None => format!("`{}` has no package manager", reference.text),
        };
        report.at(call.command.word_span(call.name_word()), message);
    }
}

/// The kind of packages that a manager installs; those of one kind are often there under each other's names.
fn family(manager: &Manager) -> Option<&'static str> {
    Some(match manager.name {
        "apt-get" | "apt" => "deb",
        "apk" => "apk",
        "dnf" | "dnf5" | "yum" | "microdnf" | "tdnf" => "rpm",
        "zypper" => "zypper",
        "pacman" => "pacman",
        _ => return None,
    })
}

fn provides(manager: PackageManager) -> Option<&'static str> {
    manager.manager().and_then(family)
}

/// Whether the call is surely made, and its failure surely the step's: no branch, no `||`, no question before it.
fn is_certain(command: Command<'_>) -> bool {
    let script = &command.shell.script;
    let element = command.element();
    let is_plain =
        |kind: ListKind| matches!(kind, ListKind::Top | ListKind::Braces | ListKind::Subshell | ListKind::Inner);
    let mut before = element.previous;
    while let Some(at) = before {
        let previous = &script.elements[at];
        let asks = script.commands.iter().any(|other| {
            let question = other.words.first().map(|word| word.text.as_str());
            other.element == at
                && matches!(question, Some("[" | "[[" | "test" | "command" | "which" | "type" | "grep" | "hash"))
        });
        if previous.after == Connector::Or || asks && previous.after == Connector::And {
            return false;
        }
        before = previous.previous;
    }
    element.after != Connector::Or
        && !element.after.is_pipe()
        && script.lists_around(script_element(command)).all(|list| is_plain(list.kind))
        && !script.broken
}

/// The position of the command's element.
fn script_element(command: Command<'_>) -> usize {
    let element = command.element();
    let of_list = |at: &usize| std::ptr::eq(&raw const command.shell.script.elements[*at], element);
    (0..command.shell.script.elements.len()).find(of_list).unwrap_or(0)
}

/// The packages that a family's managers come in, and their programs.
fn names_of(family: &'static str) -> &'static [&'static str] {
    match family {
        "deb" => &["apt", "apt-get", "aptitude", "dpkg"],
        "apk" => &["apk", "apk-tools"],
        "rpm" => &["dnf", "dnf5", "microdnf", "tdnf", "yum"],
        "zypper" => &["zypper"],
        _ => &["pacman"],
    }
}

/// The first instruction of the file that installs a manager of each family as a package; families are looked up when they
/// are asked for.
#[derive(Default)]
struct Installed(BTreeMap<&'static str, Option<usize>>);

impl Installed {
    fn first(&mut self, file: &Dockerfile, family: &'static str) -> Option<usize> {
        let installs = |call: &Invocation<'_>| {
            call.action() == Some(Action::Install)
                && call.packages().iter().any(|package| names_of(family).contains(&package.text))
        };
        let find = || Some(file.invocations().find(installs)?.instruction());
        *self.0.entry(family).or_insert_with(find)
    }
}

/// Whether something before the call may have brought the manager: a package of its name, a copied file system, a file of its
/// name.
fn may_be_brought(file: &Dockerfile, index: usize, family: &'static str, installed: &mut Installed) -> bool {
    let Some(stage) = file.stage_of(index) else { return true };
    let brings = |instruction: &Instruction| {
        let target = instruction.arguments.words().last().map_or("", |word| word.text.as_str());
        let is_root = matches!(target.trim_end_matches('/'), "" | "/usr" | "/bin" | "/usr/bin" | "/sbin");
        is_root || target.rsplit('/').next().is_some_and(|name| names_of(family).contains(&name))
    };
    let mut copies = file.instructions[stage.range.start..=index]
        .iter()
        .filter(|instruction| matches!(instruction.keyword, Keyword::Copy | Keyword::Add));
    copies.any(brings) || installed.first(file, family).is_some_and(|first| first <= index)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, marked};

    #[test]
    fn it_speaks_once_for_a_stage() {
        let source =
            "FROM alpine:3.20 AS a\nRUN apt-get update\nRUN apt-get install -y b\nFROM debian:12\nRUN apk add c\n";
        assert_eq!(marked("missing-package-manager", source), ["apt-get", "apk"]);
        let finding = &findings("missing-package-manager", "FROM python:3.12-slim\nRUN sudo yum install -y b\n")[0];
        assert_eq!(finding.message, "`python:3.12-slim` has no `yum`; its package manager is apt-get");
    }

    #[test]
    fn what_is_not_certain_is_left_alone() {
        for source in [
            "FROM acme/app\nRUN apt-get update\n",
            "FROM fedora:40\nRUN yum install -y b\n",
            "ARG B=alpine\nFROM $B\nRUN apt-get update\n",
            "FROM alpine:3.20\nRUN apk add apt && apt-get update\n",
            "FROM alpine:3.20\nRUN apk add b || apt-get install -y b\n",
            "FROM alpine:3.20\nRUN if true; then apt-get update; fi\n",
            "FROM alpine:3.20\nRUN command -v apt-get && apt-get update\n",
            "FROM alpine:3.20\nCOPY --from=x / /\nRUN apt-get update\n",
            "FROM alpine:3.20\nCMD apt-get update\n",
        ] {
            assert!(marked("missing-package-manager", source).is_empty(), "{source}");
        }
    }
}
