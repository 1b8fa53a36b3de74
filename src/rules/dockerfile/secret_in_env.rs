//! Secrets in the environment or the arguments of a build.

use crate::rules::edits::remove_from_list;
use crate::rules::prelude::*;

rule! {
    /// A variable looks like a secret.
    ///
    /// What `ENV` sets is part of the image: whoever can pull it can read it. What `ARG` passes stays in the image's history
    /// and in the cache. During a build a secret belongs into a mount (`RUN --mount=type=secret,id=token,env=TOKEN …`), and
    /// at run time into the environment of the container.
    ///
    /// Names are judged as BuildKit does: a word of the name is `key`, `token`, `password`, `secret`, `credential`, `auth` or
    /// the like, and none is `public`, `file` or `version`. A variable that is set to nothing, or to a path, gives nothing
    /// away yet; keys of GPG are public as a rule. All these are said more quietly.
    ///
    /// The fix mounts the secret in the steps that use the variable, or call a program that reads it; the build then wants
    /// `--secret id=npm_token,env=NPM_TOKEN`. A variable that no step uses is left to the environment of the container.
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

/// How many fixes are worked out in a file: each looks at all steps below.
const MAX_FIXES: usize = 20;

pub fn check(file: &Dockerfile, report: &mut Report) {
    let mut fixes_left = MAX_FIXES;
    for stage in &file.stages {
        for index in stage.range.clone() {
            let instruction = &file.instructions[index];
            match (&instruction.arguments, instruction.keyword) {
                (Arguments::Pairs { pairs, .. }, Keyword::Env) => {
                    for (at, pair) in pairs.iter().enumerate().filter(|(_, pair)| looks_secret(&pair.key.text)) {
                        let name = &pair.key.text;
                        let finding = report.at(
                            pair.key.span,
                            format!("`{name}` looks like a secret, and everybody who has the image can read ENV"),
                        );
                        let value = pair.value.text.trim_matches(['"', '\'']);
                        if value.is_empty()
                            || is_setting(value)
                            || is_fingerprint(name, value)
                            || is_name_of_something(name, value)
                        {
                            finding.severity(Hint);
                            finding.message = harmless(name);
                            continue;
                        }
                        let places: Vec<Span> = pairs.iter().map(|pair| pair.key.span.to(pair.value.span)).collect();
                        let removal = remove_from_list(file, instruction, &places, at);
                        if fixes_left > 0 {
                            fixes_left -= 1;
                            offer_mount(file, stage, index, name, removal, finding);
                        }
                    }
                }
                (Arguments::Words(words), Keyword::Arg) => {
                    for (at, word) in words.iter().enumerate() {
                        let (name, value) = word.text.split_once('=').unwrap_or((&word.text, ""));
                        if !looks_secret(name) {
                            continue;
                        }
                        let finding = report.at(
                            word.part(0..name.len()),
                            format!("`{name}` looks like a secret, and arguments stay in the history of the image"),
                        );
                        if is_fingerprint(name, value) || !value.is_empty() && is_setting(value) {
                            finding.severity(Hint);
                            finding.message = harmless(name);
                            continue;
                        }
                        let places: Vec<Span> = words.iter().map(|word| word.span).collect();
                        let removal = remove_from_list(file, instruction, &places, at);
                        if fixes_left > 0 {
                            fixes_left -= 1;
                            offer_mount(file, stage, index, name, removal, finding);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

/// Offers to take the variable away, and to mount the secret in the steps that use it.
fn offer_mount(
    file: &Dockerfile,
    stage: &Stage,
    index: usize,
    name: &str,
    removal: Option<Edit>,
    finding: &mut Finding,
) {
    let Some(removal) = removal else { return };
    let is_env = file.instructions[index].is(Keyword::Env);
    let mut edits = vec![removal];
    for at in index + 1..stage.range.end {
        let instruction = &file.instructions[at];
        let is_mentioned = mentions(file.text(instruction.span), name);
        match instruction.keyword {
            Keyword::Run if is_mentioned || file.commands_of(at).iter().any(|command| reads(*command, name)) => {
                let mount = format!(" --mount=type=secret,id={},env={name}", name.to_ascii_lowercase());
                edits.push(insert(instruction.name.span.end, mount));
            }
            Keyword::Run => {}
            // What starts the container finds it in the environment of the container.
            Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck if is_env => {}
            _ if is_mentioned => return,
            _ => {}
        }
    }
    if edits.len() > 1 && takes_secret_variables(file) {
        finding.fix("Mount the secret in the steps that use it", edits);
    } else if edits.len() == 1 && is_env {
        finding.fix("Leave it to the environment of the container", edits);
    }
    finding.declares(&[Change::Env, Change::Instructions]);
}

/// Whether a text holds `$NAME` or `${NAME…`.
fn mentions(text: &str, name: &str) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.split('$').skip(1).any(|rest| {
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        rest.strip_prefix(name).is_some_and(|after| !after.starts_with(is_name))
    })
}

/// Programs, and the variables that they take secrets from: by their starts.
const READERS: [(&[&str], &[&str]); 10] = [
    (&["npm", "npx", "pnpm", "yarn", "bun"], &["NPM_", "NODE_AUTH", "YARN_", "GITHUB_TOKEN", "SENTRY_"]),
    (&["pip", "pip3", "poetry", "pipenv", "uv", "twine"], &["PIP_", "POETRY_", "UV_", "TWINE_"]),
    (&["bundle", "gem", "rails", "rake"], &["BUNDLE_", "GEM_", "RAILS_", "SECRET_KEY_BASE"]),
    (&["composer"], &["COMPOSER_"]),
    (&["cargo"], &["CARGO_"]),
    (&["gh", "git"], &["GH_", "GITHUB_", "GITLAB_"]),
    (&["aws", "terraform", "sam"], &["AWS_", "TF_"]),
    (&["az"], &["AZURE_", "ARM_"]),
    (&["mvn", "gradle", "mvnw", "gradlew"], &["MAVEN_", "GRADLE_", "ORG_GRADLE_"]),
    (&["sentry-cli", "vercel", "netlify", "snyk"], &["SENTRY_", "VERCEL_", "NETLIFY_", "SNYK_"]),
];

fn reads(command: Command<'_>, variable: &str) -> bool {
    let Some(name) = command.name() else { return false };
    READERS
        .iter()
        .any(|(programs, starts)| programs.contains(&name) && starts.iter().any(|start| variable.starts_with(start)))
}

/// Whether the front end that the file names knows `env=` of secret mounts, which came with 1.10.
fn takes_secret_variables(file: &Dockerfile) -> bool {
    let syntax = file.directives.iter().find(|it| it.name == DirectiveName::Syntax);
    let version = syntax.and_then(|it| it.first_word().rsplit_once(":1.")).map(|(_, rest)| rest);
    let minor = version.and_then(|rest| rest.split(['.', '-', '@']).next()).and_then(|minor| minor.parse::<u32>().ok());
    minor.is_none_or(|minor| minor >= 10)
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

/// Whether a value is a path, a way into a document (`.role`), or a yes or no.
fn is_setting(value: &str) -> bool {
    let is_path = value.starts_with(['/', '.']) && !value.contains(char::is_whitespace);
    is_path || ["true", "false", "yes", "no", "on", "off"].iter().any(|word| word.eq_ignore_ascii_case(value))
}

/// What is said of a secret's name on a value that is none.
fn harmless(name: &str) -> String {
    format!("`{name}` has the name of a secret, though its value gives nothing away")
}

/// A plain word behind a name that may mean another kind of key: `Filters__0__Key=ProcessId`, `AUTH=basic`.
fn is_name_of_something(name: &str, value: &str) -> bool {
    let last = name.rsplit('_').next().unwrap_or(name).to_ascii_lowercase();
    let is_vague = matches!(last.as_str(), "key" | "auth");
    let capitals = value.chars().filter(char::is_ascii_uppercase).count();
    let is_word = !value.is_empty() && value.len() <= 20 && value.chars().all(|c| c.is_ascii_alphabetic());
    is_vague && is_word && (capitals <= 2 || capitals == value.len())
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
    use crate::rules::testing::{fixed, marked, severities};

    #[test]
    fn words_of_a_name_tell() {
        let source = "FROM a\nENV API_KEY=1 KEYBOARD=2 PUBLIC_KEY=3 db_password=4\nARG GITHUB_TOKEN AUTHOR\n";
        assert_eq!(marked("secret-in-env", source), ["API_KEY", "db_password", "GITHUB_TOKEN"]);
    }

    #[test]
    fn what_gives_nothing_away_is_said_quietly() {
        let key = "E3FF2839C048B25C084DEBE9B26995E310250568";
        assert_eq!(severities("secret-in-env", &format!("FROM a\nENV GPG_KEY={key}\n")), [Hint]);
        assert_eq!(severities("secret-in-env", "FROM a\nENV TOKEN=\"\" AUTH=/run/secrets/auth\n"), [Hint, Hint]);
        assert_eq!(severities("secret-in-env", "FROM a\nENV TOKEN=$T\n"), [Warning]);
        let settings = "FROM a\nARG SECRET_IS_BASE64=false\nENV ROLE_CLAIM_KEY=.role\n";
        assert_eq!(severities("secret-in-env", settings), [Hint, Hint]);
        assert_eq!(
            severities("secret-in-env", "FROM a\nENV Filters__0__Key=ProcessId LICENSE_KEY=lgNvGyhnUKpa5\n"),
            [Hint, Warning]
        );
    }

    #[test]
    fn the_steps_that_use_it_get_a_mount() {
        for (before, after) in [
            (
                "ARG GITHUB_TOKEN\nRUN make\nRUN git clone https://x:${GITHUB_TOKEN}@h/r",
                "RUN make\nRUN --mount=type=secret,id=github_token,env=GITHUB_TOKEN git clone https://x:${GITHUB_TOKEN}@h/r",
            ),
            ("ENV A=1 DB_PASSWORD=x\nCMD app $DB_PASSWORD", "ENV A=1\nCMD app $DB_PASSWORD"),
            (
                "ARG BUNDLE_TOKEN\nRUN bundle install",
                "RUN --mount=type=secret,id=bundle_token,env=BUNDLE_TOKEN bundle install",
            ),
        ] {
            let fixed = fixed("secret-in-env", &format!("FROM a\n{before}\n"));
            assert_eq!(fixed, Some(format!("FROM a\n{after}\n")), "{before}");
        }
        for source in [
            "FROM a\nARG TOKEN\nENV T2=$TOKEN\nRUN x $TOKEN\n",
            "FROM a\nARG TOKEN\nRUN make\n",
            "# syntax=docker/dockerfile:1.4\nFROM a\nARG TOKEN\nRUN x $TOKEN\n",
        ] {
            assert_eq!(fixed("secret-in-env", source), None, "{source}");
        }
    }
}
