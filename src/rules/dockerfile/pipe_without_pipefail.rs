//! Pipes that hide a failure.

use crate::model::remarks::Dialect;
use crate::reference::images::{Image, Knowledge};
use crate::rules::prelude::*;
use crate::syntax::shell::{self, Body, Element, ListKind, Script, name_of};
use std::collections::HashMap;

rule! {
    /// A pipe hides the failure of its first command.
    ///
    /// A shell takes the result of the last command for that of the whole pipe. Where a download breaks off in front of a `tar`
    /// or a `sh`, the step succeeds with what has come so far, and the layer is kept. `pipefail` makes the pipe fail with
    /// any of its commands.
    ///
    /// Commands that cannot fail (`echo`, `printf`) need none of it, and where the last one stops reading early (`head`,
    /// `grep -q`), `pipefail` would take that for a failure: both are left alone.
    ///
    /// The fix says `set -o pipefail` in the step where its shell knows that: bash, the ash of Alpine and BusyBox. The
    /// `sh` of Debian and Ubuntu does not, so there `SHELL` chooses bash from that place on.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    /// RUN wget -qO- https://example.com/tool.tgz | tar xz -C /opt
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// RUN set -o pipefail && wget -qO- https://example.com/tool.tgz | tar xz -C /opt
    /// ```
    "pipe-without-pipefail", Info, Ask,
    groups: [Correctness],
    aka: ["hadolint:DL4006", "tally:hadolint/DL4006", "kics:efbf148a"],
    concerns: ["pipe-without-pipefail"],
}

/// What takes files from the network: these break off.
const DOWNLOADERS: [&str; 4] = ["aria2c", "curl", "git", "wget"];

/// What cannot fail, hardly does, or fails on purpose when nobody listens any more.
const HARMLESS: [&str; 7] = [":", "echo", "false", "printf", "tee", "true", "yes"];

pub fn check(file: &Dockerfile, report: &mut Report) {
    // By stage: the last step that would notice another shell; looked for once.
    let mut minding: HashMap<usize, Option<usize>> = HashMap::new();
    for (index, instruction) in file.instructions.iter().enumerate() {
        let may_pipe = || instruction.rest.text().contains('|') || !instruction.heredocs.is_empty();
        if !instruction.is(Keyword::Run) || !may_pipe() || has_pipefail(file, index) {
            continue;
        }
        for text in file.shell_texts_of(index).iter().filter(|text| !text.is_exec) {
            let Some(dialect) = file.dialect_of_text(text) else { continue };
            let Some(pipe) = first_hidden(text) else { continue };
            let message = if pipe.downloads {
                "If the download before this pipe breaks off, the step goes on as if nothing had happened"
            } else {
                "If what stands before this pipe fails, the step goes on as if nothing had happened"
            };
            let finding = report.at(pipe.span, message);
            if !pipe.downloads {
                finding.severity(Hint);
            }
            match dialect {
                Dialect::Bash | Dialect::Busybox | Dialect::Ksh if !stops_early(&text.script) => {
                    let changes: &[Change] = if text.is_heredoc { &[Change::Heredocs] } else { &[] };
                    finding.fix("Say `set -o pipefail`", set_option(text)).declares(changes);
                }
                Dialect::Dash | Dialect::Posix if !text.is_heredoc => {
                    let Some(stage) = file.stage_of(index) else { continue };
                    let last = *minding.entry(stage.index).or_insert_with(|| last_that_minds(file, stage));
                    if last.is_none_or(|last| last < index) {
                        choose_bash(file, stage, index, finding);
                    }
                }
                _ => {}
            }
        }
    }
}

/// Whether the SHELL in force has the option.
fn has_pipefail(file: &Dockerfile, index: usize) -> bool {
    let shell = file.shell_before(index).map_or(&[][..], |shell| shell.arguments.words());
    shell.iter().any(|word| word.text == "pipefail")
}

/// A pipe that hides a failure.
struct Hidden {
    /// The `|` behind what may fail.
    span: Span,
    downloads: bool,
}

