//! A shell that keeps the stop signal to itself.

use crate::rules::prelude::*;

rule! {
    /// A shell starts the program and stays before it.
    ///
    /// `docker compose stop` sends its signal to the first process. A shell that waits for the last of several commands takes
    /// it and tells nobody; ten seconds later everything is killed. Where the last command begins with `exec`, the program
    /// takes the place of the shell.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     command: sh -c "migrate && serve"
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     command: sh -c "migrate && exec serve"
    /// ```
    "swallowed-signal", Info, Ask,
    default: off,
    groups: [Correctness],
    concerns: ["stop-grace-vs-signal"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let Some(process) = service.process().filter(|process| process.shell_stays()) else { continue };
        let message = format!("The shell of `{}` takes the stop signal and does not pass it on", service.name);
        let finding = report.at(process.span.unwrap_or(service.key), message);
        let Some(written) = service.get("entrypoint").or_else(|| service.get("command")) else { continue };
        finding.fix("Let the shell make way with exec", with_exec(written)).declares(&[Change::Model]);
    }
}

/// Puts `exec` before what follows the last `&&` of a plain script; `None` where anything else might be meant.
fn with_exec(written: crate::model::compose::Value<'_>) -> Option<Edit> {
    let script = written.items().last().unwrap_or(written);
    let (text, joined) = (script.text()?, script.joined()?);
    let at = text.rfind("&&")? + 2;
    let command = &text[at..];
    let start = at + (command.len() - command.trim_start().len());
    let plain =
        !command.contains([';', '|', '(', '{', '<', '>', '\'', '\n', '=']) && !command.trim().starts_with("cd ");
    (plain && !command.trim().is_empty()).then(|| insert(joined.span(start..start).start, "exec "))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    fn with(command: &str) -> String {
        format!("services:\n  a:\n    image: x\n    command: {command}\n")
    }

    #[test]
    fn exec_stands_before_the_last_command() {
        let source = with("[\"sh\", \"-c\", \"a && b --c\"]");
        assert_eq!(fixed("swallowed-signal", &source), Some(with("[\"sh\", \"-c\", \"a && exec b --c\"]")));
    }

    #[test]
    fn a_script_of_one_command_needs_none() {
        assert!(findings("swallowed-signal", &with("sh -c \"serve\"")).is_empty());
        assert!(findings("swallowed-signal", &with("serve --all")).is_empty());
    }

    #[test]
    fn what_is_no_plain_chain_is_left_to_people() {
        assert_eq!(fixed("swallowed-signal", &with("sh -c \"a; b | c\"")), None);
    }
}
