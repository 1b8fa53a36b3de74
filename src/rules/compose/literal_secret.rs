//! A secret that everybody who reads the file knows.

use crate::model::compose::interpolation::{Operator, Template};
use crate::model::compose::{Section, Service, Value, Variable, has_variable};
use crate::reference::images::Image;
use crate::rules::prelude::*;

rule! {
    /// A secret is written down in the file.
    ///
    /// A Compose file is shared, committed and published, and so is what stands in it. A password belongs into a file that is
    /// not, from where `secrets` brings it; many images read it from there if the variable ends in `_FILE`. Where the program
    /// wants a variable, `${PASSWORD:?}` takes it from the environment or from `.env`.
    ///
    /// The rule looks at variables whose name ends like a secret's, passwords in the addresses of databases, options such as
    /// `--requirepass`, and arguments of builds, which stay in the history of the image. A secret that is only the default of a
    /// variable is told quietly: it is what everybody gets who sets none.
    ///
    /// The fix renames the variable and declares the secret; the value is yours to put into the file.
    ///
    /// ```yaml
    /// services:
    ///   db:
    ///     image: postgres:17
    ///     environment:
    ///       POSTGRES_PASSWORD: hunter2
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   db:
    ///     image: postgres:17
    ///     environment:
    ///       POSTGRES_PASSWORD_FILE: /run/secrets/postgres_password
    ///     secrets:
    ///       - postgres_password
    /// secrets:
    ///   postgres_password:
    ///     file: ./secrets/postgres_password.txt
    /// ```
    "literal-secret", Warning, Ask,
    groups: [Security],
    concerns: [
        "secret-in-environment",
        "secret-in-build-args",
        "secret-in-connection-string",
        "secret-in-command",
        "secret-default-in-interpolation",
        "rt-publish-literal-secret",
    ],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        for variable in service.environment() {
            check_variable(file, service, &variable, report);
        }
        for key in ["command", "entrypoint"] {
            let Some(value) = service.get(key) else { continue };
            check_command(value, report);
        }
        if let Some(test) = service.get("healthcheck").and_then(|check| check.get("test")) {
            check_command(test, report);
        }
        if let Some(args) = service.build().and_then(|build| build.get("args")) {
            check_arguments(args, report);
        }
    }
}

fn check_variable(file: &Compose, service: Service<'_>, variable: &Variable<'_>, report: &mut Report) {
    let Some(value) = variable.value.filter(|value| !value.is_empty()) else { return };
    if let Some((name, default)) = literal_default(value) {
        if password_in_address(default).is_some() || (looks_secret(variable.name) && gives_away(default)) {
            let message = format!("Whoever sets no `{name}` gets a secret that everybody knows");
            report.at(variable.value_span, message).severity(Hint);
        }
        return;
    }
    if let Some(range) = password_in_address(value) {
        let span = part_of(file, variable.value_span, value, range);
        report.at(span, format!("The password in `{}` is known to everybody who reads the file", variable.name));
        return;
    }
    if !looks_secret(variable.name) || has_variable(value) || !gives_away(value) {
        return;
    }
    let finding =
        report.at(variable.value_span, format!("`{}` is known to everybody who reads the file", variable.name));
    // What an alias or a merge key shares would change for others too.
    if !service.span.contains(variable.span) {
        return;
    }
    if let Some(image) = service.known_image()
        && let Some(edits) = from_file(file, service, variable, image)
    {
        finding.fix("Read it from a file", edits).declares(&[Change::Model]);
    }
    let reference = replace(variable.value_span, format!("${{{}}}", variable.name));
    finding.show("Read it from the environment of Compose", reference).declares(&[Change::Model]);
}

/// The edits by which the image reads the secret from a file; `None` where it does not know how.
fn from_file(file: &Compose, service: Service<'_>, variable: &Variable<'_>, image: &Image) -> Option<Vec<Edit>> {
    let name = file_variable(variable.name, image)?;
    let lower = variable.name.to_ascii_lowercase();
    let taken = |name: &str| file.declaration(Section::Secrets, name).is_some();
    let secret = if taken(&lower) { format!("{}_{lower}", service.name) } else { lower };
    if taken(&secret) {
        return None;
    }
    let body = format!("file: ./secrets/{secret}.txt");
    let used = match service.get("secrets") {
        Some(list) => amend::add_item(file, list, &Yaml::text(&*secret))?,
        None => amend::add_to_service(file, service, "secrets", &Yaml::List(vec![Yaml::text(&*secret)]))?,
    };
    Some(vec![
        replace(variable.name_span, name),
        replace(variable.value_span, format!("/run/secrets/{secret}")),
        used,
        file.declare(Section::Secrets, &secret, &[&body])?,
    ])
}

