//! `dunnage manual`: pages for `man`, written from the very table that reads the command line.

use super::arguments::{Arguments, ManualOptions};
use super::{Failure, Outcome, Status};
use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use std::io::{self, Write};
use std::path::Path;

pub fn run(options: &ManualOptions) -> Outcome {
    let mut program = Arguments::command();
    // Names the pages of the commands: `dunnage-check`.
    program.build();
    if let Some(folder) = &options.write {
        return write_all(&program, folder);
    }
    let Some(name) = &options.command else {
        io::stdout().lock().write_all(&page(&program)?)?;
        return Ok(Status::Clean);
    };
    let Some(command) = commands(&program).find(|command| command.get_name() == name) else {
        return Err(Failure::Told(format!("there is no command `{name}`; `dunnage help` lists them")));
    };
    io::stdout().lock().write_all(&page(command)?)?;
    Ok(Status::Clean)
}

fn commands(program: &Command) -> impl Iterator<Item = &Command> {
    program.get_subcommands().filter(|command| command.get_name() != "help")
}

fn write_all(program: &Command, folder: &Path) -> Outcome {
    let told = |error: io::Error| Failure::Told(format!("`{}` cannot be written: {error}", folder.display()));
    std::fs::create_dir_all(folder).map_err(told)?;
    for command in std::iter::once(program).chain(commands(program)) {
        let name = Man::new(command.clone()).get_filename();
        std::fs::write(folder.join(&name), page(command)?).map_err(told)?;
        writeln!(io::stdout().lock(), "{name}")?;
    }
    Ok(Status::Clean)
}

/// The page of the program or of one of its commands.
fn page(command: &Command) -> io::Result<Vec<u8>> {
    let is_program = command.get_name() == "dunnage";
    let page = Man::new(command.clone()).manual("Dunnage").source(format!("dunnage {}", crate::VERSION));
    let mut text = Vec::new();
    page.render_title(&mut text)?;
    page.render_name_section(&mut text)?;
    page.render_synopsis_section(&mut text)?;
    page.render_description_section(&mut text)?;
    page.render_options_section(&mut text)?;
    let mut rest = Roff::new();
    if is_program {
        rest.control("SH", ["COMMANDS"]);
        for command in commands(command) {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            entry(&mut rest, &format!("dunnage-{}(1)", command.get_name()), &about);
        }
    }
    for (title, entries) in if is_program { PROGRAM } else { COMMAND } {
        rest.control("SH", [*title]);
        for (name, meaning) in *entries {
            entry(&mut rest, name, meaning);
        }
    }
    rest.to_writer(&mut text)?;
    Ok(text)
}

/// A name, and below it what it means.
fn entry(page: &mut Roff, name: &str, meaning: &str) {
    page.control("TP", []).text([bold(name)]).text([roman(meaning)]);
}

/// The chapters of a page: a title, and what it lists with what that means.
type Chapters = &'static [(&'static str, &'static [(&'static str, &'static str)])];

const PROGRAM: Chapters = &[
    (
        "EXIT STATUS",
        &[
            ("0", "Nothing at or above what --fail-on says, which is warning unless it is chosen otherwise."),
            ("1", "Something was found; for format --check and --diff, something would change."),
            ("2", "The command line, a configuration or a file could not be read. Everything else was still done."),
        ],
    ),
    (
        "FILES",
        &[
            (
                ".dunnage.toml, dunnage.toml",
                "The configuration of the files at and below its folder: the nearest upward holds.",
            ),
            (
                "$XDG_CONFIG_HOME/dunnage/dunnage.toml",
                "The user's own, over which a project's lies. ~/.config stands in for an unset variable.",
            ),
            (".hadolint.yaml", "Honoured where no folder upward has a configuration of ours."),
            (".gitignore, .ignore", "Keep files out of folders that are walked."),
            (".editorconfig", "What the layout goes by where the configuration says nothing."),
        ],
    ),
    (
        "ENVIRONMENT",
        &[
            ("NO_COLOR", "No colours, whatever the terminal can do."),
            ("FORCE_COLOR", "Colours, even where standard output is no terminal."),
            ("FORCE_HYPERLINK", "1 makes rules' names links to their pages on any terminal, 0 on none."),
            ("COLUMNS", "The width that findings are laid out for."),
        ],
    ),
    (
        "EXAMPLES",
        &[
            ("dunnage check", "The Dockerfiles and Compose files below this folder."),
            ("dunnage check --fix api/Dockerfile", "Applies every safe fix."),
            ("dunnage check --format sarif > dunnage.sarif", "For code scanning."),
            ("dunnage explain DL3008", "A rule's page, by any of its names."),
        ],
    ),
];

const COMMAND: Chapters = &[("SEE ALSO", &[("dunnage(1)", "Files, environment and exit status.")])];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_its_page() {
        let mut program = Arguments::command();
        program.build();
        for command in commands(&program) {
            let text = String::from_utf8(page(command).expect("memory can be written")).expect("text");
            let name = format!("dunnage\\-{}", command.get_name());
            assert!(text.contains(&name) && text.contains(".SH SYNOPSIS"), "{text}");
        }
        let text = String::from_utf8(page(&program).expect("memory can be written")).expect("text");
        assert!(text.contains("EXIT STATUS") && text.contains("dunnage\\-check(1)"), "{text}");
    }
}
