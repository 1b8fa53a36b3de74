//! `/bin/sh`, replaced by hand.

use crate::rules::prelude::*;

rule! {
    /// A step replaces `/bin/sh`.
    ///
    /// Every program of the image that starts a shell gets the other one from then on, the scripts of its packages among them,
    /// and the next update of the shell may put the old one back. `SHELL` chooses the shell of the Dockerfile's own commands,
    /// and nothing else.
    ///
    /// The fix puts `SHELL` in the place of the step, where it does nothing else. Scripts that say `#!/bin/sh` and mean bash
    /// must say so themselves.
    ///
    /// ```dockerfile
    /// FROM debian:12
    /// RUN ln -sf /bin/bash /bin/sh
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:12
    /// SHELL ["/bin/bash", "-c"]
    /// ```
    "shell-replaced", Info, Ask,
    groups: [Correctness],
    aka: ["hadolint:DL4005", "tally:hadolint/DL4005", "kics:8a301064"],
    concerns: ["shell-change-by-RUN"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for (index, instruction) in file.instructions.iter().enumerate() {
        let names_shell = || instruction.rest.text().contains("/bin/sh") || !instruction.heredocs.is_empty();
        if !instruction.is(Keyword::Run) || !names_shell() {
            continue;
        }
        let commands = file.commands_of(index);
        for command in commands.iter().filter(|command| replaces_shell(**command)) {
            let finding = report.at(
                command.span(),
                "From here on every script of the image gets another shell, not only those of this file",
            );
            let is_alone = commands.iter().all(|other| is_preparation(*other) || replaces_shell(*other));
            let is_plain = instruction.comments.is_empty() && instruction.flags.is_empty() && !command.is_in_heredoc();
            let shell =
                operands(*command).next().filter(|shell| NAMED.contains(&shell.rsplit('/').next().unwrap_or("")));
            if let (true, true, Some(shell)) = (is_alone, is_plain, shell) {
                let path = if shell.starts_with('/') { shell.to_owned() } else { format!("/bin/{shell}") };
                finding
                    .fix("Choose the shell by SHELL", replace(instruction.head, format!("SHELL [\"{path}\", \"-c\"]")))
                    .declares(&[
                        Change::Instructions,
                        Change::Shell,
                        Change::Cmd,
                        Change::Entrypoint,
                        Change::Healthcheck,
                    ]);
            }
        }
    }
}

/// Shells that `-c` gives a command line.
const NAMED: [&str; 5] = ["ash", "bash", "dash", "ksh", "zsh"];

/// Whether a command puts something else at `/bin/sh`.
fn replaces_shell(command: Command<'_>) -> bool {
    let is_sh = |path: &str| matches!(path, "/bin/sh" | "/usr/bin/sh");
    match command.name() {
        Some("ln" | "cp" | "mv") => {
            let [from, to] = operands(command).collect::<Vec<_>>()[..] else { return false };
            // A link to another `sh` makes the first one.
            is_sh(to) && from.rsplit('/').next() != Some("sh")
        }
        Some("update-alternatives") => {
            let texts = command.texts();
            let sets = texts.iter().any(|text| matches!(*text, "--install" | "--set"));
            sets && texts.iter().any(|text| is_sh(text) || *text == "sh")
        }
        _ => false,
    }
}

/// Whether a command only makes way: `rm /bin/sh`, `mv /bin/sh /bin/sh.old`.
fn is_preparation(command: Command<'_>) -> bool {
    matches!(command.name(), Some("rm" | "mv" | "unlink"))
        && operands(command).next().is_some_and(|path| path == "/bin/sh")
}

fn operands<'a>(command: Command<'a>) -> impl Iterator<Item = &'a str> {
    command.words().iter().skip(1).map(|word| word.text.as_str()).filter(|text| !text.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    const NAME: &str = "shell-replaced";

    #[test]
    fn every_way_to_replace_it_is_seen() {
        let fix = |run: &str| fixed(NAME, &format!("FROM a\nRUN {run}\n"));
        let shell = "FROM a\nSHELL [\"/bin/bash\", \"-c\"]\n";
        assert_eq!(fix("rm /bin/sh && ln -s /bin/bash /bin/sh").as_deref(), Some(shell));
        assert_eq!(fix("mv /bin/sh /bin/sh.old && ln -s bash /bin/sh").as_deref(), Some(shell));
        assert_eq!(marked(NAME, "FROM a\nRUN ln -snf /bin/bash /bin/sh && make\n").len(), 1);
        assert_eq!(fix("ln -snf /bin/bash /bin/sh && make"), None);
        assert_eq!(fix("ln -s /bin/busybox /bin/sh"), None, "busybox wants to be told which applet");
    }

    #[test]
    fn other_links_are_nobodys_business() {
        for run in [
            "ln -s /bin/sh /x",
            "ln -s /bin/bash /bin/bsh",
            "cat /bin/sh",
            "ln -s /busybox/sh /bin/sh",
            "echo ln -s a /bin/sh",
        ] {
            assert!(marked(NAME, &format!("FROM a\nRUN {run}\n")).is_empty(), "{run}");
        }
    }
}
