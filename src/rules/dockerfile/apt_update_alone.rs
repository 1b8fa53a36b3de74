//! A package index that grows old in the cache.

use crate::reference::packages::Action;
use crate::rules::prelude::*;

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
    "apt-update-alone", Warning,
    groups: [Correctness, Reproducibility],
    aka: ["trivy:DS-0017", "kics:9bae49be"],
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
            report
                .at(
                    update.command.span(),
                    "This index is cached on its own, and grows old while later steps install from it",
                )
                .related(later.command.span(), "This installs from the index");
        }
    }
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
    use crate::rules::testing::marked;

    #[test]
    fn an_update_beside_its_installation_is_fine() {
        assert!(marked("apt-update-alone", "FROM a\nRUN apt-get update && apt-get install -y b\n").is_empty());
        assert!(marked("apt-update-alone", "FROM a\nRUN apt-get update\n").is_empty());
        let again = "FROM a\nRUN apt-get update\nRUN apt-get update && apt-get install -y b\n";
        assert!(marked("apt-update-alone", again).is_empty());
    }
}
