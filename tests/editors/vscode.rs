//! VS Code, as code-server in a headless Chromium, with our extension from its .vsix.

use crate::desk::{Desk, blocks, hold, programs, root, skip};
use std::path::Path;

#[test]
fn vscode_finds_mends_and_saves() {
    let one = |name: &str| programs(name).into_iter().next();
    let (Some(node), Some(code_server), Some(chromium)) = (one("node"), one("code-server"), one("chromium")) else {
        return skip("VS Code wants node, code-server and chromium on this machine");
    };
    let extension = root().join("editors/vscode");
    if !extension.join("node_modules/playwright-core").is_dir() {
        return skip("VS Code wants `npm ci` to be run in editors/vscode");
    }
    let desk = Desk::new("vscode");
    let vsix = desk.home().join("dunnage.vsix");
    let mut package = desk.command(&node);
    package.arg(extension.join("package.mjs")).arg("--out").arg(&vsix);
    let packaged = package.output().expect("node starts");
    assert!(packaged.status.success(), "{}", String::from_utf8_lossy(&packaged.stderr));
    let pictures = Path::new(env!("CARGO_TARGET_TMPDIR")).join("editors/vscode/pictures");
    let mut session = desk.command(&node);
    session
        .arg(root().join("tests/editors/vscode/session.mjs"))
        .env("DUNNAGE_VSIX", vsix)
        .env("DUNNAGE_CODE_SERVER", code_server)
        .env("DUNNAGE_CHROMIUM", chromium)
        .env("DUNNAGE_PICTURES", pictures)
        // What the page says about saving, to the letter.
        .env("DUNNAGE_SETTINGS", &blocks("vscode/README.md", "json")[0]);
    hold(&mut session, "VS Code");
}
