//! Where the server writes what went wrong: never to standard output, which belongs to the protocol.

use std::path::Path;
use std::sync::Mutex;
use tracing::Level;

/// Starts the log: everything of note into `file`, or warnings to standard error.
///
/// # Errors
/// The file cannot be opened.
pub fn start(file: Option<&Path>) -> std::io::Result<()> {
    let format = tracing_subscriber::fmt().with_ansi(false);
    // A log that another part of the process has started already is left alone.
    let _ = match file {
        Some(path) => {
            let file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
            let format = format.with_max_level(Level::DEBUG).with_writer(Mutex::new(file));
            tracing::subscriber::set_global_default(format.finish())
        }
        None => {
            let format = format.with_max_level(Level::WARN).with_writer(std::io::stderr);
            tracing::subscriber::set_global_default(format.finish())
        }
    };
    std::panic::set_hook(Box::new(|panic| {
        let thread = std::thread::current();
        tracing::error!("{} panicked: {panic}", thread.name().unwrap_or("a thread"));
    }));
    Ok(())
}
