//! A package index that grows old in the cache.

use crate::reference::packages::Action;
use crate::rules::edits::remove_command_or_run;
use crate::rules::prelude::*;
use crate::syntax::shell::Connector;

rule! {
    /// `apt-get update` stands in a step of its own.
    ///
    /// The step is cached as long as its text stays the same, and with it the index of that day. A later step that installs
    /// something new looks into the old index and asks the mirror for versions that are gone. In one step, update and
    /// installation age together.
    ///
    /// ```dockerfile
    /// FROM debian:12
    /// RUN apt-get update
    /// RUN apt-get install -y curl
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:12
    /// RUN apt-get update && apt-get install -y curl
    /// ```
    "apt-update-alone", Warning, Ask,
    groups: [Correctness, Reproducibility],
    aka: ["trivy:DS-0017", "checkov:CKV_DOCKER_5", "kics:9bae49be"],
    concerns: ["update-alone"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for stage in &file.stages {
        for index in stage.range.clone() {
            let calls = apt_calls(file, index);
            let Some(update) = calls.iter().find(|call| call.action() == Some(Action::Refresh)) else { continue };
            if calls.iter().any(uses_index) {
                continue;
            }
            let later = (index + 1..stage.range.end).find_map(|later| {
                let calls = apt_calls(file, later);
                let updates = calls.iter().any(|call| call.action() == Some(Action::Refresh));
                calls.into_iter().find(|call| uses_index(call) && !updates)
            });
            let Some(later) = later else { continue };
            let finding = report.at(
                update.command.span(),
                "This index is cached on its own, and grows old while later steps install from it",
            );
            finding.related(later.command.span(), "This installs from the index");
            if let Some(edits) = move_update(file, update.command, later.command) {
                finding.fix("Update where it is needed", edits).declares(&[Change::Instructions]);
            }
        }
    }
}

/// The edits that take the update to the installation; `None` where its failure, or that of what stands before the
/// installation, would then mean something else.
fn move_update(file: &Dockerfile, update: Command<'_>, install: Command<'_>) -> Option<Vec<Edit>> {
    let removed = remove_command_or_run(file, update)?;
    let element = install.element();
    let before = element.previous.and_then(|at| install.shell.script.elements.get(at));
    let joins = |joint: Connector| !matches!(joint, Connector::Or | Connector::Pipe | Connector::PipeBoth);
    let is_plain = before.is_none_or(|before| joins(before.after)) && joins(element.after) && !element.negated;
    if !is_plain || install.is_exec() || install.is_in_heredoc() || !install.is_at_top() || update.is_in_heredoc() {
        return None;
    }
    let start = install.starter().unwrap_or(install).shell.text.offset(element.range.start);
    Some(vec![removed, insert(start, format!("{} && ", one_line(file.text(update.span()))))])
}

/// The words of a command that may stand on several lines.
fn one_line(text: &str) -> String {
    text.split_whitespace().filter(|word| *word != "\\").collect::<Vec<_>>().join(" ")
}

fn apt_calls(file: &Dockerfile, index: usize) -> Vec<Invocation<'_>> {
    if !file.instructions[index].is(Keyword::Run) {
        return Vec::new();
    }
    let calls = file.invocations_of(index);
    calls.into_iter().filter(|call| call.is_apt()).collect()
}

fn uses_index(call: &Invocation<'_>) -> bool {
    matches!(call.action(), Some(Action::Install | Action::Upgrade))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn the_update_goes_to_the_installation() {
        let source = "FROM a\nRUN apt-get -qq update && ls\nRUN make && \\\n  DEBIAN_FRONTEND=x apt-get install -y b\n";
        let mended = "FROM a\nRUN ls\nRUN make && \\\n  apt-get -qq update && DEBIAN_FRONTEND=x apt-get install -y b\n";
        assert_eq!(fixed("apt-update-alone", source).as_deref(), Some(mended));
        let guarded = "FROM a\nRUN apt-get update\nRUN make || apt-get install -y b\n";
        assert_eq!(fixed("apt-update-alone", guarded), None);
    }

    #[test]
    fn an_update_beside_its_installation_is_fine() {
        assert!(marked("apt-update-alone", "FROM a\nRUN apt-get update && apt-get install -y b\n").is_empty());
        assert!(marked("apt-update-alone", "FROM a\nRUN apt-get update\n").is_empty());
        let again = "FROM a\nRUN apt-get update\nRUN apt-get update && apt-get install -y b\n";
        assert!(marked("apt-update-alone", again).is_empty());
    }
}
