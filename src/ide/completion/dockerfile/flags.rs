//! `--flags` and their values.

use super::{Here, accounts, images, mounts, paths, stages};
use crate::ide::CompletionKind;
use crate::ide::completion::items::Menu;
use crate::model::dockerfile::Keyword;
use crate::reference::dockerfile::{Flag, FlagKind, flag, flags_of};

/// The flags that the instruction has not got yet.
pub(super) fn names(here: Here, keyword: Keyword, menu: &mut Menu) {
    let behind = here.behind(menu);
    let has_value = behind.starts_with('=');
    // A flag typed half may hide those behind it.
    let later: Vec<&str> = behind.split_whitespace().map_while(|word| word.strip_prefix("--")).collect();
    for (rank, flag) in (0..).step_by(10).zip(flags_of(keyword.name())) {
        let is_given = here
            .instruction()
            .is_some_and(|given| given.flags_named(flag.name).any(|given| !given.span.touches(here.offset)));
        let follows = later.iter().any(|word| word.split('=').next() == Some(flag.name));
        if (is_given || follows) && !flag.repeatable {
            continue;
        }
        let label = format!("--{}", flag.name);
        let body = if has_value { label.clone() } else { body(here, flag) };
        let detail = match flag.default {
            _ if flag.labs_only => "needs docker/dockerfile:1-labs".to_owned(),
            "" => String::new(),
            default => format!("default: {default}"),
        };
        menu.snippet(&label, &body, rank).kind(CompletionKind::Flag).detail(&detail).topic(&format!(
            "dockerfile flag {} {}",
            keyword.name(),
            flag.name
        ));
        if flag.kind == FlagKind::Mount && !has_value {
            mounts::whole(here, rank + 1, menu);
        }
    }
}

/// What a flag inserts: where the file knows the values, a choice among them.
fn body(here: Here, flag: &Flag) -> String {
    if flag.kind != FlagKind::Origin {
        return flag.snippet.body.to_owned();
    }
    // A choice has signs of its own, which no sound name of a stage holds.
    let is_sound = |name: &String| name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    let names: Vec<String> = stages::before(here).map(|stage| stage.label()).filter(is_sound).collect();
    match names.as_slice() {
        [] => flag.snippet.body.to_owned(),
        [only] => format!("--{}={}", flag.name, only),
        several => format!("--{}=${{1|{}|}}", flag.name, several.join(",")),
    }
}

pub(super) fn values(here: Here, keyword: Keyword, name: &str, menu: &mut Menu) {
    let Some(flag) = flag(keyword.name(), name) else { return };
    for (rank, choice) in (0..).zip(flag.values) {
        menu.plain(CompletionKind::Value, choice.value, rank).detail(choice.doc.trim_end_matches('.'));
    }
    match flag.kind {
        FlagKind::Origin => {
            stages::origins(here, menu);
            images::used_or_known(here, menu);
        }
        FlagKind::Owner => accounts::owners(here, menu),
        FlagKind::Permissions => {
            for (value, detail) in [("755", ""), ("+x", "Adds the right to run, since 1.14"), ("500", ""), ("400", "")]
            {
                if flag.values.iter().all(|known| known.value != value) {
                    menu.plain(CompletionKind::Value, value, 20).detail(detail);
                }
            }
        }
        FlagKind::Pattern => {
            for (rank, pattern) in (0..).zip(["**/node_modules", "**/*.md", "**/*_test.go", "**/test", "**/.git"]) {
                menu.plain(CompletionKind::Value, pattern, 30 + rank).detail("pattern");
            }
            paths::context(here, menu);
        }
        FlagKind::Device => {
            menu.plain(CompletionKind::Value, "nvidia.com/gpu=all", 0).detail("every GPU");
        }
        FlagKind::Integer => {
            for (rank, count) in (0..).zip(["3", "5", "10"]) {
                menu.plain(CompletionKind::Value, count, rank);
            }
        }
        FlagKind::Boolean | FlagKind::OneOf | FlagKind::Platform | FlagKind::Checksum => {}
        FlagKind::Mount | FlagKind::Duration => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{at, inserted, offers, with_context, withholds};

    #[test]
    fn flags_that_are_given_are_left_out() {
        offers("FROM a\nCOPY --^ x y", &["--from", "--chown", "--link", "--parents", "--exclude"]);
        withholds("FROM a\nCOPY --link --^ x y", &["--link"]);
        withholds("FROM a\nCOPY --^ --link x y", &["--link"]);
        offers("FROM a\nCOPY --exclude=a --^ x y", &["--exclude"]);
        offers("FROM a\nONBUILD ADD --^", &["--checksum", "--unpack", "--keep-git-dir"]);
        offers("FROM a\nHEALTHCHECK --^", &["--interval", "--start-interval", "--retries"]);
    }

    #[test]
    fn a_flag_brings_what_the_file_knows_of_its_value() {
        assert_eq!(inserted(&at("FROM a AS x\nFROM b\nCOPY --f^"), "--from"), "--from=x");
        assert_eq!(inserted(&at("FROM a AS x\nFROM b AS y\nFROM c\nCOPY --f^"), "--from"), "--from=${1|y,x|}");
        assert_eq!(inserted(&at("FROM a\nCOPY --fr^=x a b"), "--from"), "--from");
        offers("FROM a\nRUN --^", &["--mount", "--mount=type=cache", "--network", "--security"]);
    }

    #[test]
    fn values_of_every_kind() {
        offers("FROM a\nRUN --network=^", &["none", "host"]);
        offers("FROM a\nRUN --security=^", &["insecure"]);
        offers("FROM --platform=^", &["linux/amd64", "$BUILDPLATFORM"]);
        offers("FROM a\nCOPY --link=^", &["true"]);
        offers("FROM a\nCOPY --chmod=^", &["755", "u=rwX,go=rX"]);
        offers("FROM a\nADD --checksum=^", &["sha256:"]);
        offers("FROM a\nHEALTHCHECK --timeout=^", &["5s"]);
        offers("FROM node:24\nCOPY --chown=^", &["node:node", "node"]);
        let items = with_context("FROM a\nCOPY --exclude=^", &["docs", "docs/a.md"]);
        assert!(items.iter().any(|item| item.label == "docs/"));
    }
}
