//! `dunnage check`: the findings of files, and their mending.

use super::arguments::{CheckOptions, Color, FailOn};
use super::progress::Progress;
use super::report::{self, Checked, Summary};
use super::terminal::{Paint, visible, wants_colour};
use super::{Failure, Outcome, Status};
use crate::fix::{self, Applicability, Mended};
use crate::model::Snapshot;
use crate::project::{self, Document, Found, Problem};
use crate::rules::settings::Selector;
use crate::rules::{self, Settings, Severity};
use rayon::prelude::*;
use similar::TextDiff;
use std::io::{self, BufWriter, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// The name that standard input goes by where none is given.
const STDIN: &str = "<stdin>";

pub fn run(options: &CheckOptions, color: Color) -> Outcome {
    let settings = settings_of(options)?;
    if let [only] = options.paths.as_slice()
        && only == Path::new("-")
    {
        return check_stdin(options, &settings, color);
    }
    if options.paths.iter().any(|path| path == Path::new("-")) {
        return Err(Failure::Told("`-` stands alone: standard input is one file".to_owned()));
    }
    let (found, problems) = project::find(&options.paths);
    let mut problems = problems;
    let progress = Progress::over(found.len());
    let answers: Vec<Result<Answer, Problem>> = found
        .par_iter()
        .map(|file| {
            let answer = check_file(file, options, &settings);
            progress.step();
            answer
        })
        .collect();
    drop(progress);
    let mut done = Vec::new();
    for answer in answers {
        match answer {
            Ok(answer) => {
                problems.extend(answer.problems.iter().cloned());
                done.push(answer);
            }
            Err(problem) => problems.push(problem),
        }
    }
    tell(&problems);
    let mut out = BufWriter::new(io::stdout().lock());
    finish(done, &problems, options, color, &mut out)
}

/// Prints what was asked for, and answers with the exit status.
fn finish(
    done: Vec<Answer>,
    problems: &[Problem],
    options: &CheckOptions,
    color: Color,
    out: &mut dyn Write,
) -> Outcome {
    let paint = Paint { colour: wants_colour(color) };
    let fixed: usize = done.iter().map(|answer| answer.fixed).sum();
    let diffs: Vec<String> = done.iter().filter_map(|answer| answer.diff.clone()).collect();
    let checked: Vec<Checked> = done.into_iter().map(|answer| answer.checked).collect();
    let summary = Summary::of(&checked, fixed);
    if options.diff {
        diffs.iter().try_for_each(|diff| out.write_all(report::diff(diff, paint).as_bytes()))?;
    } else {
        report::print(options.format, options.statistics, &checked, &summary, paint, out)?;
    }
    out.flush()?;
    let least = options.fail_on.unwrap_or(FailOn::Warning).severity();
    let stops = |severity: Severity| least.is_some_and(|least| severity >= least);
    let found = checked.iter().flat_map(|file| &file.findings).any(|finding| stops(finding.severity));
    Ok(match (problems.is_empty(), found) {
        (false, _) => Status::Unreadable,
        (true, true) => Status::Found,
        (true, false) => Status::Clean,
    })
}

fn tell(problems: &[Problem]) {
    for problem in problems {
        eprintln!("error: {}", visible(&problem.to_string()));
    }
}

/// What became of one file.
struct Answer {
    checked: Checked,
    problems: Vec<Problem>,
    /// How many fixes were applied.
    fixed: usize,
    /// What mending would change, where that was asked.
    diff: Option<String>,
    /// The text after mending.
    text: String,
}

fn check_file(file: &Found, options: &CheckOptions, settings: &Settings) -> Result<Answer, Problem> {
    let document = project::read(&file.path)?;
    let mut answer = check_document(&file.path, document, options, settings)?;
    if options.fix && !options.diff && answer.fixed > 0 {
        if let Err(problem) = project::write(&file.path, &answer.text) {
            answer.problems.push(problem);
        }
    }
    Ok(answer)
}

fn check_document(
    path: &Path,
    document: Document,
    options: &CheckOptions,
    settings: &Settings,
) -> Result<Answer, Problem> {
    let Document { language, text, problem } = document;
    let name = report::path_as_shown(path);
    let look = || {
        let snapshot = Snapshot::new(language, text.clone(), 0);
        let mended = wanted_fixes(options)
            .filter(|_| !text.is_lossy())
            .map(|level| fix::mend(&snapshot, settings, level))
            .filter(|mended| mended.text != snapshot.source());
        let Some(Mended { text, applied, .. }) = mended else {
            return (snapshot, None, 0, String::new());
        };
        if options.diff {
            let diff = unified_diff(&name, snapshot.source(), &text);
            return (snapshot, Some(diff), applied.len(), text);
        }
        let after = Snapshot::new(language, crate::text::Text::new(&text), 0);
        (after, None, applied.len(), text)
    };
    // A rule that panics costs its file, not the run.
    let looked = catch_unwind(AssertUnwindSafe(|| {
        let (snapshot, diff, fixed, text) = look();
        let findings = rules::check(&snapshot, settings);
        Answer { checked: Checked { path: name.clone(), snapshot, findings }, problems: Vec::new(), fixed, diff, text }
    }));
    let Ok(mut answer) = looked else {
        return Err(Problem::new(path, "a rule failed on this file, which is a bug of dunnage; please report it"));
    };
    answer.problems.extend(problem);
    Ok(answer)
}

/// Which fixes are to be applied or shown, if any.
fn wanted_fixes(options: &CheckOptions) -> Option<Applicability> {
    let level = if options.unsafe_fixes { Applicability::Ask } else { Applicability::Safe };
    (options.fix || options.diff).then_some(level)
}

fn unified_diff(name: &str, before: &str, after: &str) -> String {
    let diff = TextDiff::from_lines(before, after);
    diff.unified_diff().context_radius(3).header(&format!("a/{name}"), &format!("b/{name}")).to_string()
}

/// Standard input: the findings on standard output, or with `--fix` the mended text there and the findings beside it.
fn check_stdin(options: &CheckOptions, settings: &Settings, color: Color) -> Outcome {
    let path = options.stdin_filename.clone().unwrap_or_else(|| PathBuf::from(STDIN));
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).map_err(|error| Failure::Told(format!("standard input: {error}")))?;
    let answer = project::read_bytes(&path, &bytes).and_then(|it| check_document(&path, it, options, settings));
    let answer = match answer {
        Ok(answer) => answer,
        Err(problem) => {
            tell(&[problem]);
            return Ok(Status::Unreadable);
        }
    };
    let problems = answer.problems.clone();
    tell(&problems);
    if options.fix && !options.diff {
        let text = if answer.fixed > 0 { answer.text.as_bytes() } else { &bytes };
        let mut out = io::stdout().lock();
        out.write_all(text)?;
        out.flush()?;
        drop(out);
        return finish(vec![answer], &problems, options, Color::Never, &mut io::stderr().lock());
    }
    finish(vec![answer], &problems, options, color, &mut BufWriter::new(io::stdout().lock()))
}

/// The choice of rules on the command line.
fn settings_of(options: &CheckOptions) -> Result<Settings, Failure> {
    let read = |names: &[String]| -> Result<Vec<Selector>, Failure> {
        names.iter().map(|name| Selector::parse(name).map_err(Failure::Told)).collect()
    };
    Ok(Settings {
        select: if options.select.is_empty() { None } else { Some(read(&options.select)?) },
        extend_select: read(&options.extend_select)?,
        ignore: read(&options.ignore)?,
        ..Settings::default()
    })
}
