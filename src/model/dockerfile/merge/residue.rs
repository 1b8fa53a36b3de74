//! What a script leaves behind in the shell that runs it, or beside it.
//!
//! Source: POSIX.1-2017, Shell Command Language, 2.12 (shell execution environment), and the builtins of bash 5 and zsh 5.

use crate::syntax::shell::{Body, Command, Compound, Connector, ListKind, Script, Wrapper, name_of};

/// What changes the shell that runs it, so that a later command of the same shell would notice.
const LEAVES_STATE: [&str; 38] = [
    ".",
    "alias",
    "break",
    "builtin",
    "cd",
    "continue",
    "declare",
    "dirs",
    "enable",
    "eval",
    "exec",
    "exit",
    "export",
    "getopts",
    "hash",
    "let",
    "local",
    "mapfile",
    "newgrp",
    "popd",
    "pushd",
    "read",
    "readarray",
    "readonly",
    "return",
    "set",
    "setopt",
    "shift",
    "shopt",
    "source",
    "times",
    "trap",
    "typeset",
    "ulimit",
    "umask",
    "unalias",
    "unset",
    "unsetopt",
];

/// What starts or waits for something that goes on beside the shell, and ends with its RUN.
const BACKGROUND: [&str; 14] = [
    "bg",
    "coproc",
    "disown",
    "dockerd",
    "fg",
    "initctl",
    "jobs",
    "mysqld_safe",
    "pg_ctl",
    "pg_ctlcluster",
    "service",
    "start-stop-daemon",
    "systemctl",
    "wait",
];

/// Whether a word is options of one letter each: `-eux`.
pub(super) fn is_letters(word: &str) -> bool {
    word.starts_with('-') && !word.starts_with("--")
}

/// The commands that run in the script's own shell: not those in `( … )`, in substitutions and in the scripts of others.
fn own_commands(script: &Script) -> impl Iterator<Item = &Command> {
    script.commands.iter().filter(|command| {
        let elsewhere = command.through.is_some_and(|through| through.wrapper == Wrapper::Script);
        !elsewhere && is_own(script, command.element)
    })
}

fn is_own(script: &Script, element: usize) -> bool {
    script
        .lists_around(element)
        .all(|list| !matches!(list.kind, ListKind::Subshell | ListKind::Substitution | ListKind::Inner))
}

/// Whether the shell is another one after the script: its directory, variables, options, functions, files.
pub(super) fn leaves_state(script: &Script) -> bool {
    leaves_state_until(script, usize::MAX)
}

/// The same after what begins before this offset of the script.
pub(super) fn leaves_state_until(script: &Script, end: usize) -> bool {
    let own_commands = |script| own_commands(script).filter(|command| command.range.start < end);
    let by_command = own_commands(script).any(|command| match command.words.first() {
        None => !command.assignments.is_empty(),
        // A program that a variable names could be `cd`.
        Some(name) => name_of(name).is_none_or(|name| LEAVES_STATE.contains(&name)),
    });
    let assigns = |text: &str| text.contains(":=") || (text.contains("$((") && text.contains(['=', '+', '-']));
    let by_expansion =
        own_commands(script).flat_map(|command| &command.words).any(|word| word.expands && assigns(&word.text));
    let by_compound = script.elements.iter().enumerate().any(|(at, element)| {
        let names = matches!(element.body, Body::Compound(Compound::Function | Compound::For | Compound::Arithmetic));
        names && element.range.start < end && is_own(script, at)
    });
    by_command || by_expansion || by_compound
}

/// Whether something may still run when the script is through.
pub(super) fn runs_beside(script: &Script) -> bool {
    let backgrounds = script.elements.iter().any(|element| element.after == Connector::Background);
    let starts = |command: &Command| {
        let Some(word) = command.words.first() else { return false };
        word.text.contains("/init.d/") || name_of(word).is_some_and(|name| BACKGROUND.contains(&name))
    };
    backgrounds || script.commands.iter().any(starts)
}

/// Whether `set -e` is turned on, which the shell does not heed on the left of `&&`.
pub(super) fn stops_itself(script: &Script) -> bool {
    script.commands.iter().filter(|command| command.words.first().and_then(name_of) == Some("set")).any(|command| {
        let mut options = command.words.iter().skip(1).map(|word| word.text.as_str());
        options.any(|word| word == "errexit" || (is_letters(word) && word.contains('e')) || word.contains('$'))
    })
}
