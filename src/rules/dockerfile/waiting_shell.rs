//! A shell that stands between the container and its program.

use crate::model::remarks::Dialect;
use crate::rules::prelude::*;

rule! {
    /// A shell waits for the program, and keeps its signals.
    ///
    /// `docker stop` tells the container's first process to end. Where that is a shell that waits for the program, the program
    /// hears nothing of it, and after ten seconds it is killed in the middle of its work. `exec` lets the program take the
    /// shell's place.
    ///
    /// The `sh` of Debian and Ubuntu waits before any command. bash makes way for a plain last one by itself, so it is spoken of
    /// only where it does not, before a redirection; the `sh` of Alpine does so too. Shell forms, which have the same trouble, are the business of
    /// `shell-form-cmd`.
    ///
    /// ```dockerfile
    /// FROM node:24-slim
    /// CMD ["sh", "-c", "node server.js --port $PORT"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:24-slim
    /// CMD ["sh", "-c", "exec node server.js --port $PORT"]
    /// ```
    "waiting-shell", Info, Ask,
    groups: [Correctness],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for stage in &file.stages {
        for index in file.startup_of(stage) {
            let Some(startup) = file.startup_script(index).filter(|startup| startup.text.is_exec) else { continue };
            let commands = file.commands_of(index);
            let Some(shell) = commands.first() else { continue };
            let (Some(edit), Some(last)) = (startup.exec_last(), commands.last()) else { continue };
            if !waits(file, *shell, *last) {
                continue;
            }
            report
                .at(last.word_span(0), "A shell waits for this program, and keeps the signals of the container from it")
                .fix("Let it take the shell's place", edit)
                .declares(&[Change::Cmd, Change::Entrypoint]);
        }
    }
}

/// Whether the shell stays until its last command ends.
fn waits(file: &Dockerfile, shell: Command<'_>, last: Command<'_>) -> bool {
    let index = shell.shell.instruction;
    let of_base = || file.shell_before(index).map_or_else(|| file.dialect_before(index), |_| Some(Dialect::Posix));
    let dialect = match shell.name() {
        Some("sh") => of_base(),
        Some("dash") => Some(Dialect::Dash),
        Some("bash") => Some(Dialect::Bash),
        _ => None,
    };
    match dialect {
        Some(Dialect::Dash | Dialect::Posix) => true,
        Some(Dialect::Bash) => last.output_files().next().is_some() || last.is_fed(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    const NAME: &str = "waiting-shell";

    #[test]
    fn the_last_program_is_what_counts() {
        let source = "FROM a\nENTRYPOINT [\"/bin/sh\", \"-c\", \"migrate && serve\"]\n";
        assert_eq!(marked(NAME, source), ["serve"]);
        assert!(fixed(NAME, source).is_some_and(|text| text.contains("migrate && exec serve")));
    }

    #[test]
    fn who_makes_way_is_fine() {
        for command in [
            "[\"sh\", \"-c\", \"exec a\"]",
            "[\"bash\", \"-c\", \"a && b\"]",
            "[\"sh\", \"-c\", \"a | b\"]",
            "[\"sh\", \"/start.sh\"]",
            "[\"a\"]",
            "a && b",
        ] {
            assert!(marked(NAME, &format!("FROM a\nCMD {command}\n")).is_empty(), "{command}");
        }
        assert!(marked(NAME, "FROM a\nCMD [\"sh\", \"-c\", \"a b\"]\nCMD [\"c\"]\n").is_empty(), "the last one counts");
    }
}
