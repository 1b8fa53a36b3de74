//! `dunnage doctor`: what somebody runs when the editor says nothing.
//!
//! Every line is a sentence about one thing that must be right before a finding can show: which program this is, what is
//! configured for the folder, which files in it are ours, what else the machine has, and whether the server, started as an editor
//! starts it, answers. Nothing is written, and no network is asked.

mod editors;
mod rehearsal;

use super::arguments::{Color, DoctorOptions, ListFormat};
use super::terminal::{Paint, visible};
use super::{Failure, Outcome, Status};
use crate::model::Language;
use crate::project::{self, Configurations, ShellCheck};
use crate::rules::{RULES, Settings, Severity};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// How many files and rules are named before the rest is counted.
const MANY: usize = 20;

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Good,
    /// Worth knowing, and nothing wrong.
    Note,
    /// This keeps the program from working, or part of it.
    Bad,
}

/// A sentence about one thing.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Line {
    about: &'static str,
    state: State,
    text: String,
}

#[derive(Debug, Serialize)]
struct FileEntry {
    path: PathBuf,
    language: Language,
}

/// All that was looked at.
#[derive(Debug, Serialize)]
struct Diagnosis {
    /// Whether nothing is wrong.
    ok: bool,
    version: &'static str,
    program: Option<PathBuf>,
    /// In the order in which they lie over each other, the project's first.
    configurations: Vec<PathBuf>,
    files: Vec<FileEntry>,
    shellcheck: Option<PathBuf>,
    /// What the rehearsal of a server took; `None` where it failed.
    server_milliseconds: Option<u64>,
    lines: Vec<Line>,
}

pub fn run(options: &DoctorOptions, color: Color) -> Outcome {
    let folder = dunce::canonicalize(&options.folder)
        .map_err(|error| Failure::Told(format!("`{}` cannot be entered: {error}", options.folder.display())))?;
    if !folder.is_dir() {
        return Err(Failure::Told(format!("`{}` is no folder", options.folder.display())));
    }
    let diagnosis = examine(&folder, &options.folder);
    let mut out = io::stdout().lock();
    match options.format {
        ListFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &diagnosis).map_err(io::Error::from)?;
            writeln!(out)?;
        }
        ListFormat::Text => print(&diagnosis, Paint::of_output(color), &mut out)?,
    }
    Ok(if diagnosis.ok { Status::Clean } else { Status::Found })
}

/// Looks at everything; `shown` is the folder as the user wrote it.
fn examine(folder: &Path, shown: &Path) -> Diagnosis {
    let mut lines = Vec::new();
    let mut say = |about, state, text: String| lines.push(Line { about, state, text });
    let program = std::env::current_exe().ok();
    examine_program(program.as_deref(), &mut say);
    let configurations = examine_configuration(folder, &mut say);
    let files = examine_files(shown, &mut say);
    let shellcheck = examine_tools(&mut say);
    let server_milliseconds = examine_server(program.as_deref(), folder, &mut say);
    editors::HINTS.iter().for_each(|(editor, hint)| say("editors", State::Note, format!("{editor}: {hint}")));
    let ok = !lines.iter().any(|line| line.state == State::Bad);
    let version = crate::VERSION;
    Diagnosis { ok, version, program, configurations, files, shellcheck, server_milliseconds, lines }
}

/// Which program this is, and which one an editor would start.
fn examine_program(program: Option<&Path>, say: &mut impl FnMut(&'static str, State, String)) {
    let about = "program";
    let Some(program) = program else {
        say(
            about,
            State::Bad,
            format!("This is dunnage {}, and the system does not say where it lies", crate::VERSION),
        );
        return;
    };
    say(about, State::Good, format!("This is dunnage {}, at {}", crate::VERSION, program.display()));
    let real = |path: &Path| dunce::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    match on_path("dunnage") {
        Some(found) if real(&found) == real(program) => {
            say(about, State::Good, "An editor that starts `dunnage` by its name starts this one".to_owned());
        }
        Some(found) => {
            let text = format!("An editor that starts `dunnage` by its name starts another one: {}", found.display());
            say(about, State::Note, text);
        }
        None => {
            let text = "No `dunnage` is on the PATH: an editor must be told the whole path above".to_owned();
            say(about, State::Note, text);
        }
    }
}

/// The first program of that name where the machine looks for programs.
fn on_path(name: &str) -> Option<PathBuf> {
    let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&std::env::var_os("PATH")?).map(|folder| folder.join(&name)).find(|path| path.is_file())
}

