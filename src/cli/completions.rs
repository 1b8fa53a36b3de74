//! `dunnage completions`: a script by which a shell completes the command line, written from the very table that reads it.

use super::arguments::{Arguments, CompletionsOptions};
use super::{Outcome, Status};
use clap::CommandFactory;
use std::io::{self, Write};

pub fn run(options: &CompletionsOptions) -> Outcome {
    // The generator takes a failed write for a mistake of its caller's, so it writes into memory.
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut Arguments::command(), "dunnage", &mut script);
    io::stdout().lock().write_all(&script)?;
    Ok(Status::Clean)
}
