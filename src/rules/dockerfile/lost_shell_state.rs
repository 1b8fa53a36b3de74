//! Steps that change nothing but their own shell.

use crate::rules::prelude::*;
use crate::syntax::shell::Connector;

rule! {
    /// A step changes only its own shell, which ends with it.
    ///
    /// Each RUN starts a new shell. Variables that one exports, files that it reads in, aliases, options and limits that it sets
    /// are gone when the next one starts. What later steps and the container shall see is an `ENV`; what one step needs belongs
    /// into that step.
    ///
    /// The fix makes an `ENV` of `export`, where the values are plain text. `ENV` holds in the container too.
    ///
    /// ```dockerfile
    /// FROM debian:12
    /// RUN export LANG=C.UTF-8
    /// RUN make
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:12
    /// ENV LANG=C.UTF-8
    /// RUN make
    /// ```
    "lost-shell-state", Warning, Ask,
    lacks: Continuation,
    groups: [Correctness],
}

/// What changes a shell and nothing else.
const CHANGES: [&str; 14] = [
    ".", "alias", "declare", "export", "readonly", "set", "setopt", "shopt", "source", "typeset", "ulimit", "umask",
    "unalias", "unset",
];

pub fn check(file: &Dockerfile, report: &mut Report) {
    for (index, run) in file.instructions.iter().enumerate().filter(|(_, each)| each.is(Keyword::Run)) {
        let [text] = file.shell_texts_of(index) else { continue };
        let is_list = || {
            text.script.top().all(|it| {
                matches!(it.after, Connector::And | Connector::Semicolon | Connector::Newline | Connector::End)
            })
        };
        let commands = file.commands_of(index);
        // A file that is read in may do anything else as well, but hardly one that sets up a shell.
        let changes = |command: &Command<'_>| {
            let is_quiet = command.output_files().next().is_none();
            let is_change = match command.name() {
                None => command.words().is_empty() && !command.assignments().is_empty() && !substitutes(*command),
                Some("." | "source") => command.words().get(1).is_some_and(|word| sets_up_shell(&word.text)),
                Some("set") => command.words().len() > 1,
                Some(name) => CHANGES.contains(&name) && !substitutes(*command),
            };
            command.is_at_top() && is_change && is_quiet
        };
        if commands.is_empty() || text.is_exec || text.script.broken || !is_list() || !commands.iter().all(changes) {
            continue;
        }
        if let Some(lost) = swallowed(&commands) {
            let message = format!("`set` takes `{lost}` and what follows for its arguments: none of it is run");
            report.at(commands[0].span(), message);
            continue;
        }
        let finding = report.at(commands[0].span(), "This ends with its step: the next one starts with a new shell");
        if let Some(pairs) = exported(&commands)
            && run.comments.is_empty()
            && run.flags.is_empty()
            && !text.is_heredoc
        {
            finding
                .fix("Use ENV", replace(run.head, format!("ENV {pairs}")))
                .declares(&[Change::Instructions, Change::Env]);
        }
    }
}

/// The first word of a command that lacks the `&&` in front of it: `set -ex chmod +x a`.
fn swallowed<'a>(commands: &[Command<'a>]) -> Option<&'a str> {
    let [set] = commands else { return None };
    let mut words = set.texts().into_iter().filter(|_| set.is("set")).skip(1);
    while let Some(word) = words.next() {
        match word {
            "--" => return None,
            _ if word.starts_with(['-', '+']) && word.ends_with('o') => drop(words.next()),
            _ if word.starts_with(['-', '+']) => {}
            _ => return Some(word),
        }
    }
    None
}

/// Whether a word of the command runs another, whose work may stay.
fn substitutes(command: Command<'_>) -> bool {
    let mut words = command.words().iter().chain(command.assignments());
    words.any(|word| word.text.contains("$(") || word.text.contains('`'))
}

/// Whether a file is there to set up a shell.
fn sets_up_shell(path: &str) -> bool {
    let name = path.trim_end_matches(['"', '\'']).rsplit('/').next().unwrap_or(path);
    const NAMES: [&str; 12] = [
        ".bash_profile",
        ".bashrc",
        ".profile",
        ".zshrc",
        "activate",
        "bashrc",
        "environment",
        "env",
        "env.sh",
        "os-release",
        "profile",
        "vars",
    ];
    NAMES.contains(&name)
}

/// The pairs of an ENV that says what these exports say.
fn exported(commands: &[Command<'_>]) -> Option<String> {
    let mut pairs = Vec::new();
    for command in commands {
        let words = command.words();
        if !command.is("export") || words.len() < 2 {
            return None;
        }
        for word in &words[1..] {
            let (name, value) = word.literal()?.split_once('=')?;
            let is_plain = |c: char| c.is_ascii_alphanumeric() || "_./:@%+,=-".contains(c);
            if name.is_empty() || name.starts_with('-') || !value.chars().all(is_plain) {
                return None;
            }
            pairs.push(format!("{name}={value}"));
        }
    }
    Some(pairs.join(" "))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed, marked};

    const NAME: &str = "lost-shell-state";

    fn speaks(run: &str) -> bool {
        !marked(NAME, &format!("FROM a\nRUN {run}\n")).is_empty()
    }

    #[test]
    fn what_ends_with_the_step_is_named() {
        for run in
            ["export A=b C=d", ". ~/.bashrc", "source /venv/bin/activate", "alias a=b", "umask 077", "A=b", "set -e"]
        {
            assert!(speaks(run), "{run}");
        }
        assert_eq!(fixed(NAME, "FROM a\nRUN export A=$B\n"), None, "the value may be known to nobody else");
    }

    #[test]
    fn a_command_that_set_swallows_is_named() {
        let said = |run: &str| findings(NAME, &format!("FROM a\nRUN {run}\n"))[0].message.clone();
        assert!(said("set -ex \\\n  chmod +x /b").starts_with("`set` takes `chmod`"));
        assert!(said("set -e -o pipefail").starts_with("This ends"));
    }

    #[test]
    fn what_does_something_else_is_fine() {
        for run in ["export A=b && make", "A=b make", "A=$(make)", ". ./install.sh", "export -p > /env", "set", "a"] {
            assert!(!speaks(run), "{run}");
        }
    }
}