/// The pipe of a script that hides a failure, a download before others; `None` where the script sets the option itself.
fn first_hidden(text: &ShellText) -> Option<Hidden> {
    let script = &text.script;
    let sets = script.commands.iter().any(|command| command.words.iter().any(|word| word.text == "pipefail"));
    if sets || script.broken {
        return None;
    }
    let mut first = None;
    for start in script.elements.iter().filter(|element| element.after.is_pipe() && counts(script, element.list)) {
        if start.previous.is_some_and(|at| script.elements[at].after.is_pipe()) {
            continue;
        }
        let members: Vec<&Element> = pipeline(script, start).collect();
        let Some((_, before)) = members.split_last() else { continue };
        if members[1..].iter().any(|member| is_early_stop(script, &member.body)) {
            continue;
        }
        let Some(member) = before.iter().find(|member| may_fail(script, member)) else { continue };
        let downloads = command_of(script, &member.body)
            .and_then(|command| name_of(command.words.first()?))
            .is_some_and(|name| DOWNLOADERS.contains(&name));
        let hidden = Hidden { span: text.text.span(member.after_range.clone()), downloads };
        if downloads {
            return Some(hidden);
        }
        first.get_or_insert(hidden);
    }
    first
}

/// The elements of the pipeline that starts here.
fn pipeline<'a>(script: &'a Script, start: &'a Element) -> impl Iterator<Item = &'a Element> {
    std::iter::successors(Some(start), |member| {
        member.next.filter(|_| member.after.is_pipe()).and_then(|at| script.elements.get(at))
    })
}

/// Whether anybody looks at the result of what stands in a list: not in a condition, nor in a word of a command.
fn counts(script: &Script, list: usize) -> bool {
    let Some(list) = script.lists.get(list) else { return false };
    match list.kind {
        ListKind::Condition | ListKind::Inner => false,
        ListKind::Substitution => {
            // `x=$(a | b)` ends as the pipe does.
            let owner = list.owner.and_then(|at| script.elements.get(at));
            owner.is_some_and(|owner| match owner.body {
                Body::Command(at) => script.commands.get(at).is_some_and(|command| command.words.is_empty()),
                Body::Compound(_) => false,
            })
        }
        _ => list.owner.and_then(|at| script.elements.get(at)).is_none_or(|owner| counts(script, owner.list)),
    }
}

fn command_of<'a>(script: &'a Script, body: &Body) -> Option<&'a shell::Command> {
    match body {
        Body::Command(at) => script.commands.get(*at),
        Body::Compound(_) => None,
    }
}

fn may_fail(script: &Script, member: &Element) -> bool {
    let can = |command: &shell::Command| {
        let Some(name) = command.words.first().and_then(name_of) else { return !command.words.is_empty() };
        let shows_heredoc = name == "cat" && command.redirections.iter().any(|it| it.operator.starts_with("<<"));
        !HARMLESS.contains(&name) && !shows_heredoc
    };
    let inside =
        |command: &&shell::Command| member.range.start <= command.range.start && command.range.end <= member.range.end;
    match member.body {
        Body::Command(at) => script.commands.get(at).is_none_or(can),
        Body::Compound(_) => script.commands.iter().filter(inside).any(can),
    }
}

/// Whether a command may end before it has read everything, so that the one before it is killed for writing on.
fn is_early_stop(script: &Script, body: &Body) -> bool {
    let Some(command) = command_of(script, body) else { return false };
    let Some(name) = command.words.first().and_then(name_of) else { return false };
    let has = |letter: char| {
        command.words.iter().skip(1).any(|word| {
            let text = word.text.as_str();
            text.starts_with('-') && !text.starts_with("--") && text.contains(letter)
        })
    };
    match name {
        "head" | "true" | ":" => true,
        "grep" | "egrep" | "fgrep" => has('q') || has('m'),
        "sed" => command.words.iter().skip(1).any(|word| word.text.ends_with('q')),
        _ => false,
    }
}

/// Whether the option would make a pipe of the script fail that is right as it is.
fn stops_early(script: &Script) -> bool {
    script.elements.iter().enumerate().any(|(at, element)| {
        let follows_pipe = element.previous.is_some_and(|at| script.elements[at].after.is_pipe());
        let is_yes = element.after.is_pipe()
            && command_of(script, &script.elements[at].body).and_then(|command| name_of(command.words.first()?))
                == Some("yes");
        is_yes || (follows_pipe && is_early_stop(script, &element.body))
    })
}

/// Sets the option at the start of a script, with the options that it sets there already.
fn set_option(text: &ShellText) -> Edit {
    let script = &text.script;
    let first = script.commands.first().filter(|command| {
        let is_set = command.words.first().is_some_and(|word| word.text == "set");
        is_set
            && command.words.len() == 2
            && command.words[1].text.starts_with('-')
            && !command.words[1].text.contains('o')
    });
    if let Some(set) = first {
        let end = text.text.span(set.range.clone()).end;
        return insert(end, " -o pipefail");
    }
    let content = text.text.text();
    let at = if content.starts_with("#!") { content.find('\n').map_or(0, |end| end + 1) } else { 0 };
    let joint = if text.is_heredoc { "\n" } else { " && " };
    insert(text.text.offset(at), format!("set -o pipefail{joint}"))
}

