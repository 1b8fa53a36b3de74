//! The JSON schema of a configuration: what editors check `.dunnage.toml` by and complete from.
//!
//! It is made from the very lists that the reader goes by: the keys, the rules with the first line of their pages, the names that
//! other tools have for them. `docs/dunnage.schema.json` holds it as the program prints it. Draft 7, which every reader of
//! schemas knows. The reader is a little more lenient: it takes names in any case.

use super::configuration::FailOn;
use super::keys::{Key, LayoutKey};
use crate::format::{KeywordCase, Wishes};
use crate::rules::{Group, LabelKind, Meta, RULES, Severity};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Where the schema can be fetched.
pub const ADDRESS: &str = "https://raw.githubusercontent.com/dunnage/dunnage/main/docs/dunnage.schema.json";

/// The schema of the whole file.
pub fn schema() -> Value {
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": ADDRESS,
        "title": "Dunnage",
        "description": "The configuration of Dunnage: .dunnage.toml or dunnage.toml.",
        "type": "object",
        "additionalProperties": false,
        "properties": object(Key::ALL.map(|key| (key.name(), described(key.meaning(), of_key(key))))),
        "definitions": {
            "rule": one_of(RULES.iter().map(|rule| (rule.meta.name, rule.meta.summary()))),
            "group": one_of(Group::ALL.into_iter().map(|(name, group)| (name, group_in_words(group)))),
            "alias": { "description": "A rule, as another tool calls it.", "type": "string", "pattern": aliases() },
            "selector": { "anyOf": [
                { "$ref": "#/definitions/rule" },
                { "$ref": "#/definitions/group" },
                { "const": "all", "description": "Every rule." },
                { "$ref": "#/definitions/alias" },
                { "description": "One remark of ShellCheck's.", "type": "string", "pattern": "^(shellcheck:)?SC[0-9]{4}$" },
            ] },
            "selectors": { "type": "array", "items": { "$ref": "#/definitions/selector" } },
            "severity": { "enum": ["error", "warning", "info", "hint", "off"] },
        },
    })
}

fn of_key(key: Key) -> Value {
    match key {
        Key::Select | Key::ExtendSelect | Key::Ignore | Key::ExtendSafeFixes | Key::Unfixable => selectors(),
        Key::FailOn => json!({ "enum": FailOn::NAMES, "default": Severity::Warning.name() }),
        Key::TrustedRegistries => json!({ "type": "array", "items": { "type": "string" } }),
        Key::StrictLabels | Key::DisableIgnoreComments => json!({ "type": "boolean", "default": false }),
        Key::MaxLines => json!({ "type": "integer", "minimum": 0 }),
        Key::Severity => {
            let level = json!({ "$ref": "#/definitions/severity" });
            let of_rule = |meta: &Meta| (meta.name, described(meta.summary(), json!({ "allOf": [&level] })));
            table(object(RULES.iter().map(|rule| of_rule(&rule.meta))), Some((&aliases(), level.clone())))
        }
        Key::PerPath => json!({ "type": "object", "additionalProperties": selectors() }),
        Key::LabelSchema => {
            let kinds = LabelKind::ALL.map(|(name, _)| name);
            json!({ "type": "object", "additionalProperties": { "enum": kinds } })
        }
        Key::Format => {
            table(object(LayoutKey::ALL.map(|key| (key.name(), described(key.meaning(), of_layout(key))))), None)
        }
    }
}

fn of_layout(key: LayoutKey) -> Value {
    let width = json!({ "type": "integer", "minimum": 1, "maximum": Wishes::MAX_INDENT });
    match key {
        LayoutKey::DockerfileIndent => json!({ "anyOf": [width, { "const": "tab" }], "default": 4 }),
        LayoutKey::ComposeIndent => described("", width),
        LayoutKey::KeywordCase => json!({ "enum": KeywordCase::ALL.map(|(name, _)| name), "default": "upper" }),
        LayoutKey::BlankLines => json!({ "type": "integer", "minimum": 0, "default": 1 }),
    }
}