/// The variable that names the file with this one's value, where the image knows one.
fn file_variable(name: &str, image: &Image) -> Option<String> {
    image.file_variables.iter().find_map(|known| match known.split_once('*') {
        None => (known.strip_suffix("_FILE") == Some(name)).then(|| (*known).to_owned()),
        Some((front, back)) if !front.is_empty() => {
            let end = if back.starts_with("__") { "__FILE" } else { "_FILE" };
            (name.starts_with(front)).then(|| format!("{name}{end}"))
        }
        Some(_) => None,
    })
}

fn check_command(value: Value<'_>, report: &mut Report) {
    let mut told = |value: Value<'_>, text: &str, range: std::ops::Range<usize>| {
        let span = value.joined().filter(|_| range.end <= text.len()).map_or(value.span(), |joined| joined.span(range));
        report.at(span, "This secret is known to everybody who reads the file, and to every process list");
    };
    // A list may have the option in one item and the secret in the next.
    let mut pending = false;
    let single = Some(value).filter(|value| !value.is_sequence());
    for item in single.into_iter().chain(value.items()) {
        let Some(text) = item.text() else { continue };
        if std::mem::take(&mut pending) && gives_away(text) && !text.contains('$') {
            told(item, text, 0..text.len());
            continue;
        }
        if let Some(range) = password_in_address(text) {
            told(item, text, range);
            continue;
        }
        let mut at = 0;
        let mut after_option = false;
        for word in text.split_ascii_whitespace() {
            let start = at + text[at..].find(word).unwrap_or(0);
            at = start + word.len();
            let bare = word.trim_matches(['"', '\'']);
            if std::mem::take(&mut after_option) && gives_away(bare) && !bare.contains('$') && !bare.starts_with('-') {
                told(item, text, start..at);
                break;
            }
            if let Some((option, secret)) = word.split_once('=')
                && is_secret_option(option)
                && gives_away(secret)
                && !secret.contains('$')
            {
                told(item, text, start + option.len() + 1..at);
                break;
            }
            after_option = is_secret_option(word);
        }
        pending = after_option;
    }
}

/// Options whose argument is a secret, of Redis, databases and the like.
fn is_secret_option(word: &str) -> bool {
    matches!(word, "--requirepass" | "--masterauth" | "--password" | "--root-password" | "--admin-password" | "--token")
}

fn check_arguments(arguments: Value<'_>, report: &mut Report) {
    let mut tell = |span: Span, name: &str, value: &str| {
        if !looks_secret(name) || !gives_away(value) {
            return;
        }
        let finding = report.at(span, format!("`{name}` stays in the history of the image"));
        if has_variable(value) {
            finding.severity(Info);
        }
    };
    for pair in arguments.entries() {
        if let (Some(name), Some(value)) = (pair.key.text(), pair.value.text()) {
            tell(pair.span, name, value);
        }
    }
    for item in arguments.items() {
        if let Some((name, value)) = item.text().and_then(|text| text.split_once('=')) {
            tell(item.span(), name, value);
        }
    }
}

/// Whether the name of a variable says that its value is a secret: by its last word.
pub(super) fn looks_secret(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    let words: Vec<&str> = upper.split(['_', '-', '.']).filter(|word| !word.is_empty()).collect();
    let Some((last, before)) = words.split_last() else { return false };
    let harmless =
        ["ALLOW", "RANDOM", "EMPTY", "PUBLIC", "REQUIRE", "REQUIRED", "DISABLE", "ENABLE", "USE", "SHOW", "NO"];
    if before.iter().any(|word| harmless.contains(word)) {
        return false;
    }
    let ends = ["PASSWORD", "PASSWD", "PASSPHRASE"].iter().any(|end| last.ends_with(end));
    let is_word =
        matches!(*last, "PASS" | "SECRET" | "TOKEN" | "APIKEY" | "SECRETKEY") || (*last == "PWD" && !before.is_empty());
    let kinds = ["API", "PRIVATE", "ACCESS", "SECRET", "ENCRYPTION", "SIGNING", "JWT", "MASTER"];
    let is_key = *last == "KEY" && before.last().is_some_and(|kind| kinds.contains(kind));
    ends || is_word || is_key || upper.ends_with("SECRET_KEY_BASE")
}

/// Whether a value would be a secret: no switch, no path, nothing that is put in later.
fn gives_away(value: &str) -> bool {
    let lower = value.trim().to_ascii_lowercase();
    let is_switch =
        matches!(&*lower, "" | "true" | "false" | "yes" | "no" | "on" | "off" | "0" | "1" | "null" | "none");
    let is_place = lower.starts_with('/') || (lower.starts_with('<') && lower.ends_with('>'));
    // `your-api-key`, `user_provided`, `xxxx`: somebody is to write something else here.
    let stands_for_another = lower.strip_prefix("your").is_some_and(|rest| rest.starts_with(['-', '_', ' ']))
        || lower == "user_provided"
        || (lower.len() > 2 && lower.chars().all(|c| matches!(c, 'x' | '*' | '.')));
    !is_switch && !is_place && !stands_for_another
}

