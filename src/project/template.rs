//! A first configuration: every key with what it means and an example, as comments, and what is to hold already.

use super::configuration::{Configuration, FailOn};
use super::keys::Key;
use super::schema;
use crate::rules::settings::Selector;
use crate::rules::{LabelKind, Options, Severity};
use std::fmt::Write;

/// The text of a configuration file in which only the choices of `taken_over` hold: those that hadolint's configuration can make.
/// `origin` tells where they come from.
pub fn template(taken_over: &Configuration, origin: &str) -> String {
    let mut text = format!(
        "#:schema {}\n# What Dunnage is to do in this folder and below. Nothing here is needed: take the # away before what you choose.\n\
         # A rule goes by its own name (root-user), another tool's (DL3002) or its group (security); `dunnage rules` lists them.\n",
        schema::ADDRESS
    );
    for key in Key::ALL {
        let chosen = chosen(key, taken_over);
        let _ = write!(text, "\n{}", comment(key.meaning()));
        if chosen.is_some() {
            let _ = writeln!(text, "# Taken over from {origin}.");
        }
        let entry = |value: &str| if key.is_table() { value.to_owned() } else { format!("{} = {value}", key.name()) };
        if key.is_table() {
            let _ = writeln!(text, "[{}]", key.name());
        }
        match chosen {
            Some(value) => text.push_str(&(entry(&value) + "\n")),
            None => text.push_str(&comment(&entry(key.example()))),
        }
    }
    text
}

fn comment(lines: &str) -> String {
    lines.lines().map(|line| format!("# {line}\n")).collect()
}

/// What a configuration chooses, in TOML; for a table, its lines. `None` where it chooses nothing.
fn chosen(key: Key, configuration: &Configuration) -> Option<String> {
    let settings = &configuration.settings;
    let Options { trusted_registries, label_schema, strict_labels, disable_ignore_comments, .. } = &*settings.options;
    let list = |names: Vec<String>| (!names.is_empty()).then(|| format!("[{}]", names.join(", ")));
    let lines = |lines: Vec<String>| (!lines.is_empty()).then(|| lines.join("\n"));
    match key {
        Key::Ignore => list(settings.ignore.iter().map(|selector| quoted(&name(*selector))).collect()),
        Key::FailOn => configuration.fail_on.map(|fail_on| match fail_on {
            FailOn::At(severity) => quoted(severity.name()),
            FailOn::Never => quoted("never"),
        }),
        Key::TrustedRegistries => list(trusted_registries.iter().map(|name| quoted(name)).collect()),
        Key::StrictLabels => strict_labels.map(|truth| truth.to_string()),
        Key::DisableIgnoreComments => disable_ignore_comments.map(|truth| truth.to_string()),
        Key::Severity => {
            let line = |(rule, severity): (&String, &Severity)| format!("{rule} = {}", quoted(severity.name()));
            lines(settings.severities.iter().map(line).collect())
        }
        Key::LabelSchema => {
            let line = |(label, kind): (&String, &LabelKind)| format!("{} = {}", quoted(label), quoted(kind.name()));
            lines(label_schema.iter().map(line).collect())
        }
        // hadolint has no such thing.
        Key::Select
        | Key::ExtendSelect
        | Key::ExtendSafeFixes
        | Key::Unfixable
        | Key::MaxLines
        | Key::PerPath
        | Key::Format => None,
    }
}

fn name(selector: Selector) -> String {
    match selector {
        Selector::All => "all".to_owned(),
        Selector::Group(group) => group.name().to_owned(),
        Selector::Rule(name) | Selector::Alias(name) => name.to_owned(),
        Selector::ShellCheck(code) => format!("SC{code:04}"),
    }
}

/// A basic string of TOML, which escapes as JSON does, and the delete character besides.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::{hadolint, read_configuration};
    use std::path::Path;

    fn read(text: &str) -> Configuration {
        let (configuration, problems) = read_configuration(Path::new("x"), text, Path::new("/"));
        assert!(problems.is_empty(), "{problems:?}\n{text}");
        configuration
    }

    #[test]
    fn a_first_configuration_chooses_nothing() {
        let text = template(&Configuration::default(), "");
        assert_eq!(read(&text).settings, Configuration::default().settings);
    }

    #[test]
    fn every_example_can_be_taken() {
        let text = template(&Configuration::default(), "");
        let is_example = |line: &&str| line.starts_with("# ") && line.contains(" = ");
        let all: Vec<&str> =
            text.lines().map(|line| Some(line).filter(is_example).map_or(line, |line| &line[2..])).collect();
        let read = read(&all.join("\n"));
        assert!(read.settings.select.is_some() && read.fail_on.is_some() && read.layout.blank_lines == Some(1));
        assert_eq!((read.settings.severities.len(), read.settings.options.max_lines), (1, Some(200)));
    }

    #[test]
    fn what_hadolint_was_told_is_taken_over() {
        let source = "ignored: [DL4000, SC2046, DL3025]\noverride:\n  error: [DL3002]\nno-fail: true\nstrict-labels: true\n\
                      trustedRegistries: [docker.io, '*.x']\nlabel-schema: {\"a\\\"\\u007f.b\": url, c: semver}\n";
        let (theirs, problems) = hadolint::read(Path::new(".hadolint.yaml"), source);
        assert!(problems.is_empty(), "{problems:?}");
        let text = template(&theirs, ".hadolint.yaml");
        let ours = read(&text);
        assert_eq!((ours.settings, ours.fail_on), (theirs.settings, theirs.fail_on), "{text}");
    }
}
