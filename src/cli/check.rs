//! `dunnage check`: the findings of files, and their mending.

use super::arguments::{CheckOptions, Format};
use super::baseline::Baseline;
use super::progress::over_files;
use super::report::{self, Checked, Summary, Wanted};
use super::terminal::{Paint, visible};
use super::world::World;
use super::{Failure, Outcome, Status, Voice};
use crate::fix::{self, Applicability, Refused};
use crate::model::Surroundings;
use crate::project::{self, Configuration, Document, FailOn, Found, Problem};
use crate::rules::settings::Selector;
use crate::rules::{self, Settings, Severity};
use crate::text::Text;
use similar::TextDiff;
use std::io::{self, BufWriter, IsTerminal, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, SystemTime};

/// The name that standard input goes by where none is given.
pub(super) const STDIN: &str = "<stdin>";

/// How long `--watch` rests between looks.
const PAUSE: Duration = Duration::from_millis(500);

pub fn run(options: &CheckOptions, voice: Voice) -> Outcome {
    let is_stdin = |path: &PathBuf| path == Path::new("-");
    if !options.paths.iter().any(is_stdin) {
        return if options.watch { watch(options, voice) } else { Run::new(options, voice)?.check_files() };
    }
    if options.paths.len() > 1 || options.watch {
        return Err(Failure::Told("`-` stands alone: standard input is one file, read once".to_owned()));
    }
    Run::new(options, voice)?.check_stdin()
}

/// Checks again and again, whenever a file, a configuration or a neighbour that was looked at has changed. Ends when it is stopped, or nobody reads on.
fn watch(options: &CheckOptions, voice: Voice) -> Outcome {
    loop {
        if io::stdout().is_terminal() {
            io::stdout().lock().write_all(b"\x1b[2J\x1b[3J\x1b[H")?;
        }
        let run = Run::new(options, voice)?;
        let files = stamps(options);
        run.check_files()?;
        let others = run.stamps();
        if !voice.quiet {
            eprintln!("watching for changes; Ctrl-C ends it");
        }
        while stamps(options) == files && run.stamps() == others {
            thread::sleep(PAUSE);
        }
    }
}

/// The files that are checked, and when each was last written.
fn stamps(options: &CheckOptions) -> Vec<(PathBuf, Option<SystemTime>)> {
    let (found, _) = project::find(&options.paths);
    project::stamps_of(found.into_iter().map(|file| file.path))
}

/// What holds for all files of a run.
struct Run<'a> {
    options: &'a CheckOptions,
    voice: Voice,
    /// What the command line says, above every configuration.
    wishes: Configuration,
    world: World,
}

/// What became of one file.
struct Answer {
    checked: Checked,
    problems: Vec<Problem>,
    /// How many fixes were applied.
    fixed: usize,
    /// What mending would change, where that was asked.
    diff: Option<String>,
    /// Fixes that the guard took back, in a sentence each.
    refused: Vec<String>,
}

impl<'a> Run<'a> {
    fn new(options: &'a CheckOptions, voice: Voice) -> Result<Self, Failure> {
        let selectors = |names: &[String]| -> Result<Vec<Selector>, Failure> {
            names.iter().map(|name| project::selector(name).map_err(Failure::Told)).collect()
        };
        let settings = Settings {
            select: Some(selectors(&options.select)?).filter(|selectors| !selectors.is_empty()),
            extend_select: selectors(&options.extend_select)?,
            ignore: selectors(&options.ignore)?,
            ..Settings::default()
        };
        let wishes = Configuration::new(settings, options.fail_on);
        if options.statistics && !matches!(options.format, Format::Pretty | Format::Compact | Format::Json) {
            return Err(Failure::Told("`--statistics` goes with the formats pretty, compact and json".to_owned()));
        }
        if options.unsafe_fixes && !options.fix && !options.diff {
            return Err(Failure::Told("`--unsafe-fixes` goes with `--fix` or `--diff`".to_owned()));
        }
        let world = World::new(options.config.as_ref(), options.no_config);
        Ok(Run { options, voice, wishes, world })
    }

