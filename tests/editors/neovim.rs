//! Neovim, in every version that is found, with our plugin on its `runtimepath` and nothing else.

use crate::desk::{Desk, blocks, hold, programs, root, skip};
use std::fs;
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

/// What a user's configuration is by our page: `rest` after the plugin is on the `runtimepath`, and what the test does then.
fn by_the_page(neovim: &Path, desk: &Desk, rest: &str, session: &str) {
    let plugin = &blocks("neovim/README.md", "lua")[0];
    let init = desk.home().join("init.lua");
    fs::write(&init, format!("vim.g.dunnage_manual = true\n{plugin}\n{rest}")).expect("a configuration");
    let script = desk.home().join("session.lua");
    fs::write(&script, session).expect("a script");
    let mut command = desk.command(neovim);
    command.args(["--headless", "-n", "-i", "NONE", "-u"]).arg(init).arg("Dockerfile");
    command.arg("-c").arg(format!("luafile {}", script.display()));
    let output = command.output().expect("Neovim starts");
    assert!(output.status.success(), "{}: {}", neovim.display(), String::from_utf8_lossy(&output.stderr));
}

#[test]
fn neovim_does_what_our_page_says() {
    for (number, neovim) in programs("nvim").iter().filter(|neovim| is_recent(neovim)).enumerate() {
        let desk = Desk::new(&format!("neovim-page-{number}"));
        let setup = &blocks("neovim/README.md", "lua")[1];
        let save = "\
vim.wait(30000, function() return #vim.diagnostic.get(0) > 0 end, 5)
vim.cmd('write')
vim.cmd(vim.fn.join(vim.fn.readfile('Dockerfile')):find('LABEL') and 'qall!' or 'cquit')
";
        by_the_page(neovim, &desk, setup, save);
        let desk = Desk::new(&format!("neovim-plain-{number}"));
        desk.write("Dockerfile", "FROM scratch\nWORKDIR /a\nWORKDIR b\n");
        let plain = "if vim.lsp.enable then vim.lsp.enable('dunnage') end";
        let hints = "\
if not vim.lsp.enable then vim.cmd('qall!') end
vim.wait(30000, function() return #vim.lsp.get_clients() > 0 end, 5)
vim.lsp.inlay_hint.enable()
local shown = vim.wait(30000, function() return #vim.lsp.inlay_hint.get() > 0 end, 5)
vim.cmd(shown and 'qall!' or 'cquit')
";
        by_the_page(neovim, &desk, plain, hints);
    }
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