/// The last step of a stage that would do something else in bash.
fn last_that_minds(file: &Dockerfile, stage: &Stage) -> Option<usize> {
    let minds = |&index: &usize| file.shell_texts_of(index).iter().any(|text| !text.is_exec && minds_bash(text));
    stage.range.clone().rev().find(minds)
}

/// Makes bash the shell from this step on, where the base has it.
fn choose_bash(file: &Dockerfile, stage: &Stage, index: usize, finding: &mut Finding) {
    if file.shell_before(index).is_some() {
        return;
    }
    let image = file.image_under(stage);
    let has_bash = image.map_or(Knowledge::Unknown, |image: &Image| image.has_tool("bash"));
    if has_bash == Knowledge::No || image.is_some_and(Image::is_windows) {
        return;
    }
    let run = &file.instructions[index];
    let at = file.start_with_comments(run);
    let shell = "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\n";
    let kind = if has_bash == Knowledge::Yes { Ask } else { Show };
    finding.offer(kind, "Choose bash, with pipefail", insert(at, shell)).declares(&[
        Change::Instructions,
        Change::Shell,
        Change::Cmd,
        Change::Entrypoint,
        Change::Healthcheck,
    ]);
}

/// Whether a script would do something else in bash: its `echo` keeps backslashes, and a pipe may be one that the option breaks.
fn minds_bash(text: &ShellText) -> bool {
    let echoes = |command: &shell::Command| {
        let name = command.words.first().and_then(name_of);
        name == Some("echo") && command.words.iter().any(|word| word.text.contains('\\'))
    };
    text.script.broken || stops_early(&text.script) || text.script.commands.iter().any(echoes)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed, marked};

    const NAME: &str = "pipe-without-pipefail";

    fn speaks(run: &str) -> bool {
        !marked(NAME, &format!("FROM alpine:3.22\nRUN {run}\n")).is_empty()
    }

    #[test]
    fn a_failure_that_nobody_sees_is_named() {
        for run in
            ["curl a | sh", "a && (curl b | tar x)", "v=$(curl a | jq .b)", "a | b | c || true", "if a; then b | c; fi"]
        {
            assert!(speaks(run), "{run}");
        }
    }

    #[test]
    fn what_cannot_fail_and_what_is_asked_for_is_fine() {
        for run in [
            "echo a | tee b",
            "echo a | tee -a b | tee -a c",
            "{ echo a; echo b; } | tee c",
            "yes | a",
            "cat <<E | a\nb\nE",
            "set -o pipefail; a | b",
            "set -euo pipefail && a | b",
            "if a | b; then c; fi",
            "a | head -n1",
            "a | grep -q b",
            "install $(a | b)",
            "a || b",
            "a '|' b",
            "bash -c 'a | b'",
        ] {
            assert!(!speaks(run), "{run}");
        }
        let source = "FROM a\nSHELL [\"/bin/bash\", \"-eo\", \"pipefail\", \"-c\"]\nRUN a | b\nFROM b\nRUN a | b\n";
        assert_eq!(findings(NAME, source).len(), 1, "a stage starts with the shell of its base");
        assert!(findings(NAME, "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN dir | more\n").is_empty());
    }

    #[test]
    fn the_remedy_is_one_that_the_shell_knows() {
        let fix = |source: &str| fixed(NAME, source);
        assert_eq!(
            fix("FROM fedora:43\nRUN set -eux; a | b\n").as_deref(),
            Some("FROM fedora:43\nRUN set -eux -o pipefail; a | b\n")
        );
        assert_eq!(
            fix("FROM debian:12\nRUN a\n# why\nRUN b | c\n").as_deref(),
            Some("FROM debian:12\nRUN a\nSHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\n# why\nRUN b | c\n")
        );
        assert_eq!(
            fix("FROM alpine:3.22\nRUN <<E\n#!/bin/bash\na | b\nE\n").as_deref(),
            Some("FROM alpine:3.22\nRUN <<E\n#!/bin/bash\nset -o pipefail\na | b\nE\n")
        );
        assert_eq!(fix("FROM debian:12\nRUN b | c\nRUN echo 'a\\nb' > d\n"), None, "bash would write another d");
        assert_eq!(fix("FROM alpine:3.22\nRUN b | c && yes | d\n"), None, "yes would fail");
    }
}
