//! `dunnage init`: a first configuration. What hadolint was told is taken over, for its file is not read beside ours.

use super::arguments::InitOptions;
use super::terminal::visible;
use super::{Failure, Outcome, Status};
use crate::project::{self, Configuration, NAMES};
use std::fs::OpenOptions;
use std::io::{self, Write};

pub fn run(options: &InitOptions) -> Outcome {
    // `.dunnage.toml`, not `./.dunnage.toml`.
    let folder = options.folder.strip_prefix(".").unwrap_or(&options.folder);
    if let Some(there) = NAMES.iter().map(|name| folder.join(name)).find(|path| path.exists()) {
        return Err(Failure::Told(format!("`{}` is there already, and stays as it is", there.display())));
    }
    let (origin, taken_over, problems) = project::hadolints(&options.folder).map_or_else(
        || (String::new(), Configuration::default(), Vec::new()),
        |(path, configuration, problems)| (path.display().to_string(), configuration, problems),
    );
    let path = folder.join(NAMES[0]);
    let told = |error: io::Error| Failure::Told(format!("`{}` cannot be written: {error}", path.display()));
    let mut new = OpenOptions::new().write(true).create_new(true).open(&path).map_err(told)?;
    new.write_all(project::template(&taken_over, &visible(&origin)).as_bytes()).map_err(told)?;
    writeln!(io::stdout().lock(), "{}", visible(&path.display().to_string()))?;
    for problem in &problems {
        eprintln!("error: {}", visible(&problem.to_string()));
    }
    if !origin.is_empty() {
        eprintln!("note: it says what {} says, which is not read here any more", visible(&origin));
    }
    Ok(if problems.is_empty() { Status::Clean } else { Status::Unreadable })
}