/// Name and default of a value that is one variable: `PASSWORD` and `hunter2` of `${PASSWORD:-hunter2}`.
fn literal_default(value: &str) -> Option<(&str, &str)> {
    let template = Template::read(value);
    let [only] = &template.variables[..] else { return None };
    let is_default = matches!(only.operator, Some(Operator::Default | Operator::DefaultIfEmpty));
    let is_whole = only.range == (0..value.len());
    (is_default && is_whole).then(|| (&value[only.name.clone()], &value[only.argument.clone()]))
}

/// The password of `scheme://user:password@host`, where no variable gives it.
fn password_in_address(text: &str) -> Option<std::ops::Range<usize>> {
    let start = text.find("://")? + 3;
    let end = text[start..].find(['/', '?', ' ', '\n', '"', '\'']).map_or(text.len(), |at| start + at);
    let at = start + text[start..end].rfind('@')?;
    let colon = start + text[start..at].find(':')?;
    let password = &text[colon + 1..at];
    let is_literal = !password.is_empty() && !password.contains(['$', '{', '<', '*']);
    is_literal.then_some(colon + 1..at)
}

/// The place of a part of a variable's value, where the value stands in the file as it reads.
fn part_of(file: &Compose, span: Span, value: &str, range: std::ops::Range<usize>) -> Span {
    match file.text(span).find(value) {
        Some(at) => Span::new(span.start + at + range.start, span.start + at + range.end),
        None => span,
    }
}

#[cfg(test)]
mod tests {
    use super::{looks_secret, password_in_address};
    use crate::rules::Severity::{Hint, Info, Warning};
    use crate::rules::testing::{findings, fixed, marked, severities};

    #[test]
    fn the_last_word_of_a_name_tells() {
        for name in [
            "POSTGRES_PASSWORD",
            "DBPASSWORD",
            "RABBITMQ_DEFAULT_PASS",
            "JWT_SECRET",
            "AWS_SECRET_ACCESS_KEY",
            "api-key",
        ] {
            assert!(looks_secret(name), "{name}");
        }
        for name in [
            "TOKEN_EXPIRY",
            "POSTGRES_PASSWORD_FILE",
            "ALLOW_EMPTY_PASSWORD",
            "PWD",
            "SORT_KEY",
            "AWS_ACCESS_KEY_ID",
            "COMPASS",
        ] {
            assert!(!looks_secret(name), "{name}");
        }
    }

    #[test]
    fn addresses_may_hold_passwords() {
        let found = |text: &'static str| password_in_address(text).map(|range| &text[range]);
        assert_eq!(found("postgres://u:p@db:5432/x"), Some("p"));
        assert_eq!(found("postgres://u:${P}@db/x"), None);
        assert_eq!(found("http://web:80/a@b:c"), None);
        assert_eq!(found("amqp://u@queue"), None);
    }

    #[test]
    fn secrets_hide_in_many_places() {
        let with = |body: &str| marked("literal-secret", &format!("services:\n  a:\n    image: x\n    {body}\n"));
        assert_eq!(with("environment: [\"A_TOKEN=abc\", \"B=x\"]"), ["abc"]);
        assert_eq!(with("environment: {URL: \"redis://:pw@cache\"}"), ["pw"]);
        assert_eq!(with("command: redis-server --requirepass pw --port 1"), ["pw"]);
        assert_eq!(with("command: [redis-server, --requirepass, pw]"), ["pw"]);
        assert_eq!(with("command: x --password=pw"), ["pw"]);
        for silent in [
            "environment: {A_TOKEN: $T, B_TOKEN: , C_PASSWORD: \"\", D_SECRET: /run/secrets/d, RANDOM_PASSWORD: y}",
            "command: redis-server --requirepass $$PW",
            "command: x --password",
        ] {
            assert!(with(silent).is_empty(), "{silent}");
        }
    }

    #[test]
    fn what_can_still_be_set_is_told_quietly() {
        let with = |body: &str| severities("literal-secret", &format!("services:\n  a:\n    {body}\n"));
        assert_eq!(with("environment: {A_TOKEN: \"${T:-abc}\"}"), [Hint]);
        assert_eq!(with("environment: {QUEUE: \"${Q:-amqp://guest:guest@queue}\"}"), [Hint]);
        assert!(with("environment: {A_TOKEN: \"${T:-user_provided}\", B_TOKEN: your-token}").is_empty());
        let said = findings("literal-secret", "services:\n  a:\n    environment: {A_TOKEN: \"${T:-abc}\"}\n");
        assert_eq!(said[0].message, "Whoever sets no `T` gets a secret that everybody knows");
        assert_eq!(with("build: {context: ., args: {A_TOKEN: $T, B_TOKEN: x}}"), [Info, Warning]);
    }

    #[test]
    fn an_image_that_cannot_read_files_keeps_its_variable() {
        let source = "services:\n  a:\n    image: x\n    environment:\n      - A_TOKEN=abc\n";
        assert_eq!(fixed("literal-secret", source), Some(source.replace("abc", "${A_TOKEN}")));
    }
}
