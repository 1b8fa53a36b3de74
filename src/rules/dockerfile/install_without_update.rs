//! Installations from an index that an earlier layer fetched, or that nobody did.

use crate::reference::packages::Action;
use crate::rules::prelude::*;

rule! {
    /// `apt-get install` without `apt-get update` in the same step.
    ///
    /// The step installs from the package lists of an earlier layer. When a package is added to it later, that layer comes from
    /// the cache, perhaps months old, and names versions that the mirrors have long deleted: the build fails with a 404. Official
    /// images of Debian and Ubuntu come without lists, so where no step has fetched them nothing is found at all.
    ///
    /// The fix puts `apt-get update` before the installation. Where the step right above fetches the lists and does nothing else,
    /// `consecutive-runs` merges the two.
    ///
    /// ```dockerfile
    /// FROM debian:12
    /// RUN apt-get update && apt-get install -y --no-install-recommends curl
    /// COPY keys /etc/apt/keyrings
    /// RUN apt-get install -y --no-install-recommends tool
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:12
    /// RUN apt-get update && apt-get install -y --no-install-recommends curl
    /// COPY keys /etc/apt/keyrings
    /// RUN apt-get update && apt-get install -y --no-install-recommends tool
    /// ```
    "install-without-update", Info, Ask,
    groups: [Correctness, Reproducibility],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    // By stage: whether lists have been fetched by its end.
    let mut ends: Vec<bool> = Vec::with_capacity(file.stages.len());
    for stage in &file.stages {
        let mut fetched = match stage.base {
            Base::Stage(parent) => ends.get(parent).copied().unwrap_or(false),
            _ => false,
        };
        for index in stage.range.clone() {
            let instruction = &file.instructions[index];
            if !instruction.is(Keyword::Run) {
                continue;
            }
            let calls = file.invocations_of(index);
            let mut apt = calls.iter().filter(|call| call.is_apt());
            let Some(first) = apt.find(|call| matches!(call.action(), Some(Action::Refresh | Action::Install))) else {
                fetched |= may_fetch(file, index);
                continue;
            };
            let refreshes = first.action() == Some(Action::Refresh) || updates_itself(first) || may_fetch(file, index);
            if !refreshes && !is_local(first) && !mounts_lists(instruction) {
                speak(file, stage, index, first, fetched, report);
            }
            fetched |= refreshes;
        }
        ends.push(fetched);
    }
}

fn speak(file: &Dockerfile, stage: &Stage, index: usize, call: &Invocation<'_>, fetched: bool, report: &mut Report) {
    if fetched {
        if is_bare_update(file, index - 1) {
            return;
        }
        let finding =
            report.at(call.verb_span(), "This installs from package lists of an earlier layer, however old that is");
        offer(file, call, finding);
    } else if file.image_reference_under(stage).is_some_and(|image| matches!(image.short_name(), "debian" | "ubuntu")) {
        let finding =
            report.at(call.verb_span(), "No step has fetched the package lists, and this image comes without them");
        finding.severity(Warning);
        offer(file, call, finding);
    }
}

fn offer(file: &Dockerfile, call: &Invocation<'_>, finding: &mut Finding) {
    let command = call.command;
    let is_first = command.element().previous.is_none() && command.is_at_top();
    if is_first && command.starter().is_none() && command.assignments().is_empty() && !command.is_exec() {
        let name = file.text(command.word_span(call.name_word()));
        let joint = if command.is_in_heredoc() { "\n" } else { " && " };
        let update = insert(command.span().start, format!("{name} update{joint}"));
        finding.fix("Update the lists first", update).declares(crate::rules::edits::changes_inside(command));
    }
}

/// Whether the installation fetches the lists before it starts. Source: apt-get(8), `--update`, since apt 2.5.
fn updates_itself(call: &Invocation<'_>) -> bool {
    let is_bundled = |word: &str| !word.starts_with("--") && word.starts_with('-') && word.contains('U');
    call.has(&["--update"]) || call.command.texts().iter().any(|word| is_bundled(word))
}

/// Whether a step, as far as can be seen, could fetch lists by other means: a script, `add-apt-repository`.
fn may_fetch(file: &Dockerfile, index: usize) -> bool {
    file.commands_of(index).iter().any(|command| match command.name() {
        Some("bash" | "sh") => true,
        Some("add-apt-repository" | "aptitude") | None => true,
        Some(name) => name.ends_with(".sh"),
    })
}

/// Whether it installs nothing from an index: files, or whatever a variable names.
fn is_local(call: &Invocation<'_>) -> bool {
    let packages = call.packages();
    let is_file = |text: &str| text.starts_with(['.', '/']) || text.ends_with(".deb");
    packages.iter().all(|package| package.varies || is_file(package.text))
        || call.has(&["--no-download", "--download-only"])
}

fn mounts_lists(run: &Instruction) -> bool {
    run.flags_named("mount").filter_map(|flag| flag.value.as_ref()).any(|mount| mount.text.contains("/var/lib/apt"))
}

/// Whether a step is `apt-get update` alone.
fn is_bare_update(file: &Dockerfile, index: usize) -> bool {
    let calls = file.invocations_of(index);
    let refreshes = calls.iter().all(|call| call.is_apt() && call.action() == Some(Action::Refresh));
    file.instructions[index].is(Keyword::Run) && !calls.is_empty() && refreshes
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity::{self, Info, Warning};
    use crate::rules::testing::severities;

    fn says(body: &str) -> Vec<Severity> {
        severities("install-without-update", body)
    }

    #[test]
    fn old_lists_and_no_lists_are_told_apart() {
        assert_eq!(says("FROM x\nRUN apt-get update && apt-get install -y a\nRUN apt-get install -y b\n"), [Info]);
        assert_eq!(says("FROM ubuntu:24.04\nRUN apt-get install -y b\n"), [Warning]);
        assert_eq!(
            says("FROM debian:12 AS a\nRUN apt-get update && apt-get upgrade -y\nFROM a\nRUN apt-get install -y b\n"),
            [Info]
        );
    }

    #[test]
    fn fresh_lists_are_fine() {
        for body in [
            "FROM debian:12\nRUN apt-get update && apt-get install -y a\n",
            "FROM debian:12\nRUN apt-get update\nRUN apt-get install -y a\n",
            "FROM ghcr.io/acme/base:1\nRUN apt-get install -y a\n",
            "FROM debian:12\nCOPY a.deb .\nRUN apt-get install -y ./a.deb\n",
            "FROM debian:12\nRUN curl a | bash && apt-get install -y b\n",
            "FROM debian:12\nRUN --mount=type=cache,target=/var/lib/apt apt-get install -y b\n",
            "FROM debian:12\nRUN ./setup.sh && apt-get install -y b\n",
            "FROM ubuntu:24.04\nRUN apt-get install -qqUy a\nRUN apt-get install --update -y b\n",
        ] {
            assert!(says(body).is_empty(), "{body}");
        }
    }
}
