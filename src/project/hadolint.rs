//! hadolint's configuration, honoured where there is none of ours.
//!
//! Its keys mean here what they mean there. A code that none of our rules answers is passed over, and so are the keys that
//! concern hadolint's output. Source: hadolint's README, "Configure".

use super::Problem;
use super::configuration::{Configuration, FailOn, kinds_of_labels};
use crate::rules::settings::Selector;
use crate::rules::{LabelKind, Options, Severity, find_all};
use serde_yaml::{Mapping, Value};
use std::path::Path;
use std::sync::Arc;

pub const NAMES: [&str; 2] = [".hadolint.yaml", ".hadolint.yml"];

/// Reads a configuration of hadolint's.
pub fn read(path: &Path, source: &str) -> (Configuration, Vec<Problem>) {
    let mut configuration = Configuration::default();
    let mut problems = Vec::new();
    match serde_yaml::from_str::<Value>(source) {
        Ok(Value::Null) => {}
        Ok(Value::Mapping(keys)) => read_keys(path, &keys, &mut configuration, &mut problems),
        Ok(_) => problems.push(Problem::new(path, "this must be a mapping of keys to values")),
        Err(error) => {
            let line = error.location().map(|place| place.line());
            let message = error.to_string();
            // The place is told apart, as everywhere.
            let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
            problems.push(Problem { path: path.to_owned(), line, message });
        }
    }
    (configuration, problems)
}

fn read_keys(path: &Path, keys: &Mapping, configuration: &mut Configuration, problems: &mut Vec<Problem>) {
    let settings = &mut configuration.settings;
    if let Some(ignored) = keys.get("ignored") {
        settings.ignore = codes(path, "ignored", ignored, problems)
            .into_iter()
            .filter_map(|code| Selector::parse(code).ok())
            .collect();
    }
    if let Some(Value::Mapping(levels)) = keys.get("override") {
        for (level, codes) in levels {
            let name = level.as_str().unwrap_or_default();
            let Some(severity) = severity(name) else {
                problems.push(Problem::new(
                    path,
                    format!("`override` has no level `{name}`: use error, warning, info or style"),
                ));
                continue;
            };
            let rules = self::codes(path, name, codes, problems).into_iter().flat_map(find_all);
            settings.severities.extend(rules.map(|rule| (rule.meta.name.to_owned(), severity)));
        }
    }
    if let Some(threshold) = keys.get("failure-threshold") {
        let name = threshold.as_str().unwrap_or_default();
        let least = severity(name).or(matches!(name, "ignore" | "none").then_some(Severity::Hint));
        configuration.fail_on = least.map(FailOn::At);
        if least.is_none() {
            let sentence = "`failure-threshold` is one of error, warning, info, style, ignore, none";
            problems.push(Problem::new(path, sentence));
        }
    }
    if keys.get("no-fail").and_then(Value::as_bool) == Some(true) {
        configuration.fail_on = Some(FailOn::Never);
    }
    configuration.settings.options = Arc::new(options(path, keys, problems));
}

/// What hadolint's configuration says to single rules.
fn options(path: &Path, keys: &Mapping, problems: &mut Vec<Problem>) -> Options {
    let mut options = Options::default();
    match keys.get("trustedRegistries") {
        None | Some(Value::Null) => {}
        Some(Value::Sequence(names)) => {
            options.trusted_registries = names.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        }
        Some(_) => problems.push(Problem::new(path, "`trustedRegistries` must be a list, such as [docker.io]")),
    }
    match keys.get("label-schema") {
        None | Some(Value::Null) => {}
        Some(Value::Mapping(labels)) => {
            for (label, kind) in labels {
                match (label.as_str(), kind.as_str().or(kind.is_null().then_some("")).and_then(LabelKind::parse)) {
                    (Some(label), Some(kind)) => {
                        options.label_schema.insert(label.to_owned(), kind);
                    }
                    _ => problems.push(Problem::new(path, kinds_of_labels())),
                }
            }
        }
        Some(_) => problems.push(Problem::new(path, "`label-schema` must be a mapping, such as {author: text}")),
    }
    let mut truth = |key: &str| {
        let value = keys.get(key)?;
        if value.as_bool().is_none() {
            problems.push(Problem::new(path, format!("`{key}` is true or false")));
        }
        value.as_bool()
    };
    options.strict_labels = truth("strict-labels");
    options.disable_ignore_comments = truth("disable-ignore-pragma");
    options
}

/// The codes of a list.
fn codes<'a>(path: &Path, key: &str, list: &'a Value, problems: &mut Vec<Problem>) -> Vec<&'a str> {
    match list {
        Value::Null => Vec::new(),
        Value::Sequence(codes) => codes.iter().filter_map(Value::as_str).collect(),
        _ => {
            problems.push(Problem::new(path, format!("`{key}` must be a list of codes, such as [DL3008, SC2046]")));
            Vec::new()
        }
    }
}

fn severity(name: &str) -> Option<Severity> {
    match name {
        "error" => Some(Severity::Error),
        "warning" => Some(Severity::Warning),
        "info" => Some(Severity::Info),
        "style" => Some(Severity::Hint),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(source: &str) -> (Configuration, Vec<String>) {
        let (configuration, problems) = read(Path::new(".hadolint.yaml"), source);
        (configuration, problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn what_concerns_us_is_read_and_the_rest_passed_over() {
        let (configuration, problems) = of("ignored:\n  - DL4000\n  - SC9999\nfailure-threshold: info\n\
             trustedRegistries: [docker.io]\nlabel-schema: {author: text}\nstrict-labels: true\n");
        assert!(problems.is_empty(), "{problems:?}");
        let options = &configuration.settings.options;
        assert_eq!(options.trusted_registries, ["docker.io"]);
        assert_eq!(options.label_schema.get("author"), Some(&LabelKind::Text));
        assert_eq!((options.strict_labels, options.disable_ignore_comments), (Some(true), None));
        let ignored = [Selector::Rule("maintainer-deprecated"), Selector::ShellCheck(9999)];
        assert_eq!(configuration.settings.ignore, ignored);
        assert_eq!(configuration.fail_on, Some(FailOn::At(Severity::Info)));
        let (configuration, _) = of("override:\n  error: [DL4000]\n  style:\n");
        assert_eq!(configuration.settings.severities.get("maintainer-deprecated"), Some(&Severity::Error));
    }

    #[test]
    fn mistakes_are_told() {
        assert_eq!(
            of("ignored: DL4000\n").1,
            [".hadolint.yaml: `ignored` must be a list of codes, such as [DL3008, SC2046]"]
        );
        assert_eq!(of("strict-labels: maybe\n").1, [".hadolint.yaml: `strict-labels` is true or false"]);
        assert_eq!(of("label-schema: {a: number}\ntrustedRegistries: docker.io\n").1.len(), 2);
        assert!(of("ignored: [\n").1[0].starts_with(".hadolint.yaml:2: "), "{:?}", of("ignored: [\n").1);
        assert!(of("").1.is_empty());
    }
}