/// Which configurations hold for the files of the folder, and which rules that leaves.
fn examine_configuration(folder: &Path, say: &mut impl FnMut(&'static str, State, String)) -> Vec<PathBuf> {
    let about = "configuration";
    let origins = project::origins(folder);
    match &origins.project {
        Some(file) => {
            let text = format!("{} holds here: it is the nearest one, from this folder upward", file.display());
            say(about, State::Good, text);
        }
        None => {
            let text = "No .dunnage.toml lies here or above, so the usual rules speak; `dunnage init` writes one";
            say(about, State::Good, text.to_owned());
        }
    }
    if let Some(file) = &origins.user {
        say(about, State::Good, format!("{} holds under it: it is your own, for every project", file.display()));
    }
    if let Some(file) = &origins.passed_over {
        let text =
            format!("{} is not read, for a .dunnage.toml is there; `dunnage init` can take it over", file.display());
        say(about, State::Note, text);
    }
    let configurations = Configurations::default();
    let settings = configurations.settings(&folder.join("Dockerfile"));
    for problem in configurations.problems() {
        say(about, State::Bad, format!("A mistake in it: {problem}"));
    }
    let (on, usual) = (settings.active().count(), Settings::default().active().count());
    say(
        about,
        State::Good,
        format!("{on} of {} rules speak here; {usual} do where nothing is configured", RULES.len()),
    );
    let silent: Vec<&str> = RULES
        .iter()
        .filter(|rule| rule.meta.default && settings.severity_of(&rule.meta).is_none())
        .map(|rule| rule.meta.name)
        .collect();
    if !silent.is_empty() {
        say(about, State::Note, format!("Configured to be silent: {}", few(&silent)));
    }
    let loud = settings.active().any(|rule| settings.severity_of(&rule.meta).is_some_and(|it| it > Severity::Hint));
    if !loud {
        say(about, State::Bad, "No rule is left that says more than a hint".to_owned());
    }
    [origins.project, origins.user].into_iter().flatten().collect()
}

/// Which files of the folder are read, and as what.
fn examine_files(folder: &Path, say: &mut impl FnMut(&'static str, State, String)) -> Vec<FileEntry> {
    let about = "files";
    let (found, problems) = project::find(&[folder.to_owned()]);
    let mut files = Vec::new();
    for file in found {
        match project::read(&file.path) {
            Ok(document) => {
                let said = document.problem.map(|problem| say(about, State::Bad, problem.to_string()));
                if said.is_none() && files.len() < MANY {
                    let text = format!("{} is read as {}", file.path.display(), title(document.language));
                    say(about, State::Good, text);
                }
                files.push(FileEntry { path: file.path, language: document.language });
            }
            Err(problem) => say(about, State::Bad, problem.to_string()),
        }
    }
    problems.iter().for_each(|problem| say(about, State::Bad, problem.to_string()));
    if files.len() > MANY {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        files[MANY..].iter().for_each(|file| *counts.entry(title(file.language)).or_default() += 1);
        let counts: Vec<String> = counts.iter().map(|(language, count)| format!("{language}: {count}")).collect();
        say(about, State::Good, format!("And {} more ({})", files.len() - MANY, counts.join(", ")));
    }
    if files.is_empty() {
        let text = "There is none here. In folders the name decides: Dockerfile, Containerfile, Dockerfile.dev, \
                    api.Dockerfile, compose.yaml, docker-compose.prod.yml, .dockerignore";
        say(about, State::Note, text.to_owned());
    }
    let text = "What .gitignore or .ignore names is left out on the command line; an editor shows findings in it all the \
                same. Files that an editor opens are known by their content, too";
    say(about, State::Note, text.to_owned());
    files
}

fn title(language: Language) -> &'static str {
    match language {
        Language::Dockerfile => "a Dockerfile",
        Language::Compose => "a Compose file",
        Language::Dockerignore => "an ignore file",
        Language::Dotenv => "a file of variables",
    }
}

/// What the machine has besides. Nothing of it is needed.
fn examine_tools(say: &mut impl FnMut(&'static str, State, String)) -> Option<PathBuf> {
    let about = "tools";
    let shellcheck = ShellCheck::find().map(|shellcheck| shellcheck.program().to_owned());
    match &shellcheck {
        Some(program) => {
            say(
                about,
                State::Good,
                format!("ShellCheck is there, and reads the scripts in RUN: {}", program.display()),
            );
        }
        None => {
            let text = "ShellCheck is not on the PATH: scripts in RUN are read by our own rules only".to_owned();
            say(about, State::Note, text);
        }
    }
    say(about, State::Good, "Docker is not needed, nor a network".to_owned());
    shellcheck
}

/// Whether the server answers when it is started as an editor starts it; what that took, in milliseconds.
fn examine_server(
    program: Option<&Path>,
    folder: &Path,
    say: &mut impl FnMut(&'static str, State, String),
) -> Option<u64> {
    let about = "server";
    match rehearsal::rehearse(program?, folder) {
        Ok(took) => {
            let text = "`dunnage lsp` started, found the mistakes in a Dockerfile and in a Compose file, explained a word \
                        and left when told to";
            say(about, State::Good, format!("{text}, in {} ms", took.as_millis()));
            u64::try_from(took.as_millis()).ok()
        }
        Err(sentence) => {
            say(about, State::Bad, format!("`dunnage lsp` does not do what an editor asks of it: {sentence}"));
            None
        }
    }
}

/// The first names, and how many follow.
fn few(names: &[&str]) -> String {
    let shown = names.iter().take(MANY).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(MANY) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

fn print(diagnosis: &Diagnosis, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let mut about = "";
    for line in &diagnosis.lines {
        if line.about != about {
            let gap = if about.is_empty() { "" } else { "\n" };
            about = line.about;
            writeln!(out, "{gap}{}", paint.bold(about))?;
        }
        let text = visible(&line.text);
        match line.state {
            State::Good => writeln!(out, "  ok    {text}")?,
            State::Note => writeln!(out, "  {}  {text}", paint.faint("note"))?,
            State::Bad => writeln!(out, "  {}   {text}", paint.severity(Severity::Error, "BAD"))?,
        }
    }
    let verdict = if diagnosis.ok {
        "Nothing is wrong here. If an editor still shows nothing, ask it which server it started, and for which file type"
    } else {
        "Something is wrong: see what is marked BAD"
    };
    writeln!(out, "\n{verdict}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_cut() {
        assert_eq!(few(&["a", "b"]), "a, b");
        assert!(few(&["a"; MANY + 3]).ends_with("a and 3 more"));
    }
}
