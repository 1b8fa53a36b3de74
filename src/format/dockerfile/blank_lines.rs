//! The blank lines of a Dockerfile: one before every stage, and nowhere more than a few.

use crate::format::settle::Step;
use crate::format::style::Style;
use crate::model::Dockerfile;
use crate::model::dockerfile::Keyword;
use crate::text::{Span, delete, insert};

pub(super) fn steps(file: &Dockerfile, style: &Style) -> Vec<Step> {
    let mut steps = Vec::new();
    for run in runs(file) {
        let at_top =
            run[0].start == 0 && !file.text(Span::new(run[0].start, file.source().len())).trim_start().starts_with('#');
        // A comment that moves to the very top could become a directive.
        let allowed = if at_top { 0 } else { style.blank_lines };
        if let (Some(first), Some(last)) = (run.get(allowed), run.last()) {
            steps.push(Step::new("a run of blank lines", vec![delete(Span::new(first.start, last.end))]));
        }
    }
    if style.blank_lines > 0 {
        steps.extend(
            stage_breaks(file)
                .into_iter()
                .map(|at| Step::new("the start of a stage", vec![insert(at, file.line_end())])),
        );
    }
    steps
}

/// Runs of blank lines between instructions, line ends included, but for the one that ends the file.
fn runs(file: &Dockerfile) -> Vec<Vec<Span>> {
    let source = file.source();
    let mut heads = file.instructions.iter().map(|instruction| instruction.head).peekable();
    let mut runs: Vec<Vec<Span>> = Vec::new();
    let mut continues = false;
    for line in file.lines_outside_heredocs() {
        while heads.next_if(|head| head.end < line.start).is_some() {}
        let is_inside = heads.peek().is_some_and(|head| head.start < line.start);
        if is_inside || !file.text(line).trim_start_matches('\u{feff}').trim().is_empty() {
            continues = false;
            continue;
        }
        let whole = file.whole_lines(line);
        if continues && runs.last().and_then(|run| run.last()).is_some_and(|last| last.end == whole.start) {
            runs.last_mut().into_iter().for_each(|run| run.push(whole));
        } else {
            runs.push(vec![whole]);
        }
        continues = true;
    }
    runs.retain(|run| {
        run.last().is_some_and(|last| !source[last.end..].trim().is_empty())
            && !run[0].of(source).starts_with('\u{feff}')
    });
    runs
}

/// Where a stage follows on the one above without a blank line between. Stages of nothing but a FROM may stand together.
fn stage_breaks(file: &Dockerfile) -> Vec<usize> {
    let mut breaks = Vec::new();
    for pair in file.stages.windows(2) {
        let [above, below] = pair else { continue };
        let Some(from) = file.instructions.get(below.range.start).filter(|it| it.is(Keyword::From)) else { continue };
        if above.range.len() < 2 {
            continue;
        }
        let start = file.start_with_comments(from);
        let before = &file.source()[..start];
        let line_above = before.trim_end_matches(['\n', '\r']).len();
        let is_apart = before[line_above..].matches('\n').count() > 1
            || before[..line_above].rsplit('\n').next().is_some_and(|line| line.trim().is_empty());
        if !is_apart {
            breaks.push(start);
        }
    }
    breaks
}
