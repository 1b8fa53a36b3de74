//! Helix with our `languages.toml`. Helix runs a formatter for what it writes, which is tried here as Helix does it.

use crate::desk::{Desk, programs, root, skip};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

fn languages() -> toml::Table {
    let text = fs::read_to_string(root().join("editors/helix/languages.toml")).expect("the file is there");
    text.parse().expect("it is TOML")
}

/// What the formatter of a language makes of a text; Helix takes it only with status 0.
fn formatted(desk: &Desk, language: &str, text: &str) -> String {
    let languages = languages();
    let all = languages["language"].as_array().expect("languages");
    let formatter = &all.iter().find(|it| it["name"].as_str() == Some(language)).expect("the language")["formatter"];
    let args = formatter["args"].as_array().expect("arguments").iter().filter_map(|it| it.as_str());
    let mut command = desk.command(Path::new(formatter["command"].as_str().expect("a program")));
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut program = command.spawn().expect("the formatter starts");
    program.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("it reads");
    let output = program.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{language}: {}", output.status);
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn its_formatters_mend_a_file() {
    let desk = Desk::new("helix-formatters");
    // What cannot be mended is no reason to keep the rest from being written.
    let mended = formatted(&desk, "dockerfile", "FROM scratch\nMAINTAINER Ada\nCOPY\n");
    assert!(mended.starts_with("FROM scratch\nLABEL org.opencontainers.image.authors="), "{mended}");
    let mended = formatted(&desk, "docker-compose", "version: \"3\"\nservices:\n  web:\n    image: nginx:1.29\n");
    assert_eq!(mended, "services:\n  web:\n    image: nginx:1.29\n");
}

#[test]
fn helix_finds_the_server() {
    let Some(helix) = programs("hx").into_iter().next() else {
        return skip("no Helix on this machine");
    };
    let desk = Desk::new("helix");
    let folder = desk.home().join("config/helix");
    fs::create_dir_all(&folder).expect("a folder for its configuration");
    fs::copy(root().join("editors/helix/languages.toml"), folder.join("languages.toml")).expect("our configuration");
    for language in ["dockerfile", "docker-compose"] {
        let health = desk.command(&helix).args(["--health", language]).output().expect("Helix starts");
        let said = String::from_utf8_lossy(&health.stdout);
        assert!(said.contains("dunnage"), "{said}");
    }
}
