//! `dunnage schema`: what a configuration may hold, for editors that check and complete TOML.

use super::{Outcome, Status};
use crate::project;
use std::io::{self, Write};

pub fn run() -> Outcome {
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &project::schema()).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(Status::Clean)
}
