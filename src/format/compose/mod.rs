//! The layout of a Compose file: indentation, the blanks between a key and its value, blank lines, the ends of lines.
//!
//! What the file mostly does is what all of it should do, unless somebody asks for something else: its step, whether lists
//! stand below their key or further in, how far an item stands from its dash. Inside scalars nothing is touched but how
//! far in a block as a whole stands.

mod indentation;
mod reading;
mod sheet;
mod spacing;

pub(super) use reading::Reading;

use super::settle::Step;
use super::style::Style;
use super::{BLANK, dockerignore};
use crate::model::compose::View;
use crate::text::{Span, delete};
use sheet::{Line, Sheet};

pub(super) fn steps(view: &View, style: &Style) -> Vec<Step> {
    let sheet = Sheet::of(view);
    let mut steps: Vec<Step> = indentation::step(&sheet, style).into_iter().collect();
    steps.extend(spacing::steps(&sheet));
    let source = view.source();
    let text_end = source.trim_end_matches(['\n', '\r', ' ', '\t']).len();
    let blank = blank_lines(&sheet, style, text_end);
    if style.trims {
        let is_gone = |line: Span| blank.iter().flat_map(|step| &step.edits).any(|edit| edit.span.contains(line));
        for (line, kind) in sheet.lines.iter().zip(&sheet.kinds) {
            let kept = line.of(source).trim_end_matches(BLANK).len();
            let is_free = !matches!(kind, Line::Body | Line::Folded) && line.start < text_end;
            if is_free && kept < line.len() && !is_gone(*line) {
                let end = Span::new(line.start + kept, line.end);
                steps.push(Step::new("the end of a line", vec![delete(end)]));
            }
        }
    }
    steps.extend(blank);
    if style.ends_last_line && text_end > 0 {
        steps.extend(dockerignore::last_line(source, text_end));
    }
    steps
}

/// Blank lines beyond those that are allowed in a row; those that end the file are the last line's business.
fn blank_lines(sheet: &Sheet<'_>, style: &Style, text_end: usize) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut at = 0;
    while at < sheet.lines.len() {
        let length = sheet.kinds[at..].iter().take_while(|kind| **kind == Line::Blank).count();
        let allowed = if at == 0 { 0 } else { style.blank_lines };
        let end = sheet.lines.get(at + length).map_or(usize::MAX, |line| line.start);
        if length > allowed && end <= text_end {
            let gone = Span::new(sheet.lines[at + allowed].start, end);
            steps.push(Step::new("a run of blank lines", vec![delete(gone)]));
        }
        at += length.max(1);
    }
    steps
}

#[cfg(test)]
mod tests;
