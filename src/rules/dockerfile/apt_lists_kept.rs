//! apt's index, shipped in the image.

use crate::reference::packages::Action;
use crate::rules::prelude::*;

rule! {
    /// apt's package lists stay in the image.
    ///
    /// `apt-get update` writes some tens of megabytes under `/var/lib/apt/lists`. Nothing at run time reads them, and a later
    /// step cannot take them out of the layer: they must go in the step that fetched them.
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
            let calls = file.invocations_of(index);
            let apt = |call: &&Invocation<'_>| call.is_apt();
            let update = calls.iter().filter(apt).find(|call| call.action() == Some(Action::Refresh));
            let installs =
                calls.iter().filter(apt).any(|call| matches!(call.action(), Some(Action::Install | Action::Upgrade)));
            let (Some(update), true) = (update, installs) else { continue };
            if file.commands_of(index).iter().any(|command| removes_lists(*command)) {
                continue;
            }
            let finding = report.at(update.command.span(), "The package lists that this fetches stay in the image");
            if last_needing.is_some_and(|last| last > index) || update.command.starter().is_some() {
                continue;
            }
            if let Some(edit) = file.append_command(index, "rm -rf /var/lib/apt/lists/*") {
                finding.fix("Remove the lists in the same step", edit);
            }
        }
    }
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
        let calls = file.invocations_of(index);
        let apt: Vec<_> = calls.iter().filter(|call| call.is_apt()).collect();
        let installs = apt.iter().any(|call| matches!(call.action(), Some(Action::Install | Action::Upgrade)));
        installs && !apt.iter().any(|call| call.action() == Some(Action::Refresh))
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

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
}
