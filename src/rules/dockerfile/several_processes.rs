//! More than one service in a container.

use crate::rules::prelude::*;
use crate::syntax::shell::{Body, Connector, Element, Script, name_of};

rule! {
    /// A container starts several services.
    ///
    /// A container lives and dies with its first process. What runs beside it may end without anybody's notice: no restart, no
    /// health check, no log of its own; and on `docker stop` only the first is told. One service to a container, put together
    /// in a Compose file, can be watched, restarted and scaled one by one.
    ///
    /// Where a supervisor (supervisord, s6, runit) does that work, it is a choice that some make knowingly, and only a hint.
    ///
    /// ```dockerfile
    /// FROM debian:12
    /// CMD php-fpm & nginx -g "daemon off;"
    /// ```
    "several-processes", Info,
    groups: [Correctness],
}

/// Programs that are there to run others.
const SUPERVISORS: [&str; 10] =
    ["circusd", "forego", "foreman", "honcho", "monit", "runsvdir", "s6-svscan", "supervisord", "multirun", "/init"];

pub fn check(file: &Dockerfile, report: &mut Report) {
    for stage in &file.stages {
        for index in file.startup_of(stage) {
            let commands = file.commands_of(index);
            let others = file.startup_script(index).and_then(beside);
            if let (Some(first), [text]) = (others, file.shell_texts_of(index)) {
                let message = "This runs beside the container's own process: nobody notices when it ends";
                report.at(text.text.span(first.range.clone()), message);
            } else if let Some(supervisor) = commands.iter().find(|command| is_supervisor(**command)) {
                let message =
                    "A supervisor: the container holds several services, which are restarted and watched as one";
                report.at(supervisor.word_span(0), message).severity(Hint);
            }
        }
    }
}

/// The first that runs beside the last; `None` where each ends before the next begins.
fn beside(startup: Startup<'_>) -> Option<&Element> {
    let script = &startup.text.script;
    let elements: Vec<&Element> = startup.elements().collect();
    let (last, before) = elements.split_last()?;
    let mut staying = before.iter().copied().filter(|element| stays(script, element));
    let first = staying.next()?;
    // `a & wait` is one service that gets its signals by a trap.
    let waits = matches!(last.body, Body::Command(at) if only_waits(script, at));
    (!waits || staying.next().is_some()).then_some(first)
}

fn stays(script: &Script, element: &Element) -> bool {
    let starts_service = |at: usize| {
        let words = script.commands.get(at).map_or(&[][..], |command| command.words.as_slice());
        words.first().and_then(name_of) == Some("service")
            && words.last().is_some_and(|word| matches!(word.text.as_str(), "start" | "restart"))
    };
    element.after == Connector::Background || matches!(element.body, Body::Command(at) if starts_service(at))
}

fn only_waits(script: &Script, command: usize) -> bool {
    let name = script.commands.get(command).and_then(|command| name_of(command.words.first()?));
    matches!(name, Some("wait" | "fg" | "sleep" | "tail"))
}

fn is_supervisor(command: Command<'_>) -> bool {
    let Some(first) = command.words().first() else { return false };
    command.name().is_some_and(|name| SUPERVISORS.contains(&name)) || SUPERVISORS.contains(&first.text.as_str())
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity::{self, Hint, Info};
    use crate::rules::testing::severities;

    fn says(command: &str) -> Vec<Severity> {
        severities("several-processes", &format!("FROM a\nCMD {command}\n"))
    }

    #[test]
    fn what_runs_beside_is_named() {
        assert_eq!(says("a & b"), [Info]);
        assert_eq!(says("[\"sh\", \"-c\", \"a & b & wait\"]"), [Info]);
        assert_eq!(says("service a start && b"), [Info]);
        assert_eq!(says("[\"/usr/bin/supervisord\", \"-n\"]"), [Hint]);
        assert_eq!(says("/init"), [Hint]);
    }

    #[test]
    fn one_after_the_other_is_one() {
        for command in ["a && b", "a; b", "a & wait", "a | b", "a 2>&1", "[\"a\", \"&\"]"] {
            assert!(says(command).is_empty(), "{command}");
        }
    }
}
