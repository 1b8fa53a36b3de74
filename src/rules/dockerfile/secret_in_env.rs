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
    /// The fix mounts the secret in the steps that name an argument, where nobody else in the file does; whoever builds passes
    /// `--secret id=npm_token,env=NPM_TOKEN` from then on.
    ///
    /// ```dockerfile
    /// FROM node:24-slim
    /// ARG NPM_TOKEN
    /// RUN NODE_AUTH_TOKEN=$NPM_TOKEN npm ci
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:24-slim
    /// RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN NODE_AUTH_TOKEN=$NPM_TOKEN npm ci
    /// ```
    "secret-in-env", Warning, Ask,
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
                            } else if let Some(edits) = mount(file, stage, instruction, name) {
                                finding.fix("Mount it as a secret", edits).declares(&[Change::Instructions]);
                            }
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

/// The edits that make an argument a secret of the steps that name it: where it is the only one of its ARG, has no default, and
/// nobody but those steps speaks of it.
fn mount(file: &Dockerfile, stage: &Stage, arg: &Instruction, name: &str) -> Option<Vec<Edit>> {
    let [word] = arg.arguments.words() else { return None };
    let says = |instruction: &&Instruction| {
        instruction.line.text().contains(name) || {
            instruction.heredocs.iter().any(|heredoc| file.text(heredoc.body).contains(name))
        }
    };
    let speakers: Vec<&Instruction> = file.instructions.iter().filter(says).collect();
    let steps: Vec<&Instruction> = speakers.iter().copied().filter(|it| it.span != arg.span).collect();
    let own = file.instructions_of(stage);
    let is_step = |step: &&Instruction| {
        step.is(Keyword::Run) && step.span.start > arg.span.start && own.iter().any(|it| it.span == step.span)
    };
    let is_new = !file.source().contains("type=secret");
    if word.text != name || steps.is_empty() || !steps.iter().all(is_step) || !is_new {
        return None;
    }
    let flag = format!(" --mount=type=secret,id={},env={name}", name.to_ascii_lowercase());
    let mut edits = vec![remove_instruction(file, arg)];
    edits.extend(steps.iter().map(|step| insert(step.name.span.end, flag.clone())));
    Some(edits)
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
