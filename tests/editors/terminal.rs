//! A terminal for editors that need one: tmux, of which each test has a server of its own.
//!
//! What is pressed is seen on the screen before the next key is pressed: nothing waits for time to pass.

use crate::desk::{Desk, programs};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};
use std::{fs, process};

/// Until a step is given up.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many were started: a server that is ending must not be taken for the next one.
static STARTED: AtomicUsize = AtomicUsize::new(0);

/// The tmux of this machine.
pub fn tmux() -> Option<PathBuf> {
    programs("tmux").into_iter().next()
}

/// An editor in a terminal of 120 columns and 40 lines.
pub struct Terminal {
    tmux: PathBuf,
    /// The name of the server.
    socket: String,
}

impl Terminal {
    /// Starts a program with these arguments in the project of the desk.
    pub fn start(desk: &Desk, program: &Path, arguments: &[&str]) -> Terminal {
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let terminal =
            Terminal { tmux: tmux().expect("a tmux"), socket: format!("dunnage-{}-{number}", process::id()) };
        let mut start = desk.command(&terminal.tmux);
        start
            .args(["-L", &terminal.socket, "-f", "/dev/null", "new-session", "-d", "-x", "120", "-y", "40"])
            .env("LC_ALL", "C.UTF-8")
            .env("TERM", "xterm-256color")
            .env("COLORTERM", "truecolor")
            .env_remove("TMUX")
            .arg(program)
            .args(arguments);
        let output = start.output().expect("tmux starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        terminal
    }

    fn ask(&self, arguments: &[&str]) -> String {
        let output =
            Command::new(&self.tmux).args(["-L", &self.socket]).args(arguments).output().expect("tmux answers");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// What is on the screen.
    pub fn screen(&self) -> String {
        self.ask(&["capture-pane", "-p"])
    }

    /// The screen with the escape sequences for its colours.
    pub fn colours(&self) -> String {
        self.ask(&["capture-pane", "-p", "-e"])
    }

    /// Keys by tmux's names of them, such as `Enter` and `C-x`.
    pub fn press(&self, keys: &[&str]) {
        self.ask(&[&["send-keys", "--"], keys].concat());
    }

    /// Types a text, key by key.
    pub fn write(&self, text: &str) {
        self.ask(&["send-keys", "-l", "--", text]);
    }

    /// Puts in a text at once, as from the clipboard. A burst of single keys makes Helix 25.01 send its changes out of order.
    pub fn paste(&self, text: &str) {
        self.ask(&["set-buffer", "--", text]);
        self.ask(&["paste-buffer", "-p"]);
    }

    /// Waits until the screen has this.
    pub fn shows(&self, what: &str) {
        self.waits(&format!("'{what}' is shown"), |screen| screen.contains(what));
    }

    /// Presses keys until the screen has this: again where nothing has come of it for a second.
    pub fn insists(&self, keys: &[&str], what: &str) {
        let mut looks = 0;
        self.waits(&format!("'{what}' is shown"), |screen| {
            let is_shown = screen.contains(what);
            if !is_shown && looks % 50 == 0 {
                self.press(keys);
            }
            looks += 1;
            is_shown
        });
    }

    /// Waits until the screen has this no more.
    pub fn hides(&self, what: &str) {
        self.waits(&format!("'{what}' is gone"), |screen| !screen.contains(what));
    }

    /// Waits for a screen that is as expected.
    pub fn waits(&self, what: &str, mut expected: impl FnMut(&str) -> bool) {
        let began = Instant::now();
        loop {
            let screen = self.screen();
            if expected(&screen) {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "{}: waited in vain until {what}:\n{screen}", self.socket);
            sleep(Duration::from_millis(20));
        }
    }

    /// Waits until a file is what is expected, and gives its text.
    pub fn writes(&self, file: &Path, expected: impl Fn(&str) -> bool) -> String {
        let mut text = String::new();
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            text = fs::read_to_string(file).unwrap_or_default();
            if expected(&text) {
                return text;
            }
            sleep(Duration::from_millis(20));
        }
        panic!("{}: {} is not what was expected:\n{text}\n{}", self.socket, file.display(), self.screen());
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let socket = self.ask(&["display-message", "-p", "#{socket_path}"]);
        self.ask(&["kill-server"]);
        let _ = fs::remove_file(socket.trim());
    }
}
