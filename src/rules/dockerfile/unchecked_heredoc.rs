//! Scripts in heredocs that go on after a failure.

use crate::rules::prelude::*;
use crate::syntax::shell::Connector;

rule! {
    /// A `RUN` heredoc goes on after a command has failed.
    ///
    /// A heredoc is a script, and a script ends with the result of its last command: where an earlier one fails, the build
    /// goes on and keeps the layer, whereas lines that `&&` joins stop. `set -e` as the first line makes the script stop too.
    ///
    /// ```dockerfile
    /// # syntax=docker/dockerfile:1
    /// FROM alpine:3.22
    /// RUN <<EOF
    /// apk add --no-cache git
    /// git --version
    /// EOF
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// # syntax=docker/dockerfile:1
    /// FROM alpine:3.22
    /// RUN <<EOF
    /// set -e
    /// apk add --no-cache git
    /// git --version
    /// EOF
    /// ```
    "unchecked-heredoc", Info, Ask,
    groups: [Correctness],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for (index, run) in file.instructions.iter().enumerate().filter(|(_, each)| each.is(Keyword::Run)) {
        if run.heredocs.is_empty() || stops_at_errors(file, index) {
            continue;
        }
        for text in file.shell_texts_of(index).iter().filter(|text| text.is_heredoc && !text.script.broken) {
            let script = &text.script;
            let elements: Vec<_> = script.top().collect();
            // What a `&&`, a `||` or a pipe joins counts as one.
            let is_end = |connector| matches!(connector, Connector::Newline | Connector::Semicolon | Connector::End);
            let sets = script.commands.iter().any(|command| {
                let names: Vec<&str> = command.words.iter().map(|word| word.text.as_str()).collect();
                names.first() == Some(&"set")
                    && names.iter().any(|word| *word == "errexit" || (word.starts_with('-') && word.contains('e')))
            });
            let chains = elements.iter().filter(|element| is_end(element.after)).count();
            let first = text.text.text().lines().next().unwrap_or("");
            let by_itself = first.starts_with("#!")
                && first.split_whitespace().any(|word| word.starts_with('-') && word.contains('e'));
            if chains < 2 || sets || by_itself {
                continue;
            }
            let Some(heredoc) = run.heredocs.iter().find(|it| it.body.touches(text.text.whole().start)) else {
                continue;
            };
            let start = if first.starts_with("#!") { first.len() + 1 } else { 0 };
            report
                .at(heredoc.marker, "Where a command of this script fails, the rest runs on, and the step succeeds")
                .fix("Begin with `set -e`", insert(text.text.offset(start), "set -e\n"))
                .declares(&[Change::Heredocs]);
        }
    }
}

/// Whether the SHELL in force stops at errors by itself.
fn stops_at_errors(file: &Dockerfile, index: usize) -> bool {
    let words = file.shell_before(index).map_or(&[][..], |shell| shell.arguments.words());
    let is_letters = |text: &str| text.starts_with('-') && !text.starts_with("--") && text.contains('e');
    words.iter().skip(1).any(|word| word.text == "errexit" || is_letters(&word.text))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    const NAME: &str = "unchecked-heredoc";

    #[test]
    fn the_interpreter_line_stays_the_first() {
        assert_eq!(
            fixed(NAME, "FROM a\nRUN <<E\n#!/bin/bash\na\nb\nE\n").as_deref(),
            Some("FROM a\nRUN <<E\n#!/bin/bash\nset -e\na\nb\nE\n")
        );
    }

    #[test]
    fn a_script_that_stops_is_fine() {
        for run in [
            "RUN <<E\nset -eux\na\nb\nE",
            "RUN <<E\na\nE",
            "RUN <<E\na &&\nb\nE",
            "RUN <<E\n#!/bin/bash -e\na\nb\nE",
            "RUN <<E\n#!/usr/bin/env python3\na\nb\nE",
            "SHELL [\"/bin/bash\", \"-ec\"]\nRUN <<E\na\nb\nE",
            "RUN bash -e <<E\na\nb\nE",
            "COPY <<E /f\na\nb\nE",
        ] {
            assert!(marked(NAME, &format!("FROM a\n{run}\n")).is_empty(), "{run}");
        }
    }
}
