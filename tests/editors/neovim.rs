//! Neovim, in every version that is found, with our plugin on its `runtimepath` and nothing else.

use crate::desk::{Desk, hold, programs, root, skip};
use std::path::Path;
use std::process::Command;

/// Whether it is 0.7 or newer; `NVIM v0.11.4` is how it introduces itself.
fn is_recent(neovim: &Path) -> bool {
    let said = Command::new(neovim).arg("--version").output().map(|output| output.stdout).unwrap_or_default();
    let said = String::from_utf8_lossy(&said);
    let mut numbers = said.trim_start_matches("NVIM v").split(|c: char| !c.is_ascii_digit());
    let mut next = || numbers.next().and_then(|number| number.parse::<u32>().ok()).unwrap_or(0);
    (next(), next()) >= (0, 7)
}

#[test]
fn neovim_finds_mends_and_saves() {
    let mut found = programs("nvim");
    found.retain(|neovim| is_recent(neovim));
    if found.is_empty() {
        return skip("no Neovim 0.7 or newer on this machine");
    }
    for (number, neovim) in found.iter().enumerate() {
        let desk = Desk::new(&format!("neovim-{number}"));
        desk.write("Dockerfile-dev", "FROM scratch\nMAINTAINER Ada 🚢\n");
        let tests = root().join("tests/editors/neovim");
        let mut session = desk.command(neovim);
        session
            .args(["--headless", "-n", "-i", "NONE", "-u"])
            .arg(tests.join("init.lua"))
            .arg("Dockerfile-dev")
            .arg("-c")
            .arg(format!("luafile {}", tests.join("session.lua").display()))
            .env("DUNNAGE_PLUGIN", root().join("editors/neovim"));
        hold(&mut session, &neovim.display().to_string());
    }
}
