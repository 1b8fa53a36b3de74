//! Secrets in the environment or the arguments of a build.

use crate::rules::prelude::*;

rule! {
    /// A variable looks like a secret.
    ///
    /// What `ENV` sets is part of the image: whoever can pull it can read it. What `ARG` passes stays in the image's history
    /// and in the cache. During a build a secret belongs into a mount (`RUN --mount=type=secret,id=token,env=TOKEN …`), and
    /// at run time into the environment of the container.
    ///
    /// Names are judged as BuildKit does: a word of the name is `key`, `token`, `password`, `secret`, `credential`, `auth` or
    /// the like, and none is `public`, `file` or `version`. A variable that is set to nothing gives nothing away yet; keys of
    /// GPG are public as a rule. Both are said more quietly.
    ///
    /// ```dockerfile
    /// FROM node:24-slim
    /// ENV NPM_TOKEN=npm_5ZtT0pS3cr3t
    /// RUN npm ci
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:24-slim
    /// RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm ci
    /// ```
    "secret-in-env", Warning,
    groups: [Security],
    aka: [
        "buildkit:SecretsUsedInArgOrEnv",
        "hadolint:DL3064",
        "trivy:DS-0031",
        "tally:tally/ruby/secrets-in-arg-or-env",
    ],
    concerns: ["secret-like-names", "ruby-secrets"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for stage in &file.stages {
        for instruction in file.instructions_of(stage) {
            match (&instruction.arguments, instruction.keyword) {
                (Arguments::Pairs { pairs, .. }, Keyword::Env) => {
                    for pair in pairs.iter().filter(|pair| looks_secret(&pair.key.text)) {
                        let name = &pair.key.text;
                        let finding = report.at(
                            pair.key.span,
                            format!("`{name}` looks like a secret, and everybody who has the image can read ENV"),
                        );
                        let value = pair.value.text.trim_matches(['"', '\'']);
                        if value.is_empty() || is_fingerprint(name, value) {
                            finding.severity(Hint);
                        }
                    }
                }
                (Arguments::Words(words), Keyword::Arg) => {
                    for word in words {
                        let (name, value) = word.text.split_once('=').unwrap_or((&word.text, ""));
                        if looks_secret(name) {
                            let finding = report.at(
                                word.part(0..name.len()),
                                format!("`{name}` looks like a secret, and arguments stay in the history of the image"),
                            );
                            if is_fingerprint(name, value) {
                                finding.severity(Hint);
                            }
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

/// Source: BuildKit `dockerfile2llb/validations.go` (`getSecretsRegex`).
fn looks_secret(name: &str) -> bool {
    const SECRET: [&str; 10] =
        ["apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token"];
    const HARMLESS: [&str; 3] = ["public", "file", "version"];
    let lower = name.to_ascii_lowercase();
    let has = |words: &[&str]| lower.split('_').any(|part| words.contains(&part));
    has(&SECRET) && !has(&HARMLESS)
}

/// The fingerprint of a public key, as images that check signatures hold it.
fn is_fingerprint(name: &str, value: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    let is_of_gpg = upper.contains("GPG") || upper.contains("PGP");
    let digits: String = value.trim_start_matches("0x").chars().filter(|c| !c.is_whitespace()).collect();
    let is_hex = digits.len() >= 16 && digits.chars().all(|c| c.is_ascii_hexdigit());
    is_hex && (is_of_gpg || digits.len() == 40)
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity::{Hint, Warning};
    use crate::rules::testing::{marked, severities};

    #[test]
    fn words_of_a_name_tell() {
        let source = "FROM a\nENV API_KEY=1 KEYBOARD=2 PUBLIC_KEY=3 db_password=4\nARG GITHUB_TOKEN AUTHOR\n";
        assert_eq!(marked("secret-in-env", source), ["API_KEY", "db_password", "GITHUB_TOKEN"]);
    }

    #[test]
    fn what_gives_nothing_away_is_said_quietly() {
        let key = "E3FF2839C048B25C084DEBE9B26995E310250568";
        assert_eq!(severities("secret-in-env", &format!("FROM a\nENV GPG_KEY={key}\n")), [Hint]);
        assert_eq!(severities("secret-in-env", "FROM a\nENV TOKEN=\"\"\n"), [Hint]);
        assert_eq!(severities("secret-in-env", "FROM a\nENV TOKEN=$T\n"), [Warning]);
    }
}
