//! A real Neovim with our plugin, if there is one on this machine: `NVIM` may name it, else `nvim` is looked up on the PATH.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The Neovim to use. Inside a terminal of Neovim `NVIM` is the address of its socket, which is no program.
fn neovim() -> Option<PathBuf> {
    let named = env::var_os("NVIM").map(PathBuf::from).filter(|path| path.is_file());
    named.or_else(|| {
        let path = env::var_os("PATH")?;
        env::split_paths(&path).map(|folder| folder.join("nvim")).find(|path| path.is_file())
    })
}

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
    let Some(neovim) = neovim().filter(|neovim| is_recent(neovim)) else {
        // Written past the test harness, which shows nothing of a test that passes.
        let _ = writeln!(std::io::stderr(), "skipped: no Neovim 0.7 or newer on this machine (NVIM may name one)");
        return;
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let program = Path::new(env!("CARGO_BIN_EXE_dunnage"));
    let project = Path::new(env!("CARGO_TARGET_TMPDIR")).join("neovim");
    let _ = fs::remove_dir_all(&project);
    fs::create_dir_all(&project).expect("a folder to work in");
    fs::write(project.join("Dockerfile-dev"), "FROM scratch\nMAINTAINER Ada 🚢\n").expect("a file to work on");
    fs::write(project.join("compose.yaml"), "services:\n  web:\n    build: .\n").expect("a file to work on");
    // The root that the client looks for.
    fs::create_dir(project.join(".git")).expect("a root");

    let folders = env::var_os("PATH").unwrap_or_default();
    let ours = program.parent().map(Path::to_path_buf).into_iter();
    let path = env::join_paths(ours.chain(env::split_paths(&folders))).expect("a PATH");
    let session = Command::new(&neovim)
        .args(["--headless", "-n", "-i", "NONE", "-u"])
        .arg(root.join("tests/editors/neovim/init.lua"))
        .arg("Dockerfile-dev")
        .arg("-c")
        .arg(format!("luafile {}", root.join("tests/editors/neovim/session.lua").display()))
        .current_dir(&project)
        .env("PATH", path)
        .env("DUNNAGE_PLUGIN", root.join("editors/neovim"))
        .env("HOME", &project)
        .env("XDG_CONFIG_HOME", project.join("config"))
        .env("XDG_DATA_HOME", project.join("data"))
        .env("XDG_STATE_HOME", project.join("state"))
        .env("XDG_CACHE_HOME", project.join("cache"))
        .output()
        .expect("Neovim starts");
    let said = format!("{}{}", String::from_utf8_lossy(&session.stdout), String::from_utf8_lossy(&session.stderr));
    println!("{}\n{said}", neovim.display());
    assert!(session.status.success() && said.contains("ok - the session ran to its end"), "{said}");
}
