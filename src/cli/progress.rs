//! How far a long run is: a bar on a terminal, nothing anywhere else.

use crate::project::{self, Found, Problem};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Once;
use std::time::{Duration, Instant};

/// A moment: what is done before it passes needs no bar.
const MOMENT: Duration = Duration::from_millis(500);

/// Answers for each file that the paths mean, on all threads. What could not be found or answered, and what goes along with
/// an answer, is told apart, in the order of the files.
pub fn over_files<T: Send>(
    paths: &[PathBuf],
    shows_progress: bool,
    answer: impl Fn(&Found) -> Result<T, Problem> + Sync,
    problems_of: impl Fn(&mut T) -> Vec<Problem>,
) -> (Vec<T>, Vec<Problem>) {
    let (found, mut problems) = project::find(paths);
    let progress = Progress::over(found.len(), shows_progress);
    let step = |file: &Found| {
        let answer = answer(file);
        progress.step();
        answer
    };
    let answers: Vec<Result<T, Problem>> = found.par_iter().map(step).collect();
    let mut done = Vec::with_capacity(answers.len());
    for answer in answers {
        match answer {
            Ok(mut answer) => {
                problems.extend(problems_of(&mut answer));
                done.push(answer);
            }
            Err(problem) => problems.push(problem),
        }
    }
    (done, problems)
}

/// The progress of a run over files.
struct Progress {
    bar: ProgressBar,
    is_wanted: bool,
    begun: Instant,
    shown: Once,
}

impl Progress {
    fn over(files: usize, is_wanted: bool) -> Self {
        let bar = ProgressBar::with_draw_target(Some(files as u64), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos} of {len} files") {
            bar.set_style(style);
        }
        Progress { bar, is_wanted, begun: Instant::now(), shown: Once::new() }
    }

    /// One file more is done.
    fn step(&self) {
        self.bar.inc(1);
        if self.is_wanted && self.begun.elapsed() > MOMENT {
            self.shown.call_once(|| {
                if std::io::stderr().is_terminal() {
                    self.bar.set_draw_target(ProgressDrawTarget::stderr());
                }
            });
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
