//! `dunnage format`: the layout of files; with `--fix`, every safe fix before it, for those who have one command to call.

use super::arguments::FormatOptions;
use super::check::{STDIN, sentence, unified_diff};
use super::progress::over_files;
use super::report;
use super::terminal::{Paint, visible};
use super::world::World;
use super::{Failure, Outcome, Status, Voice};
use crate::fix::{self, Applicability};
use crate::format;
use crate::model::Snapshot;
use crate::project::{self, Document, Found, Problem};
use crate::text::Text;
use std::io::{self, BufWriter, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub fn run(options: &FormatOptions, voice: Voice) -> Outcome {
    let run = Run::new(options, voice);
    if !options.paths.iter().any(|path| path == Path::new("-")) {
        return run.format_files();
    }
    if options.paths.len() > 1 {
        return Err(Failure::Told("`-` stands alone: standard input is one file".to_owned()));
    }
    run.format_stdin()
}

/// What holds for all files of a run.
struct Run<'a> {
    options: &'a FormatOptions,
    voice: Voice,
    world: World,
}

/// What became of one file.
struct Answer {
    path: String,
    before: String,
    after: String,
    /// What was left as it is or taken back, in a sentence each.
    notes: Vec<String>,
}

impl Answer {
    fn is_changed(&self) -> bool {
        self.before != self.after
    }
}

impl<'a> Run<'a> {
    fn new(options: &'a FormatOptions, voice: Voice) -> Self {
        Run { options, voice, world: World::new(options.config.as_ref(), options.no_config) }
    }

    /// Whether anything is to be written.
    fn writes(&self) -> bool {
        !self.options.check && !self.options.diff
    }

    fn format_files(&self) -> Outcome {
        let (done, problems) =
            over_files(&self.options.paths, !self.voice.quiet, |file| self.format_file(file), |_| Vec::new());
        let changed = done.iter().filter(|answer| answer.is_changed()).count();
        let mut out = BufWriter::new(io::stdout().lock());
        let paint = Paint::of_output(self.voice.color);
        for answer in done.iter().filter(|answer| answer.is_changed()) {
            if self.options.diff {
                let diff = unified_diff(&answer.path, &answer.before, &answer.after);
                out.write_all(report::diff(&diff, paint).as_bytes())?;
            } else if !(self.voice.quiet && self.writes()) {
                let verb = if self.writes() { "formatted" } else { "would format" };
                writeln!(out, "{verb} {}", visible(&answer.path))?;
            }
        }
        if !self.options.diff && !self.voice.quiet {
            let rest = done.len() - changed;
            let verb = if self.writes() { "formatted" } else { "to format" };
            writeln!(out, "{changed} {} {verb}, {rest} in order", if changed == 1 { "file" } else { "files" })?;
        }
        out.flush()?;
        Ok(self.finish(&done, problems))
    }

    fn format_file(&self, file: &Found) -> Result<Answer, Problem> {
        let answer = self.format_document(&file.path, project::read(&file.path)?)?;
        if self.writes() && answer.is_changed() {
            project::write(&file.path, &answer.after)?;
        }
        Ok(answer)
    }

    fn format_document(&self, path: &Path, document: Document) -> Result<Answer, Problem> {
        let before = document.text.source().to_string();
        let name = report::path_as_shown(path);
        let changed = catch_unwind(AssertUnwindSafe(|| self.change(path, &name, document)));
        let (after, notes) = changed.map_err(|_| {
            Problem::new(path, "formatting this file failed, which is a bug of dunnage; please report it")
        })?;
        Ok(Answer { path: name, before, after, notes })
    }

    /// The text as it shall be, and what is to be said of it.
    fn change(&self, path: &Path, name: &str, document: Document) -> (String, Vec<String>) {
        let configuration = self.world.configurations.of(path);
        let mut notes = Vec::new();
        let mut text = document.text;
        let surroundings = Arc::new(match self.options.fix {
            true => self.world.surroundings(path, document.language),
            false => self.world.neighbours(path),
        });
        if self.options.fix && !text.is_lossy() {
            let settings = configuration.settings_for(&project::absolute(path));
            let snapshot = self.world.snapshot(document.language, text, &surroundings, &settings);
            let mended = fix::mend(&snapshot, &settings, Applicability::Safe);
            notes.extend(mended.refused.iter().map(|refused| sentence(name, refused)));
            text = Text::new(&mended.text);
        }
        let snapshot = Snapshot::new(document.language, text, 0).with_surroundings(surroundings);
        let formatted = format::format(&snapshot, &configuration.layout, None);
        notes.extend(formatted.left.iter().map(|what| format!("{name}: left as it is: {what}")));
        (formatted.text(snapshot.source()), notes)
    }

    /// Standard input: its new layout on standard output, or the text as it is where there is none.
    fn format_stdin(&self) -> Outcome {
        let path = self.options.stdin_filename.clone().unwrap_or_else(|| PathBuf::from(STDIN));
        let mut bytes = Vec::new();
        let read = io::stdin().lock().read_to_end(&mut bytes);
        read.map_err(|error| Failure::Told(format!("standard input cannot be read: {error}")))?;
        let answer = project::read_bytes(&path, &bytes).and_then(|document| self.format_document(&path, document));
        let mut out = io::stdout().lock();
        let changed = answer.as_ref().ok().filter(|answer| answer.is_changed());
        match changed {
            Some(answer) if self.options.diff => {
                let diff = unified_diff(&answer.path, &answer.before, &answer.after);
                let paint = Paint::of_output(self.voice.color);
                out.write_all(report::diff(&diff, paint).as_bytes())?;
            }
            Some(answer) if self.writes() => out.write_all(answer.after.as_bytes())?,
            None if self.writes() => out.write_all(&bytes)?,
            _ => {}
        }
        out.flush()?;
        drop(out);
        let (done, problems) = match answer {
            Ok(answer) => (vec![answer], Vec::new()),
            Err(problem) => (Vec::new(), vec![problem]),
        };
        Ok(self.finish(&done, problems))
    }

    /// Tells what went wrong and what was left, and answers with the exit status.
    fn finish(&self, done: &[Answer], mut problems: Vec<Problem>) -> Status {
        problems.splice(0..0, self.world.configurations.problems());
        let mut told = io::stderr().lock();
        // A closed standard error is no reason to fail.
        for problem in &problems {
            let _ = writeln!(told, "error: {}", visible(&problem.to_string()));
        }
        for answer in done {
            for note in answer.notes.iter().filter(|_| !self.voice.quiet) {
                let _ = writeln!(told, "note: {}", visible(note));
            }
        }
        match (problems.is_empty(), done.iter().any(Answer::is_changed) && !self.writes()) {
            (false, _) => Status::Unreadable,
            (true, true) => Status::Found,
            (true, false) => Status::Clean,
        }
    }
}
