//! Secrets, contexts and agents that a build is given and its Dockerfile does not take, and the reverse.

use crate::model::compose::{Build, Service, has_variable};
use crate::model::dockerfile::Dockerfile;
use crate::reference::suggest::suggest;
use crate::rules::prelude::*;

rule! {
    /// A build is given what its Dockerfile never asks for, or lacks what it asks for.
    ///
    /// A secret reaches a build only through `RUN --mount=type=secret` with its id, an SSH agent through `--mount=type=ssh`, an
    /// additional context through `FROM`, `COPY --from` or a mount that bears its name. The builder says nothing where they do
    /// not meet: the file of the secret is simply not there.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     build:
    ///       context: .
    ///       secrets: [npm_tokn]
    /// secrets:
    ///   npm_token:
    ///     file: ./npm_token.txt
    ///   npm_tokn:
    ///     file: ./npm_token.txt
    /// ```
    /// ```text
    /// Dockerfile
    ///     FROM node:24
    ///     RUN --mount=type=secret,id=npm_tokn --mount=type=ssh npm ci
    /// ```
    "unused-build-input", Info,
    groups: [Correctness],
    concerns: ["build-secret-unused", "additional-context-unused", "build-ssh-unused"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let Some(build) = file.build_of(service) else { continue };
        let Some(dockerfile) = build.dockerfile().filter(|dockerfile| dockerfile.is_for_docker()) else { continue };
        secrets(service, build, dockerfile, report);
        agents(service, build, dockerfile, report);
        contexts(service, build, dockerfile, report);
    }
}

fn secrets(service: Service<'_>, build: &Build, dockerfile: &Dockerfile, report: &mut Report) {
    let Some(wanted) = dockerfile.mount_ids("secret") else { return };
    let given = service.build_entries("secrets");
    for secret in given.iter().filter(|secret| !has_variable(secret.name)) {
        if !wanted.iter().any(|id| id == secret.name) {
            let message = format!("No RUN of {} mounts the secret `{}`", build.place(), secret.name);
            let finding = report.at(secret.span, message);
            if let Some(near) = suggest(secret.name, wanted.iter().map(String::as_str)) {
                finding.message.push_str(&format!("; one mounts `{near}`"));
            }
        }
    }
    let lacking =
        wanted.iter().filter(|id| !given.iter().any(|secret| secret.name == **id || has_variable(secret.name)));
    lack(
        service,
        report,
        lacking.map(|id| format!("{} mounts the secret `{id}`, and this build gives none", build.place())),
    );
}

fn agents(service: Service<'_>, build: &Build, dockerfile: &Dockerfile, report: &mut Report) {
    let Some(wanted) = dockerfile.mount_ids("ssh") else { return };
    let given = service.build_entries("ssh");
    let fetches =
        || dockerfile.all(Keyword::Add).any(|add| add.arguments.words().iter().any(|word| is_ssh(&word.text)));
    for agent in given.iter().filter(|agent| !has_variable(agent.name)) {
        let is_used = wanted.iter().any(|id| id == agent.name) || agent.name == "default" && fetches();
        if !is_used {
            report.at(agent.span, format!("No RUN of {} mounts the SSH agent `{}`", build.place(), agent.name));
        }
    }
    let lacking = wanted.iter().filter(|id| !given.iter().any(|agent| agent.name == **id || has_variable(agent.name)));
    lack(
        service,
        report,
        lacking.map(|id| format!("{} mounts the SSH agent `{id}`, and this build gives none", build.place())),
    );
}

fn is_ssh(source: &str) -> bool {
    source.starts_with("git@") || source.starts_with("ssh://")
}

fn contexts(service: Service<'_>, build: &Build, dockerfile: &Dockerfile, report: &mut Report) {
    let given = service.build_entries("additional_contexts");
    if given.is_empty() {
        return;
    }
    let wanted = dockerfile.names_from_elsewhere();
    if wanted.iter().any(|name| name.contains('$')) {
        return;
    }
    for context in given.iter().filter(|context| !has_variable(context.name)) {
        let is_it = |name: &&str| {
            name.eq_ignore_ascii_case(context.name)
                || name.strip_suffix(":latest").is_some_and(|name| name.eq_ignore_ascii_case(context.name))
        };
        if !wanted.iter().any(is_it) {
            report.at(context.span, format!("{} takes nothing from the context `{}`", build.place(), context.name));
        }
    }
}

fn lack(service: Service<'_>, report: &mut Report, messages: impl Iterator<Item = String>) {
    let Some(entry) = service.entry("build").filter(|_| service.get("extends").is_none()) else { return };
    let mut told: Vec<String> = messages.collect();
    told.sort_unstable();
    told.dedup();
    for message in told {
        report.at(entry.key.span(), message);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings_among;

    fn told(build: &str, dockerfile: &str) -> Vec<String> {
        let compose = format!("services:\n  a: {{build: {{context: ., {build}}}}}\n");
        let found = findings_among("unused-build-input", &[("Dockerfile", dockerfile)], &compose);
        found.into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn secrets_meet_by_id() {
        let dockerfile = "FROM x\nRUN --mount=type=secret,id=a x\n";
        assert!(told("secrets: [a]", dockerfile).is_empty());
        assert!(told("secrets: [{source: s, target: a}]", dockerfile).is_empty());
        assert_eq!(
            told("secrets: [b]", dockerfile),
            [
                "Dockerfile mounts the secret `a`, and this build gives none",
                "No RUN of Dockerfile mounts the secret `b`"
            ]
        );
    }

    #[test]
    fn agents_serve_mounts_and_fetches() {
        assert!(told("ssh: [default]", "FROM x\nADD git@github.com:a/b.git /b\n").is_empty());
        assert!(told("ssh: [default]", "FROM x\nRUN --mount=type=ssh x\n").is_empty());
        assert_eq!(told("ssh: [default]", "FROM x\n").len(), 1);
    }

    #[test]
    fn a_context_is_taken_as_a_base_too() {
        for dockerfile in ["FROM assets\n", "FROM x\nCOPY --from=assets /a /b\n", "FROM x AS assets\nFROM assets\n"] {
            assert!(told("additional_contexts: {assets: ./a}", dockerfile).is_empty(), "{dockerfile}");
        }
        assert_eq!(told("additional_contexts: {assets: ./a}", "FROM x\n").len(), 1);
    }
}
