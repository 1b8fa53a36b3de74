//! The lines of a YAML file, and to what each belongs.

use crate::format::{BLANK, lines};
use crate::model::compose::{Style, View};
use crate::syntax::yaml::{Kind, Node};
use crate::text::Span;

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// Something begins on it: an entry, an item, a value below its key, a marker.
    Own,
    Blank,
    Comment,
    /// Inside a block scalar.
    Body,
    /// A plain or quoted scalar goes on in it.
    Folded,
    /// Inside brackets or braces that opened above.
    Flow,
}

pub(super) struct Sheet<'a> {
    pub view: &'a View,
    pub source: &'a str,
    /// Without their line ends.
    pub lines: Vec<Span>,
    pub kinds: Vec<Line>,
}

impl<'a> Sheet<'a> {
    pub fn of(view: &'a View) -> Sheet<'a> {
        let source = view.source();
        let lines = lines(source);
        let kind = |line: &Span| match line.of(source).trim_start_matches('\u{feff}').trim_start().chars().next() {
            None => Line::Blank,
            Some('#') => Line::Comment,
            Some(_) => Line::Own,
        };
        let kinds = lines.iter().map(kind).collect();
        let mut sheet = Sheet { view, source, lines, kinds };
        // Scalars last: they lie inside what is in brackets.
        for (_, node) in view.nodes() {
            if matches!(node.kind, Kind::Mapping { flow: true, .. } | Kind::Sequence { flow: true, .. }) {
                sheet.mark(node, Line::Flow);
            }
        }
        for (_, node) in view.nodes() {
            if let Kind::Scalar(scalar) = &node.kind {
                let is_block = matches!(scalar.style, Style::Literal | Style::Folded);
                sheet.mark(node, if is_block { Line::Body } else { Line::Folded });
                if is_block {
                    sheet.mark_tail(node);
                }
            }
        }
        sheet
    }

    /// Marks the lines that a node goes on in.
    fn mark(&mut self, node: &Node, kind: Line) {
        let text = node.span.of(self.source).trim_end();
        if text.contains('\n') {
            let (first, last) = (self.line_at(node.span.start), self.line_at(node.span.start + text.len()));
            self.kinds[first + 1..=last].fill(kind);
        }
    }

    /// Marks the blank lines behind a block scalar that belong to it: all of them where the header says `+`, else those that
    /// go further in than the scalar does, and what is above them.
    fn mark_tail(&mut self, node: &Node) {
        let header = header(node.span.of(self.source));
        let first = self.line_at(node.span.start) + 1;
        let body = self.kinds[first..].iter().take_while(|kind| **kind == Line::Body).count();
        let tail = self.kinds[first + body..].iter().take_while(|kind| **kind == Line::Blank).count();
        let is_text = |line: &usize| self.indent(*line).end < self.lines[*line].end;
        let depth = (first..first + body).find(is_text).map_or(usize::MAX, |line| self.indent(line).len());
        let lines = first + body..first + body + tail;
        let last = lines.rev().find(|line| header.contains('+') || self.lines[*line].len() > depth);
        if let Some(last) = last {
            self.kinds[first + body..=last].fill(Line::Body);
        }
    }

    /// The number of the line that holds the offset.
    pub fn line_at(&self, offset: usize) -> usize {
        self.lines.partition_point(|line| line.start <= offset).saturating_sub(1)
    }

    /// How far the offset stands from the start of its line, in bytes; a byte order mark counts for nothing.
    pub fn column(&self, offset: usize) -> usize {
        let line = self.lines[self.line_at(offset)];
        let mark = if line.of(self.source).starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        offset.saturating_sub(line.start + mark)
    }

    /// The blanks at the start of a line.
    pub fn indent(&self, line: usize) -> Span {
        let line = self.lines[line];
        let text = line.of(self.source);
        Span::new(line.start, line.start + text.len() - text.trim_start_matches(BLANK).len())
    }

    /// Whether nothing but blanks stands before the offset on its line.
    pub fn begins_line(&self, offset: usize) -> bool {
        let line = self.lines[self.line_at(offset)];
        let before = Span::new(line.start, offset).of(self.source);
        before.trim_start_matches('\u{feff}').chars().all(|c| c == ' ')
    }
}

/// The line on which a block scalar begins, without its comment: `|2-`.
pub(super) fn header(scalar: &str) -> &str {
    scalar.lines().next().unwrap_or("").split('#').next().unwrap_or("")
}
