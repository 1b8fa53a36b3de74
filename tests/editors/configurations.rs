//! The configurations of editors that no test drives: each can at least be read, and starts what is there.

use crate::desk::{blocks, root};
use dunnage::ide::{HintKind, LensKind};
use std::fs;

fn read(path: &str) -> String {
    fs::read_to_string(root().join("editors").join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn the_template_for_jetbrains_is_whole() {
    let template: serde_json::Value = serde_json::from_str(&read("jetbrains/dunnage/template.json")).expect("JSON");
    assert_eq!(template["programArgs"]["default"], "dunnage lsp");
    let ids: Vec<_> =
        template["fileTypeMappings"].as_array().into_iter().flatten().map(|it| &it["languageId"]).collect();
    assert_eq!(ids, ["dockercompose", "dockerfile", "dockerignore"]);
    serde_json::from_str::<serde_json::Value>(&read("jetbrains/dunnage/settings.json")).expect("JSON");
}

#[test]
fn the_settings_for_sublime_text_are_whole() {
    let settings: serde_json::Value = serde_json::from_str(&read("sublime-text/LSP.sublime-settings")).expect("JSON");
    assert_eq!(settings["clients"]["dunnage"]["command"], serde_json::json!(["dunnage", "lsp"]));
}

#[test]
fn the_extension_for_zed_is_whole_and_as_old_as_we_are() {
    let manifest: toml::Table = read("zed/extension.toml").parse().expect("TOML");
    let package: toml::Table = read("zed/Cargo.toml").parse().expect("TOML");
    assert_eq!(manifest["version"].as_str(), Some(env!("CARGO_PKG_VERSION")));
    assert_eq!(package["package"]["version"].as_str(), Some(env!("CARGO_PKG_VERSION")));
    let languages = manifest["language_servers"]["dunnage"]["languages"].as_array().expect("languages");
    let ids = manifest["language_servers"]["dunnage"]["language_ids"].as_table().expect("identifiers");
    assert!(languages.iter().all(|language| ids.contains_key(language.as_str().unwrap_or_default())));
}

#[test]
fn the_extension_for_vscode_is_as_old_as_we_are() {
    let package: serde_json::Value = serde_json::from_str(&read("vscode/package.json")).expect("JSON");
    assert_eq!(package["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn what_the_pages_show_can_be_read() {
    for page in ["vscode", "vim", "zed"] {
        let page = format!("{page}/README.md");
        let blocks = blocks(&page, "json");
        assert!(!blocks.is_empty(), "{page}");
        for block in blocks {
            assert!(serde_json::from_str::<serde_json::Value>(&block).is_ok(), "{page}: {block}");
        }
    }
}

#[test]
fn vscode_declares_every_hint_and_lens_as_the_server_has_it() {
    let package: serde_json::Value = serde_json::from_str(&read("vscode/package.json")).expect("JSON");
    let groups = package["contributes"]["configuration"].as_array().expect("groups of settings");
    let mut declared: Vec<(String, bool)> = groups
        .iter()
        .flat_map(|group| group["properties"].as_object().expect("settings"))
        .filter(|(name, _)| name.starts_with("dunnage.hints.") || name.starts_with("dunnage.lenses."))
        .map(|(name, setting)| (name.clone(), setting["default"].as_bool().expect("a switch")))
        .collect();
    let hints = HintKind::ALL.iter().map(|(_, name)| (format!("dunnage.hints.{name}"), true));
    let lenses = LensKind::ALL.iter().map(|(_, name, usual)| (format!("dunnage.lenses.{name}"), *usual));
    let mut known: Vec<(String, bool)> = hints.chain(lenses).collect();
    declared.sort();
    known.sort();
    assert_eq!(declared, known);
}
