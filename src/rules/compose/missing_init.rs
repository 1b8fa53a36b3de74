//! A first process that does not do what a first process must.

use crate::rules::amend::{self, Yaml};
use crate::rules::prelude::*;

rule! {
    /// A shell or an interpreter is process 1 without an init before it.
    ///
    /// The kernel gives process 1 two duties: to take in orphans, and to handle signals, for none has a default effect on it.
    /// Node, Python and shells do neither by themselves: Ctrl+C and `docker compose stop` wait for the kill after ten seconds,
    /// and children that nobody waits for pile up. `init: true` puts a tiny init before the program.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: node:24-slim
    ///     command: node server.js
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: node:24-slim
    ///     command: node server.js
    ///     init: true
    /// ```
    "missing-init", Hint, Ask,
    default: off,
    groups: [Correctness],
    concerns: ["init-missing"],
}

/// Programs that take no care of signals and orphans when they come first.
const CARELESS: [&str; 14] =
    ["node", "npm", "npx", "yarn", "pnpm", "bun", "deno", "python", "python3", "sh", "bash", "ash", "dash", "zsh"];

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        if service.get("init").is_some() || service.get("pid").is_some() {
            continue;
        }
        let Some(process) = service.process() else { continue };
        let program = process.program();
        if !CARELESS.contains(&program) {
            continue;
        }
        let message = format!("`{program}` is process 1 of `{}` and has no init before it", service.name);
        report
            .at(process.span.unwrap_or(service.key), message)
            .fix("Put an init before it", amend::add_to_service(file, service, "init", &Yaml::text("true")))
            .declares(&[Change::Model]);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings_among;

    #[test]
    fn the_dockerfile_says_what_runs_where_the_service_does_not() {
        let told = |service: &str, dockerfile: &str| {
            let compose = format!("services:\n  a: {{{service}}}\n");
            findings_among("missing-init", &[("Dockerfile", dockerfile)], &compose).len()
        };
        assert_eq!(told("build: .", "FROM x\nCMD [\"node\", \"a.js\"]\n"), 1);
        assert_eq!(told("build: ., init: true", "FROM x\nCMD [\"node\", \"a.js\"]\n"), 0);
        assert_eq!(told("build: .", "FROM x\nENTRYPOINT [\"tini\", \"--\"]\nCMD [\"node\", \"a.js\"]\n"), 0);
        assert_eq!(told("image: nginx", ""), 0);
    }
}
