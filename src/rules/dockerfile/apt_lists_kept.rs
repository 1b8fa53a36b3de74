//! apt's index, shipped in the image.

use crate::reference::packages::Action;
use crate::rules::prelude::*;

rule! {
    /// apt's package lists stay in the image.
    ///
    /// `apt-get update` writes some tens of megabytes under `/var/lib/apt/lists`. Nothing at run time reads them, and a later
    /// step cannot take them out of the layer: they must go in the step that fetched them.
    ///
    /// Where a later step installs from them, it is named: removed there they would still ship, so the two belong into one
    /// step. Where a later step removes them, `late-cleanup` and `consecutive-runs` speak about that.
    ///
    /// The fix appends their removal to the step. It is offered where no later step installs from the same lists; the only
    /// difference is a smaller layer.
    ///
    /// ```dockerfile
    /// FROM debian:12
    /// RUN apt-get update && apt-get install -y --no-install-recommends curl
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:12
    /// RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
    /// ```
    "apt-lists-kept", Info, Safe,
    groups: [Size],
    aka: ["hadolint:DL3009"],
    concerns: ["apt-lists-cleanup"],
}

const LISTS: &str = "/var/lib/apt/lists";

pub fn check(file: &Dockerfile, report: &mut Report) {
    let last_needing = last_that_needs_lists(file);
    for stage in file.stages.iter().filter(|stage| file.ships(stage)) {
        for index in stage.range.clone() {
            let instruction = &file.instructions[index];
            if !instruction.is(Keyword::Run) || mounts_over_lists(instruction) {
                continue;
            }
            let calls = apt_calls(file, index);
            let Some(update) = calls.iter().find(|call| refreshes(call)) else { continue };
            let later = later_readers(file, index, stage.range.end);
            let installs = calls.iter().any(reads_lists);
            if !installs && (later.is_empty() || (index + 1..stage.range.end).any(|later| removes_in(file, later))) {
                continue;
            }
            if removes_in(file, index) {
                continue;
            }
            let finding = report.at(update.command.span(), "The package lists that this fetches stay in the image");
            for reader in &later {
                finding.related(reader.command.span(), "This installs from them");
            }
            let is_needed = last_needing.is_some_and(|last| last > index);
            if !installs || is_needed || update.command.starter().is_some() {
                continue;
            }
            if let Some(edit) = file.append_command(index, "rm -rf /var/lib/apt/lists/*") {
                finding.fix("Remove the lists in the same step", edit);
            }
        }
    }
}

fn apt_calls(file: &Dockerfile, index: usize) -> Vec<Invocation<'_>> {
    let calls = file.invocations_of(index);
    calls.into_iter().filter(Invocation::is_apt).collect()
}

fn refreshes(call: &Invocation<'_>) -> bool {
    call.action() == Some(Action::Refresh)
}

fn reads_lists(call: &Invocation<'_>) -> bool {
    matches!(call.action(), Some(Action::Install | Action::Upgrade))
}

/// The first call of each later step that installs from the lists which the step at this index fetched: up to the one that
/// fetches them anew.
fn later_readers(file: &Dockerfile, index: usize, end: usize) -> Vec<Invocation<'_>> {
    let steps = (index + 1..end).filter(|&later| file.instructions[later].is(Keyword::Run));
    let calls = steps.map(|later| apt_calls(file, later));
    let unrefreshed = calls.take_while(|calls| !calls.first().is_some_and(refreshes));
    unrefreshed.filter_map(|calls| calls.into_iter().find(reads_lists)).collect()
}

fn removes_in(file: &Dockerfile, index: usize) -> bool {
    file.commands_of(index).into_iter().any(removes_lists)
}

fn mounts_over_lists(instruction: &Instruction) -> bool {
    let mounts = instruction.flags_named("mount").filter_map(|flag| flag.value.as_ref());
    mounts.into_iter().any(|mount| mount.text.contains("/var/lib/apt"))
}

fn removes_lists(command: Command<'_>) -> bool {
    let texts = command.texts();
    let names_lists =
        texts.iter().any(|text| text.starts_with("/var/lib/apt") || *text == "/var/lib/*" || text.contains(LISTS));
    let is_dist_clean = command.is("apt-get") && texts.contains(&"distclean");
    is_dist_clean || (names_lists && matches!(command.name(), Some("rm" | "find" | "truncate" | "mv")))
}

/// The last instruction that installs from lists which it does not fetch itself.
fn last_that_needs_lists(file: &Dockerfile) -> Option<usize> {
    (0..file.instructions.len()).rev().find(|&index| {
        let calls = apt_calls(file, index);
        calls.iter().any(reads_lists) && !calls.iter().any(refreshes)
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed, marked};

    #[test]
    fn the_removal_follows_the_style_of_the_step() {
        let source = "FROM a\nRUN apt-get update \\\n    && apt-get install -y \\\n        b \\\n        c\n";
        assert_eq!(
            fixed("apt-lists-kept", source).as_deref(),
            Some(
                "FROM a\nRUN apt-get update \\\n    && apt-get install -y \\\n        b \\\n        c \\\n    && rm -rf /var/lib/apt/lists/*\n"
            )
        );
    }

    #[test]
    fn lists_that_go_or_never_come_are_fine() {
        for rest in ["apt-get update && apt-get install -y b && rm -rf /var/lib/apt/lists/*", "apt-get install -y b"] {
            assert!(marked("apt-lists-kept", &format!("FROM a\nRUN {rest}\n")).is_empty(), "{rest}");
        }
        let mounted = "FROM a\nRUN --mount=type=cache,target=/var/lib/apt apt-get update && apt-get install -y b\n";
        assert!(marked("apt-lists-kept", mounted).is_empty());
    }

    #[test]
    fn no_fix_where_a_later_step_needs_the_lists() {
        let source = "FROM a\nRUN apt-get update && apt-get install -y b\nRUN apt-get install -y c\n";
        assert_eq!(marked("apt-lists-kept", source).len(), 1);
        assert_eq!(fixed("apt-lists-kept", source), None);
    }

    #[test]
    fn an_update_of_its_own_leaves_them_too() {
        let steps = |rest: &str| findings("apt-lists-kept", &format!("FROM a\nRUN apt-get update\n{rest}\n"));
        let said = steps("RUN apt-get install -y b\nRUN make\nRUN apt-get install -y c");
        assert_eq!(said.len(), 1);
        assert_eq!(said[0].related.len(), 2);
        assert!(said[0].fixes.is_empty());
        for rest in ["RUN make", "RUN apt-get install -y b && rm -rf /var/lib/apt/lists/*", "RUN apt update -y"] {
            assert!(steps(rest).is_empty(), "{rest}");
        }
    }
}
