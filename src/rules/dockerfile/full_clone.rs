//! Clones with all their history.

use crate::model::dockerfile::leftovers::{clones, operands};
use crate::rules::prelude::*;
use std::cell::OnceCell;

rule! {
    /// `git clone` fetches the whole history into the image.
    ///
    /// A build needs one commit; the history may be a hundred times as large, and ships in the layer. `--depth 1` fetches
    /// the newest commit alone, with `--branch` that of a tag. Where another commit is checked out afterwards it must be named
    /// while cloning.
    ///
    /// ```dockerfile
    /// FROM debian:12
    /// RUN git clone https://github.com/acme/tool.git /srv/tool
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:12
    /// RUN git clone --depth 1 https://github.com/acme/tool.git /srv/tool
    /// ```
    "full-clone", Info, Ask,
    groups: [Size, Performance],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for stage in file.stages.iter().filter(|stage| file.ships(stage)) {
        // Looked for once a stage, when the first clone is there.
        let last_need = OnceCell::new();
        for index in stage.range.clone() {
            let instruction = &file.instructions[index];
            let may_clone = || instruction.rest.text().contains("clone") || !instruction.heredocs.is_empty();
            if !instruction.is(Keyword::Run) || !may_clone() {
                continue;
            }
            let commands = file.commands_of(index);
            for git in commands.iter().filter(|command| command.is("git") && clones(command)) {
                if is_shallow(*git) || commands.iter().any(|other| deletes_clone(git, other)) {
                    continue;
                }
                let finding = report.at(git.span(), "The whole history of this repository ships in the image");
                let last = *last_need.get_or_init(|| last_that_needs_history(file, stage));
                if last.is_none_or(|last| last < index) {
                    finding
                        .fix("Add --depth 1", insert(git.word_span(1).end, " --depth 1"))
                        .declares(crate::rules::edits::changes_inside(*git));
                }
            }
        }
    }
}

fn is_shallow(git: Command<'_>) -> bool {
    const LIMITS: [&str; 6] = ["--depth", "--shallow", "--filter", "--single-commit", "--bare", "--mirror"];
    let texts = git.texts();
    // A folder or a file is copied, not fetched.
    let is_local = texts.iter().skip(2).any(|text| text.starts_with(['.', '/']) && !text.contains("://"))
        && !texts.iter().any(|text| text.contains("://") || text.contains('@') || text.contains('$'));
    is_local || texts.iter().any(|text| LIMITS.iter().any(|limit| text.starts_with(limit)))
}

/// Whether the same step deletes the clone, or its history.
fn deletes_clone(git: &Command<'_>, rm: &Command<'_>) -> bool {
    if !rm.is("rm") || rm.span().start < git.span().start {
        return false;
    }
    let address = operands(git).flatten().find(|text| text.contains("://") || text.contains('@')).unwrap_or("");
    let name = address.trim_end_matches('/').rsplit('/').next().unwrap_or("").trim_end_matches(".git");
    let last = operands(git).flatten().last().unwrap_or("");
    let texts = rm.texts();
    texts.iter().skip(1).any(|text| {
        let path = text.trim_end_matches(['*', '/']);
        path.ends_with(".git")
            || (!name.is_empty() && path.ends_with(name))
            || (!path.is_empty() && last.starts_with(path))
            || path.contains("/tmp") && last.starts_with("/tmp")
    })
}

/// The last step of the stage that uses more of a repository than its newest commit.
fn last_that_needs_history(file: &Dockerfile, stage: &Stage) -> Option<usize> {
    const VERBS: [&str; 9] =
        ["checkout", "cherry-pick", "describe", "fetch", "log", "merge", "pull", "reset", "switch"];
    let needs =
        |command: &Command<'_>| command.is("git") && command.texts().iter().skip(1).any(|text| VERBS.contains(text));
    stage.range.clone().rev().find(|&index| file.commands_of(index).iter().any(needs))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    const NAME: &str = "full-clone";

    #[test]
    fn a_commit_that_is_checked_out_needs_more_than_an_option() {
        let source = "FROM a\nRUN git clone https://a/b.git\nRUN cd b && git checkout v1\n";
        assert_eq!(marked(NAME, source).len(), 1);
        assert_eq!(fixed(NAME, source), None);
    }

    #[test]
    fn what_is_shallow_or_goes_is_fine() {
        for run in [
            "git clone --depth=1 https://a/b",
            "git clone --filter=blob:none https://a/b",
            "git clone https://a/b.git && make -C b && rm -rf b",
            "git clone https://a/b.git /tmp/x && make -C /tmp/x && rm -rf /tmp/*",
            "git clone https://a/b && rm -rf b/.git",
            "git clone /srv/b c",
            "git pull",
        ] {
            assert!(marked(NAME, &format!("FROM a\nRUN {run}\n")).is_empty(), "{run}");
        }
        assert!(marked(NAME, "FROM a\nRUN git clone https://a/b\nFROM c\n").is_empty(), "the stage does not ship");
    }
}
