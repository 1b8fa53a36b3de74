//! A stop signal that stops nothing well.

use crate::reference::dockerfile::signal_number;
use crate::rules::prelude::*;

rule! {
    /// The stop signal gives the program no chance.
    ///
    /// `docker stop` sends the stop signal, waits, and kills what is still there. SIGKILL at once means that nothing is saved and
    /// every connection breaks; SIGABRT, SIGSEGV and their like mean a crash; SIGSTOP, SIGCONT and SIGCHLD end nothing, so that
    /// every stop takes ten seconds and then kills.
    ///
    /// ```dockerfile
    /// FROM debian:12-slim
    /// STOPSIGNAL SIGKILL
    /// CMD ["/app"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:12-slim
    /// STOPSIGNAL SIGTERM
    /// CMD ["/app"]
    /// ```
    "forceful-stop-signal", Warning, Ask,
    groups: [Correctness],
    aka: ["tally:no-ungraceful-stopsignal"],
    concerns: ["stopsignal-ungraceful"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for (stage, instruction) in file.stages.iter().flat_map(|it| file.instructions_of(it).iter().map(move |i| (it, i)))
    {
        let (Keyword::Stopsignal, Arguments::Text(signal)) = (instruction.keyword, &instruction.arguments) else {
            continue;
        };
        let Some(fate) = signal_number(signal.text.trim_matches(['"', '\''])).and_then(fate) else { continue };
        if file.is_for_windows(stage) {
            continue;
        }
        // What the image had chosen before is better than any default.
        let own = file.image_under(stage).and_then(|image| image.stop_signal).unwrap_or("SIGTERM");
        report
            .at(signal.span, format!("{} {fate}", signal.text))
            .fix(format!("Stop with {own}"), replace(signal.span, own));
    }
}

/// What becomes of a program that gets this signal; `None` for those that a program may answer in its own way.
fn fate(number: i64) -> Option<&'static str> {
    Some(match number {
        9 => "kills the program at once: nothing is saved, no connection is closed",
        6 => "makes the program crash",
        4 | 5 | 7 | 8 | 11 | 31 => "says that the program has made a grave mistake, and makes it crash",
        17..=23 => "ends no program, so every stop waits for its time-out and then kills",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn signals_that_stop_nothing_well() {
        for signal in ["SIGKILL", "kill", "9", "STOP", "SIGABRT", "\"SIGKILL\""] {
            assert_eq!(marked("forceful-stop-signal", &format!("FROM a\nSTOPSIGNAL {signal}\n")), [signal]);
        }
        for signal in ["SIGTERM", "QUIT", "SIGRTMIN+3", "37", "SIGUSR1", "$S", "NOTHING"] {
            assert!(marked("forceful-stop-signal", &format!("FROM a\nSTOPSIGNAL {signal}\n")).is_empty(), "{signal}");
        }
    }

    #[test]
    fn the_image_knows_best() {
        let source = "FROM nginx:1.29\nSTOPSIGNAL KILL\n";
        assert_eq!(fixed("forceful-stop-signal", source).as_deref(), Some("FROM nginx:1.29\nSTOPSIGNAL SIGQUIT\n"));
    }
}
