//! The layout of a Dockerfile.
//!
//! Keywords in one case with one blank behind them, lists in JSON spaced alike, one blank line between stages, continued
//! lines indented. Every instruction is a step of its own, so that one that must not be touched costs only itself.

mod blank_lines;
mod continuation;
mod instruction;
mod quotes;
mod reading;

pub(super) use reading::Reading;

use super::settle::Step;
use super::style::Style;
use super::{BLANK, dockerignore};
use crate::model::Dockerfile;
use crate::text::{Edit, Span, delete};
use std::collections::BTreeSet;

/// What there is to do, each place once.
pub(super) fn steps(file: &Dockerfile, style: &Style) -> Vec<Step> {
    let manner = continuation::Manner::of(file, style);
    let flush = instruction::flush_stages(file);
    let mut steps = Vec::new();
    for index in 0..file.instructions.len() {
        let mut edits = instruction::edits(file, index, style, &flush);
        edits.extend(continuation::edits(file, index, &manner));
        if !edits.is_empty() {
            steps.push(Step::new("the instruction", edits));
        }
    }
    let blank = blank_lines::steps(file, style);
    if style.trims {
        let gone: BTreeSet<Span> = blank.iter().flat_map(|step| &step.edits).map(|edit| edit.span).collect();
        let ends = line_ends(file).into_iter();
        let ends = ends.filter(|edit| !gone.iter().any(|span| span.contains(edit.span) && !span.is_empty()));
        steps.extend(ends.map(|edit| Step::new("the end of a line", vec![edit])));
    }
    steps.extend(blank);
    if style.ends_last_line {
        steps.extend(last_line(file));
    }
    steps
}

/// Removes the blanks at the end of every line that is not a heredoc's or a directive's.
fn line_ends(file: &Dockerfile) -> Vec<Edit> {
    let is_directive = |line: Span| file.directives.iter().any(|directive| line.contains(directive.span));
    let text_end = text_end(file);
    let lines = file.lines_outside_heredocs().filter(|line| !is_directive(*line) && line.start < text_end);
    let blank_ends = lines.filter_map(|line| {
        let kept = file.text(line).trim_end_matches(BLANK).len();
        (kept < line.len()).then(|| delete(Span::new(line.start + kept, line.end)))
    });
    blank_ends.collect()
}

/// Where the last line that holds anything ends.
fn text_end(file: &Dockerfile) -> usize {
    file.source().trim_end_matches(['\n', '\r', ' ', '\t']).len()
}

fn last_line(file: &Dockerfile) -> Option<Step> {
    // All that follows belongs to a heredoc that does not end.
    let is_open = file.instructions.iter().any(|it| it.heredocs.iter().any(|heredoc| heredoc.end.is_none()));
    let end = text_end(file);
    if is_open || end == 0 { None } else { dockerignore::last_line(file.source(), end) }
}

#[cfg(test)]
mod tests;
