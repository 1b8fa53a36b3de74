//! An entrypoint that makes the image forget its command.

use crate::rules::prelude::*;

rule! {
    /// An `entrypoint` without a `command` drops the command of the image.
    ///
    /// The engine forgets the `CMD` of an image as soon as a service has an entrypoint of its own: the new entrypoint gets no
    /// arguments. Where it hands over to what follows it, nothing follows. Told where the Dockerfile or the known image has a
    /// command.
    ///
    /// ```yaml
    /// services:
    ///   cache:
    ///     image: redis:8
    ///     entrypoint: ["/wait-for-it.sh", "db:5432", "--"]
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   cache:
    ///     image: redis:8
    ///     entrypoint: ["/wait-for-it.sh", "db:5432", "--"]
    ///     command: ["redis-server"]
    /// ```
    "cleared-command", Hint,
    groups: [Correctness],
    concerns: ["command-string-vs-entrypoint"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let Some(entry) = service.entry("entrypoint").filter(|entry| !entry.value.is_null()) else { continue };
        if service.get("command").is_some() || service.get("extends").is_some() {
            continue;
        }
        let from_dockerfile = || {
            let dockerfile = file.build_of(service)?.dockerfile()?;
            let runtime = dockerfile.runtime_of(service.built_stage(dockerfile)?);
            let command = &dockerfile.instructions[runtime.cmd?];
            let arguments = Span::new(command.name.span.end, command.span.end);
            Some(dockerfile.text(arguments).trim().to_owned())
        };
        let from_image = || service.known_image().map(|image| image.command.to_owned());
        let Some(command) = from_dockerfile().or_else(from_image).filter(|command| !is_nothing(command)) else {
            continue;
        };
        // Words that look finished name a program and all that it needs; only those that wait for more are told.
        let waits = |value: &str| value == "--" || value.ends_with(".sh") || value.contains("entrypoint");
        let last = entry.value.items().last().unwrap_or(entry.value);
        let written = last.text().unwrap_or_default();
        if written.split_ascii_whitespace().last().is_some_and(waits) {
            let message = format!("With this entrypoint, the image's command is gone: {command}");
            report.at(entry.key.span(), message);
        }
    }
}

/// Whether there is nothing to miss: no command, or the bare shell of a distribution.
fn is_nothing(command: &str) -> bool {
    let program = command.trim_matches(['[', ']', '"', ' ']);
    program.is_empty() || matches!(program.rsplit('/').next(), Some("ash" | "bash" | "dash" | "sh"))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings_among;

    #[test]
    fn an_entrypoint_that_waits_for_more_is_told() {
        let told = |service: &str| {
            let compose = format!("services:\n  a: {{{service}}}\n");
            let files = [("Dockerfile", "FROM example/x\nCMD [\"serve\"]\n")];
            findings_among("cleared-command", &files, &compose).into_iter().map(|it| it.message).collect::<Vec<_>>()
        };
        let message = "With this entrypoint, the image's command is gone: [\"serve\"]";
        assert_eq!(told("build: ., entrypoint: /wait.sh"), [message]);
        assert!(told("build: ., entrypoint: /wait.sh, command: serve").is_empty());
        assert!(told("build: ., entrypoint: [serve, --now]").is_empty());
        assert!(told("image: alpine, entrypoint: /wait.sh").is_empty(), "a bare shell");
        assert!(told("image: example/y, entrypoint: /wait.sh").is_empty());
    }
}