    /// The files that the findings hang on besides those that are checked, and when each was last written.
    fn stamps(&self) -> Vec<(PathBuf, Option<SystemTime>)> {
        [self.world.stamps(), project::stamps_of(self.options.baseline.clone())].concat()
    }

    /// Files and folders: what is found in them, in the order of the paths.
    fn check_files(&self) -> Outcome {
        let problems_of = |answer: &mut Answer| std::mem::take(&mut answer.problems);
        let (done, problems) =
            over_files(&self.options.paths, !self.voice.quiet, |file| self.check_file(file), problems_of);
        let paint = Paint::of_output(self.voice.color);
        self.finish(done, problems, paint, &mut BufWriter::new(io::stdout().lock()))
    }

    fn check_file(&self, file: &Found) -> Result<Answer, Problem> {
        let document = project::read(&file.path)?;
        let mut answer = self.check_document(&file.path, document)?;
        if self.options.fix && !self.options.diff && answer.fixed > 0 {
            answer.problems.extend(project::write(&file.path, answer.checked.snapshot.source()).err());
        }
        Ok(answer)
    }

    fn check_document(&self, path: &Path, document: Document) -> Result<Answer, Problem> {
        let configuration = self.wishes.clone().over(&self.world.configurations.of(path));
        let settings = configuration.settings_for(&project::absolute(path));
        let fail_on = configuration.fail_on.unwrap_or(FailOn::At(Severity::Warning));
        let surroundings = Arc::new(self.world.surroundings(path, document.language));
        let name = report::path_as_shown(path);
        // A rule that panics costs its file, not the run.
        let looked = catch_unwind(AssertUnwindSafe(|| self.look(name, document, surroundings, &settings, fail_on)));
        looked
            .map_err(|_| Problem::new(path, "a rule failed on this file, which is a bug of dunnage; please report it"))
    }

    fn look(
        &self,
        path: String,
        document: Document,
        surroundings: Arc<Surroundings>,
        settings: &Settings,
        fail_on: FailOn,
    ) -> Answer {
        let Document { language, text, problem } = document;
        let is_lossy = text.is_lossy();
        let mut snapshot = self.world.snapshot(language, text, &surroundings, settings);
        let (mut fixed, mut diff, mut refused) = (0, None, Vec::new());
        if let Some(level) = self.wanted_fixes().filter(|_| !is_lossy) {
            let mended = fix::mend(&snapshot, settings, level);
            refused.extend(mended.refused.iter().map(|it| sentence(&path, it)));
            let is_changed = mended.text != snapshot.source();
            if is_changed && self.options.diff {
                diff = Some(unified_diff(&path, snapshot.source(), &mended.text));
            } else if is_changed {
                fixed = mended.applied.len();
                // Scripts that are as they were need no second look.
                let known = snapshot.surroundings().clone();
                snapshot = self.world.snapshot(language, Text::new(&mended.text), &known, settings);
            }
        }
        let findings = rules::check(&snapshot, settings);
        let checked = Checked { path, snapshot, findings, fail_on };
        Answer { checked, problems: problem.into_iter().collect(), fixed, diff, refused }
    }

    /// Which fixes are to be applied or shown, if any.
    fn wanted_fixes(&self) -> Option<Applicability> {
        let level = if self.options.unsafe_fixes { Applicability::Ask } else { Applicability::Safe };
        (self.options.fix || self.options.diff).then_some(level)
    }