fn selectors() -> Value {
    json!({ "allOf": [{ "$ref": "#/definitions/selectors" }] })
}

/// A table of these keys and of keys of this pattern, and no others.
fn table(keys: Value, pattern: Option<(&str, Value)>) -> Value {
    let mut table = json!({ "type": "object", "properties": keys, "additionalProperties": false });
    if let Some((pattern, value)) = pattern {
        table["patternProperties"] = object([(pattern, value)]);
    }
    table
}

fn object<'a>(entries: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    Value::Object(entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// The schema with a description in front; an empty one is left out.
fn described(description: &str, schema: Value) -> Value {
    let mut whole = Map::new();
    if !description.is_empty() {
        whole.insert("description".to_owned(), description.into());
    }
    if let Value::Object(schema) = schema {
        whole.extend(schema);
    }
    Value::Object(whole)
}

/// One of several words, each with what it means: editors show that beside it.
fn one_of(words: impl Iterator<Item = (&'static str, &'static str)>) -> Value {
    let word = |(name, meaning): (&str, &str)| json!({ "const": name, "description": format!("{meaning}.") });
    json!({ "anyOf": words.map(word).collect::<Vec<_>>() })
}

fn group_in_words(group: Group) -> &'static str {
    match group {
        Group::Syntax => "What BuildKit or Compose refuses, and what they misread",
        Group::Correctness => "What misbehaves when it is built or run",
        Group::Security => "Secrets that stay behind, rights that nobody needs, downloads that nobody checks",
        Group::Hardening => "What a production host wants of a container besides",
        Group::Performance => "Caches that break, work that is done twice",
        Group::Size => "What stays in the image and is not needed there",
        Group::Reproducibility => "What makes the same files build something else tomorrow",
        Group::Style => "How things are written",
        Group::Pedantic => "What only some want to hear",
    }
}

/// The names that other tools have for rules, as one pattern: with the tool in front, or the code alone.
fn aliases() -> String {
    let mut tools: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (tool, code) in RULES.iter().flat_map(|rule| rule.meta.aka).filter_map(|alias| alias.split_once(':')) {
        let codes = tools.entry(tool).or_default();
        codes.insert(code.replace('.', "\\."));
        // Trivy's older spellings of its own names.
        if let Some(number) = code.strip_prefix("DS-0").filter(|_| tool == "trivy") {
            codes.extend([format!("DS{number}"), format!("AVD-{code}")]);
        }
    }
    let tools = tools.into_iter().map(|(tool, codes)| {
        let codes: Vec<String> = codes.into_iter().collect();
        format!("({tool}:)?({})", codes.join("|"))
    });
    format!("^({})$", tools.collect::<Vec<_>>().join("|"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::selector;

    #[test]
    fn every_name_in_the_schema_is_understood() {
        let schema = schema();
        let names = |definition: &str| -> Vec<String> {
            let words = schema["definitions"][definition]["anyOf"].as_array().expect("a list");
            words.iter().filter_map(|word| word["const"].as_str()).map(str::to_owned).collect()
        };
        assert_eq!((names("rule").len(), names("group").len()), (RULES.len(), Group::ALL.len()));
        let pattern = aliases();
        let spelt = pattern.trim_start_matches("^(").trim_end_matches(")$").replace("\\.", ".");
        // What remains of the pattern's grammar is a list of names.
        let aliases =
            spelt.split(['(', ')', '|']).filter(|name| !name.is_empty() && *name != "?" && !name.ends_with(':'));
        let all: Vec<String> =
            names("rule").into_iter().chain(names("group")).chain(aliases.map(str::to_owned)).collect();
        assert!(all.len() > RULES.len() + 300, "{}", all.len());
        let strange: Vec<_> = all.iter().filter(|name| selector(name).is_err()).collect();
        assert!(strange.is_empty(), "{strange:?}");
    }
}
