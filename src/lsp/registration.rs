//! What the client is asked to tell of its own accord: settings that change, and files that what we say depends on.

use super::client::Client;
use serde_json::{Value, json};
use tower_lsp::ls_types::Registration;

/// The files that another file may be read with: configurations, ignore files, Dockerfiles, Compose and Bake files, variables.
const WATCHED: [&str; 7] = [
    "**/{.dunnage,dunnage}.toml",
    "**/.hadolint.{yaml,yml}",
    "**/{*,}.dockerignore",
    "**/*{ockerfile,ontainerfile}*",
    "**/*compose*.{yaml,yml}",
    "**/docker-bake{.override,}.{hcl,json}",
    "**/{*,}.env{.*,}",
];

/// What to ask of this client.
pub fn registrations(client: &Client) -> Vec<Registration> {
    let register = |method: &str, options: Value| Registration {
        id: format!("dunnage:{method}"),
        method: method.to_owned(),
        register_options: Some(options),
    };
    let mut registrations = Vec::new();
    if client.watches_files {
        let watchers: Vec<Value> = WATCHED.iter().map(|pattern| json!({ "globPattern": pattern })).collect();
        registrations.push(register("workspace/didChangeWatchedFiles", json!({ "watchers": watchers })));
    }
    if client.announces_configuration {
        registrations.push(register("workspace/didChangeConfiguration", json!({ "section": "dunnage" })));
    }
    registrations
}