    /// Standard input: the findings on standard output; with `--fix` the mended text there, and the findings beside it.
    fn check_stdin(&self) -> Outcome {
        let path = self.options.stdin_filename.clone().unwrap_or_else(|| PathBuf::from(STDIN));
        let mut bytes = Vec::new();
        let read = io::stdin().lock().read_to_end(&mut bytes);
        read.map_err(|error| Failure::Told(format!("standard input cannot be read: {error}")))?;
        let answer = project::read_bytes(&path, &bytes).and_then(|document| self.check_document(&path, document));
        let prints_text = self.options.fix && !self.options.diff;
        if prints_text {
            let mended = answer.as_ref().ok().filter(|answer| answer.fixed > 0);
            let text = mended.map_or(bytes.as_slice(), |answer| answer.checked.snapshot.source().as_bytes());
            let mut out = io::stdout().lock();
            out.write_all(text)?;
            out.flush()?;
        }
        let (done, problems) = match answer {
            Ok(mut answer) => {
                let problems = std::mem::take(&mut answer.problems);
                (vec![answer], problems)
            }
            Err(problem) => (Vec::new(), vec![problem]),
        };
        if prints_text {
            let status = self.finish(done, problems, Paint::PLAIN, &mut io::stderr().lock())?;
            // Editors take the text only of a filter that succeeds; who wants the verdict says at which severity.
            let is_verdict = self.options.fail_on.is_some() || status == Status::Unreadable;
            return Ok(if is_verdict { status } else { Status::Clean });
        }
        self.finish(done, problems, Paint::of_output(self.voice.color), &mut BufWriter::new(io::stdout().lock()))
    }

    /// Prints what was asked for, and answers with the exit status.
    fn finish(&self, mut done: Vec<Answer>, mut problems: Vec<Problem>, paint: Paint, out: &mut dyn Write) -> Outcome {
        if let Some(file) = self.options.baseline.as_ref().filter(|_| !self.options.write_baseline) {
            let baseline = Baseline::read(file)?;
            let gone: usize = done.iter_mut().map(|answer| baseline.forgive(file, &mut answer.checked)).sum();
            if gone > 0 && !self.voice.quiet {
                let findings = if gone == 1 { "finding of the baseline is" } else { "findings of the baseline are" };
                eprintln!("note: {gone} {findings} gone; `--write-baseline` takes that down");
            }
        }
        problems.splice(0..0, self.world.configurations.problems());
        let mut told = io::stderr().lock();
        for problem in &problems {
            // A closed standard error is no reason to keep the findings.
            let _ = writeln!(told, "error: {}", visible(&problem.to_string()));
        }
        for sentence in done.iter().flat_map(|answer| &answer.refused).filter(|_| !self.voice.quiet) {
            let _ = writeln!(told, "note: {}", visible(sentence));
        }
        drop(told);
        if let Some(file) = self.options.baseline.as_ref().filter(|_| self.options.write_baseline) {
            let baseline = Baseline::of(file, done.iter().map(|answer| &answer.checked));
            baseline.write(file)?;
            let findings = match baseline.count() {
                1 => "1 finding is".to_owned(),
                count => format!("{count} findings are"),
            };
            if !self.voice.quiet {
                writeln!(out, "{findings} in {}", visible(&file.display().to_string()))?;
            }
            out.flush()?;
            return Ok(if problems.is_empty() { Status::Clean } else { Status::Unreadable });
        }
        let found = done.iter().any(|answer| answer.checked.stops());
        let fixed = done.iter().map(|answer| answer.fixed).sum();
        if self.options.diff {
            let mut diffs = done.iter().filter_map(|answer| answer.diff.as_ref());
            diffs.try_for_each(|diff| out.write_all(report::diff(diff, paint).as_bytes()))?;
        } else {
            let checked: Vec<Checked> = done.into_iter().map(|answer| answer.checked).collect();
            let summary = Summary::of(&checked, fixed);
            let wanted =
                Wanted { format: self.options.format, statistics: self.options.statistics, sums: !self.voice.quiet };
            report::print(wanted, &checked, &summary, paint, out)?;
        }
        out.flush()?;
        Ok(match (problems.is_empty(), found) {
            (false, _) => Status::Unreadable,
            (true, true) => Status::Found,
            (true, false) => Status::Clean,
        })
    }
}

pub(super) fn sentence(path: &str, refused: &Refused) -> String {
    format!("{path}: `{}` of {} was taken back: {}", refused.title, refused.rule, refused.reason)
}

pub(super) fn unified_diff(name: &str, before: &str, after: &str) -> String {
    // As git does: an absolute path is shown from the root.
    let name = name.trim_start_matches('/');
    let diff = TextDiff::from_lines(before, after);
    diff.unified_diff().context_radius(3).header(&format!("a/{name}"), &format!("b/{name}")).to_string()
}
