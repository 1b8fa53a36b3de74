//! The command line: arguments in, text and an exit status out.
//!
//! Each command is a room of its own; none of them knows a rule. Findings go to standard output, progress and problems
//! to standard error. The exit status is 0 for nothing worth stopping for, 1 for something, 2 where the command line, a
//! configuration or a file could not be read; whatever else was asked is still answered.

mod arguments;
mod baseline;
mod check;
mod completions;
mod containerize;
mod doctor;
mod explain;
mod format;
mod init;
mod ladder;
mod manual;
mod progress;
mod report;
mod rules;
mod schema;
mod terminal;
mod tree;
mod world;

use crate::lsp;
use arguments::{Arguments, Color, Command};
use clap::Parser;
use std::io;
use std::process::ExitCode;

/// The stack of each thread that reads files, in bytes: room for any nesting that the parsers allow. Only what is used is
/// ever touched.
const STACK: usize = 16 << 20;

/// Why a command could not be carried out at all.
#[derive(Debug)]
enum Failure {
    /// In a sentence for the user.
    Told(String),
    /// Standard output is gone or full.
    Output(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Output(error)
    }
}

/// What a command answers with: its exit status, or why it has none.
type Outcome = Result<Status, Failure>;

/// The exit status, as scripts read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Status {
    Clean = 0,
    Found = 1,
    Unreadable = 2,
}

/// How the program speaks.
#[derive(Debug, Clone, Copy)]
struct Voice {
    color: Color,
    /// Whether it says nothing but findings and what went wrong.
    quiet: bool,
}

/// Carries out what the program's arguments say.
pub fn run() -> ExitCode {
    let Arguments { command, color, quiet } = Arguments::parse();
    let voice = Voice { color, quiet };
    let outcome = match &command {
        // The server has threads of its own, and nobody else may print.
        Command::Lsp(options) => return lsp::run(lsp::Options { log: options.log.clone() }),
        Command::Check(options) => on_threads(options.threads, || check::run(options, voice)),
        Command::Format(options) => on_threads(options.threads, || format::run(options, voice)),
        Command::Explain(options) => explain::run(options, color),
        Command::Rules(options) => rules::run(options, color),
        Command::Ladder(options) => on_threads(1, || ladder::run(options, color)),
        Command::Completions(options) => completions::run(options),
        Command::Containerize(options) => containerize::run(options),
        Command::Doctor(options) => doctor::run(options, color),
        Command::Init(options) => init::run(options),
        Command::Schema => schema::run(),
        Command::Manual(options) => manual::run(options),
        Command::Tree(options) => on_threads(1, || tree::run(options)),
    };
    let status = match outcome {
        Ok(status) => status,
        // Whoever read the output has read enough: `dunnage check | head`.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Status::Clean,
        Err(Failure::Output(error)) => {
            eprintln!("error: the output cannot be written: {error}");
            Status::Unreadable
        }
        Err(Failure::Told(sentence)) => {
            eprintln!("error: {}", terminal::visible(&sentence));
            Status::Unreadable
        }
    };
    ExitCode::from(status as u8)
}

/// Carries out a command on that many threads (0: as many as the machine has), each with room for deep nesting.
fn on_threads(count: usize, command: impl FnOnce() -> Outcome + Send) -> Outcome {
    match rayon::ThreadPoolBuilder::new().stack_size(STACK).num_threads(count).build() {
        Ok(pool) => pool.install(command),
        Err(error) => Err(Failure::Told(format!("no thread can be started: {error}"))),
    }
}
