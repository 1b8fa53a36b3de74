//! A program that stops well on one signal, and gets another.

use crate::rules::prelude::*;

rule! {
    /// The program stops badly on the signal that it gets.
    ///
    /// `docker stop` sends SIGTERM unless somebody says otherwise. nginx and PHP-FPM take that as "drop everything"; they finish
    /// their requests on SIGQUIT, and Apache does on SIGWINCH. systemd does not end at all on SIGTERM, it starts itself anew: what
    /// shuts it down is SIGRTMIN+3, and without it every stop waits for its time-out and kills. The official images of these
    /// programs set their signal; an image that installs one of them has to do so itself.
    ///
    /// The rule looks at what process 1 is, so it knows programs that are started in JSON form or with `exec`, on a base image
    /// that is known.
    ///
    /// ```dockerfile
    /// FROM debian:12-slim
    /// RUN apt-get update \
    ///     && apt-get install -y --no-install-recommends nginx \
    ///     && rm -rf /var/lib/apt/lists/*
    /// CMD ["nginx", "-g", "daemon off;"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:12-slim
    /// RUN apt-get update \
    ///     && apt-get install -y --no-install-recommends nginx \
    ///     && rm -rf /var/lib/apt/lists/*
    /// STOPSIGNAL SIGQUIT
    /// CMD ["nginx", "-g", "daemon off;"]
    /// ```
    "unfit-stop-signal", Info, Ask,
    groups: [Correctness],
    aka: ["tally:prefer-nginx-sigquit", "tally:prefer-systemd-sigrtmin-plus-3"],
    concerns: ["stopsignal-for-nginx", "stopsignal-for-systemd"],
}

/// What stops a program well.
struct Habit {
    program: &'static str,
    signal: &'static str,
    /// What the default does to it.
    default: &'static str,
    /// It never ends on the default.
    stays: bool,
}

const fn habit(program: &'static str, signal: &'static str, default: &'static str, stays: bool) -> Habit {
    Habit { program, signal, default, stays }
}

/// Sources: nginx "Controlling nginx"; php-fpm(8); Apache "Stopping and Restarting"; systemd(1), "Signals".
const HABITS: [Habit; 8] = [
    habit("nginx", "SIGQUIT", "nginx drops its requests on SIGTERM", false),
    habit("openresty", "SIGQUIT", "OpenResty drops its requests on SIGTERM", false),
    habit("php-fpm", "SIGQUIT", "PHP-FPM drops its requests on SIGTERM", false),
    habit("httpd-foreground", "SIGWINCH", "Apache drops its requests on SIGTERM", false),
    habit("apache2-foreground", "SIGWINCH", "Apache drops its requests on SIGTERM", false),
    habit("systemd", "SIGRTMIN+3", "systemd starts itself anew on SIGTERM instead of shutting down", true),
    habit("init", "SIGRTMIN+3", "systemd starts itself anew on SIGTERM instead of shutting down", true),
    habit("httpd", "SIGWINCH", "Apache drops its requests on SIGTERM", false),
];

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !HABITS.iter().any(|habit| file.source().contains(habit.program)) {
        return;
    }
    let Some(stage) = file.final_stage() else { return };
    let Some(image) = file.image_under(stage).filter(|image| !image.is_windows()) else { return };
    let runtime = file.runtime_of(stage);
    if runtime.stop_signal.is_some() || image.stop_signal.is_some_and(|signal| signal != "SIGTERM") {
        return;
    }
    let Some(start) = runtime.entrypoint.or(runtime.cmd).filter(|start| stage.range.contains(start)) else { return };
    let Some((command, name)) = first_process(file, start) else { return };
    let Some(habit) = HABITS.iter().find(|habit| name == habit.program) else { return };
    // BusyBox has an init and an httpd of its own, which know nothing of this.
    if matches!(name, "init" | "httpd") && matches!(image.distribution, "alpine" | "busybox") {
        return;
    }
    let place = file.start_with_comments(&file.instructions[start]);
    let finding = report.at(command.word_span(0), habit.default);
    if habit.stays {
        finding.severity(Warning);
    }
    finding
        .fix(
            format!("Stop with {}", habit.signal),
            insert(place, format!("STOPSIGNAL {}{}", habit.signal, file.line_end())),
        )
        .declares(&[Change::Instructions]);
}

/// The command that becomes process 1 and gets the signal, with the program's name; numbers at its end, as in `php-fpm8.2`, left out.
fn first_process(file: &Dockerfile, start: usize) -> Option<(Command<'_>, &str)> {
    let commands = file.commands_of(start);
    let first = *commands.first()?;
    let (command, name) = match first.name()? {
        "exec" => commands.get(1).filter(|it| it.starter().is_some()).map(|it| (*it, it.name()))?,
        name => (first, Some(name).filter(|_| first.is_exec())),
    };
    Some((command, name?.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.')))
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity::{Info, Warning};
    use crate::rules::testing::{findings, severities};

    #[test]
    fn programs_with_a_signal_of_their_own() {
        for (command, severity) in [
            ("CMD [\"/usr/sbin/nginx\", \"-g\", \"daemon off;\"]", Info),
            ("ENTRYPOINT [\"php-fpm8.2\", \"-F\"]", Info),
            ("CMD exec nginx -g 'daemon off;'", Info),
            ("CMD [\"/sbin/init\"]", Warning),
            ("ENTRYPOINT [\"/lib/systemd/systemd\"]", Warning),
        ] {
            assert_eq!(
                severities("unfit-stop-signal", &format!("FROM debian:12\n{command}\n")),
                [severity],
                "{command}"
            );
        }
    }

    #[test]
    fn silence_where_somebody_thought_of_it_or_nobody_knows() {
        for source in [
            "FROM nginx:1.29\nCMD [\"nginx\"]\n",
            "FROM debian:12\nSTOPSIGNAL SIGTERM\nCMD [\"nginx\"]\n",
            "FROM acme/base:1\nCMD [\"nginx\"]\n",
            "FROM debian:12\nCMD nginx -g 'daemon off;'\n",
            "FROM debian:12\nCMD [\"tini\", \"nginx\"]\n",
            "FROM alpine:3\nCMD [\"/sbin/init\"]\n",
        ] {
            assert!(findings("unfit-stop-signal", source).is_empty(), "{source}");
        }
    }
}
