//! A service that runs as root.

use crate::reference::images::Knowledge;
use crate::rules::amend::{self, Yaml};
use crate::rules::prelude::*;

rule! {
    /// A service runs as root.
    ///
    /// Told where the service, the Dockerfile that it is built from or the image says so for certain; an image whose
    /// entrypoint steps down, as that of postgres does, counts as no root. With `user` the container starts as somebody else,
    /// who must be able to read and write what the program needs. The fix takes an account that the image brings.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: node:24-slim
    ///     command: ["node", "server.js"]
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: node:24-slim
    ///     command: ["node", "server.js"]
    ///     user: node
    /// ```
    "root-service", Hint, Ask,
    default: off,
    groups: [Security],
    aka: ["compose-lint:CL-0015"],
    concerns: ["root-user"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        if service.runs_as_root() != Knowledge::Yes {
            continue;
        }
        if let Some(user) = service.get("user") {
            report.at(user.span(), format!("`{}` runs as root", service.name)).severity(Info);
            continue;
        }
        let finding = report.at(service.key, format!("`{}` runs as root: nobody gives it another user", service.name));
        let accounts = service.known_image().map(|image| &image.accounts);
        let account = accounts.into_iter().flatten().find(|account| account.id >= 1000);
        if let Some(account) = account {
            let edit = amend::add_to_service(file, service, "user", &Yaml::text(account.name));
            finding.fix(format!("Run as `{}`", account.name), edit).declares(&[Change::Model]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity::{Hint, Info};
    use crate::rules::testing::severities;

    #[test]
    fn a_chosen_root_is_told_louder_than_a_forgotten_one() {
        let told = |service: &str| severities("root-service", &format!("services:\n  a: {{{service}}}\n"));
        assert_eq!(told("image: x, user: root"), [Info]);
        assert_eq!(told("image: 'node:24'"), [Hint]);
        assert!(told("image: 'postgres:17'").is_empty());
        assert!(told("image: example/x").is_empty());
    }
}
