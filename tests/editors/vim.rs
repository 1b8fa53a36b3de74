//! Vim without any plugin but our file: it is loaded, and a buffer is mended through the program.

use crate::desk::{Desk, programs, root, skip};
use std::fs;

#[test]
fn vim_loads_our_file_and_mends_a_buffer() {
    let Some(vim) = programs("vim").into_iter().next() else {
        return skip("no Vim on this machine");
    };
    let desk = Desk::new("vim");
    let mut command = desk.command(&vim);
    command.args(["-e", "-s", "-N", "-n", "-i", "NONE", "-u", "NONE", "Dockerfile", "-S"]);
    command.arg(root().join("editors/vim/dunnage.vim"));
    command.args(["-c", &filter(), "-c", "wq"]);
    let ended = command.status().expect("Vim starts");
    let saved = fs::read_to_string(desk.project.join("Dockerfile")).expect("the file");
    assert!(ended.success(), "{ended}");
    assert_eq!(saved, "FROM scratch\nLABEL org.opencontainers.image.authors=\"Ada 🚢\"\n");
}

/// The command that the page tells, to the letter.
fn filter() -> String {
    let page = fs::read_to_string(root().join("editors/vim/README.md")).expect("the page");
    let (_, rest) = page.split_once("`:%!").expect("the command");
    format!("%!{}", rest.split('`').next().unwrap_or_default())
}
