//! What every editor is given: a project to work on, a home of its own, our program on its PATH.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of our program.
fn ours() -> PathBuf {
    Path::new(env!("CARGO_BIN_EXE_dunnage")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// A folder with a Dockerfile and a Compose file that want mending.
pub struct Desk {
    pub project: PathBuf,
    home: PathBuf,
}

impl Desk {
    /// A new one, under a name of its own.
    pub fn new(name: &str) -> Desk {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("editors").join(name);
        let _ = fs::remove_dir_all(&folder);
        let (project, home) = (folder.join("project"), folder.join("home"));
        fs::create_dir_all(&home).expect("a home");
        // The root that clients look for.
        fs::create_dir_all(project.join(".git")).expect("a folder to work in");
        let desk = Desk { project, home };
        // Editors that ask the user's shell for its environment find us as well.
        fs::write(desk.home.join(".profile"), format!("export PATH=\"{}:$PATH\"\n", ours().display()))
            .expect("a profile");
        desk.write("Dockerfile", "FROM scratch\nMAINTAINER Ada 🚢\n");
        desk.write("compose.yaml", "version: \"3\"\nservices:\n  web:\n    image: nginx:1.29\n");
        desk
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.project.join(name), text).expect("a file to work on");
    }

    pub fn home(&self) -> &Path {
        &self.home
    }

    /// A program that starts in the project, finds ours on its PATH, and nothing of the user's.
    pub fn command(&self, program: &Path) -> Command {
        let folders = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths([ours()].into_iter().chain(env::split_paths(&folders))).expect("a PATH");
        let mut command = Command::new(program);
        command.current_dir(&self.project).env("PATH", path).env("HOME", &self.home);
        // Programs that are written in Rust may take it for their own.
        command.env_remove("CARGO_MANIFEST_DIR");
        for (variable, folder) in [
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_RUNTIME_DIR", "run"),
        ] {
            command.env(variable, self.home.join(folder));
        }
        command
    }
}

/// The programs of this name: in the folder that `DUNNAGE_EDITORS` names all that begin with it, such as `nvim-0.7`, else
/// the one on the PATH.
pub fn programs(name: &str) -> Vec<PathBuf> {
    let folder = env::var_os("DUNNAGE_EDITORS").map(PathBuf::from);
    let entries = folder.and_then(|folder| fs::read_dir(folder).ok()).into_iter().flatten().flatten();
    let is_it = |path: &PathBuf| {
        let file = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        path.is_file() && (file == name || file.strip_prefix(name).is_some_and(|rest| rest.starts_with('-')))
    };
    let mut found: Vec<_> = entries.map(|entry| entry.path()).filter(is_it).collect();
    found.sort();
    if found.is_empty() {
        let path = env::var_os("PATH").unwrap_or_default();
        found.extend(env::split_paths(&path).map(|folder| folder.join(name)).find(|path| path.is_file()));
    }
    found
}

/// The blocks of a page in `editors/` that are of this language, in order, with the place of our repository and of our program
/// where the page says `/path/to/dunnage`.
pub fn blocks(page: &str, language: &str) -> Vec<String> {
    let path = root().join("editors").join(page);
    let page = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let fence = format!("```{language}\n");
    let blocks = page.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap_or_default());
    let repository = format!("{}/", root().display());
    blocks
        .map(|block| {
            block.replace("/path/to/dunnage/", &repository).replace("/path/to/dunnage", env!("CARGO_BIN_EXE_dunnage"))
        })
        .collect()
}

/// Says that a test did nothing, past the test harness, which shows nothing of a test that passes.
pub fn skip(why: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {why}");
}

/// Runs a session that prints `ok - …` or `not ok - …` for each step, and holds it to the last step and its status.
pub fn hold(session: &mut Command, what: &str) {
    let output = session.output().unwrap_or_else(|error| panic!("{what} does not start: {error}"));
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    println!("{what}\n{said}");
    assert!(output.status.success() && said.contains("ok - the session ran to its end"), "{what}\n{said}");
}
